// Groups inside a pattern: where their rows start from, and how they are joined to the rows outside.
#ifndef TERN_ENGINE_ALGEBRA_OUTER_ROW_H_
#define TERN_ENGINE_ALGEBRA_OUTER_ROW_H_

#include <vector>

#include "engine/algebra/plan.h"

namespace tern::algebra {

// The one row without variables.
NodePtr UnitNode();
bool IsUnitNode(const Node& node);

// `node` itself; the unit where it is null.
NodePtr OrUnit(NodePtr node);

// A natural join, without the unit where it would be a side. `left` may be null: `right`.
NodePtr JoinOf(NodePtr left, NodePtr right);

// What a group under rows of `outer` (may be null) starts with: a row of all that they bind; null where that
// is nothing.
NodePtr OuterRowOf(const NodePtr& outer);

// The OuterRow leaves of an Apply's right side that belong to it.
std::vector<const Node*> OuterLeaves(const Node& right);

// Adds the variables that a plan names anywhere, but for what its own OuterRow leaves merely hand on.
void CollectMentioned(const Node& node, VariableSet& mentioned);

// Joins the group `right`, which started with OuterRowOf(left), to `left`. Its OuterRow leaves keep only the
// variables that it reads; where that is none, a plain join does. `exported`: the columns of `right` that are
// wanted; empty for kSemi and kAnti.
NodePtr ApplyOf(JoinType type, NodePtr left, NodePtr right, const std::vector<Variable>& exported);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_OUTER_ROW_H_
