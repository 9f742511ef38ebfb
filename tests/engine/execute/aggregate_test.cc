// Sums, averages, extremes and collections, over small groups with everything in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/execute/exact_sum.h"
#include "engine/execute/run.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using algebra::Aggregate;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::Values;
using model::Term;
using Kind = algebra::Aggregate::Kind;

Term Decimal_(const char* text) { return Term::Typed(text, std::string(model::iri::kXsdDecimal)); }
Term Double_(const char* text) { return Term::Typed(text, std::string(model::iri::kXsdDouble)); }

std::vector<std::string> Answer(const NodePtr& root, size_t batch_rows) {
  algebra::Plan plan;
  plan.root = root;
  plan.columns = algebra::VariablesOf(*root);
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = Execute(plan, std::make_shared<FakeSnapshot>(), options);
  if (!rows.ok()) return {rows.status().ToString()};
  std::vector<std::string> lines;
  RowBatch batch;
  for (;;) {
    auto more = (*rows)->Next(batch);
    if (!more.ok()) return {more.status().ToString()};
    if (!*more) return lines;
    for (size_t row = 0; row < batch.row_count; ++row) {
      std::vector<std::string> cells;
      for (size_t c = 0; c < plan.columns.size(); ++c)
        cells.push_back(ShowCell(batch.cells[row * plan.columns.size() + c]));
      lines.push_back(absl::StrJoin(cells, " "));
    }
  }
}

std::string ValueOf(Kind kind, bool distinct, const std::vector<std::optional<Term>>& values) {
  Values rows{{"v"}, {}};
  for (const auto& value : values) rows.rows.push_back({value});
  const NodePtr group = MakeNode(algebra::Group{{}, {{kind, distinct, "v", "r"}}}, {MakeNode(rows)});
  std::string first;
  for (const size_t batch_rows : {1, 2, 2048}) {
    const auto lines = Answer(group, batch_rows);
    if (lines.size() != 1) return "not one row";
    if (first.empty()) first = lines[0];
    EXPECT_EQ(lines[0], first);
  }
  return first;
}

TEST(AggregateTest, SumsKeepTheirType) {
  const Term one = Term::Integer(1);
  EXPECT_EQ(ValueOf(Kind::kSum, false, {}), "0");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {std::nullopt}), "0");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {one, std::nullopt, Term::Integer(41)}), "42");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {Decimal_("0.1"), Decimal_("0.2")}), "0.3");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {Decimal_("0.5"), one, Decimal_("0.5")}), "2.0");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {one, Double_("2.5e0")}), "3.5e0");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {one, Term::String("x")}), "null");
  EXPECT_EQ(ValueOf(Kind::kSum, false, {Term::Integer(INT64_MAX), one}), "9223372036854775808");
  const Term huge = Term::Typed(std::string(38, '9'), std::string(model::iri::kXsdInteger));
  EXPECT_EQ(ValueOf(Kind::kSum, false, {huge, huge}), "null");
  EXPECT_EQ(ValueOf(Kind::kSum, true, {one, one, Term::Integer(2)}), "3");
  EXPECT_EQ(ValueOf(Kind::kSum, true, {one, Decimal_("1.0")}), "2.0") << "distinct goes by term";
}

TEST(AggregateTest, AveragesDivide) {
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {}), "null");
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {std::nullopt}), "null");
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {Term::Integer(1), Term::Integer(2)}), "1.5");
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {Term::Integer(2), Term::Integer(2)}), "2.0");
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {Double_("1e0"), Term::Integer(2)}), "1.5e0");
  EXPECT_EQ(ValueOf(Kind::kAvg, false, {Term::Boolean(true)}), "null");
  EXPECT_EQ(ValueOf(Kind::kAvg, true, {Term::Integer(1), Term::Integer(1), Term::Integer(2)}), "1.5");
}

TEST(AggregateTest, ExtremesGoByTheTotalOrder) {
  const std::vector<std::optional<Term>> mixed = {Term::String("b"), std::nullopt,    FakeSnapshot::Iri("n"),
                                                  Term::Integer(7),  Decimal_("6.5"), Term::Boolean(false)};
  EXPECT_EQ(ValueOf(Kind::kMin, false, mixed), "6.5");
  EXPECT_EQ(ValueOf(Kind::kMax, false, mixed), "n");
  EXPECT_EQ(ValueOf(Kind::kMin, false, {}), "null");
  EXPECT_EQ(ValueOf(Kind::kMax, true, {Term::Integer(3), Term::Integer(10)}), "10");
}

TEST(AggregateTest, CollectionsAreSorted) {
  EXPECT_EQ(ValueOf(Kind::kCollect, false, {}), "[]");
  EXPECT_EQ(ValueOf(Kind::kCollect, false,
                    {Term::String("b"), Term::Integer(3), std::nullopt, Term::Integer(3), Term::Integer(-1)}),
            "[-1, 3, 3, \"b\"]");
  EXPECT_EQ(ValueOf(Kind::kCollect, true, {Term::Integer(3), Term::Integer(3)}), "[3]");
}

