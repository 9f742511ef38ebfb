// `return ?p, count(*)`, `return distinct ?p`, `return count(distinct ?p)` over one scan: in an order that
// has the variable right behind the scan's constants, its values are runs, and their lengths the counts.
#include <algorithm>
#include <optional>
#include <utility>

#include "engine/algebra/sortedness.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::Aggregate;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Slot;
using algebra::Variable;

// True where `order` has `key` right behind the scan's constants, and nothing else is asked of a row.
bool HasRuns(const Scan& scan, const Variable& key, order::Order order) {
  bool found = false;
  std::vector<Variable> seen;
  for (const order::Part part : order::InfoOf(order).columns) {
    const Slot* slot = algebra::SlotOf(scan, part);
    if (slot == nullptr) continue;
    if (slot->is_constant()) {
      if (found || !slot->ids || slot->ids->size() != 1) return false;
      continue;
    }
    if (!found) {
      if (!slot->is_variable() || slot->variable != key) return false;
      found = true;
      // Runs are counted in one range; of others the rows would have to be looked at.
      if (!scan.object_ranges.empty() && (part != order::Part::kObject || scan.object_ranges.size() > 1))
        return false;
    }
    if (!slot->is_variable()) continue;
    if (std::find(seen.begin(), seen.end(), slot->variable) != seen.end()) return false;
    seen.push_back(slot->variable);
  }
  return found;
}

// Null where no order has the runs, or where rows must be looked at one by one.
NodePtr RunsOf(const algebra::Node& node, const Variable& key, Variable count) {
  const Scan* scan = node.As<Scan>();
  if (scan == nullptr || !scan->claims.empty() || !scan->claim.empty() || !scan->stance.empty())
    return nullptr;
  if (scan->mode != store::ClaimMode::kFact && scan->mode != store::ClaimMode::kRaw) return nullptr;
  if (scan->space == store::Space::kBoth) return nullptr;
  for (const order::Order order : algebra::PossibleOrders(*scan)) {
    if (!HasRuns(*scan, key, order)) continue;
    algebra::CountRuns runs{*scan, key, std::move(count)};
    runs.scan.order = order;
    return algebra::MakeNode(std::move(runs));
  }
  return nullptr;
}

// More parts than these are not worth their merge.
constexpr size_t kMaxParts = 8;

// `scan` as one for each id of the only constant that has several: each of these may have runs. Nothing where
// there is no such constant.
absl::StatusOr<std::vector<Scan>> Alternatives(const Scan& scan, const RuleContext& context) {
  std::vector<Scan> parts;
  for (Slot Scan::*place : {&Scan::subject, &Scan::predicate, &Scan::object}) {
    const Slot& slot = scan.*place;
    if (!slot.is_constant() || algebra::IsSingle(slot)) continue;
    if (!parts.empty() || !slot.ids || slot.ids->size() > kMaxParts) return std::vector<Scan>();
    for (const model::TermId id : *slot.ids) {
      auto term = context.snapshot->Resolve(id);
      if (!term.ok()) return term.status();
      Scan& part = parts.emplace_back(scan);
      part.*place = Slot::Constant(*std::move(term));
      (part.*place).ids = {id};
    }
  }
  return parts;
}

NodePtr Keeping(const Variable& variable, NodePtr child) {
  return algebra::MakeNode(algebra::Project{{{variable, variable}}}, {std::move(child)});
}

// Below a distinct that reads `variable` alone: where that can have fewer rows, or come sorted, another node
// with the same values. Null where nothing is gained.
absl::StatusOr<NodePtr> DistinctValuesOf(const NodePtr& node, const Variable& variable,
                                         const RuleContext& context);

absl::StatusOr<NodePtr> DistinctValuesOfParts(const std::vector<NodePtr>& parts, const Variable& variable,
                                              const RuleContext& context) {
  bool changed = false;
  std::vector<NodePtr> children;
  for (const NodePtr& part : parts) {
    auto values = DistinctValuesOf(part, variable, context);
    if (!values.ok()) return values;
    changed = changed || *values != nullptr;
    if (*values == nullptr) {
      children.push_back(Keeping(variable, part));
    } else if ((*values)->As<algebra::Union>() != nullptr) {
      children.insert(children.end(), (*values)->children.begin(), (*values)->children.end());
    } else {
      children.push_back(*std::move(values));
    }
  }
  if (!changed) return nullptr;
  return algebra::MakeNode(algebra::Union{{variable}}, std::move(children));
}

