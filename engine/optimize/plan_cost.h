// What a finished plan costs to run, from the rows that its nodes are estimated to have: to choose between
// whole plans that the join search does not compare.
#ifndef TERN_ENGINE_OPTIMIZE_PLAN_COST_H_
#define TERN_ENGINE_OPTIMIZE_PLAN_COST_H_

#include "engine/algebra/plan.h"

namespace tern::optimize {

// REQUIRES: every node has its estimate.
double PlanCost(const algebra::Node& node);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_PLAN_COST_H_
