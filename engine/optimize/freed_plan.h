// Plans freed of the row outside: the right side of an Apply without its OuterRow leaves, where the natural
// join with the rows outside asks for the same. Then it runs once for all of them.
//
// Why that is sound: rows of the freed plan that agree with an outer row in the variables that both have are
// the rows that the plan would have had for it. A null outside has no such rows either way, since every
// variable of OuterRow that is kept has been joined to something inside, and null joins nothing.
#ifndef TERN_ENGINE_OPTIMIZE_FREED_PLAN_H_
#define TERN_ENGINE_OPTIMIZE_FREED_PLAN_H_

#include <optional>
#include <vector>

#include "engine/algebra/plan.h"

namespace tern::optimize {

struct FreedPlan {
  algebra::NodePtr node;
  std::vector<algebra::Variable> keys;  // the variables of OuterRow that `node` binds: to be equal outside
  std::vector<algebra::Expression> conditions;  // on a row of `node` and the row outside
};

// What the OuterRow leaves of an Apply's right side hand on, each variable once.
std::vector<algebra::Variable> OuterVariables(const algebra::Node& right);

// `plan`, part of a right side whose OuterRow leaves hand on `outer`. Nothing where it needs the row outside:
// limits, and expressions and groups that use a variable from outside where nothing inside binds it.
std::optional<FreedPlan> Free(const algebra::NodePtr& plan, const std::vector<algebra::Variable>& outer);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_FREED_PLAN_H_
