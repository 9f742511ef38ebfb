// Left, semi and anti joins in every way that the operators have, with conditions, nulls and duplicates,
// against nested loops; and the apply that runs its right side for each row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "engine/algebra/sortedness.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::Apply;
using algebra::Expression;
using algebra::Function;
using algebra::Join;
using algebra::JoinKind;
using algebra::JoinType;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::OuterRow;
using algebra::Scan;
using algebra::Values;
using model::Term;
using model::TermId;
using testing::ElementsAre;

constexpr size_t kBatchSizes[] = {1, 2, 7, 2048};
constexpr JoinType kTypes[] = {JoinType::kInner, JoinType::kLeft, JoinType::kSemi, JoinType::kAnti};

absl::StatusOr<std::vector<IdRow>> RunRows(const algebra::Node& node,
                                           std::shared_ptr<const FakeSnapshot> snapshot, size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  return RunNode(node, std::move(snapshot), options);
}

std::vector<IdRow> RunSorted(const algebra::Node& node, std::shared_ptr<const FakeSnapshot> snapshot,
                             size_t batch_rows) {
  auto rows = RunRows(node, std::move(snapshot), batch_rows);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? SortedRows(*rows) : std::vector<IdRow>();
}

using Binding = std::map<Variable, TermId>;

// A condition, and what it says of a pair.
struct Condition {
  std::optional<Expression> expression;
  std::function<bool(const Binding&)> holds;
};

std::vector<Condition> Conditions() {
  const auto not_equal = [](const char* a, const char* b) {
    return Condition{Expression::Call(Function::kNotEqual, {Expression::Var(a), Expression::Var(b)}),
                     [a, b](const Binding& row) {
                       const TermId x = row.at(a);
                       const TermId y = row.at(b);
                       return !x.is_null() && !y.is_null() && x != y;
                     }};
  };
  return {{std::nullopt, [](const Binding&) { return true; }}, not_equal("x", "z"), not_equal("y", "z")};
}

// Nested loops over rows of two sides.
std::vector<IdRow> BruteForce(JoinType type, const Condition& condition, const std::vector<Variable>& left,
                              const std::vector<IdRow>& left_rows, const std::vector<Variable>& right,
                              const std::vector<IdRow>& right_rows) {
  std::vector<IdRow> joined;
  for (const IdRow& a : left_rows) {
    size_t partners = 0;
    IdRow lonely = a;
    for (const Variable& variable : right) {
      if (std::find(left.begin(), left.end(), variable) == left.end()) lonely.push_back(TermId::Null());
    }
    for (const IdRow& b : right_rows) {
      Binding row;
      for (size_t i = 0; i < a.size(); ++i) row[left[i]] = a[i];
      bool matches = true;
      IdRow ids = a;
      for (size_t i = 0; i < b.size(); ++i) {
        const auto [entry, is_new] = row.emplace(right[i], b[i]);
        matches = matches && (is_new || (entry->second == b[i] && !b[i].is_null()));
        if (is_new) ids.push_back(b[i]);
      }
      if (!matches || !condition.holds(row)) continue;
      ++partners;
      if (type == JoinType::kInner || type == JoinType::kLeft) joined.push_back(ids);
    }
    if (type == JoinType::kSemi && partners > 0) joined.push_back(a);
    if (type == JoinType::kAnti && partners == 0) joined.push_back(a);
    if (type == JoinType::kLeft && partners == 0) joined.push_back(lonely);
  }
  return SortedRows(joined);
}

std::shared_ptr<FakeSnapshot> RandomSnapshot(std::mt19937& random) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 40; ++i) {
    snapshot->Add(absl::StrCat("e", random() % 6), absl::StrCat("p", random() % 3),
                  absl::StrCat("e", random() % 6));
  }
  return snapshot;
}

// Rows of `variables` over the entities of RandomSnapshot and null.
Values RandomValues(std::mt19937& random, std::vector<Variable> variables, size_t rows) {
  Values values{std::move(variables), {}};
  for (size_t i = 0; i < rows; ++i) {
    auto& row = values.rows.emplace_back();
    for (size_t c = 0; c < values.variables.size(); ++c) {
      row.push_back(random() % 5 == 0
                        ? std::nullopt
                        : std::make_optional(FakeSnapshot::Iri(absl::StrCat("e", random() % 7))));
    }
  }
  return values;
}

