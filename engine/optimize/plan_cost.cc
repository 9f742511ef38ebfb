#include "engine/optimize/plan_cost.h"

#include <algorithm>
#include <cmath>

#include "engine/optimize/costs.h"

namespace tern::optimize {
namespace {

using algebra::JoinKind;
using algebra::Node;
using algebra::NodePtr;

double RowsOf(const Node& node) { return node.estimated_rows.value_or(1); }

double CostOfJoin(const Node& node, JoinKind kind) {
  const double left = RowsOf(*node.children[0]);
  const double right = RowsOf(*node.children[1]);
  const double out = RowsOf(node) * cost::kOutputRow;
  switch (kind) {
    case JoinKind::kHash:
      return left * cost::kHashProbeRow + right * cost::kHashBuildRow + out;
    case JoinKind::kMerge:
      return (left + right) * cost::kMergeRow + out;
    case JoinKind::kLookup:
      return left * cost::kLookupKey + RowsOf(node) * cost::kLookupRow + out;
  }
  return 0;
}

// What the node itself adds to its children.
double OwnCost(const Node& node) {
  const double rows = RowsOf(node);
  if (const auto* join = node.As<algebra::Join>()) return CostOfJoin(node, join->kind);
  if (const auto* leapfrog = node.As<algebra::Leapfrog>())
    return leapfrog->estimated_cost + rows * cost::kOutputRow;
  if (node.As<algebra::Scan>() != nullptr || node.As<algebra::Values>() != nullptr)
    return rows * cost::kScanRow;
  if (const auto* path = node.As<algebra::PathScan>()) {
    const bool bound = path->subject.is_constant() || path->object.is_constant();
    return (bound ? rows : 2 * rows) * cost::kPathNode;
  }
  if (node.As<algebra::Filter>() != nullptr || node.As<algebra::Extend>() != nullptr)
    return RowsOf(*node.child()) * cost::kFilterRow;
  if (node.As<algebra::Group>() != nullptr || node.As<algebra::Distinct>() != nullptr)
    return RowsOf(*node.child()) * cost::kGroupRow;
  if (node.As<algebra::Sort>() != nullptr) {
    const double sorted = RowsOf(*node.child());
    return sorted * cost::kSortRow * std::max(1.0, std::log2(std::max(2.0, sorted)) / 8);
  }
  return rows * cost::kOutputRow;
}

}  // namespace

double PlanCost(const Node& node) {
  if (const auto* join = node.As<algebra::Join>(); join != nullptr && join->kind == JoinKind::kLookup)
    return PlanCost(*node.children[0]) + OwnCost(node);
  if (node.As<algebra::Apply>() != nullptr) {
    return PlanCost(*node.children[0]) +
           std::max(1.0, RowsOf(*node.children[0])) * (cost::kApplyRow + PlanCost(*node.children[1]));
  }
  double total = OwnCost(node);
  for (const NodePtr& child : node.children) total += PlanCost(*child);
  return total;
}

}  // namespace tern::optimize
