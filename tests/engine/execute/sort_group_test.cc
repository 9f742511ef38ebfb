#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/execute/row_set.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using algebra::Aggregate;
using algebra::MakeNode;
using algebra::NodePtr;
using model::Term;
using model::TermId;
using testing::ElementsAre;

constexpr size_t kBatchSizes[] = {1, 3, 2048};

// "value" of n0, n1, … in this sequence.
std::shared_ptr<FakeSnapshot> WithValues(const std::vector<Term>& values) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (size_t i = 0; i < values.size(); ++i) snapshot->Add("n" + std::to_string(i), "value", values[i]);
  return snapshot;
}

std::vector<std::string> Answer(const std::string& text, std::shared_ptr<FakeSnapshot> snapshot,
                                size_t batch_rows) {
  auto plan = PlanOf(text);
  EXPECT_TRUE(plan.ok()) << plan.status();
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto lines = Drain(Execute(*plan, std::move(snapshot), options));
  EXPECT_TRUE(lines.ok()) << lines.status();
  return lines.ok() ? *lines : std::vector<std::string>();
}

TEST(SortTest, KindsComeInTheirOrderAndNullLast) {
  const auto snapshot =
      WithValues({FakeSnapshot::Iri("d"), Term::String("text"), Term::Boolean(true),
                  Term::Typed("2025-01-01", std::string(model::iri::kXsdDate)), Term::Integer(10),
                  Term::Typed("9.5", std::string(model::iri::kXsdDecimal)), FakeSnapshot::Iri("b"),
                  Term::LangString("text", "en"), Term::Integer(-3)});
  const std::vector<std::string> ascending = {"-3",       "9.5",         "10", "true", "2025-01-01",
                                              "\"text\"", "\"text\"@en", "b",  "d"};
  std::vector<std::string> descending(ascending.rbegin(), ascending.rend());
  for (const size_t batch_rows : kBatchSizes) {
    EXPECT_EQ(Answer("match ?n -[value]-> ?v return ?v order by ?v", snapshot, batch_rows), ascending);
    EXPECT_EQ(Answer("match ?n -[value]-> ?v return ?v order by ?v desc", snapshot, batch_rows), descending);
  }
  EXPECT_THAT(Answer("match ?n -[value]-> ?v return ?v * 2 as ?d order by ?d limit 4", snapshot, 3),
              ElementsAre("-6", "19.0", "20", "null"));
  EXPECT_EQ(Answer("match ?n -[value]-> ?v return ?v * 2 as ?d order by ?d desc", snapshot, 3)[0], "null");
}

TEST(SortTest, EqualValuesAreOrderedByTypeAndForm) {
  const Term forms[] = {Term::Integer(1), Term::Typed("1.0", std::string(model::iri::kXsdDecimal)),
                        Term::Typed("01", std::string(model::iri::kXsdInteger)),
                        Term::Typed("1e0", std::string(model::iri::kXsdDouble))};
  std::vector<Term> sorted(std::begin(forms), std::end(forms));
  std::sort(sorted.begin(), sorted.end(),
            [](const Term& a, const Term& b) { return model::OrderTerms(a, b) < 0; });
  std::vector<std::string> expected;
  for (const Term& term : sorted) expected.push_back(syntax::Print(term, TestNames()));
  EXPECT_EQ(Answer("match ?n -[value]-> ?v return ?v order by ?v",
                   WithValues({forms[3], forms[1], forms[0], forms[2]}), 2),
            expected);
}

TEST(SortTest, LimitKeepsTheFirstOfManyRows) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const TermId s = snapshot->Iri_("s");
  const TermId p = snapshot->Iri_("p");
  constexpr int kRows = 100'000;
  for (int i = 0; i < kRows; ++i)
    snapshot->Add({s, p, snapshot->Id(Term::Integer((i * 7919) % kRows)), TermId::Null()});
  const NodePtr scan = MakeNode(ScanOf("any", "any", "?o"));
  const NodePtr top = MakeNode(algebra::Sort{{{"o", true}}, 3}, {scan});
  auto rows = RunNode(*top, snapshot);
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::vector<IdRow> expected;
  for (int i = 1; i <= 3; ++i) expected.push_back({snapshot->Id(Term::Integer(kRows - i))});
  EXPECT_EQ(*rows, expected);
}

// Groups both ways: sorted input streams, other input is hashed.
TEST(GroupTest, StreamingAndHashingAgree) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 300; ++i) {
    snapshot->Add("s" + std::to_string(i % 37), "p" + std::to_string(i % 5), "o" + std::to_string(i % 11));
  }
  const algebra::Group group{{"s"},
                             {{Aggregate::Kind::kCountRows, false, "", "rows"},
                              {Aggregate::Kind::kCount, false, "o", "values"},
                              {Aggregate::Kind::kCount, true, "o", "different"}}};
  algebra::Scan sorted = ScanOf("?s", "any", "?o");
  sorted.order = order::Order::kSpo;
  algebra::Scan unsorted = sorted;
  unsorted.order = order::Order::kOsp;
  std::vector<IdRow> expected;
  for (const size_t batch_rows : kBatchSizes) {
    ContextOptions options;
    options.batch_rows = batch_rows;
    auto streamed = RunNode(*MakeNode(group, {MakeNode(sorted)}), snapshot, options);
    auto hashed = RunNode(*MakeNode(group, {MakeNode(unsorted)}), snapshot, options);
    ASSERT_TRUE(streamed.ok() && hashed.ok());
    EXPECT_EQ(streamed->size(), 37u);
    EXPECT_EQ(SortedRows(*streamed), SortedRows(*hashed));
    if (expected.empty()) expected = SortedRows(*streamed);
    EXPECT_EQ(SortedRows(*streamed), expected);
  }
}

TEST(DistinctTest, SortedAndUnsortedInputAgree) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 200; ++i) snapshot->Add("s" + std::to_string(i % 13), "p", "o" + std::to_string(i));
  for (const order::Order order : {order::Order::kPso, order::Order::kPos}) {
    algebra::Scan scan = ScanOf("?s", "p", "?o");
    scan.order = order;
    const NodePtr only_s = MakeNode(algebra::Project{{{"s", "s"}}}, {MakeNode(scan)});
    for (const size_t batch_rows : kBatchSizes) {
      ContextOptions options;
      options.batch_rows = batch_rows;
      auto rows = RunNode(*MakeNode(algebra::Distinct{}, {only_s}), snapshot, options);
      ASSERT_TRUE(rows.ok());
      EXPECT_EQ(rows->size(), 13u);
    }
  }
}

TEST(DistinctTest, RowsWithoutColumnsAreOneRow) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  snapshot->Add("a", "p", "c");
  auto rows = RunNode(*MakeNode(algebra::Distinct{}, {MakeNode(ScanOf("a", "p", "any"))}), snapshot);
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre(IdRow{}));
}

TEST(RowSetTest, NumbersRowsInTheOrderOfArrival) {
  RowSet set(2);
  for (uint64_t i = 0; i < 1000; ++i) {
    const TermId row[2] = {TermId::FromBits(i), TermId::FromBits(i * i)};
    EXPECT_EQ(set.Add(row), std::make_pair(size_t{i}, true));
    EXPECT_EQ(set.Add(row), std::make_pair(size_t{i}, false));
  }
  set.Clear();
  const TermId row[2] = {TermId::FromBits(5), TermId::FromBits(25)};
  EXPECT_EQ(set.Add(row), std::make_pair(size_t{0}, true));
}

}  // namespace
}  // namespace tern::execute
