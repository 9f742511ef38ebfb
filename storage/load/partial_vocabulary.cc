#include "storage/load/partial_vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "storage/model/checksum.h"

namespace tern::load {
namespace {

constexpr size_t kUnit = 8;  // of places in the arena
constexpr size_t kHeaderBytes = 8;
constexpr size_t kWordBytes = 8;
constexpr size_t kFirstSlots = 1024;
// Terms that fit however small the budget is.
constexpr size_t kMinTerms = 16;

// A key while it is sorted: eight bytes of it at the depth that is being compared.
struct SortEntry {
  uint64_t word;  // big-endian, zeros behind the end
  uint32_t place;
  uint8_t bytes;  // how many of the word are the key's

  bool SameWord(const SortEntry& other) const { return word == other.word && bytes == other.bytes; }
  friend bool operator<(const SortEntry& a, const SortEntry& b) {
    return a.word != b.word ? a.word < b.word : a.bytes < b.bytes;
  }
};
static_assert(sizeof(SortEntry) == 16);

void LoadWord(std::string_view key, size_t depth, SortEntry& entry) {
  std::array<unsigned char, kWordBytes> bytes{};
  const size_t count = key.size() <= depth ? 0 : std::min(kWordBytes, key.size() - depth);
  std::memcpy(bytes.data(), key.data() + std::min(depth, key.size()), count);
  entry.word = 0;
  for (const unsigned char byte : bytes) entry.word = entry.word << 8 | byte;
  entry.bytes = static_cast<uint8_t>(count);
}

// Sorts by the keys, a word at a time: runs of equal words are sorted by the next one. Long common prefixes,
// as IRIs have, cost a pass each and no comparison of strings. The pending runs are kept on a stack of their
// own, because their depth is as large as the longest key.
template <typename KeyAt>
class WordSorter {
 public:
  WordSorter(KeyAt key_at, SortEntry* entries, size_t size)
      : key_at_(key_at), entries_(entries), size_(size) {}

  void Sort() {
    std::vector<Run> runs = {{0, size_, 0}};
    while (!runs.empty()) {
      const Run run = runs.back();
      runs.pop_back();
      SortRun(run, runs);
    }
  }

 private:
  struct Run {
    size_t begin;
    size_t end;
    size_t depth;
  };

  void SortRun(const Run& run, std::vector<Run>& runs) {
    bool all_same = true;
    for (size_t i = run.begin; i < run.end; ++i) {
      LoadWord(key_at_(entries_[i].place), run.depth, entries_[i]);
      all_same = all_same && entries_[i].SameWord(entries_[run.begin]);
    }
    if (!all_same) std::sort(entries_ + run.begin, entries_ + run.end);
    for (size_t from = run.begin; from < run.end;) {
      size_t to = from + 1;
      while (to < run.end && entries_[to].SameWord(entries_[from])) ++to;
      if (to - from > 1 && entries_[from].bytes == kWordBytes)
        runs.push_back({from, to, run.depth + kWordBytes});
      from = to;
    }
  }

