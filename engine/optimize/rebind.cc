#include "engine/optimize/rebind.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "engine/algebra/resolve.h"
#include "engine/optimize/cardinality.h"

namespace tern::optimize {
namespace {

using algebra::CountScan;
using algebra::Node;
using algebra::NodePtr;
using algebra::PathScan;
using algebra::Scan;
using algebra::Slot;
using model::Term;

// A plan stays good where its scans have up to so many times the rows that it was chosen for, or a part …
constexpr double kMaxRowRatio = 8;
// … and where they have few anyway.
constexpr double kFewRows = 64;

// Calls visit(slot) for the slots of a node's own scan that stand for a parameter.
template <typename Op, typename Visit>
void VisitParameterSlots(Op& op, const Visit& visit) {
  const auto visit_marked = [&](auto& slot) {
    if (!slot.parameter.empty()) visit(slot);
  };
  if constexpr (std::is_same_v<std::remove_const_t<Op>, Scan>) {
    visit_marked(op.subject);
    visit_marked(op.predicate);
    visit_marked(op.object);
  } else if constexpr (std::is_same_v<std::remove_const_t<Op>, PathScan>) {
    visit_marked(op.subject);
    visit_marked(op.object);
  } else if constexpr (std::is_same_v<std::remove_const_t<Op>, CountScan>) {
    VisitParameterSlots(op.scan, visit);
  }
}

bool HasParameters(const Node& node) {
  bool has = false;
  std::visit([&](const auto& op) { VisitParameterSlots(op, [&](const Slot&) { has = true; }); }, node.op);
  return has;
}

void CountSlots(const Node& node, std::map<std::string, size_t>& counts) {
  std::visit(
      [&](const auto& op) { VisitParameterSlots(op, [&](const Slot& slot) { ++counts[slot.parameter]; }); },
      node.op);
  for (const NodePtr& child : node.children) CountSlots(*child, counts);
}

size_t CountLeaves(const Node& node) {
  if (node.children.empty()) return 1;
  size_t leaves = 0;
  for (const NodePtr& child : node.children) leaves += CountLeaves(*child);
  return leaves;
}

// `node` with `change` applied to a copy of each operator that has parameters; its error ends it.
using Change = absl::FunctionRef<absl::Status(Slot& slot)>;
absl::StatusOr<NodePtr> ChangeParameters(const NodePtr& node, Change change) {
  std::vector<NodePtr> children;
  children.reserve(node->children.size());
  for (const NodePtr& child : node->children) {
    auto changed = ChangeParameters(child, change);
    if (!changed.ok()) return changed;
    children.push_back(*std::move(changed));
  }
  if (!HasParameters(*node)) return algebra::WithChildren(node, std::move(children));
  auto copy = std::make_shared<Node>(*node);
  copy->children = std::move(children);
  absl::Status status;
  std::visit(
      [&](auto& op) {
        VisitParameterSlots(op, [&](Slot& slot) {
          if (status.ok()) status = change(slot);
        });
      },
      copy->op);
  if (!status.ok()) return status;
  return NodePtr(std::move(copy));
}

NodePtr WithoutParameterTerms(const Node& node) {
  const NodePtr alias(NodePtr(), &node);
  auto changed = ChangeParameters(alias, [](Slot& slot) {
    slot.terms.clear();
    slot.ids.reset();
    return absl::OkStatus();
  });
  return *std::move(changed);  // nothing in it fails
}

absl::Status AddScanRows(const Node& node, Cardinality& cardinality, std::vector<double>& rows) {
  const Scan* scan = node.As<Scan>();
  if (scan != nullptr && HasParameters(node)) {
    auto counted = cardinality.Rows(*scan);
    if (!counted.ok()) return counted.status();
    rows.push_back(*counted);
  }
  for (const NodePtr& child : node.children) {
    if (absl::Status status = AddScanRows(*child, cardinality, rows); !status.ok()) return status;
  }
  return absl::OkStatus();
}

bool AreAlike(double a, double b) {
  const double more = std::max({a, b, kFewRows});
  const double less = std::max(std::min(a, b), kFewRows);
  return more <= less * kMaxRowRatio;
}

// Translation may go by what a term is, but not by which.
bool IsSameKind(const syntax::ParameterValue& a, const syntax::ParameterValue& b) {
  if (a.is_list || b.is_list) return false;
  const Term& x = a.terms[0];
  const Term& y = b.terms[0];
  return x.kind == y.kind && x.datatype == y.datatype && x.language == y.language;
}

}  // namespace

bool DifferOnlyInParameters(const Node& a, const Node& b) {
  return *WithoutParameterTerms(a) == *WithoutParameterTerms(b);
}

absl::StatusOr<std::optional<RebindablePlan>> RebindablePlan::Create(const Node& translated,
                                                                     NodePtr optimised,
                                                                     syntax::Parameters parameters,
                                                                     const store::Snapshot& snapshot) {
  std::map<std::string, size_t> wanted;
  std::map<std::string, size_t> found;
  CountSlots(translated, wanted);
  CountSlots(*optimised, found);
  for (const auto& [name, count] : wanted) {
    if (found[name] < count) return std::nullopt;
  }
  RebindablePlan plan(std::move(optimised), std::move(parameters));
  if (CountLeaves(*plan.plan_) > 1) {
    Cardinality cardinality(&snapshot);
    if (absl::Status status = AddScanRows(*plan.plan_, cardinality, plan.rows_); !status.ok()) return status;
  }
  return plan;
}

absl::StatusOr<std::optional<NodePtr>> RebindablePlan::For(const syntax::Parameters& parameters,
                                                           const store::Snapshot& snapshot) const {
  bool fits = true;
  auto rebound = ChangeParameters(plan_, [&](Slot& slot) -> absl::Status {
    const auto before = parameters_.find(slot.parameter);
    const auto now = parameters.find(slot.parameter);
    fits = fits && before != parameters_.end() && now != parameters.end() &&
           IsSameKind(before->second, now->second);
    if (!fits) return absl::OkStatus();
    const bool was_single = slot.ids && slot.ids->size() == 1;
    slot.terms = now->second.terms;
    slot.ids.reset();
    auto ids = algebra::ResolveIds(slot, snapshot);
    if (!ids.ok()) return ids.status();
    // What has one id is sorted by what follows it.
    fits = !ids->empty() && (ids->size() == 1) == was_single;
    slot.ids = *std::move(ids);
    return absl::OkStatus();
  });
  if (!rebound.ok()) return rebound.status();
  if (!fits) return std::nullopt;
  if (!rows_.empty()) {
    Cardinality cardinality(&snapshot);
    std::vector<double> rows;
    if (absl::Status status = AddScanRows(**rebound, cardinality, rows); !status.ok()) return status;
    if (!std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(), AreAlike)) return std::nullopt;
  }
  return *std::move(rebound);
}

}  // namespace tern::optimize
