// The optimiser: an ordered list of rules over the plan, each of which keeps its meaning. Costs come from
// exact counts of the snapshot's block headers, so a plan is good for one snapshot only.
#ifndef TERN_ENGINE_OPTIMIZE_OPTIMIZE_H_
#define TERN_ENGINE_OPTIMIZE_OPTIMIZE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/planner_options.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// A plan with the same answer that is cheaper to run. Where options.optimize is false, only constants are
// resolved and joins forced.
absl::StatusOr<algebra::Plan> Optimize(const algebra::Plan& plan, const store::Snapshot& snapshot,
                                       const PlannerOptions& options = {});

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_OPTIMIZE_H_
