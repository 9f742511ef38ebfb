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
#include "engine/syntax/parser.h"
#include "gtest/gtest.h"
#include "storage/store/store.h"
#include "tests/reference/answer_check.h"
#include "tests/reference/dataset.h"
#include "tests/reference/engine_runs.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/generator.h"
#include "tests/storage/store/store_testing.h"

namespace tern::reference {
namespace {

constexpr int kQueriesPerGraph = 20;
constexpr size_t kMaxAnswerRows = 20000;  // larger answers say nothing new and take long

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
    auto got = RunEngine(*query, {}, snapshot, mode);
    ASSERT_TRUE(got.ok()) << mode.name << "\n  " << text << "\n  " << got.status();
    const std::string difference = Difference(expected, *got);
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
  const Row one = {Cell::Integer(1)};
  const Row two = {Cell::Integer(2)};
  Answer answer{{"x"}, {one, two}, true, std::nullopt};
  EXPECT_EQ(Difference(answer, {{"x"}, {one, two}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {two, one}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {one}}), "");
  EXPECT_NE(Difference(answer, {{"y"}, {one, two}}), "");
  answer.ordered = false;
  EXPECT_EQ(Difference(answer, {{"x"}, {two, one}}), "");
  answer.cut_count = 1;
  EXPECT_EQ(Difference(answer, {{"x"}, {two}}), "");
  EXPECT_NE(Difference(answer, {{"x"}, {{Cell::Integer(3)}}}), "");
}

}  // namespace
}  // namespace tern::reference
