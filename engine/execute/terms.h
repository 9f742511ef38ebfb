// Between ids and terms while one query runs: terms that expressions compute get ids of their own (tag
// kLocal), unless the store knows them already, so that equal ids still mean equal terms; so do lists, whose
// items are ids. Terms that expressions read are resolved in batches and kept for a while.
#ifndef TERN_ENGINE_EXECUTE_TERMS_H_
#define TERN_ENGINE_EXECUTE_TERMS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/execute/context.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/model/value.h"

namespace tern::execute {

struct ResolvedTerm {
  model::Term term;
  model::Value value;
};

// True for the id of a list: a local one with the highest bit of its payload set.
inline constexpr uint64_t kListBit = uint64_t{1} << (model::TermId::kPayloadBits - 1);
constexpr bool IsList(model::TermId id) {
  return id.tag() == model::Tag::kLocal && (id.payload() & kListBit) != 0;
}

// Not thread-safe; must not outlive its context.
class Terms {
 public:
  // A list inside a list inside a list …; what is printed or compared may take a stack frame each.
  static constexpr int kMaxListDepth = 64;
  // Items of a list with those of the lists in it, counted as often as they stand there.
  static constexpr size_t kMaxListItems = size_t{1} << 24;

  explicit Terms(Context* context)
      : context_(context),
        local_memory_(context, "what expressions compute"),
        kept_memory_(context, "the terms of expressions") {}

  // The id of `term`: inline, the store's, or a local one, the same each time.
  absl::StatusOr<model::TermId> Intern(const model::Term& term);

  // The id of the list of `items`, which may be null or lists. ResourceExhausted beyond the limits above.
  absl::StatusOr<model::TermId> InternList(absl::Span<const model::TermId> items);
  // REQUIRES: IsList(list). Good as long as this lives.
  absl::Span<const model::TermId> ItemsOf(model::TermId list) const;
  // The number of its items with those of the lists in it; 1 for what is no list.
  size_t ItemCountOf(model::TermId id) const {
    return IsList(id) ? lists_[id.payload() & ~kListBit]->item_count : 1;
  }

  // The term and value of an id; for a list an IRI without text and no value. The pointer is good until the
  // next Prefetch.
  absl::StatusOr<const ResolvedTerm*> Get(model::TermId id);

  // Resolves ids, of which some may be null, lists, or have come before, so that Get finds them.
  absl::Status Prefetch(absl::Span<const model::TermId> ids);

  // terms[i] belongs to ids[i]. REQUIRES: no id is null or a list. Does not touch what Get returned.
  absl::StatusOr<std::vector<model::Term>> Resolve(absl::Span<const model::TermId> ids) const;

  Context& context() const { return *context_; }

 private:
  struct List {
    std::vector<model::TermId> items;
    size_t item_count = 0;  // with those of the lists in it
    int depth = 1;
  };

  static constexpr size_t kMaxKept = size_t{1} << 16;        // resolved terms
  static constexpr size_t kMaxKeptBytes = size_t{64} << 20;  // of theirs, besides what one batch needs
  static constexpr size_t kMaxFound = size_t{1} << 16;       // computed terms that the store knows
  static constexpr size_t kMaxFoundBytes = size_t{16} << 20;

  absl::Status AddKept(model::TermId id, model::Term term);

  Context* context_;
  MemoryUse local_memory_;
  MemoryUse kept_memory_;
  std::vector<std::unique_ptr<ResolvedTerm>> local_terms_;  // by payload
  absl::flat_hash_map<model::Term, model::TermId> local_ids_;
  std::vector<std::unique_ptr<List>> lists_;  // by payload without the bit
  absl::flat_hash_map<absl::Span<const model::TermId>, model::TermId> list_ids_;  // keys point into lists_
  absl::flat_hash_map<model::Term, model::TermId> found_;
  size_t found_bytes_ = 0;
  absl::flat_hash_map<model::TermId, std::unique_ptr<ResolvedTerm>> kept_;
  size_t kept_bytes_ = 0;
  ResolvedTerm list_term_;  // what Get gives for any list
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_TERMS_H_