  KeyAt key_at_;
  SortEntry* entries_;
  size_t size_;
};

size_t RecordBytes(size_t key_bytes) { return (kHeaderBytes + 1 + key_bytes + kUnit - 1) / kUnit * kUnit; }

}  // namespace

// Of the budget: the arena three fifths, the table a fifth, what a sort needs a fifth.
PartialVocabulary::PartialVocabulary(size_t budget_bytes)
    : max_terms_(std::max(kMinTerms, budget_bytes / 5 / sizeof(SortEntry))),
      arena_(std::max(kUnit * 64, budget_bytes / 5 * 3 / kUnit * kUnit)) {
  slots_ = memory::PagedArray<Slot>(kFirstSlots);
  mask_ = kFirstSlots - 1;
}

uint64_t PartialVocabulary::HashOf(model::Tag tag, std::string_view key) {
  return model::Checksum(key, static_cast<uint64_t>(tag));
}

std::string_view PartialVocabulary::RecordAt(uint32_t place) const {
  const char* record = arena_.data() + size_t{place} * kUnit;
  uint32_t key_bytes;
  std::memcpy(&key_bytes, record + 4, sizeof key_bytes);
  return {record + kHeaderBytes, size_t{1} + key_bytes};
}

uint32_t PartialVocabulary::NumberAt(uint32_t place) const {
  uint32_t number;
  std::memcpy(&number, arena_.data() + size_t{place} * kUnit, sizeof number);
  return number;
}

std::optional<uint32_t> PartialVocabulary::Add(model::Tag tag, std::string_view key, uint64_t hash) {
  const auto short_hash = static_cast<uint32_t>(hash >> 32);
  uint64_t at = hash & mask_;
  for (; slots_[at].place != 0; at = (at + 1) & mask_) {
    const Slot& slot = slots_[at];
    if (slot.hash != short_hash) continue;
    const std::string_view record = RecordAt(slot.place - 1);
    if (record.size() == key.size() + 1 && static_cast<model::Tag>(record[0]) == tag &&
        std::memcmp(record.data() + 1, key.data(), key.size()) == 0) {
      return NumberAt(slot.place - 1);
    }
  }
  const size_t record_bytes = RecordBytes(key.size());
  if (!HasRoom(record_bytes)) return std::nullopt;
  if (size_ + size_ / 2 > mask_) {
    Grow();
    at = hash & mask_;
    while (slots_[at].place != 0) at = (at + 1) & mask_;
  }
  slots_[at] = {short_hash, static_cast<uint32_t>(arena_used_ / kUnit + 1)};
  Append(tag, key, record_bytes);
  return size_++;
}

bool PartialVocabulary::HasRoom(size_t record_bytes) {
  const bool fits = record_bytes <= arena_.size() - arena_used_;
  if (fits && (size_ < max_terms_ || may_overflow_)) return true;
  if (!may_overflow_) return false;
  memory::PagedArray<char> arena(std::max(2 * arena_.size(), arena_used_ + record_bytes));
  if (arena_used_ > 0) std::memcpy(arena.data(), arena_.data(), arena_used_);
  arena_ = std::move(arena);
  return true;
}

// The table keeps only the upper half of a hash: it grows by what the records say.
void PartialVocabulary::Grow() {
  memory::PagedArray<Slot> slots(slots_.size() * 2);
  const uint64_t mask = slots.size() - 1;
  for (size_t offset = 0; offset < arena_used_;) {
    const auto place = static_cast<uint32_t>(offset / kUnit);
    const std::string_view record = RecordAt(place);
    const uint64_t hash = HashOf(static_cast<model::Tag>(record[0]), record.substr(1));
    uint64_t at = hash & mask;
    while (slots[at].place != 0) at = (at + 1) & mask;
    slots[at] = {static_cast<uint32_t>(hash >> 32), place + 1};
    offset += RecordBytes(record.size() - 1);
  }
  slots_ = std::move(slots);
  mask_ = mask;
}

void PartialVocabulary::Append(model::Tag tag, std::string_view key, size_t record_bytes) {
  char* record = arena_.data() + arena_used_;
  const auto key_bytes = static_cast<uint32_t>(key.size());
  std::memcpy(record, &size_, sizeof size_);
  std::memcpy(record + 4, &key_bytes, sizeof key_bytes);
  record[kHeaderBytes] = static_cast<char>(tag);
  if (!key.empty()) std::memcpy(record + kHeaderBytes + 1, key.data(), key.size());
  arena_used_ += record_bytes;
}

void PartialVocabulary::Clear() {
  std::memset(static_cast<void*>(slots_.data()), 0, slots_.size() * sizeof(Slot));
  arena_used_ = 0;
  size_ = 0;
}

absl::Status PartialVocabulary::VisitSorted(Visit visit) const {
  memory::PagedArray<SortEntry> entries(size_);
  size_t count = 0;
  for (size_t offset = 0; offset < arena_used_;) {
    const auto place = static_cast<uint32_t>(offset / kUnit);
    entries[count++].place = place;
    offset += RecordBytes(RecordAt(place).size() - 1);
  }
  const auto key_at = [this](uint32_t place) { return RecordAt(place); };
  WordSorter(key_at, entries.data(), count).Sort();
  for (size_t i = 0; i < count; ++i) {
    const uint32_t place = entries[i].place;
    if (absl::Status status = visit(NumberAt(place), RecordAt(place)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tern::load
