#include <algorithm>

#include "engine/algebra/sortedness.h"
#include "engine/optimize/nullness.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::Aggregate;
using algebra::NodePtr;
using algebra::Scan;

// True where block headers know the exact number of the scan's rows: its constants lead an order, the object
// is right behind them if it has ranges, nothing else is asked of a row, and rows are facts.
bool CountsByBlocks(const Scan& scan, order::Order order) {
  if (scan.mode != store::ClaimMode::kFact && scan.mode != store::ClaimMode::kRaw) return false;
  if (!scan.claims.empty()) return false;
  std::vector<algebra::Variable> seen;
  bool in_prefix = true;
  for (const order::Part part : order::InfoOf(order).columns) {
    const algebra::Slot* slot = algebra::SlotOf(scan, part);
    if (slot == nullptr) continue;
    if (slot->is_constant() && !in_prefix) return false;
    const bool is_behind_prefix = in_prefix && !slot->is_constant();
    if (part == order::Part::kObject && !scan.object_ranges.empty() && !is_behind_prefix) return false;
    in_prefix = in_prefix && slot->is_constant();
    if (!slot->is_variable()) continue;
    if (std::find(seen.begin(), seen.end(), slot->variable) != seen.end()) return false;
    seen.push_back(slot->variable);
  }
  return true;
}

NodePtr CountScanFor(const Scan& scan, const algebra::Variable& result) {
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    if (!CountsByBlocks(scan, order)) continue;
    algebra::CountScan count{scan, result};
    count.scan.order = order;
    return algebra::MakeNode(std::move(count));
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<NodePtr> CountByBlocks(const NodePtr& root, const RuleContext& /*context*/) {
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* source = node->As<algebra::Group>();
    if (source == nullptr) return node;
    algebra::Group group = *source;
    for (Aggregate& aggregate : group.aggregates) {
      if (aggregate.kind != Aggregate::Kind::kCount || aggregate.distinct ||
          !IsNeverNull(*node->child(), aggregate.argument))
        continue;
      aggregate.kind = Aggregate::Kind::kCountRows;
      aggregate.argument.clear();
    }
    const Scan* scan = node->child()->As<Scan>();
    if (scan != nullptr && group.keys.empty() && group.aggregates.size() == 1 &&
        group.aggregates[0].kind == Aggregate::Kind::kCountRows) {
      if (NodePtr count = CountScanFor(*scan, group.aggregates[0].result)) return count;
    }
    return group == *source ? node : algebra::MakeNode(std::move(group), node->children);
  });
}

}  // namespace tern::optimize
