// Between ids and terms while one query runs: terms that expressions compute get ids of their own (tag
// kLocal), unless the store knows them already, so that equal ids still mean equal terms; terms that
// expressions read are resolved in batches and kept for a while.
#ifndef TERN_ENGINE_EXECUTE_TERMS_H_
#define TERN_ENGINE_EXECUTE_TERMS_H_

#include <cstddef>
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

// Not thread-safe; must not outlive its context.
class Terms {
 public:
  explicit Terms(Context* context) : context_(context), local_memory_(context), kept_memory_(context) {}

  // The id of `term`: inline, the store's, or a local one, the same each time.
  absl::StatusOr<model::TermId> Intern(const model::Term& term);

  // The term and value of an id. The pointer is good until the next Prefetch.
  absl::StatusOr<const ResolvedTerm*> Get(model::TermId id);

  // Resolves ids, of which some may be null or have come before, so that Get finds them.
  absl::Status Prefetch(absl::Span<const model::TermId> ids);

  // terms[i] belongs to ids[i]. REQUIRES: no id is null. Does not touch what Get returned.
  absl::StatusOr<std::vector<model::Term>> Resolve(absl::Span<const model::TermId> ids) const;

 private:
  static constexpr size_t kMaxKept = size_t{1} << 16;        // resolved terms
  static constexpr size_t kMaxKeptBytes = size_t{64} << 20;  // of theirs, besides what one batch needs
  static constexpr size_t kMaxFound = size_t{1} << 16;       // computed terms that the store knows

  Context* context_;
  MemoryUse local_memory_;
  MemoryUse kept_memory_;
  std::vector<std::unique_ptr<ResolvedTerm>> local_terms_;  // by payload
  absl::flat_hash_map<model::Term, model::TermId> local_ids_;
  absl::flat_hash_map<model::Term, model::TermId> found_;
  absl::flat_hash_map<model::TermId, std::unique_ptr<ResolvedTerm>> kept_;
  size_t kept_bytes_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_TERMS_H_
