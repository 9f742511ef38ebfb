// A distinct or a group above a union of sorted parts: merged, equal values are neighbours and need no hash
// table.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/algebra/sortedness.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using algebra::Variable;

// More parts than these cost more to merge than to hash: every row is compared with the next of each.
constexpr size_t kMaxParts = 8;

// The variables that sort all parts of a union and group `keys` together; none where the parts differ.
std::vector<Variable> CommonSort(const algebra::Node& node, const std::vector<Variable>& keys) {
  std::vector<Variable> sorted = algebra::SortedBy(*node.children[0]);
  if (node.children.size() > kMaxParts || !algebra::GroupsTogether(sorted, keys)) return {};
  sorted.resize(keys.size());
  for (const NodePtr& child : node.children) {
    const std::vector<Variable> other = algebra::SortedBy(*child);
    if (other.size() < sorted.size() || !std::equal(sorted.begin(), sorted.end(), other.begin())) return {};
  }
  return sorted;
}

// `node` with a union in it merged, so that equal values of `keys` are neighbours.
NodePtr Merged(const NodePtr& node, std::vector<Variable> keys) {
  if (const auto* project = node->As<algebra::Project>()) {
    for (Variable& key : keys) {
      const auto column = std::find_if(project->columns.begin(), project->columns.end(),
                                       [&](const algebra::ProjectColumn& c) { return c.to == key; });
      if (column == project->columns.end()) return node;
      key = column->from;
    }
    return algebra::WithChildren(node, {Merged(node->child(), std::move(keys))});
  }
  const auto* op = node->As<algebra::Union>();
  if (op == nullptr) return node;
  algebra::Union merged = *op;
  merged.merged_by = CommonSort(*node, keys);
  return merged.merged_by.empty()
             ? node
             : algebra::MakeNode(std::move(merged), node->children, node->estimated_rows);
}

}  // namespace

absl::StatusOr<NodePtr> MergeUnions(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    std::vector<Variable> keys;
    if (node->As<algebra::Distinct>() != nullptr) keys = algebra::VariablesOf(*node);
    if (const auto* group = node->As<algebra::Group>()) keys = group->keys;
    if (keys.empty()) return node;
    return algebra::WithChildren(node, {Merged(node->child(), std::move(keys))});
  });
}

}  // namespace tern::optimize