// The left side in the right's place, and joined with what an OuterRow has: the apply of a join.
NodePtr AppliedTo(const NodePtr& right, const std::vector<Variable>& outer) {
  return MakeNode(Join{}, {MakeNode(OuterRow{outer}), right});
}

TEST(OuterJoinTest, MergesAgreeWithNestedLoops) {
  const std::pair<Scan, Scan> shapes[] = {{ScanOf("?x", "p0", "?y"), ScanOf("?x", "p1", "?z")},
                                          {ScanOf("?x", "p0", "?y"), ScanOf("?x", "p1", "any")},
                                          {ScanOf("?x", "p0", "e1"), ScanOf("?x", "p1", "?z")},
                                          {ScanOf("?x", "p0", "?y"), ScanOf("?x", "unheard", "?z")},
                                          {ScanOf("?x", "p0", "?y"), ScanOf("?x", "p1", "?y")}};
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto snapshot = RandomSnapshot(random);
    for (const auto& [left, right] : shapes) {
      const auto sorted = [](Scan scan) {
        scan.order = scan.object.is_constant() ? order::Order::kPos : order::Order::kPso;
        return MakeNode(scan);
      };
      const NodePtr left_node = sorted(left);
      const NodePtr right_node = sorted(right);
      const bool two_keys = right.object == left.object;
      const std::vector<Variable> keys =
          two_keys ? std::vector<Variable>{"x", "y"} : std::vector<Variable>{"x"};
      for (const JoinType type : kTypes) {
        const NodePtr join = MakeNode(Join{JoinKind::kMerge, keys, type}, {left_node, right_node});
        const std::vector<IdRow> expected = BruteForce(
            type, Conditions()[0], algebra::VariablesOf(*left_node), RunSorted(*left_node, snapshot, 2048),
            algebra::VariablesOf(*right_node), RunSorted(*right_node, snapshot, 2048));
        for (const size_t batch_rows : kBatchSizes) {
          EXPECT_EQ(RunSorted(*join, snapshot, batch_rows), expected) << "seed " << seed;
          for (const std::vector<Variable>& by : {std::vector<Variable>(), std::vector<Variable>{"x"}}) {
            EXPECT_EQ(RunSorted(*CountOf(join, by), snapshot, batch_rows), CountedRows(*join, by, expected))
                << "seed " << seed << ", batches of " << batch_rows;
          }
        }
      }
    }
  }
}

TEST(OuterJoinTest, AllStrategiesAgreeWithNestedLoops) {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    const auto snapshot = RandomSnapshot(random);
    const Values left = RandomValues(random, {"x", "y"}, random() % 30);
    const Values hashed = RandomValues(random, {"y", "z"}, random() % 30);
    const Scan looked_up = seed % 3 == 0   ? ScanOf("?y", "p0", "?z")
                           : seed % 3 == 1 ? ScanOf("?z", "?x", "?y")
                                           : ScanOf("?z", "p1", "?z");
    const std::vector<IdRow> left_rows = RunSorted(*MakeNode(left), snapshot, 2048);
    for (const Condition& condition : Conditions()) {
      for (const JoinType type : kTypes) {
        SCOPED_TRACE(absl::StrCat("seed ", seed, ", type ", static_cast<int>(type)));
        const auto expect = [&](const NodePtr& right, JoinKind kind) {
          const std::vector<IdRow> expected =
              BruteForce(type, condition, left.variables, left_rows, algebra::VariablesOf(*right),
                         RunSorted(*right, snapshot, 2048));
          const NodePtr join = MakeNode(Join{kind, {}, type, condition.expression}, {MakeNode(left), right});
          for (const size_t batch_rows : kBatchSizes)
            EXPECT_EQ(RunSorted(*join, snapshot, batch_rows), expected) << "batches of " << batch_rows;
        };
        expect(MakeNode(hashed), JoinKind::kHash);
        expect(MakeNode(looked_up), JoinKind::kHash);
        for (const order::Order order : algebra::PossibleOrders(looked_up)) {
          Scan ordered = looked_up;
          ordered.order = order;
          expect(MakeNode(ordered), JoinKind::kLookup);
        }
      }
    }
  }
}