// Lists are values: grouped, sorted, compared and collected again.
TEST(AggregateTest, ListsAreGroupedAndSorted) {
  Values rows{{"k", "v"}, {}};
  for (const auto& [key, value] : {std::pair(1, 5), {2, 5}, {3, 4}, {3, 9}, {4, 9}, {4, 4}, {5, 0}}) {
    rows.rows.push_back(
        {Term::Integer(key), value == 0 ? std::nullopt : std::make_optional(Term::Integer(value))});
  }
  const NodePtr lists =
      MakeNode(algebra::Group{{"k"}, {{Kind::kCollect, false, "v", "list"}}}, {MakeNode(rows)});
  const NodePtr counted = MakeNode(algebra::Group{{"list"}, {{Kind::kCountRows, false, "", "n"}}}, {lists});
  const NodePtr sorted = MakeNode(algebra::Sort{{{"list", false}}, std::nullopt}, {counted});
  const NodePtr nested = MakeNode(algebra::Group{{},
                                                 {{Kind::kCollect, true, "list", "all"},
                                                  {Kind::kMin, false, "list", "min"},
                                                  {Kind::kMax, false, "list", "max"},
                                                  {Kind::kCount, true, "list", "n"},
                                                  {Kind::kSum, false, "list", "sum"}}},
                                  {lists});
  for (const size_t batch_rows : {1, 3, 2048}) {
    EXPECT_THAT(Answer(sorted, batch_rows), testing::ElementsAre("[] 1", "[4, 9] 2", "[5] 2"));
    EXPECT_THAT(Answer(nested, batch_rows), testing::ElementsAre("[[], [4, 9], [5]] [] [5] 3 null"));
  }
}

TEST(AggregateTest, GroupsThatStreamAndGroupsThatAreHashedAgree) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  std::mt19937 random(1);
  for (int i = 0; i < 400; ++i)
    snapshot->Add("s" + std::to_string(random() % 37), "p" + std::to_string(random() % 4),
                  Term::Integer(static_cast<int>(random() % 20)));
  std::vector<Aggregate> aggregates;
  for (const Kind kind : {Kind::kSum, Kind::kAvg, Kind::kMin, Kind::kMax, Kind::kCollect, Kind::kCount}) {
    for (const bool distinct : {false, true})
      aggregates.push_back({kind, distinct, "o", "r" + std::to_string(aggregates.size())});
  }
  const NodePtr expected_plan = MakeNode(algebra::Group{{"s"}, aggregates}, {MakeNode([] {
                                           algebra::Scan scan = ScanOf("?s", "any", "?o");
                                           scan.order = order::Order::kOsp;
                                           return scan;
                                         }())});
  const NodePtr streamed_plan = MakeNode(algebra::Group{{"s"}, aggregates}, {MakeNode([] {
                                           algebra::Scan scan = ScanOf("?s", "any", "?o");
                                           scan.order = order::Order::kSpo;
                                           return scan;
                                         }())});
  const auto run = [&](const NodePtr& root, size_t batch_rows) {
    algebra::Plan plan;
    plan.root = MakeNode(algebra::Sort{{{"s", false}}, std::nullopt}, {root});
    plan.columns = algebra::VariablesOf(*root);
    ContextOptions options;
    options.batch_rows = batch_rows;
    std::vector<std::vector<Cell>> all;
    auto rows = Execute(plan, snapshot, options);
    EXPECT_TRUE(rows.ok());
    RowBatch batch;
    while (*(*rows)->Next(batch)) all.push_back(batch.cells);
    std::vector<Cell> flat;
    for (const auto& cells : all) flat.insert(flat.end(), cells.begin(), cells.end());
    return flat;
  };
  const auto expected = run(expected_plan, 2048);
  EXPECT_EQ(expected.size(), 37 * (aggregates.size() + 1));
  for (const size_t batch_rows : {1, 7, 2048}) EXPECT_TRUE(run(streamed_plan, batch_rows) == expected);
}

TEST(DoubleSumTest, DoesNotDependOnTheSequence) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> numbers;
    for (int i = 0; i < 50; ++i)
      numbers.push_back(std::ldexp(static_cast<double>(static_cast<int64_t>(random())),
                                   static_cast<int>(random() % 200) - 100));
    const auto sum = [&] {
      DoubleSum total;
      for (const double number : numbers) total.Add(number);
      return total.Total();
    };
    const double expected = sum();
    std::shuffle(numbers.begin(), numbers.end(), random);
    EXPECT_EQ(sum(), expected);
  }
  DoubleSum cancelled;
  for (const double number : {1e100, 1.0, -1e100}) cancelled.Add(number);
  EXPECT_EQ(cancelled.Total(), 1.0);
  DoubleSum infinite;
  infinite.Add(HUGE_VAL);
  infinite.Add(1);
  EXPECT_EQ(infinite.Total(), HUGE_VAL);
  infinite.Add(-HUGE_VAL);
  EXPECT_TRUE(std::isnan(infinite.Total()));
}

}  // namespace
}  // namespace tern::execute
