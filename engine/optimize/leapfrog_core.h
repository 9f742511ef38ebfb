// Finds the part of a group of joins whose variables run in circles (a triangle, a square, a clique): there
// every join of two relations may have far more rows than all of them, and a leapfrog join has not.
#ifndef TERN_ENGINE_OPTIMIZE_LEAPFROG_CORE_H_
#define TERN_ENGINE_OPTIMIZE_LEAPFROG_CORE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "engine/optimize/join_search.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// `group` with one relation, a leapfrog join, in the place of those that form cycles. Nothing where there is
// no cycle of scans that such a join can read. With `everywhere` cycles are not asked for: all scans that are
// connected and can be read so become one. `snapshot`, where there is one, is asked how long the lists are
// that a large join would search.
absl::StatusOr<std::optional<JoinGroup>> ReplaceCycles(const JoinGroup& group, bool everywhere,
                                                       const store::Snapshot* snapshot = nullptr);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_LEAPFROG_CORE_H_
