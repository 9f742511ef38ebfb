#include "engine/optimize/object_order.h"

#include <cstddef>

#include "engine/algebra/sortedness.h"

namespace tern::optimize {

std::optional<order::Order> ObjectOrder(const algebra::Scan& scan) {
  const size_t constants = (scan.subject.is_constant() ? 1 : 0) + (scan.predicate.is_constant() ? 1 : 0);
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    size_t leading = 0;
    for (const order::Part part : order::InfoOf(order).columns) {
      if (part == order::Part::kObject && leading == constants) return order;
      const algebra::Slot* slot = algebra::SlotOf(scan, part);
      if (slot == nullptr || !slot->is_constant()) break;
      ++leading;
    }
  }
  return std::nullopt;
}

}  // namespace tern::optimize
