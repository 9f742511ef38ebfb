#include <limits>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;

// Finds the sort below operators that keep each row, and gives it the limit.
NodePtr LimitSort(const NodePtr& node, uint64_t limit) {
  if (const auto* sort = node->As<algebra::Sort>()) {
    algebra::Sort limited = *sort;
    limited.limit = limit;
    return algebra::MakeNode(std::move(limited), node->children, node->estimated_rows);
  }
  if (node->As<algebra::Project>() != nullptr || node->As<algebra::Extend>() != nullptr) {
    return algebra::WithChildren(node, {LimitSort(node->child(), limit)});
  }
  return node;
}

}  // namespace

absl::StatusOr<NodePtr> PushLimit(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* slice = node->As<algebra::Slice>();
    if (slice == nullptr || !slice->limit) return node;
    if (*slice->limit > std::numeric_limits<uint64_t>::max() - slice->skip) return node;
    return algebra::WithChildren(node, {LimitSort(node->child(), slice->skip + *slice->limit)});
  });
}

}  // namespace tern::optimize
