// Whether a scan can be held to ranges of its object's ids: it needs an order that has the object right
// behind the scan's constants.
#ifndef TERN_ENGINE_OPTIMIZE_OBJECT_ORDER_H_
#define TERN_ENGINE_OPTIMIZE_OBJECT_ORDER_H_

#include <optional>

#include "engine/algebra/plan.h"
#include "storage/order/order.h"

namespace tern::optimize {

// Nothing where there is no such order. REQUIRES: the object is a variable.
std::optional<order::Order> ObjectOrder(const algebra::Scan& scan);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_OBJECT_ORDER_H_
