// Function `label`: the rdfs:label of an entity as plain facts have it. Of several the one without a language
// comes first, then one in `en`, then the first in the order of terms.
#ifndef TERN_ENGINE_EXECUTE_LABEL_READER_H_
#define TERN_ENGINE_EXECUTE_LABEL_READER_H_

#include <cstddef>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/execute/terms.h"
#include "storage/model/term_id.h"

namespace tern::execute {

// Not thread-safe; must not outlive `terms`.
class LabelReader {
 public:
  explicit LabelReader(Terms* terms) : terms_(terms) {}

  // Null where it has none.
  absl::StatusOr<model::TermId> LabelOf(model::TermId entity);

 private:
  static constexpr size_t kMaxKept = size_t{1} << 16;

  absl::StatusOr<model::TermId> Read(model::TermId entity);
  absl::StatusOr<model::TermId> Better(model::TermId a, model::TermId b);

  Terms* terms_;
  std::optional<model::TermId> predicate_;  // rdfs:label; null where the store does not know it
  absl::flat_hash_map<model::TermId, model::TermId> kept_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_LABEL_READER_H_
