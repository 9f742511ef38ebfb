#include <algorithm>
#include <optional>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::JoinType;
using algebra::NodePtr;

NodePtr PruneUnion(const NodePtr& node, const algebra::Union& op) {
  std::vector<NodePtr> children = node->children;
  std::erase_if(children, [](const NodePtr& child) { return IsEmptyNode(*child); });
  if (children.empty()) return algebra::EmptyNode(op.variables);
  if (children.size() > 1) return algebra::WithChildren(node, std::move(children));
  if (algebra::VariablesOf(*children[0]) == op.variables) return children[0];
  algebra::Project project;
  for (const algebra::Variable& variable : op.variables) project.columns.push_back({variable, variable});
  return algebra::MakeNode(std::move(project), {children[0]});
}

// `left` with nulls for what only `right` binds.
NodePtr WithNulls(const NodePtr& left, const algebra::Node& right) {
  const std::vector<algebra::Variable> bound = algebra::VariablesOf(*left);
  NodePtr extended = left;
  for (const algebra::Variable& variable : algebra::VariablesOf(right)) {
    if (std::find(bound.begin(), bound.end(), variable) != bound.end()) continue;
    extended = algebra::MakeNode(algebra::Extend{variable, algebra::Expression()}, {std::move(extended)});
  }
  return extended;
}

NodePtr PruneJoin(const NodePtr& node, JoinType type) {
  const NodePtr& left = node->children[0];
  const NodePtr& right = node->children[1];
  if (IsEmptyNode(*left)) return algebra::EmptyNode(algebra::VariablesOf(*node));
  if (!IsEmptyNode(*right)) return node;
  if (type == JoinType::kAnti) return left;
  if (type == JoinType::kLeft) return WithNulls(left, *right);
  return algebra::EmptyNode(algebra::VariablesOf(*node));
}

std::optional<JoinType> JoinTypeOf(const algebra::Node& node) {
  if (const auto* join = node.As<algebra::Join>()) return join->type;
  if (const auto* apply = node.As<algebra::Apply>()) return apply->type;
  return std::nullopt;
}

bool AnyEmpty(const std::vector<NodePtr>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const NodePtr& node) { return IsEmptyNode(*node); });
}

}  // namespace

absl::StatusOr<NodePtr> PruneEmpty(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (const auto* op = node->As<algebra::Union>()) return PruneUnion(node, *op);
    if (const std::optional<JoinType> type = JoinTypeOf(*node)) return PruneJoin(node, *type);
    const auto* slice = node->As<algebra::Slice>();
    if (slice != nullptr && slice->limit == 0) return algebra::EmptyNode(algebra::VariablesOf(*node));
    const auto* group = node->As<algebra::Group>();
    if (group != nullptr && group->keys.empty()) return node;  // one row even over nothing
    if (AnyEmpty(node->children)) return algebra::EmptyNode(algebra::VariablesOf(*node));
    return node;
  });
}

}  // namespace tern::optimize