absl::StatusOr<NodePtr> DistinctValuesOf(const NodePtr& node, const Variable& variable,
                                         const RuleContext& context) {
  if (NodePtr runs = RunsOf(*node, variable, "")) return runs;
  if (const Scan* scan = node->As<Scan>()) {
    auto alternatives = Alternatives(*scan, context);
    if (!alternatives.ok()) return alternatives.status();
    std::vector<NodePtr> parts;
    for (Scan& part : *alternatives) parts.push_back(algebra::MakeNode(std::move(part)));
    return DistinctValuesOfParts(parts, variable, context);
  }
  if (const auto* project = node->As<algebra::Project>()) {
    const auto column = std::find_if(project->columns.begin(), project->columns.end(),
                                     [&](const algebra::ProjectColumn& c) { return c.to == variable; });
    auto child = DistinctValuesOf(node->child(), column->from, context);
    if (!child.ok() || *child == nullptr || column->from == variable) return child;
    return algebra::MakeNode(algebra::Project{{*column}}, {*std::move(child)});
  }
  if (const auto* extend = node->As<algebra::Extend>()) {
    if (extend->variable == variable) return nullptr;
    return DistinctValuesOf(node->child(), variable, context);
  }
  if (node->As<algebra::Union>() != nullptr) return DistinctValuesOfParts(node->children, variable, context);
  return nullptr;
}

// True where `node` gives no value of its only variable twice.
bool IsDistinct(const algebra::Node& node) {
  if (node.As<algebra::Project>() != nullptr) return IsDistinct(*node.child());
  return node.As<algebra::CountRuns>() != nullptr;
}

absl::StatusOr<NodePtr> RewriteDistinct(const NodePtr& node, const RuleContext& context) {
  const std::vector<Variable> variables = algebra::VariablesOf(*node);
  if (variables.size() != 1) return node;
  auto values = DistinctValuesOf(node->child(), variables[0], context);
  if (!values.ok()) return values;
  if (*values == nullptr) return node;
  return IsDistinct(**values) ? values : algebra::WithChildren(node, {*std::move(values)});
}

// count(distinct ?x) of all rows.
absl::StatusOr<NodePtr> RewriteCountDistinct(const NodePtr& node, const Aggregate& aggregate,
                                             const RuleContext& context) {
  auto found = DistinctValuesOf(node->child(), aggregate.argument, context);
  if (!found.ok()) return found;
  if (*found == nullptr) return node;
  NodePtr values = *std::move(found);
  if (!IsDistinct(*values)) values = algebra::MakeNode(algebra::Distinct{}, {std::move(values)});
  Aggregate count = aggregate;
  count.distinct = false;
  return algebra::MakeNode(algebra::Group{{}, {std::move(count)}}, {std::move(values)});
}

absl::StatusOr<NodePtr> RewriteGroup(const NodePtr& node, const algebra::Group& group,
                                     const RuleContext& context) {
  if (group.keys.size() == 1) {
    const bool counts =
        group.aggregates.size() == 1 && group.aggregates[0].kind == Aggregate::Kind::kCountRows;
    if (!counts && !group.aggregates.empty()) return node;
    NodePtr runs = RunsOf(*node->child(), group.keys[0], counts ? group.aggregates[0].result : "");
    return runs != nullptr ? runs : node;
  }
  if (!group.keys.empty() || group.aggregates.size() != 1) return node;
  const Aggregate& only = group.aggregates[0];
  if (only.kind != Aggregate::Kind::kCount || !only.distinct) return node;
  return RewriteCountDistinct(node, only, context);
}

}  // namespace

absl::StatusOr<NodePtr> CountByRuns(const NodePtr& root, const RuleContext& context) {
  return RewriteBottomUp(root, [&](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    if (node->As<algebra::Distinct>() != nullptr) return RewriteDistinct(node, context);
    if (const auto* group = node->As<algebra::Group>()) return RewriteGroup(node, *group, context);
    return node;
  });
}

}  // namespace tern::optimize
