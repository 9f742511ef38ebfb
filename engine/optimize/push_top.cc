// `order by ?count desc limit 10` above counted runs: only values with one of the largest counts are wanted,
// and what ties with the last of them, since the other keys of the sort decide between those.
#include <algorithm>
#include <utility>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using algebra::Variable;

NodePtr TopRuns(const NodePtr& node, Variable count, uint64_t limit) {
  if (const auto* runs = node->As<algebra::CountRuns>()) {
    if (runs->count != count) return node;
    algebra::CountRuns top = *runs;
    top.top = limit;
    return algebra::MakeNode(std::move(top));
  }
  if (const auto* project = node->As<algebra::Project>()) {
    const auto column = std::find_if(project->columns.begin(), project->columns.end(),
                                     [&](const algebra::ProjectColumn& c) { return c.to == count; });
    if (column == project->columns.end()) return node;
    return algebra::WithChildren(node, {TopRuns(node->child(), column->from, limit)});
  }
  if (const auto* extend = node->As<algebra::Extend>()) {
    if (extend->variable == count && !extend->expression.is_variable()) return node;
    if (extend->variable == count) count = extend->expression.variable;
    return algebra::WithChildren(node, {TopRuns(node->child(), std::move(count), limit)});
  }
  return node;
}

}  // namespace

absl::StatusOr<NodePtr> PushTop(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* sort = node->As<algebra::Sort>();
    if (sort == nullptr || !sort->limit || *sort->limit == 0 || sort->keys.empty()) return node;
    const algebra::SortKey& first = sort->keys[0];
    if (!first.descending) return node;
    return algebra::WithChildren(node, {TopRuns(node->child(), first.variable, *sort->limit)});
  });
}

}  // namespace tern::optimize
