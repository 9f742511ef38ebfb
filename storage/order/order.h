// The orders in which statements are kept: one table, and the permutation between a statement and an order's
// row. Facts are in four orders, facts with a claim in a fifth that leads from a claim to what it states;
// properties of anonymous claims are in two of their own, so that no scan or count of facts meets them.
#ifndef TERN_STORAGE_ORDER_ORDER_H_
#define TERN_STORAGE_ORDER_ORDER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/model/statement.h"

namespace tern::order {

// On disk: never renumber.
enum class Order : uint8_t {
  kSpo = 1,
  kPso = 2,
  kPos = 3,
  kOsp = 4,
  kCspo = 5,         // facts with a claim
  kPropertySpo = 6,  // statements whose subject is an anonymous claim; their claim is null
  kPropertyPos = 7,
};

inline constexpr int kOrderCount = 7;
inline constexpr std::array<Order, kOrderCount> kAllOrders = {
    Order::kSpo,  Order::kPso,         Order::kPos,        Order::kOsp,
    Order::kCspo, Order::kPropertySpo, Order::kPropertyPos};

// The parts of a statement, as the columns of OrderInfo name them.
enum class Part : uint8_t { kSubject = 0, kPredicate = 1, kObject = 2, kClaim = 3 };

struct OrderInfo {
  Order order;
  std::string_view name;        // "SPO"; as plans and messages print it
  std::array<Part, 4> columns;  // the part that stands in each column of a row
  block::RowShape shape;

  // The number of leading columns that name one fact.
  constexpr int fact_columns() const { return block::FactColumns(shape); }
};

const OrderInfo& InfoOf(Order order);
inline std::string_view NameOf(Order order) { return InfoOf(order).name; }

// The order with this number, or this name; nothing if there is none.
std::optional<Order> OrderFromNumber(uint8_t number);
std::optional<Order> OrderFromName(std::string_view name);

// The column of `part` in rows of `order`.
int ColumnOf(Order order, Part part);

model::Row ToRow(Order order, const model::Statement& statement);
model::Statement ToStatement(Order order, const model::Row& row);

// True for a property of an anonymous claim.
inline bool IsProperty(const model::Statement& statement) { return statement.subject.is_anonymous_claim(); }

// The orders that hold `statement`.
absl::Span<const Order> OrdersOf(const model::Statement& statement);

// Which parts of a pattern are known when it is looked up.
struct BoundParts {
  bool subject = false;
  bool predicate = false;
  bool object = false;
  bool claim = false;  // to a claim; a pattern for statements without a claim has this false

  constexpr bool operator[](Part part) const {
    switch (part) {
      case Part::kSubject:
        return subject;
      case Part::kPredicate:
        return predicate;
      case Part::kObject:
        return object;
      case Part::kClaim:
        return claim;
    }
    return false;
  }
};

// The number of leading columns of `order` that are bound.
int PrefixColumns(Order order, BoundParts bound);

// The order of facts with the longest bound prefix; among equals the first of CSPO, SPO, PSO, POS, OSP.
Order OrderFor(BoundParts bound);
// The same among the orders of properties. `claim` is ignored.
Order PropertyOrderFor(BoundParts bound);

}  // namespace tern::order

#endif  // TERN_STORAGE_ORDER_ORDER_H_