TEST(OuterJoinTest, HashJoinKeepsTheLeftSequence) {
  std::mt19937 random(7);
  const auto snapshot = RandomSnapshot(random);
  Scan left = ScanOf("?x", "p1", "?y");
  left.order = order::Order::kPso;
  const NodePtr join = MakeNode(Join{JoinKind::kHash, {}, JoinType::kLeft, std::nullopt},
                                {MakeNode(left), MakeNode(ScanOf("?y", "p0", "?z"))});
  for (const size_t batch_rows : kBatchSizes) {
    auto rows = RunRows(*join, snapshot, batch_rows);
    ASSERT_TRUE(rows.ok());
    EXPECT_TRUE(std::is_sorted(rows->begin(), rows->end(), [](const IdRow& a, const IdRow& b) {
      return std::make_pair(a[0], a[1]) < std::make_pair(b[0], b[1]);
    }));
  }
}

TEST(OuterJoinTest, UnknownConstantsHaveNoPartners) {
  std::mt19937 random(3);
  const auto snapshot = RandomSnapshot(random);
  const Values left{{"x"}, {{FakeSnapshot::Iri("e1")}, {std::nullopt}}};
  for (const JoinKind kind : {JoinKind::kHash, JoinKind::kLookup}) {
    for (const auto& [type, rows] :
         {std::pair(JoinType::kLeft, 2u), {JoinType::kAnti, 2u}, {JoinType::kSemi, 0u}}) {
      const NodePtr join = MakeNode(Join{kind, {}, type, std::nullopt},
                                    {MakeNode(left), MakeNode(ScanOf("?x", "unheard", "?z"))});
      EXPECT_EQ(RunSorted(*join, snapshot, 1).size(), rows);
    }
  }
}

TEST(OuterJoinTest, MergeJoinTestsItsCondition) {
  std::mt19937 random(5);
  const auto snapshot = RandomSnapshot(random);
  Scan left = ScanOf("?x", "p0", "?y");
  left.order = order::Order::kPso;
  Scan right = ScanOf("?x", "p1", "?z");
  right.order = order::Order::kPso;
  const Expression differ =
      Expression::Call(Function::kNotEqual, {Expression::Var("y"), Expression::Var("z")});
  const NodePtr merge =
      MakeNode(Join{JoinKind::kMerge, {"x"}, JoinType::kInner, differ}, {MakeNode(left), MakeNode(right)});
  const NodePtr hash =
      MakeNode(Join{JoinKind::kHash, {}, JoinType::kInner, differ}, {MakeNode(left), MakeNode(right)});
  for (const size_t batch_rows : kBatchSizes)
    EXPECT_EQ(RunSorted(*merge, snapshot, batch_rows), RunSorted(*hash, snapshot, 2048));
}

TEST(ApplyTest, AgreesWithTheJoinItStandsFor) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    const auto snapshot = RandomSnapshot(random);
    const NodePtr left = MakeNode(RandomValues(random, {"x", "y"}, random() % 20));
    const NodePtr right = MakeNode(ScanOf("?y", "?p", "?z"));
    for (const JoinType type : kTypes) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", type ", static_cast<int>(type)));
      const NodePtr join = MakeNode(Join{JoinKind::kHash, {}, type, std::nullopt}, {left, right});
      const NodePtr filtered_inside = MakeNode(Apply{type}, {left, AppliedTo(right, {"y"})});
      const NodePtr compared_outside = MakeNode(Apply{type}, {left, right});
      const std::vector<IdRow> expected = RunSorted(*join, snapshot, 2048);
      for (const size_t batch_rows : kBatchSizes) {
        EXPECT_EQ(RunSorted(*filtered_inside, snapshot, batch_rows), expected);
        EXPECT_EQ(RunSorted(*compared_outside, snapshot, batch_rows), expected);
      }
    }
  }
}

// The greatest two objects of each subject: what no join can say.
TEST(ApplyTest, LimitsAreOneForEachRow) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 5; ++i) {
    snapshot->Add("a", "p", Term::Integer(i));
    snapshot->Add("b", "p", Term::Integer(10 * i));
  }
  const Values left{{"x"},
                    {{FakeSnapshot::Iri("a")},
                     {FakeSnapshot::Iri("a")},
                     {FakeSnapshot::Iri("b")},
                     {FakeSnapshot::Iri("c")}}};
  const NodePtr right =
      MakeNode(algebra::Sort{{{"v", true}}, 2}, {AppliedTo(MakeNode(ScanOf("?x", "p", "?v")), {"x"})});
  const NodePtr apply = MakeNode(Apply{JoinType::kLeft}, {MakeNode(left), right});
  const auto row = [&](const char* name, std::optional<int> value) {
    return IdRow{snapshot->Iri_(name), value ? snapshot->Id(Term::Integer(*value)) : TermId::Null()};
  };
  snapshot->Iri_("c");
  for (const size_t batch_rows : kBatchSizes) {
    auto rows = RunRows(*apply, snapshot, batch_rows);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_THAT(*rows, ElementsAre(row("a", 4), row("a", 3), row("a", 4), row("a", 3), row("b", 40),
                                   row("b", 30), row("c", std::nullopt)));
  }
}

