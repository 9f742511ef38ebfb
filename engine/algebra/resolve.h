// Constants of a plan to the ids that one snapshot has for them.
#ifndef TERN_ENGINE_ALGEBRA_RESOLVE_H_
#define TERN_ENGINE_ALGEBRA_RESOLVE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "storage/store/snapshot.h"

namespace tern::algebra {

// The ids of a constant slot, ascending, each once; none where the store does not know it. A literal has the
// ids of all terms of its value. REQUIRES: slot.is_constant().
absl::StatusOr<std::vector<model::TermId>> ResolveIds(const Slot& slot, const store::Snapshot& snapshot);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_RESOLVE_H_
