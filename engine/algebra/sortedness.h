// By which variables the rows of a plan come sorted (ascending ids, lexicographically): what the optimiser's
// choice of merge joins and streaming groups, and the operators themselves, rest on.
#ifndef TERN_ENGINE_ALGEBRA_SORTEDNESS_H_
#define TERN_ENGINE_ALGEBRA_SORTEDNESS_H_

#include <vector>

#include "engine/algebra/plan.h"

namespace tern::algebra {

// The order in which a scan without a chosen one runs: the constants come first.
order::Order DefaultOrder(const Scan& scan);
// The orders in which `scan` may run.
absl::Span<const order::Order> PossibleOrders(const Scan& scan);

// The slot of `part`; nothing for the claim.
const Slot* SlotOf(const Scan& scan, order::Part part);

// True where a constant slot stands for at most one id.
bool IsSingle(const Slot& slot);

// True where no constant of the scan stands behind an open place or a variable: the order leads to the rows
// that match, and to no others.
bool ConstantsLead(const Scan& scan, order::Order order);

std::vector<Variable> SortedBy(const Scan& scan, order::Order order);
std::vector<Variable> SortedBy(const Node& node);

// True where the first variables of `sorted` are exactly `keys`, in any sequence: equal keys are neighbours.
bool GroupsTogether(const std::vector<Variable>& sorted, const std::vector<Variable>& keys);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_SORTEDNESS_H_
