// Applies become joins where their right side can be freed of the row outside: it runs once then, the natural
// join asks for what must be equal, conditions that read the row outside become conditions of the join, and
// inner joins can be ordered with those around them.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/algebra/outer_row.h"
#include "engine/optimize/freed_plan.h"
#include "engine/optimize/group_once.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

bool IsHidden(const Variable& variable) { return variable.starts_with('#'); }

// The plan below a projection that only drops variables, where they are hidden ones, which nobody else names,
// or with `all` whatever they are.
NodePtr WithoutProject(const NodePtr& node, bool all) {
  const auto* project = node->As<algebra::Project>();
  if (project == nullptr) return node;
  for (const algebra::ProjectColumn& column : project->columns) {
    if (column.from != column.to) return node;
  }
  if (all) return node->child();
  for (const Variable& variable : algebra::VariablesOf(*node->child())) {
    const bool kept = std::any_of(project->columns.begin(), project->columns.end(),
                                  [&](const auto& c) { return c.to == variable; });
    if (!kept && !IsHidden(variable)) return node;
  }
  return node->child();
}

// True where the freed right side names nothing of the left side but the keys.
bool SharesOnlyKeys(const Node& left, const FreedPlan& freed) {
  const std::vector<Variable> bound = algebra::VariablesOf(*freed.node);
  const std::vector<Variable> outside = algebra::VariablesOf(left);
  return std::all_of(bound.begin(), bound.end(), [&](const Variable& variable) {
    return Contains(freed.keys, variable) || !Contains(outside, variable);
  });
}

NodePtr JoinFreed(JoinType type, const NodePtr& left, FreedPlan freed) {
  if (type == JoinType::kInner) {
    NodePtr joined = algebra::JoinOf(left, freed.node);
    if (freed.conditions.empty()) return joined;
    return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(freed.conditions))},
                             {std::move(joined)});
  }
  algebra::Join join;
  join.type = type;
  if (!freed.conditions.empty()) join.condition = algebra::Conjunction(std::move(freed.conditions));
  return algebra::MakeNode(std::move(join), {left, std::move(freed.node)});
}

}  // namespace

absl::StatusOr<NodePtr> Decorrelate(const NodePtr& root, const RuleContext& context) {
  if (!context.options.decorrelate) return root;
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* apply = node->As<algebra::Apply>();
    if (apply == nullptr) return node;
    const NodePtr& left = node->children[0];
    const NodePtr& right = node->children[1];
    if (apply->type == JoinType::kInner) {
      if (NodePtr grouped = GroupOnce(left, right)) return grouped;
    }
    const std::vector<Variable> outer = OuterVariables(*right);
    const bool is_test = apply->type == JoinType::kSemi || apply->type == JoinType::kAnti;
    if (is_test) {  // it has no columns of the right side
      std::optional<FreedPlan> bare = Free(WithoutProject(right, true), outer);
      if (bare && SharesOnlyKeys(*left, *bare)) return JoinFreed(apply->type, left, *std::move(bare));
    }
    std::optional<FreedPlan> freed = Free(right, outer);
    if (!freed || !SharesOnlyKeys(*left, *freed)) return node;
    FreedPlan bare = *freed;
    bare.node = WithoutProject(bare.node, false);
    if (SharesOnlyKeys(*left, bare)) freed = std::move(bare);
    return JoinFreed(apply->type, left, *std::move(freed));
  });
}

}  // namespace tern::optimize
