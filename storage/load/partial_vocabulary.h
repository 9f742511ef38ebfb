// The terms that one worker has met since it last spilled: each distinct one that needs a dictionary entry
// gets a number. Records lie one behind the other in an arena:
//
//   number (4), bytes of the key (4), the tag (1), the key; padded to a multiple of 8
//
// and an open-addressing table of hash and place leads to them: a term costs its bytes and about 30 more, a
// look-up two cache misses. Tags that are no dictionary tags are names local to the load: blank nodes,
// claims.
#ifndef TERN_STORAGE_LOAD_PARTIAL_VOCABULARY_H_
#define TERN_STORAGE_LOAD_PARTIAL_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/memory/paged_array.h"
#include "storage/model/term_id.h"

namespace tern::load {

// Not thread-safe.
class PartialVocabulary {
 public:
  // Uses up to about `budget_bytes`.
  explicit PartialVocabulary(size_t budget_bytes);

  static uint64_t HashOf(model::Tag tag, std::string_view key);
  // Brings what Add of this hash reads first into the cache.
  void Prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }

  // The number of a term, from 0 on in the sequence of first calls; nothing where it is new and the
  // vocabulary full: spill it and Clear.
  std::optional<uint32_t> Add(model::Tag tag, std::string_view key, uint64_t hash);

  // While it may, Add takes every term, however large: those of one fact must lie together.
  void LetOverflow(bool may_overflow) { may_overflow_ = may_overflow; }

  uint32_t size() const { return size_; }
  void Clear();

  // Visits all terms in the order of their keys (tag in front, as one byte). An error ends it.
  using Visit = absl::FunctionRef<absl::Status(uint32_t number, std::string_view tag_and_key)>;
  absl::Status VisitSorted(Visit visit) const;

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t place = 0;  // of the record, in units of 8 bytes, plus 1; 0: free
  };

  std::string_view RecordAt(uint32_t place) const;  // tag and key
  uint32_t NumberAt(uint32_t place) const;
  bool HasRoom(size_t record_bytes);
  void Grow();
  void Append(model::Tag tag, std::string_view key, size_t record_bytes);

  const size_t max_terms_;
  memory::PagedArray<char> arena_;
  size_t arena_used_ = 0;
  memory::PagedArray<Slot> slots_;
  uint64_t mask_ = 0;
  uint32_t size_ = 0;
  bool may_overflow_ = false;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_PARTIAL_VOCABULARY_H_
