#include <algorithm>

#include "engine/optimize/rule.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;

double RowsOf(const NodePtr& node, size_t child = 0) {
  return node->children[child]->estimated_rows.value_or(1);
}

// REQUIRES: the children have estimates; joins and scans of joins have theirs from the join search.
absl::StatusOr<double> Estimate(const NodePtr& node, const RuleContext& context) {
  if (const auto* scan = node->As<algebra::Scan>()) return context.cardinality->Rows(*scan);
  if (const auto* values = node->As<algebra::Values>()) return static_cast<double>(values->rows.size());
  if (node->As<algebra::CountScan>() != nullptr) return 1.0;
  if (node->As<algebra::Join>() != nullptr) return std::min(RowsOf(node, 0), RowsOf(node, 1));
  if (node->As<algebra::Union>() != nullptr) {
    double rows = 0;
    for (const NodePtr& child : node->children) rows += child->estimated_rows.value_or(1);
    return rows;
  }
  if (const auto* filter = node->As<algebra::Filter>()) return RowsOf(node) * Selectivity(filter->condition);
  if (const auto* group = node->As<algebra::Group>()) return group->keys.empty() ? 1.0 : RowsOf(node);
  double rows = RowsOf(node);
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
