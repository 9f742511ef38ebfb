// How a join runs that the join search does not move: left, semi and anti joins, and inner ones with more
// than a scan on a side. Its right side is built once and hashed, looked up for each left row where it is a
// scan, or run anew for each left row.
#ifndef TERN_ENGINE_OPTIMIZE_OUTER_JOINS_H_
#define TERN_ENGINE_OPTIMIZE_OUTER_JOINS_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {

// `node` held to rows that agree with an outer row in `keys`, which it binds: its OuterRow stands as deep as
// it can.
algebra::NodePtr BoundBy(const algebra::NodePtr& node, const std::vector<algebra::Variable>& keys);

// How parts of a plan are planned.
struct PartPlanner {
  // Orders the joins of a plan, and gives it estimates.
  std::function<absl::StatusOr<algebra::NodePtr>(const algebra::NodePtr& plan)> order;
  // How often parts may still be planned another way, to see whether that costs less: groups inside groups
  // would double the work at each level.
  int* attempts_left;
};

// `source` is a left, semi or anti join that no rule has given a kind; `left` is its left side, ordered and
// estimated.
absl::StatusOr<algebra::NodePtr> ChooseOuterJoin(const algebra::NodePtr& source, const algebra::NodePtr& left,
                                                 const RuleContext& context, const PartPlanner& planner);

// `ordered` is a plan of inner joins, ordered and estimated. Hash joins in it that build or probe with more
// than a scan, for the sake of a few rows on the other side, become an Apply. With `keep_order` the rows stay
// sorted as they are.
absl::StatusOr<algebra::NodePtr> RunPerRow(const algebra::NodePtr& ordered, bool keep_order,
                                           const RuleContext& context, const PartPlanner& planner);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_OUTER_JOINS_H_
