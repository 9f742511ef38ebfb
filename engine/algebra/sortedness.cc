#include "engine/algebra/sortedness.h"

#include <algorithm>
#include <cstddef>

#include "absl/types/span.h"

namespace tern::algebra {
namespace {

using order::Order;
using order::Part;

constexpr Order kFactOrders[] = {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp};
constexpr Order kClaimOrders[] = {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp, Order::kCspo};
constexpr Order kPropertyOrders[] = {Order::kSpo, Order::kPos};

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

struct SortedByOp {
  const Node& node;

  std::vector<Variable> OfChild() const { return SortedBy(*node.children[0]); }

  std::vector<Variable> operator()(const Scan& scan) const {
    return SortedBy(scan, scan.order.value_or(DefaultOrder(scan)));
  }
  std::vector<Variable> operator()(const PathScan&) const { return {}; }
  std::vector<Variable> operator()(const Values&) const { return {}; }
  std::vector<Variable> operator()(const OuterRow&) const { return {}; }
  std::vector<Variable> operator()(const Leapfrog& leapfrog) const { return leapfrog.sequence; }
  std::vector<Variable> operator()(const Apply&) const { return OfChild(); }
  std::vector<Variable> operator()(const Unnest&) const { return OfChild(); }
  std::vector<Variable> operator()(const Join& join) const {
    // Hash and merge joins walk the left side in its order. A lookup join sorts each batch by its keys.
    return join.kind == JoinKind::kLookup ? std::vector<Variable>() : OfChild();
  }
  std::vector<Variable> operator()(const Union& op) const { return op.merged_by; }
  std::vector<Variable> operator()(const Filter&) const { return OfChild(); }
  std::vector<Variable> operator()(const Extend&) const { return OfChild(); }
  std::vector<Variable> operator()(const Project& project) const {
    std::vector<Variable> sorted;
    for (const Variable& variable : OfChild()) {
      const auto column = std::find_if(project.columns.begin(), project.columns.end(),
                                       [&](const ProjectColumn& c) { return c.from == variable; });
      if (column == project.columns.end()) break;
      sorted.push_back(column->to);
    }
    return sorted;
  }
  std::vector<Variable> operator()(const Sort&) const { return {}; }  // by terms, not by ids
  std::vector<Variable> operator()(const Distinct&) const { return OfChild(); }
  std::vector<Variable> operator()(const Group& group) const {
    std::vector<Variable> sorted = OfChild();
    if (!GroupsTogether(sorted, group.keys)) return {};
    sorted.resize(group.keys.size());
    return sorted;
  }
  std::vector<Variable> operator()(const Slice&) const { return OfChild(); }
  std::vector<Variable> operator()(const CountScan&) const { return {}; }
  std::vector<Variable> operator()(const CountRuns& runs) const { return {runs.key}; }
};

}  // namespace

absl::Span<const Order> PossibleOrders(const Scan& scan) {
  if (scan.space != store::Space::kFacts) return kPropertyOrders;
  const bool only_claims = scan.mode != store::ClaimMode::kFact && scan.mode != store::ClaimMode::kRaw;
  return only_claims ? absl::MakeConstSpan(kClaimOrders) : absl::MakeConstSpan(kFactOrders);
}

Order DefaultOrder(const Scan& scan) {
  if (scan.space != store::Space::kFacts) {
    return scan.subject.is_constant() || !scan.predicate.is_constant() ? Order::kSpo : Order::kPos;
  }
  order::BoundParts bound;
  bound.subject = scan.subject.is_constant();
  bound.predicate = scan.predicate.is_constant();
  bound.object = scan.object.is_constant();
  if (!bound.subject && !bound.predicate && !bound.object) return Order::kSpo;
  return order::OrderFor(bound);
}

const Slot* SlotOf(const Scan& scan, Part part) {
  switch (part) {
    case Part::kSubject:
      return &scan.subject;
    case Part::kPredicate:
      return &scan.predicate;
    case Part::kObject:
      return &scan.object;
    case Part::kClaim:
      return nullptr;
  }
  return nullptr;
}

bool IsSingle(const Slot& slot) {
  if (slot.ids) return slot.ids->size() <= 1;
  return slot.terms.size() == 1 && !slot.terms[0].is_literal();
}

bool ConstantsLead(const Scan& scan, Order order) {
  bool in_prefix = true;
  for (const Part part : order::InfoOf(order).columns) {
    const Slot* slot = SlotOf(scan, part);
    const bool is_constant = slot != nullptr && slot->is_constant();
    if (is_constant && !in_prefix) return false;
    in_prefix = in_prefix && is_constant;
  }
  return true;
}

std::vector<Variable> SortedBy(const Scan& scan, Order order) {
  std::vector<Variable> sorted;
  for (const Part part : order::InfoOf(order).columns) {
    const Slot* slot = SlotOf(scan, part);
    // A claim column is sorted by claim ids, which is not the order of the entities that variables are bound
    // to.
    if (slot == nullptr) break;
    if (slot->is_constant() && IsSingle(*slot)) continue;
    if (!slot->is_variable()) break;
    if (!Contains(sorted, slot->variable)) sorted.push_back(slot->variable);
  }
  return sorted;
}

std::vector<Variable> SortedBy(const Node& node) { return std::visit(SortedByOp{node}, node.op); }

bool GroupsTogether(const std::vector<Variable>& sorted, const std::vector<Variable>& keys) {
  if (sorted.size() < keys.size()) return false;
  return std::all_of(sorted.begin(), sorted.begin() + static_cast<ptrdiff_t>(keys.size()),
                     [&](const Variable& variable) { return Contains(keys, variable); });
}

}  // namespace tern::algebra
