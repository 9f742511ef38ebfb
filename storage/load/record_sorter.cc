#include "storage/load/record_sorter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "storage/model/text.h"

namespace tern::load {
namespace {

constexpr size_t kWordBytes = sizeof(uint64_t);
constexpr size_t kByteValues = 256;
constexpr size_t kMinCapacity = 16;
// Below this a comparison sort is faster than clearing the counters.
constexpr size_t kSmall = 512;

template <size_t kWords>
uint8_t ByteOf(const SortRecord<kWords>& record, size_t byte) {
  return static_cast<uint8_t>(record[byte / kWordBytes] >> (8 * (kWordBytes - 1 - byte % kWordBytes)));
}

// The bits in which some record differs from the first.
template <size_t kWords>
SortRecord<kWords> VaryingBits(const SortRecord<kWords>* records, size_t count) {
  SortRecord<kWords> bits{};
  for (size_t i = 1; i < count; ++i) {
    for (size_t word = 0; word < kWords; ++word) bits[word] |= records[i][word] ^ records[0][word];
  }
  return bits;
}

template <size_t kWords>
void ScatterByByte(const SortRecord<kWords>* from, SortRecord<kWords>* to, size_t count, size_t byte) {
  std::array<size_t, kByteValues> next{};
  for (size_t i = 0; i < count; ++i) ++next[ByteOf(from[i], byte)];
  size_t sum = 0;
  for (size_t& begin : next) begin = std::exchange(sum, sum + begin);
  for (size_t i = 0; i < count; ++i) to[next[ByteOf(from[i], byte)]++] = from[i];
}

// Runs that agree in the first word, by the rest.
template <size_t kWords>
void SortTies(SortRecord<kWords>* records, size_t count) {
  for (size_t from = 0; from < count;) {
    size_t to = from + 1;
    while (to < count && records[to][0] == records[from][0]) ++to;
    if (to - from > 1) std::sort(records + from, records + to);
    from = to;
  }
}

}  // namespace

template <size_t kWords>
void RadixSort(SortRecord<kWords>* records, SortRecord<kWords>* spare, size_t count, SortKey key) {
  if (count < 2) return;
  if (count < kSmall) {
    std::stable_sort(records, records + count, [key](const auto& a, const auto& b) {
      for (size_t byte = key.begin; byte < key.end; ++byte) {
        const uint8_t of_a = ByteOf(a, byte);
        const uint8_t of_b = ByteOf(b, byte);
        if (of_a != of_b) return of_a < of_b;
      }
      return key.ties && a < b;
    });
    return;
  }
  const SortRecord<kWords> varying = VaryingBits(records, count);
  SortRecord<kWords>* from = records;
  SortRecord<kWords>* to = spare;
  for (size_t byte = key.end; byte-- > key.begin;) {
    if (ByteOf(varying, byte) == 0) continue;
    ScatterByByte(from, to, count, byte);
    std::swap(from, to);
  }
  if (from != records) std::memcpy(static_cast<void*>(records), from, count * sizeof(SortRecord<kWords>));
  if (key.ties) SortTies(records, count);
}

template <size_t kWords>
absl::StatusOr<bool> RecordRun<kWords>::NextFrame() {
  if (file_ == nullptr) return false;
  const absl::StatusOr<std::string_view> frame = file_->NextFrame();
  if (!frame.ok()) return frame.status();
  if (frame->size() % sizeof(Record) != 0) return absl::DataLossError("a run ends inside a record");
  frame_.resize(frame->size() / sizeof(Record));
  if (!frame->empty()) std::memcpy(static_cast<void*>(frame_.data()), frame->data(), frame->size());
  at_ = frame_.data();
  end_ = at_ + frame_.size();
  return !frame_.empty();
}

template <size_t kWords>
RecordSorter<kWords>::RecordSorter(std::string path, SortKey key, size_t budget_bytes)
    : path_(std::move(path)),
      key_(key),
      capacity_(std::max(kMinCapacity, budget_bytes / 2 / sizeof(Record))),
      buffer_(capacity_) {}

template <size_t kWords>
absl::Status RecordSorter<kWords>::Spill() {
  if (spare_.size() == 0) spare_ = memory::PagedArray<Record>(capacity_);
  RadixSort<kWords>(buffer_.data(), spare_.data(), size_, key_);
  ScratchWriter writer(model::StrCat(path_, "-", files_.size()));
  const Record* last = nullptr;
  for (size_t i = 0; i < size_; ++i) {
    const Record& record = buffer_[i];
    if (last != nullptr && *last == record) continue;
    if (absl::Status status = writer.AddValue(record); !status.ok()) return status;
    last = &record;
  }
  if (absl::Status status = writer.Finish(); !status.ok()) return status;
  files_.push_back(writer.path());
  size_ = 0;
  return absl::OkStatus();
}

template <size_t kWords>
absl::StatusOr<std::vector<RecordRun<kWords>>> RecordSorter<kWords>::Runs(bool spill) {
  if (spill && size_ > 0) {
    if (absl::Status status = Spill(); !status.ok()) return status;
  }
  std::vector<RecordRun<kWords>> runs;
  if (size_ > 0) {
    if (spare_.size() == 0) spare_ = memory::PagedArray<Record>(size_);
    RadixSort<kWords>(buffer_.data(), spare_.data(), size_, key_);
    runs.emplace_back(buffer_.data(), buffer_.data() + size_);
  } else {
    buffer_ = memory::PagedArray<Record>();
  }
  spare_ = memory::PagedArray<Record>();
  for (const std::string& file : files_) runs.emplace_back(file);
  return runs;
}

template <size_t kWords>
absl::Status RecordMerge<kWords>::Start() {
  started_ = true;
  for (size_t i = 0; i < runs_.size(); ++i) {
    Head head{{}, i};
    const absl::StatusOr<bool> more = runs_[i].Next(head.record);
    if (!more.ok()) return more.status();
    if (*more) heads_.push_back(head);
  }
  for (size_t at = heads_.size() / 2; at-- > 0;) SiftDown(at);
  return absl::OkStatus();
}

template <size_t kWords>
void RecordMerge<kWords>::SiftDown(size_t at) {
  const Head head = heads_[at];
  while (true) {
    size_t child = 2 * at + 1;
    if (child >= heads_.size()) break;
    if (child + 1 < heads_.size() && heads_[child + 1].record < heads_[child].record) ++child;
    if (!(heads_[child].record < head.record)) break;
    heads_[at] = heads_[child];
    at = child;
  }
  heads_[at] = head;
}

template <size_t kWords>
absl::Status RecordMerge<kWords>::Advance() {
  const absl::StatusOr<bool> more = runs_[heads_[0].run].Next(heads_[0].record);
  if (!more.ok()) return more.status();
  if (!*more) {
    heads_[0] = heads_.back();
    heads_.pop_back();
  }
  if (!heads_.empty()) SiftDown(0);
  return absl::OkStatus();
}

template <size_t kWords>
absl::StatusOr<bool> RecordMerge<kWords>::Next(Record& record) {
  if (!started_) {
    if (absl::Status status = Start(); !status.ok()) return status;
  }
  if (heads_.empty()) return false;
  record = heads_[0].record;
  do {
    if (absl::Status status = Advance(); !status.ok()) return status;
  } while (!heads_.empty() && heads_[0].record == record);
  return true;
}

template void RadixSort<2>(SortRecord<2>*, SortRecord<2>*, size_t, SortKey);
template void RadixSort<3>(SortRecord<3>*, SortRecord<3>*, size_t, SortKey);
template class RecordRun<2>;
template class RecordRun<3>;
template class RecordSorter<2>;
template class RecordSorter<3>;
template class RecordMerge<2>;
template class RecordMerge<3>;

}  // namespace tern::load
