#include "storage/order/order.h"

#include <cassert>
#include <cstddef>

namespace tern::order {
namespace {

using block::RowShape;
using model::Row;
using model::Statement;
using model::TermId;

constexpr Part kS = Part::kSubject;
constexpr Part kP = Part::kPredicate;
constexpr Part kO = Part::kObject;
constexpr Part kC = Part::kClaim;

constexpr std::array<OrderInfo, kOrderCount> kOrders = {{
    {Order::kSpo, "SPO", {kS, kP, kO, kC}, RowShape::kFacts},
    {Order::kPso, "PSO", {kP, kS, kO, kC}, RowShape::kFacts},
    {Order::kPos, "POS", {kP, kO, kS, kC}, RowShape::kFacts},
    {Order::kOsp, "OSP", {kO, kS, kP, kC}, RowShape::kFacts},
    {Order::kCspo, "CSPO", {kC, kS, kP, kO}, RowShape::kClaimFirst},
    {Order::kPropertySpo, "PROPERTY-SPO", {kS, kP, kO, kC}, RowShape::kProperties},
    {Order::kPropertyPos, "PROPERTY-POS", {kP, kO, kS, kC}, RowShape::kProperties},
}};

constexpr std::array kFactOrders = {Order::kSpo, Order::kPso, Order::kPos, Order::kOsp, Order::kCspo};
constexpr std::array kPropertyOrders = {Order::kPropertySpo, Order::kPropertyPos};
// A claim states few facts, so that its order comes first; without one it may not be used, since it lacks the
// facts that are stated without a claim.
constexpr std::array kLookupOrders = {Order::kCspo, Order::kSpo, Order::kPso, Order::kPos, Order::kOsp};

TermId PartOf(const Statement& statement, Part part) {
  switch (part) {
    case Part::kSubject:
      return statement.subject;
    case Part::kPredicate:
      return statement.predicate;
    case Part::kObject:
      return statement.object;
    case Part::kClaim:
      return statement.claim;
  }
  return TermId::Null();
}

TermId& PartOf(Statement& statement, Part part) {
  switch (part) {
    case Part::kSubject:
      return statement.subject;
    case Part::kPredicate:
      return statement.predicate;
    case Part::kObject:
      return statement.object;
    case Part::kClaim:
      break;
  }
  return statement.claim;
}

Order LongestPrefix(absl::Span<const Order> orders, BoundParts bound) {
  Order best = orders.front();
  for (const Order order : orders) {
    if (PrefixColumns(order, bound) > PrefixColumns(best, bound)) best = order;
  }
  return best;
}

}  // namespace

const OrderInfo& InfoOf(Order order) {
  const auto index = static_cast<size_t>(order) - 1;
  assert(index < kOrders.size() && kOrders[index].order == order);
  return kOrders[index];
}

std::optional<Order> OrderFromNumber(uint8_t number) {
  if (number < 1 || number > kOrderCount) return std::nullopt;
  return static_cast<Order>(number);
}

std::optional<Order> OrderFromName(std::string_view name) {
  for (const OrderInfo& info : kOrders) {
    if (info.name == name) return info.order;
  }
  return std::nullopt;
}

int ColumnOf(Order order, Part part) {
  const auto& columns = InfoOf(order).columns;
  int column = 0;
  while (columns[static_cast<size_t>(column)] != part) ++column;
  return column;
}

Row ToRow(Order order, const Statement& statement) {
  const auto& columns = InfoOf(order).columns;
  return {PartOf(statement, columns[0]), PartOf(statement, columns[1]), PartOf(statement, columns[2]),
          PartOf(statement, columns[3])};
}

Statement ToStatement(Order order, const Row& row) {
  const auto& columns = InfoOf(order).columns;
  Statement statement;
  for (size_t c = 0; c < row.size(); ++c) PartOf(statement, columns[c]) = row[c];
  return statement;
}

absl::Span<const Order> OrdersOf(const Statement& statement) {
  if (IsProperty(statement)) return kPropertyOrders;
  const absl::Span<const Order> orders = kFactOrders;
  return statement.claim.is_null() ? orders.first(4) : orders;
}

int PrefixColumns(Order order, BoundParts bound) {
  int count = 0;
  for (const Part part : InfoOf(order).columns) {
    if (!bound[part]) break;
    ++count;
  }
  return count;
}

Order OrderFor(BoundParts bound) {
  const absl::Span<const Order> orders = kLookupOrders;
  return LongestPrefix(bound.claim ? orders : orders.subspan(1), bound);
}

Order PropertyOrderFor(BoundParts bound) { return LongestPrefix(kPropertyOrders, bound); }

}  // namespace tern::order
