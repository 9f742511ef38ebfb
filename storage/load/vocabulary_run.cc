#include "storage/load/vocabulary_run.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "storage/load/scratch_file.h"

namespace tern::load {
namespace {

using model::TermId;

struct EntryHeader {
  uint32_t shared;
  uint32_t rest;
};

std::string TermsPath(const VocabularyRun& run) { return run.path + ".terms"; }
std::string OrderPath(const VocabularyRun& run) { return run.path + ".order"; }
std::string IdsPath(const VocabularyRun& run) { return run.path + ".ids"; }

absl::Status Damaged() { return absl::DataLossError("a scratch file of terms is not as it was written"); }

size_t SharedBytes(std::string_view a, std::string_view b) {
  const size_t most = std::min(a.size(), b.size());
  size_t shared = 0;
  while (shared < most && a[shared] == b[shared]) ++shared;
  return shared;
}

// One run while it is merged: the key where it stands, and where the ids go.
class RunReader {
 public:
  explicit RunReader(const VocabularyRun& run) : terms_(TermsPath(run)), ids_(IdsPath(run)) {}

  // False at the end.
  absl::StatusOr<bool> Next() {
    if (rest_.empty()) {
      const absl::StatusOr<std::string_view> frame = terms_.NextFrame();
      if (!frame.ok()) return frame.status();
      if (frame->empty()) return false;
      rest_ = *frame;
    }
    EntryHeader header;
    if (rest_.size() < sizeof header) return Damaged();
    std::memcpy(&header, rest_.data(), sizeof header);
    rest_.remove_prefix(sizeof header);
    if (header.shared > key_.size() || header.rest > rest_.size()) return Damaged();
    key_.resize(header.shared);
    key_.append(rest_.data(), header.rest);
    rest_.remove_prefix(header.rest);
    if (key_.empty()) return Damaged();
    return true;
  }

  const std::string& key() const { return key_; }
  absl::Status PutId(TermId id) { return ids_.AddValue(id); }
  absl::Status Finish() { return ids_.Finish(); }

 private:
  ScratchReader terms_;
  std::string_view rest_;
  std::string key_;
  ScratchWriter ids_;
};

// The runs by their keys, the smallest in front.
class RunHeap {
 public:
  absl::Status Open(const std::vector<VocabularyRun>& runs) {
    for (const VocabularyRun& run : runs) {
      auto reader = std::make_unique<RunReader>(run);
      const absl::StatusOr<bool> more = reader->Next();
      if (!more.ok()) return more.status();
      if (*more) readers_.push_back(std::move(reader));
    }
    for (size_t at = readers_.size() / 2; at-- > 0;) SiftDown(at);
    return absl::OkStatus();
  }

  bool empty() const { return readers_.empty(); }
  const std::string& key() const { return readers_.front()->key(); }

  // Gives `id` to the term in front and goes on.
  absl::Status Take(TermId id) {
    RunReader& front = *readers_.front();
    if (absl::Status status = front.PutId(id); !status.ok()) return status;
    const absl::StatusOr<bool> more = front.Next();
    if (!more.ok()) return more.status();
    if (!*more) {
      if (absl::Status status = front.Finish(); !status.ok()) return status;
      std::swap(readers_.front(), readers_.back());
      readers_.pop_back();
    }
    if (!readers_.empty()) SiftDown(0);
    return absl::OkStatus();
  }

 private:
  void SiftDown(size_t at) {
    while (true) {
      size_t child = 2 * at + 1;
      if (child >= readers_.size()) return;
      if (child + 1 < readers_.size() && readers_[child + 1]->key() < readers_[child]->key()) ++child;
      if (!(readers_[child]->key() < readers_[at]->key())) return;
      std::swap(readers_[child], readers_[at]);
      at = child;
    }
  }

  std::vector<std::unique_ptr<RunReader>> readers_;
};

}  // namespace

absl::Status WriteVocabularyRun(const PartialVocabulary& vocabulary, const VocabularyRun& run) {
  ScratchWriter terms(TermsPath(run));
  ScratchWriter order(OrderPath(run));
  std::string_view last;  // stays in the vocabulary
  std::string record;
  absl::Status status = vocabulary.VisitSorted([&](uint32_t number, std::string_view key) {
    const size_t shared = SharedBytes(last, key);
    const EntryHeader header = {static_cast<uint32_t>(shared), static_cast<uint32_t>(key.size() - shared)};
    record.resize(sizeof header);
    std::memcpy(record.data(), &header, sizeof header);
    record.append(key.substr(shared));
    last = key;
    absl::Status added = terms.Add(record);
    return added.ok() ? order.AddValue(number) : added;
  });
  if (!status.ok()) return status;
  if (status = terms.Finish(); !status.ok()) return status;
  return order.Finish();
}

absl::Status MergeVocabularyRuns(const std::vector<VocabularyRun>& runs, AssignId assign) {
  RunHeap heap;
  if (absl::Status status = heap.Open(runs); !status.ok()) return status;
  std::string key;
  while (!heap.empty()) {
    key = heap.key();
    const absl::StatusOr<TermId> id =
        assign(static_cast<model::Tag>(key.front()), std::string_view(key).substr(1));
    if (!id.ok()) return id.status();
    do {
      if (absl::Status status = heap.Take(*id); !status.ok()) return status;
    } while (!heap.empty() && heap.key() == key);
  }
  return absl::OkStatus();
}

absl::StatusOr<memory::PagedArray<TermId>> ReadFinalIds(const VocabularyRun& run) {
  memory::PagedArray<TermId> ids(run.terms);
  ScratchValues<uint32_t> order(OrderPath(run));
  ScratchValues<TermId> final(IdsPath(run));
  for (uint32_t i = 0; i < run.terms; ++i) {
    uint32_t number = 0;
    TermId id;
    const absl::StatusOr<bool> has_number = order.Next(number);
    if (!has_number.ok()) return has_number.status();
    const absl::StatusOr<bool> has_id = final.Next(id);
    if (!has_id.ok()) return has_id.status();
    if (!*has_number || !*has_id || number >= run.terms) return Damaged();
    ids[number] = id;
  }
  return ids;
}

}  // namespace tern::load
