#include "engine/algebra/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/print.h"
#include "engine/algebra/sortedness.h"

namespace tern::algebra {
namespace {

using order::Order;
using testing::ElementsAre;
using testing::IsEmpty;

Scan ScanOf(Slot s, Slot p, Slot o) {
  Scan scan;
  scan.subject = std::move(s);
  scan.predicate = std::move(p);
  scan.object = std::move(o);
  return scan;
}
Slot Name(const char* name) { return Slot::Constant(model::Term::Iri(name)); }

TEST(PlanTest, EqualityIsDeepAndLeavesEstimatesOut) {
  const auto make = [](const char* predicate, double rows) {
    return MakeNode(Distinct{}, {MakeNode(ScanOf(Slot::Var("x"), Name(predicate), Slot::Any()), {}, rows)});
  };
  EXPECT_EQ(*make("p", 1), *make("p", 2));
  EXPECT_FALSE(*make("p", 1) == *make("q", 1));
}

TEST(PlanTest, JoinBindsEachVariableOnce) {
  const NodePtr join = MakeNode(Join{}, {MakeNode(ScanOf(Slot::Var("x"), Name("p"), Slot::Var("y"))),
                                         MakeNode(ScanOf(Slot::Var("y"), Slot::Var("p"), Slot::Var("x")))});
  EXPECT_THAT(VariablesOf(*join), ElementsAre("x", "y", "p"));
}

TEST(SortednessTest, ConstantsAreSkippedAndOpenPlacesEndIt) {
  EXPECT_THAT(SortedBy(ScanOf(Slot::Var("s"), Name("p"), Slot::Var("o")), Order::kPso),
              ElementsAre("s", "o"));
  EXPECT_THAT(SortedBy(ScanOf(Slot::Var("s"), Name("p"), Slot::Var("o")), Order::kPos),
              ElementsAre("o", "s"));
  EXPECT_THAT(SortedBy(ScanOf(Slot::Any(), Slot::Var("p"), Slot::Var("o")), Order::kSpo), IsEmpty());
  EXPECT_THAT(SortedBy(ScanOf(Slot::Var("x"), Slot::Any(), Slot::Var("x")), Order::kOsp), ElementsAre("x"));
}

TEST(SortednessTest, ConstantOfSeveralIdsSortsNothing) {
  Scan scan = ScanOf(Slot::Var("s"), Name("p"), Slot::Constant(model::Term::Integer(5)));
  EXPECT_THAT(SortedBy(scan, Order::kPos), IsEmpty());  // 5 may also be 5.0
  scan.object.ids = {model::TermId(model::Tag::kInteger, 5)};
  EXPECT_THAT(SortedBy(scan, Order::kPos), ElementsAre("s"));
  scan.object.ids = {model::TermId(model::Tag::kInteger, 5), model::TermId(model::Tag::kDecimal, 5)};
  EXPECT_THAT(SortedBy(scan, Order::kPos), IsEmpty());
}

TEST(SortednessTest, GroupsAreNeighboursWhateverTheSequence) {
  EXPECT_TRUE(GroupsTogether({"a", "b", "c"}, {"b", "a"}));
  EXPECT_FALSE(GroupsTogether({"a", "b", "c"}, {"a", "c"}));
  EXPECT_TRUE(GroupsTogether({}, {}));
}

TEST(PrintTest, OneOperatorALineWithItsRows) {
  const NodePtr scan = MakeNode(ScanOf(Slot::Var("x"), Name("urn:p"), Slot::Any()), {}, 12.4);
  const NodePtr filter =
      MakeNode(Filter{Expression::Call(
                   Function::kLess, {Expression::Var("x"), Expression::Constant(model::Term::Integer(5))})},
               {scan}, 4);
  PrintOptions options;
  options.term = [](const model::Term& term) { return term.value; };
  EXPECT_EQ(Print(*filter, options), "Filter ?x < 5 (4 rows)\n  Scan ?x urn:p any (12 rows)\n");
}

TEST(ExpressionTest, ConjunctsAreTakenApartAndPutTogether) {
  const Expression a = Expression::Var("a");
  const Expression b = Expression::Var("b");
  const Expression c = Expression::Var("c");
  const Expression nested = Expression::Call(Function::kAnd, {a, Expression::Call(Function::kAnd, {b, c})});
  EXPECT_THAT(Conjuncts(nested), ElementsAre(a, b, c));
  EXPECT_EQ(Conjunction({a}), a);
}

TEST(ExpressionTest, FunctionsAreFoundWhateverTheirCase) {
  EXPECT_EQ(FunctionFromName("STARTSWITH"), Function::kStartsWith);
  EXPECT_EQ(FunctionFromName("and"), std::nullopt);  // an operator
  EXPECT_EQ(FunctionFromName("lenght"), std::nullopt);
  for (int i = 0; i <= static_cast<int>(Function::kIf); ++i) {
    EXPECT_EQ(InfoOf(static_cast<Function>(i)).function, static_cast<Function>(i));
  }
}

}  // namespace
}  // namespace tern::algebra
