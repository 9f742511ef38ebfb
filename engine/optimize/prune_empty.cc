#include <algorithm>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

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

bool AnyEmpty(const std::vector<NodePtr>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const NodePtr& node) { return IsEmptyNode(*node); });
}

}  // namespace

absl::StatusOr<NodePtr> PruneEmpty(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (const auto* op = node->As<algebra::Union>()) return PruneUnion(node, *op);
    const auto* slice = node->As<algebra::Slice>();
    if (slice != nullptr && slice->limit == 0) return algebra::EmptyNode(algebra::VariablesOf(*node));
    const auto* group = node->As<algebra::Group>();
    if (group != nullptr && group->keys.empty()) return node;  // one row even over nothing
    if (AnyEmpty(node->children)) return algebra::EmptyNode(algebra::VariablesOf(*node));
    return node;
  });
}

}  // namespace tern::optimize
