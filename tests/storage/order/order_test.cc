#include "storage/order/order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tern::order {
namespace {

using model::AnonymousClaim;
using model::Row;
using model::Stance;
using model::Statement;
using model::Tag;
using model::TermId;
using ::testing::ElementsAre;

TermId Iri(uint64_t rank) { return {Tag::kIriBase, rank}; }

const TermId kClaim = AnonymousClaim(9, Stance::kAgainst);
const Statement kPlain = {Iri(1), Iri(2), Iri(3), TermId::Null()};
const Statement kClaimed = {Iri(1), Iri(2), Iri(3), kClaim};
const Statement kProperty = {kClaim, Iri(2), Iri(3), TermId::Null()};

TEST(OrderTest, RowsHaveTheColumnsThatTheNameSays) {
  EXPECT_EQ(ToRow(Order::kSpo, kClaimed), (Row{Iri(1), Iri(2), Iri(3), kClaim}));
  EXPECT_EQ(ToRow(Order::kPso, kClaimed), (Row{Iri(2), Iri(1), Iri(3), kClaim}));
  EXPECT_EQ(ToRow(Order::kPos, kClaimed), (Row{Iri(2), Iri(3), Iri(1), kClaim}));
  EXPECT_EQ(ToRow(Order::kOsp, kClaimed), (Row{Iri(3), Iri(1), Iri(2), kClaim}));
  EXPECT_EQ(ToRow(Order::kCspo, kClaimed), (Row{kClaim, Iri(1), Iri(2), Iri(3)}));
  EXPECT_EQ(ToRow(Order::kPropertySpo, kProperty), (Row{kClaim, Iri(2), Iri(3), TermId::Null()}));
  EXPECT_EQ(ToRow(Order::kPropertyPos, kProperty), (Row{Iri(2), Iri(3), kClaim, TermId::Null()}));
}

TEST(OrderTest, StatementsComeBackFromRowsOfEveryOrder) {
  for (const Order order : kAllOrders) {
    EXPECT_EQ(ToStatement(order, ToRow(order, kClaimed)), kClaimed);
    for (const Part part : {Part::kSubject, Part::kPredicate, Part::kObject, Part::kClaim}) {
      EXPECT_EQ(InfoOf(order).columns[static_cast<size_t>(ColumnOf(order, part))], part);
    }
  }
}

TEST(OrderTest, NumbersAndNamesComeBack) {
  for (const Order order : kAllOrders) {
    EXPECT_EQ(OrderFromNumber(static_cast<uint8_t>(order)), order);
    EXPECT_EQ(OrderFromName(NameOf(order)), order);
  }
  EXPECT_EQ(OrderFromNumber(0), std::nullopt);
  EXPECT_EQ(OrderFromNumber(kOrderCount + 1), std::nullopt);
  EXPECT_EQ(OrderFromName("SOP"), std::nullopt);
}

TEST(OrderTest, PlainFactsClaimedFactsAndPropertiesGoToTheirOrders) {
  EXPECT_THAT(OrdersOf(kPlain), ElementsAre(Order::kSpo, Order::kPso, Order::kPos, Order::kOsp));
  EXPECT_THAT(OrdersOf(kClaimed),
              ElementsAre(Order::kSpo, Order::kPso, Order::kPos, Order::kOsp, Order::kCspo));
  EXPECT_THAT(OrdersOf(kProperty), ElementsAre(Order::kPropertySpo, Order::kPropertyPos));
  // A named claim's properties are ordinary facts.
  const Statement named = {Iri(1), Iri(2), Iri(3), model::NamedClaim(Iri(1), Stance::kFor)};
  EXPECT_EQ(OrdersOf(named).size(), 5u);
}

TEST(OrderTest, ShapeAgreesWithTheColumns) {
  for (const Order order : kAllOrders) {
    const OrderInfo& info = InfoOf(order);
    EXPECT_EQ(info.order, order);
    EXPECT_EQ(info.columns[static_cast<size_t>(block::ClaimColumn(info.shape))], Part::kClaim);
  }
}

TEST(OrderTest, OrderForHasEveryBoundPartInItsPrefixWhereOneCan) {
  struct Case {
    BoundParts bound;
    Order order;
    int prefix;
  };
  const std::vector<Case> cases = {
      {{}, Order::kSpo, 0},
      {{.subject = true}, Order::kSpo, 1},
      {{.predicate = true}, Order::kPso, 1},
      {{.object = true}, Order::kOsp, 1},
      {{.claim = true}, Order::kCspo, 1},
      {{.subject = true, .predicate = true}, Order::kSpo, 2},
      {{.subject = true, .object = true}, Order::kOsp, 2},
      {{.predicate = true, .object = true}, Order::kPos, 2},
      {{.subject = true, .predicate = true, .object = true}, Order::kSpo, 3},
      {{.subject = true, .claim = true}, Order::kCspo, 2},
      {{.object = true, .claim = true}, Order::kCspo, 1},
      {{.subject = true, .predicate = true, .claim = true}, Order::kCspo, 3},
      {{.predicate = true, .object = true, .claim = true}, Order::kPos, 2},
      {{.subject = true, .predicate = true, .object = true, .claim = true}, Order::kCspo, 4},
  };
  for (const Case& c : cases) {
    const Order order = OrderFor(c.bound);
    EXPECT_EQ(NameOf(order), NameOf(c.order));
    EXPECT_EQ(PrefixColumns(order, c.bound), c.prefix);
  }
}

// What is not bound to a claim must be read from an order that has all facts.
TEST(OrderTest, OrderForUsesTheClaimOrderOnlyWhereTheClaimIsBound) {
  for (int bits = 0; bits < 8; ++bits) {
    const BoundParts bound = {
        .subject = (bits & 1) != 0, .predicate = (bits & 2) != 0, .object = (bits & 4) != 0};
    EXPECT_NE(OrderFor(bound), Order::kCspo) << bits;
  }
}

TEST(OrderTest, PropertyOrderForFollowsTheSubjectElseThePredicate) {
  EXPECT_EQ(PropertyOrderFor({}), Order::kPropertySpo);
  EXPECT_EQ(PropertyOrderFor({.subject = true}), Order::kPropertySpo);
  EXPECT_EQ(PropertyOrderFor({.predicate = true}), Order::kPropertyPos);
  EXPECT_EQ(PropertyOrderFor({.predicate = true, .object = true}), Order::kPropertyPos);
  EXPECT_EQ(PropertyOrderFor({.subject = true, .predicate = true, .object = true}), Order::kPropertySpo);
}

}  // namespace
}  // namespace tern::order
