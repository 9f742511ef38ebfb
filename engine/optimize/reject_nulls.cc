// A left join whose nulls somebody above throws away is an inner join, which can be ordered with others: a
// condition on what it adds (`optional { ?x -[price]-> ?p } … where ?p > 5`), or a join on it.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/optimize/nullness.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;
using algebra::VariableSet;

NodePtr Simplify(const NodePtr& node, const VariableSet& rejected);

NodePtr SimplifyChildren(const NodePtr& node, const VariableSet& rejected) {
  std::vector<NodePtr> children;
  for (const NodePtr& child : node->children) children.push_back(Simplify(child, rejected));
  return algebra::WithChildren(node, std::move(children));
}

void RejectBy(const algebra::Expression& condition, VariableSet& rejected) {
  VariableSet used;
  algebra::CollectVariables(condition, used);
  for (const Variable& variable : used) {
    if (RejectsNull(condition, variable)) rejected.insert(variable);
  }
}

struct Sides {
  std::vector<Variable> shared;
  std::vector<Variable> only_right;
};

Sides SidesOf(const Node& node) {
  const std::vector<Variable> left = algebra::VariablesOf(*node.children[0]);
  Sides sides;
  for (const Variable& variable : algebra::VariablesOf(*node.children[1])) {
    const bool is_shared = std::find(left.begin(), left.end(), variable) != left.end();
    (is_shared ? sides.shared : sides.only_right).push_back(variable);
  }
  return sides;
}

// `type` where nobody wants rows in which a variable of `rejected` is null.
JoinType TypeOf(JoinType type, const Sides& sides, const VariableSet& rejected) {
  if (type != JoinType::kLeft) return type;
  const bool drops_nulls = std::any_of(sides.only_right.begin(), sides.only_right.end(),
                                       [&](const Variable& variable) { return rejected.contains(variable); });
  return drops_nulls ? JoinType::kInner : type;
}

NodePtr SimplifyJoin(const NodePtr& node, const algebra::Join& source, const VariableSet& rejected) {
  const Sides sides = SidesOf(*node);
  algebra::Join join = source;
  join.type = TypeOf(join.type, sides, rejected);
  VariableSet left = rejected;
  VariableSet right(sides.shared.begin(), sides.shared.end());
  const bool needs_partner = join.type == JoinType::kInner || join.type == JoinType::kSemi;
  if (needs_partner) left.insert(sides.shared.begin(), sides.shared.end());
  if (needs_partner && join.condition) RejectBy(*join.condition, left);
  if (join.type == JoinType::kInner) right.insert(rejected.begin(), rejected.end());
  if (join.condition) RejectBy(*join.condition, right);
  std::vector<NodePtr> children = {Simplify(node->children[0], left), Simplify(node->children[1], right)};
  if (join.type == source.type) return algebra::WithChildren(node, std::move(children));
  std::optional<algebra::Expression> condition = std::exchange(join.condition, std::nullopt);
  NodePtr joined = algebra::MakeNode(std::move(join), std::move(children));
  if (!condition) return joined;
  return algebra::MakeNode(algebra::Filter{*std::move(condition)}, {std::move(joined)});
}

// The right side of an Apply starts with a row of the left one, so nothing is asked of it.
NodePtr SimplifyApply(const NodePtr& node, const algebra::Apply& source, const VariableSet& rejected) {
  const Sides sides = SidesOf(*node);
  algebra::Apply apply = source;
  apply.type = TypeOf(apply.type, sides, rejected);
  VariableSet left = rejected;
  if (apply.type == JoinType::kInner || apply.type == JoinType::kSemi)
    left.insert(sides.shared.begin(), sides.shared.end());
  VariableSet right(sides.shared.begin(), sides.shared.end());
  if (apply.type == JoinType::kInner) right.insert(rejected.begin(), rejected.end());
  std::vector<NodePtr> children = {Simplify(node->children[0], left), Simplify(node->children[1], right)};
  if (apply == source) return algebra::WithChildren(node, std::move(children));
  return algebra::MakeNode(apply, std::move(children));
}

VariableSet BelowProject(const algebra::Project& project, const VariableSet& rejected) {
  VariableSet below;
  for (const algebra::ProjectColumn& column : project.columns) {
    if (rejected.contains(column.to)) below.insert(column.from);
  }
  return below;
}

// `node` where nobody wants its rows in which a variable of `rejected` is null.
NodePtr Simplify(const NodePtr& node, const VariableSet& rejected) {
  if (const auto* join = node->As<algebra::Join>()) return SimplifyJoin(node, *join, rejected);
  if (const auto* apply = node->As<algebra::Apply>()) return SimplifyApply(node, *apply, rejected);
  if (const auto* filter = node->As<algebra::Filter>()) {
    VariableSet more = rejected;
    RejectBy(filter->condition, more);
    return SimplifyChildren(node, more);
  }
  if (const auto* project = node->As<algebra::Project>())
    return SimplifyChildren(node, BelowProject(*project, rejected));
  if (const auto* group = node->As<algebra::Group>()) {
    VariableSet keys;
    for (const Variable& key : group->keys) {
      if (rejected.contains(key)) keys.insert(key);
    }
    return SimplifyChildren(node, keys);
  }
  const auto* sort = node->As<algebra::Sort>();
  if (node->As<algebra::Slice>() != nullptr || (sort != nullptr && sort->limit))
    return SimplifyChildren(node, {});
  return SimplifyChildren(node, rejected);  // what else there is keeps or copies rows
}

}  // namespace

absl::StatusOr<NodePtr> RejectNulls(const NodePtr& root, const RuleContext& /*context*/) {
  return Simplify(root, {});
}

}  // namespace tern::optimize
