#include <algorithm>

#include "engine/optimize/rule.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;

double RowsOf(const NodePtr& node, size_t child = 0) {
  return node->children[child]->estimated_rows.value_or(1);
}

constexpr double kListItems = 4;  // of a list in `for`, whose length nothing tells

double RowsOfJoin(const NodePtr& node, algebra::JoinType type) {
  switch (type) {
    case algebra::JoinType::kInner:
      break;
    case algebra::JoinType::kLeft:
      return RowsOf(node, 0);
    case algebra::JoinType::kSemi:
    case algebra::JoinType::kAnti:
      return RowsOf(node, 0) * 0.5;
  }
  return std::min(RowsOf(node, 0), RowsOf(node, 1));
}

// The right side of an Apply has the rows of one left row.
double RowsOfApply(const NodePtr& node, algebra::JoinType type) {
  const double pairs = RowsOf(node, 0) * RowsOf(node, 1);
  if (type == algebra::JoinType::kInner) return pairs;
  if (type == algebra::JoinType::kLeft) return std::max(RowsOf(node, 0), pairs);
  return RowsOf(node, 0) * 0.5;
}

// REQUIRES: the children have estimates; joins and scans of joins have theirs from the join search.
absl::StatusOr<double> Estimate(const NodePtr& node, const RuleContext& context) {
  if (const auto* scan = node->As<algebra::Scan>()) return context.cardinality->Rows(*scan);
  if (const auto* path = node->As<algebra::PathScan>()) {
    auto estimate = context.cardinality->Path(*path);
    if (!estimate.ok()) return estimate.status();
    return estimate->rows;
  }
  if (const auto* values = node->As<algebra::Values>()) return static_cast<double>(values->rows.size());
  if (node->As<algebra::CountScan>() != nullptr || node->As<algebra::OuterRow>() != nullptr) return 1.0;
  if (const auto* runs = node->As<algebra::CountRuns>()) {
    auto values = context.cardinality->DistinctValues(runs->scan, runs->key);
    if (!values.ok() || !runs->top) return values;
    return std::min(*values, static_cast<double>(*runs->top));
  }
  if (const auto* join = node->As<algebra::Join>()) return RowsOfJoin(node, join->type);
  if (const auto* apply = node->As<algebra::Apply>()) return RowsOfApply(node, apply->type);
  if (node->As<algebra::Unnest>() != nullptr) return RowsOf(node) * kListItems;
  if (node->As<algebra::Union>() != nullptr) {
    double rows = 0;
    for (const NodePtr& child : node->children) rows += child->estimated_rows.value_or(1);
    return rows;
  }
  if (const auto* filter = node->As<algebra::Filter>()) return RowsOf(node) * Selectivity(filter->condition);
  if (const auto* group = node->As<algebra::Group>()) return group->keys.empty() ? 1.0 : RowsOf(node);
  double rows = RowsOf(node);
  if (node->As<algebra::Leapfrog>() != nullptr) {
    for (size_t i = 1; i < node->children.size(); ++i) rows = std::min(rows, RowsOf(node, i));
  }
  if (const auto* sort = node->As<algebra::Sort>()) {
    if (sort->limit) rows = std::min(rows, static_cast<double>(*sort->limit));
  }
  if (const auto* slice = node->As<algebra::Slice>()) {
    rows = std::max(0.0, rows - static_cast<double>(slice->skip));
    if (slice->limit) rows = std::min(rows, static_cast<double>(*slice->limit));
  }
  return rows;
}

}  // namespace

absl::StatusOr<NodePtr> AddEstimates(const NodePtr& root, const RuleContext& context) {
  return RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (node->estimated_rows) return node;
    auto rows = Estimate(node, context);
    if (!rows.ok()) return rows.status();
    return algebra::WithEstimate(node, *rows);
  });
}

}  // namespace tern::optimize
