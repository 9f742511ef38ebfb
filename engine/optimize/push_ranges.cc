// `where ?on >= 2025-12-01` over a scan whose order has the object behind its constants: ids of a type are in
// value order, so that cursors can be held to the ids that match (value_ranges.h). The condition goes where
// the ranges say exactly the same.
#include <optional>
#include <utility>
#include <vector>

#include "engine/optimize/object_order.h"
#include "engine/optimize/rule.h"
#include "engine/optimize/value_ranges.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::NodePtr;
using algebra::Scan;

absl::StatusOr<NodePtr> PushInto(const NodePtr& node, const algebra::Filter& filter,
                                 const RuleContext& context) {
  const Scan* source = node->child()->As<Scan>();
  if (source == nullptr || !source->object.is_variable() || !ObjectOrder(*source)) return node;
  const auto has_rows = [&](const algebra::IdRange& range) -> absl::StatusOr<bool> {
    if (!context.cardinality->CountsEachPrefix(*source)) return true;
    auto rows = context.cardinality->RowsInRange(*source, range.first, range.second);
    if (!rows.ok()) return rows.status();
    return *rows > 0;
  };
  std::optional<IdRanges> ranges;
  const std::vector<Expression> conditions = algebra::Conjuncts(filter.condition);
  std::vector<Expression> kept;
  for (const Expression& condition : conditions) {
    auto allowed = IdsAllowedBy(condition, source->object.variable, *context.snapshot, has_rows);
    if (!allowed.ok()) return allowed.status();
    if (!*allowed || !(*allowed)->exact) kept.push_back(condition);
    if (!*allowed) continue;
    ranges = ranges ? Intersection(*ranges, (*allowed)->ranges) : std::move((*allowed)->ranges);
  }
  if (!ranges) return node;
  if (!source->object_ranges.empty()) ranges = Intersection(*ranges, source->object_ranges);
  IdRanges read = Widened(*ranges);
  if (read != *ranges) {
    kept = conditions;
    // Those of before stand for conditions that are gone.
    if (!source->object_ranges.empty()) read = Intersection(read, source->object_ranges);
  }
  Scan scan = *source;
  scan.object_ranges.clear();
  for (const algebra::IdRange& range : read) {
    auto found = has_rows(range);
    if (!found.ok()) return found.status();
    if (*found) scan.object_ranges.push_back(range);
  }
  if (scan.object_ranges.empty()) return algebra::EmptyNode(algebra::VariablesOf(*node));
  NodePtr narrowed = algebra::MakeNode(std::move(scan));
  if (kept.empty()) return narrowed;
  return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(kept))}, {std::move(narrowed)});
}

}  // namespace

absl::StatusOr<NodePtr> PushRanges(const NodePtr& root, const RuleContext& context) {
  auto pushed = RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* filter = node->As<algebra::Filter>();
    return filter == nullptr ? node : PushInto(node, *filter, context);
  });
  if (!pushed.ok()) return pushed;
  return PruneEmpty(*pushed, context);
}

}  // namespace tern::optimize