TEST(ApplyTest, EqualNeighboursShareARun) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  Values left{{"x"}, {}};
  for (int i = 0; i < 100; ++i) left.rows.push_back({FakeSnapshot::Iri("a")});
  const NodePtr apply =
      MakeNode(Apply{}, {MakeNode(left), AppliedTo(MakeNode(ScanOf("?x", "p", "?v")), {"x"})});
  EXPECT_EQ(RunSorted(*apply, snapshot, 8).size(), 100u);
  EXPECT_LE(snapshot->scans, 2u);
}

// A null of the left row that comes back through an OuterRow is the row's own value, no value to join by.
TEST(ApplyTest, NullPassesThroughTheRightSide) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const Values left{{"x"}, {{std::nullopt}}};
  const NodePtr right = MakeNode(
      algebra::Extend{"v", Expression::Call(Function::kCoalesce,
                                            {Expression::Var("x"), Expression::Constant(Term::Integer(1))})},
      {MakeNode(OuterRow{{"x"}})});
  const NodePtr apply = MakeNode(Apply{JoinType::kLeft}, {MakeNode(left), right});
  EXPECT_THAT(RunSorted(*apply, snapshot, 1),
              ElementsAre(IdRow{TermId::Null(), snapshot->Id(Term::Integer(1))}));
  // One that the right side makes itself joins nothing.
  const NodePtr own = MakeNode(Values{{"x"}, {{std::nullopt}}});
  EXPECT_TRUE(RunSorted(*MakeNode(Apply{}, {MakeNode(left), own}), snapshot, 1).empty());
}

TEST(ApplyTest, AnApplyInsideHasItsOwnOuterRow) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  snapshot->Add("b", "q", "c");
  const NodePtr inner = MakeNode(Apply{}, {AppliedTo(MakeNode(ScanOf("?x", "p", "?y")), {"x"}),
                                           AppliedTo(MakeNode(ScanOf("?y", "q", "?z")), {"y"})});
  const Values left{{"x"}, {{FakeSnapshot::Iri("a")}, {FakeSnapshot::Iri("b")}}};
  const NodePtr apply = MakeNode(Apply{}, {MakeNode(left), inner});
  EXPECT_THAT(RunSorted(*apply, snapshot, 1),
              ElementsAre(IdRow{snapshot->Iri_("a"), snapshot->Iri_("b"), snapshot->Iri_("c")}));
}

TEST(UnnestTest, EveryItemIsARow) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto integer = [](int value) { return Expression::Constant(Term::Integer(value)); };
  const Expression list =
      Expression::Call(Function::kMakeList, {integer(2), integer(1), Expression(), integer(2)});
  const Expression choice =
      Expression::Call(Function::kIf, {Expression::Call(Function::kIsNull, {Expression::Var("x")}),
                                       Expression::Call(Function::kMakeList, {}), list});
  const Values left{{"x"}, {{FakeSnapshot::Iri("a")}, {std::nullopt}, {FakeSnapshot::Iri("b")}}};
  snapshot->Iri_("a");
  snapshot->Iri_("b");
  const NodePtr unnest = MakeNode(algebra::Unnest{"v", choice}, {MakeNode(left)});
  std::vector<IdRow> expected;
  for (const char* name : {"a", "b"}) {
    for (const int value : {2, 1, 0, 2}) {
      expected.push_back(
          {snapshot->Iri_(name), value == 0 ? TermId::Null() : snapshot->Id(Term::Integer(value))});
    }
  }
  for (const size_t batch_rows : kBatchSizes) {
    auto rows = RunRows(*unnest, snapshot, batch_rows);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(*rows, expected);
  }
  const NodePtr no_list = MakeNode(algebra::Unnest{"v", integer(5)}, {MakeNode(left)});
  EXPECT_TRUE(RunSorted(*no_list, snapshot, 1).empty());
}

}  // namespace
}  // namespace tern::execute
