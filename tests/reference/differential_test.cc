// Random graphs and random queries: the engine, run in every way it can run a query, against the reference
// evaluator.
//
// TERN_DIFFERENTIAL_GRAPHS sets the number of graphs (default 300, 20 queries each); TERN_DIFFERENTIAL_SEED
// runs one.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/optimize/optimize.h"
#include "engine/syntax/parser.h"
#include "gtest/gtest.h"
#include "storage/store/store.h"
#include "tests/reference/dataset.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/generator.h"
#include "tests/storage/store/store_testing.h"

namespace tern::reference {
namespace {

constexpr int kQueriesPerGraph = 20;
constexpr size_t kMaxAnswerRows = 20000;  // larger answers say nothing new and take long

std::string PrintRow(const Row& row) {
  std::vector<std::string> cells;
  for (const Cell& cell : row) cells.push_back(cell ? model::ToNTriples(*cell) : "null");
  return absl::StrJoin(cells, " | ");
}

struct Printed {
  std::vector<std::string> columns;
  std::vector<std::string> rows;
};

// One way to run a query.
struct Mode {
  std::string name;
  optimize::PlannerOptions planner;
  size_t batch_rows;
};

std::vector<Mode> Modes() {
  using Force = optimize::PlannerOptions::ForceJoin;
  return {{"as written", {false, Force::kNone}, 2048},
          {"as written, batches of one row", {false, Force::kNone}, 1},
          {"optimised", {true, Force::kNone}, 2048},
          {"optimised, batches of one row", {true, Force::kNone}, 1},
          {"hash joins", {true, Force::kHash}, 7},
          {"merge joins", {true, Force::kMerge}, 7},
          {"lookup joins", {true, Force::kLookup}, 7},
          {"merge joins, batches of one row", {true, Force::kMerge}, 1},
          {"lookup joins, batches of one row", {true, Force::kLookup}, 1}};
}

absl::StatusOr<Printed> RunEngine(const syntax::Query& query,
                                  const std::shared_ptr<const store::Snapshot>& snapshot, const Mode& mode) {
  auto plan = algebra::Translate(query, {});
  if (!plan.ok()) return plan.status();
  auto optimised = optimize::Optimize(*plan, *snapshot, mode.planner);
  if (!optimised.ok()) return optimised.status();
  execute::ContextOptions context;
  context.batch_rows = mode.batch_rows;
  auto rows = execute::Execute(*optimised, snapshot, context);
  if (!rows.ok()) return rows.status();
  Printed printed;
  printed.columns = (*rows)->columns();
  execute::RowBatch batch;
  while (true) {
    auto more = (*rows)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return printed;
    const size_t width = printed.columns.size();
    for (size_t i = 0; i < batch.row_count; ++i) {
      const auto first = batch.cells.begin() + static_cast<ptrdiff_t>(i * width);
      printed.rows.push_back(PrintRow(Row(first, first + static_cast<ptrdiff_t>(width))));
    }
  }
}

// What is wrong with `got`, or nothing.
std::string Difference(const Answer& expected, Printed got) {
  if (got.columns != expected.columns) return "columns " + absl::StrJoin(got.columns, ", ");
  std::vector<std::string> want;
  for (const Row& row : expected.rows) want.push_back(PrintRow(row));
  if (!expected.ordered) {
    std::sort(want.begin(), want.end());
    std::sort(got.rows.begin(), got.rows.end());
  }
  const size_t wanted_count = expected.cut_count.value_or(want.size());
  if (got.rows.size() != wanted_count) {
    return absl::StrCat(got.rows.size(), " rows instead of ", wanted_count, ":\n  got\n    ",
                        absl::StrJoin(got.rows, "\n    "), "\n  expected\n    ",
                        absl::StrJoin(want, "\n    "));
  }
  const bool same = expected.cut_count
                        ? std::includes(want.begin(), want.end(), got.rows.begin(), got.rows.end())
                        : want == got.rows;
  if (same) return "";
  return absl::StrCat("rows differ:\n  got\n    ", absl::StrJoin(got.rows, "\n    "), "\n  expected\n    ",
                      absl::StrJoin(want, "\n    "));
}

// A store with a random history: commits, deletions and folds at random moments.
void Fill(Generator& generator, store::TestStore& store) {
  const int commits = 1 + generator.Below(4);
  for (int i = 0; i < commits; ++i) {
    store::Changes changes;
    for (store::Fact& fact : generator.Facts(i == 0 ? 30 + generator.Below(30) : generator.Below(16))) {
      // Of the deletions some take a whole fact, some single claims, some nothing.
      const bool insert = i == 0 || generator.Below(5) != 0;
      changes.changes.push_back({insert, std::move(fact)});
    }
    store.Commit(changes);
    if (generator.Below(3) == 0) {
      ASSERT_TRUE(store->Fold().ok());
    }
  }
}

struct Work {
  uint64_t queries = 0;
  uint64_t rows = 0;
  uint64_t empty = 0;
};

void CheckQuery(const std::string& text, const Dataset& dataset,
                const std::shared_ptr<const store::Snapshot>& snapshot, Work& work) {
  syntax::Names names = syntax::Names::WithBase("urn:tern:");
  auto statement = syntax::ParseStatement(text, names);
  ASSERT_TRUE(statement.ok()) << text << "\n" << statement.status();
  const auto* query = std::get_if<syntax::Query>(&statement->value);
  ASSERT_NE(query, nullptr) << text;
  const Answer expected = Evaluate(dataset, *query);
  if (expected.rows.size() > kMaxAnswerRows) return;
  ++work.queries;
  work.rows += expected.rows.size();
  work.empty += expected.rows.empty() ? 1 : 0;
  for (const Mode& mode : Modes()) {
    auto got = RunEngine(*query, snapshot, mode);
    ASSERT_TRUE(got.ok()) << mode.name << "\n  " << text << "\n  " << got.status();
    const std::string difference = Difference(expected, *std::move(got));
    ASSERT_EQ(difference, "") << mode.name << "\n  " << text;
  }
}

void CheckGraph(uint64_t seed, Work& work) {
  SCOPED_TRACE(absl::StrCat("TERN_DIFFERENTIAL_SEED=", seed));
  Generator generator(seed);
  store::TestStore store(store::Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  Fill(generator, store);
  const auto snapshot = store.Read();
  auto dataset = ReadDataset(*snapshot);
  ASSERT_TRUE(dataset.ok()) << dataset.status();
  for (int i = 0; i < kQueriesPerGraph && !::testing::Test::HasFatalFailure(); ++i) {
    CheckQuery(generator.Query(), *dataset, snapshot, work);
  }
}

TEST(DifferentialTest, EveryWayToRunAQueryAgreesWithTheReference) {
  Work work;
  if (const char* seed = std::getenv("TERN_DIFFERENTIAL_SEED")) {
    CheckGraph(std::strtoull(seed, nullptr, 10), work);
    return;
  }
  const char* count = std::getenv("TERN_DIFFERENTIAL_GRAPHS");
  const uint64_t graphs = count != nullptr ? std::strtoull(count, nullptr, 10) : 300;
  for (uint64_t seed = 1; seed <= graphs && !HasFailure(); ++seed) CheckGraph(seed, work);
  if (HasFailure()) return;
  // The cases must say something: enough of them, and few that are empty.
  EXPECT_GE(work.queries, graphs * kQueriesPerGraph * 9 / 10);
  EXPECT_LT(work.empty * 2, work.queries) << "most answers are empty";
  RecordProperty("queries", static_cast<int>(work.queries));
  RecordProperty("rows", static_cast<int>(work.rows));
}

// The check itself must be able to fail.
TEST(DifferentialTest, SeesAMissingRowAWrongOrderAndAWrongCut) {
  const Cell one = model::Term::Integer(1);
  const Cell two = model::Term::Integer(2);
  Answer answer{{"x"}, {{one}, {two}}, true, std::nullopt};
  const std::string a = PrintRow({one});
  const std::string b = PrintRow({two});
  EXPECT_EQ(Difference(answer, {{"x"}, {a, b}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {b, a}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {a}}), "");
  EXPECT_NE(Difference(answer, {{"y"}, {a, b}}), "");
  answer.ordered = false;
  EXPECT_EQ(Difference(answer, {{"x"}, {b, a}}), "");
  answer.cut_count = 1;
  EXPECT_EQ(Difference(answer, {{"x"}, {b}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {PrintRow({model::Term::Integer(3)})}}), "");
}

}  // namespace
}  // namespace tern::reference
