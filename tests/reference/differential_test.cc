// Random graphs and random queries: the engine, run in every way it can run a query, against the reference
// evaluator. What fails is made small before it is printed.
//
// TERN_DIFFERENTIAL_GRAPHS sets the number of graphs (each with kQueriesPerGraph queries in three states of
// the store), TERN_DIFFERENTIAL_FIRST the first one's seed; TERN_DIFFERENTIAL_SEED runs one alone.
// TERN_DIFFERENTIAL_WITHOUT leaves constructs out ("paths,accordingTo"), TERN_DIFFERENTIAL_FAILURES goes on
// behind the first failure.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/print.h"
#include "gtest/gtest.h"
#include "tests/reference/answer_check.h"
#include "tests/reference/dataset.h"
#include "tests/reference/engine_runs.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/query_generator.h"
#include "tests/reference/scenario.h"
#include "tests/reference/shrink_query.h"

namespace tern::reference {
namespace {

constexpr int kQueriesPerGraph = 40;  // of which some are passed over as empty
constexpr int kEmptyPercent = 30;
constexpr size_t kMaxAnswerRows = 5000;  // larger answers say nothing new and take long

uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Constructs EnabledConstructs() {
  Constructs constructs = AllConstructs();
  const char* without = std::getenv("TERN_DIFFERENTIAL_WITHOUT");
  if (without == nullptr) return constructs;
  const std::vector<std::string> names = absl::StrSplit(without, ',');
  for (const std::string& name : names) {
    const auto construct = ConstructFromName(name);
    EXPECT_TRUE(construct) << "no construct " << name;
    if (construct) constructs.erase(*construct);
  }
  return constructs;
}

syntax::Names TestNames() { return syntax::Names::WithBase(std::string(model::iri::kDefaultBase)); }

std::string PrintQuery(const syntax::Query& query) {
  syntax::Statement statement;
  statement.value = query;
  return syntax::Print(statement, TestNames());
}

// What is wrong with one run of a query. `kind` is the same for failures of one sort, so that shrinking does
// not wander from one to another.
struct Failure {
  std::string kind;  // empty: none
  std::string details;
};

Failure Judge(const Answer& expected, const absl::StatusOr<EngineAnswer>& got) {
  if (!got.ok()) {
    const std::string text = got.status().ToString();
    return {text.substr(0, 25), text};
  }
  const std::string difference = Difference(expected, *got);
  return difference.empty() ? Failure{} : Failure{"different", difference};
}

// One query in one state of a store, run in one way.
struct Trial {
  const Scenario* scenario;
  size_t state;
  const Mode* mode;
};

Failure Try(const Trial& trial, const ScenarioStore& store, const Dataset& dataset,
            const syntax::Query& query) {
  const auto got = RunEngine(query, QueryParameters(), store.states()[trial.state].snapshot, *trial.mode);
  if (!got.ok()) return Judge({}, got);  // what translation refuses the reference cannot read either
  const Answer expected = Evaluate(dataset, query, QueryParameters());
  return expected.too_large ? Failure{} : Judge(expected, got);
}

Failure TryAnew(const Trial& trial, const Scenario& scenario, const syntax::Query& query) {
  const auto store = ScenarioStore::Open(scenario);
  if (!store.ok()) return {"store", store.status().ToString()};
  const auto dataset = ReadDataset(*(*store)->states()[trial.state].snapshot);
  if (!dataset.ok()) return {"store", dataset.status().ToString()};
  return Try(trial, **store, *dataset, query);
}

// A history without the changes that the failure does not need: many at once first, then one by one.
Scenario ShrinkScenario(Scenario scenario, const std::function<bool(const Scenario&)>& fails) {
  for (Scenario::Commit& commit : scenario.history) {
    auto& changes = commit.changes.changes;
    for (size_t count = std::max<size_t>(changes.size() / 2, 1); count > 0; count /= 2) {
      for (size_t i = 0; i + count <= changes.size();) {
        const auto kept = changes;
        changes.erase(changes.begin() + static_cast<ptrdiff_t>(i),
                      changes.begin() + static_cast<ptrdiff_t>(i + count));
        if (fails(scenario)) continue;
        changes = kept;
        i += count;
      }
    }
  }
  return scenario;
}

std::string Report(const Trial& trial, const ScenarioStore& store, const Dataset& dataset,
                   const syntax::Query& query, const Failure& failure) {
  const syntax::Query small = ShrinkQuery(query, [&](const syntax::Query& smaller) {
    return Try(trial, store, dataset, smaller).kind == failure.kind;
  });
  const Scenario facts = ShrinkScenario(*trial.scenario, [&](const Scenario& smaller) {
    return TryAnew(trial, smaller, small).kind == failure.kind;
  });
  return absl::StrCat(trial.mode->name, ", ", store.states()[trial.state].name, "\n  ", PrintQuery(query),
                      "\nmade small:\n  ", PrintQuery(small), "\n", Print(facts),
                      TryAnew(trial, facts, small).details);
}

struct Work {
  uint64_t cases = 0;
  uint64_t queries = 0;
  uint64_t empty = 0;
  uint64_t too_large = 0;
};

class GraphTest {
 public:
  GraphTest(uint64_t seed, const Constructs& constructs, Work& work)
      : dice_(seed), generator_(dice_, constructs), work_(work) {}

  void Run() {
    scenario_ = RandomScenario(dice_);
    auto store = ScenarioStore::Open(scenario_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    for (const ScenarioStore::State& state : store_->states()) {
      auto dataset = ReadDataset(*state.snapshot);
      ASSERT_TRUE(dataset.ok()) << dataset.status();
      if (&state != &store_->states()[0]) {
        ASSERT_TRUE(*dataset == dataset_) << state.name << "\n" << Print(scenario_);
      }
      dataset_ = *std::move(dataset);
    }
    for (int i = 0; i < kQueriesPerGraph; ++i) {
      const std::optional<syntax::Query> query = ParseBothWays(generator_.Query());
      if (!query || !Agrees(*query)) return;
    }
  }

 private:
  // The query, if what it prints as is the same query.
  static std::optional<syntax::Query> ParseBothWays(const std::string& text) {
    syntax::Names names = TestNames();
    const auto statement = syntax::ParseStatement(text, names);
    EXPECT_TRUE(statement.ok()) << text << "\n" << statement.status();
    if (!statement.ok()) return std::nullopt;
    const std::string printed = syntax::Print(*statement, names);
    const auto again = syntax::ParseStatement(printed, names);
    EXPECT_TRUE(again.ok()) << text << "\nprints as\n" << printed << "\n" << again.status();
    if (!again.ok()) return std::nullopt;
    EXPECT_TRUE(*again == *statement) << text << "\nprints as\n" << printed;
    const auto* query = std::get_if<syntax::Query>(&statement->value);
    EXPECT_NE(query, nullptr) << text;
    return query == nullptr ? std::nullopt : std::optional(*query);
  }

  bool Agrees(const syntax::Query& query) {
    const Answer expected = Evaluate(dataset_, query, QueryParameters());
    if (expected.too_large || expected.rows.size() > kMaxAnswerRows) {
      ++work_.too_large;
      return true;
    }
    // An empty answer can only be contradicted by a row too many: most are passed over.
    if (expected.rows.empty() && !dice_.Chance(kEmptyPercent)) return true;
    ++work_.queries;
    work_.empty += expected.rows.empty() ? 1 : 0;
    for (size_t state = 0; state < store_->states().size(); ++state) {
      ++work_.cases;
      if (!AgreesIn(state, query, expected)) return false;
    }
    return true;
  }

  // A third of the modes in each state: each mode once a query.
  bool AgreesIn(size_t state, const syntax::Query& query, const Answer& expected) {
    for (size_t i = 0; i < Modes().size(); ++i) {
      if ((i + work_.queries + state) % store_->states().size() != 0) continue;
      if (work_.queries % Modes()[i].every != 0) continue;
      const Trial trial{&scenario_, state, &Modes()[i]};
      const auto got = RunEngine(query, QueryParameters(), store_->states()[state].snapshot, *trial.mode);
      const Failure failure = Judge(expected, got);
      if (failure.kind.empty()) continue;
      ADD_FAILURE() << Report(trial, *store_, dataset_, query, failure);
      return false;
    }
    return true;
  }

  Dice dice_;
  QueryGenerator generator_;
  Work& work_;
  Scenario scenario_;
  std::unique_ptr<ScenarioStore> store_;
  Dataset dataset_;
};

TEST(DifferentialTest, EveryWayToRunAQueryAgreesWithTheReference) {
  const Constructs constructs = EnabledConstructs();
  Work work;
  if (const uint64_t seed = NumberFromEnvironment("TERN_DIFFERENTIAL_SEED", 0); seed != 0) {
    GraphTest(seed, constructs, work).Run();
    return;
  }
  const uint64_t graphs = NumberFromEnvironment("TERN_DIFFERENTIAL_GRAPHS", 340);
  const uint64_t first = NumberFromEnvironment("TERN_DIFFERENTIAL_FIRST", 1);
  const uint64_t max_failures = NumberFromEnvironment("TERN_DIFFERENTIAL_FAILURES", 1);
  for (uint64_t seed = first, failures = 0; seed < first + graphs && failures < max_failures; ++seed) {
    SCOPED_TRACE(absl::StrCat("TERN_DIFFERENTIAL_SEED=", seed));
    const int before = ::testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
    GraphTest(seed, constructs, work).Run();
    failures +=
        ::testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count() > before;
  }
  RecordProperty("cases", static_cast<int>(work.cases));
  RecordProperty("too_large", static_cast<int>(work.too_large));
  if (HasFailure()) return;
  // The cases must say something: enough of them, and few that are empty.
  EXPECT_GE(work.queries, graphs * kQueriesPerGraph / 2);
  EXPECT_LT(work.empty * 2, work.queries) << "most answers are empty";
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

TEST(DifferentialTest, AFailingQueryIsMadeSmall) {
  syntax::Names names = TestNames();
  const auto statement = syntax::ParseStatement(
      "match ?x -[p|q]-> ?y -[r]-> ?z, A -[q]-> ?x where ?x = 1 or ?y != 2 return ?x, ?y order by ?x limit 3",
      names);
  ASSERT_TRUE(statement.ok()) << statement.status();
  // Whatever compares ?y fails.
  const syntax::Query small = ShrinkQuery(
      std::get<syntax::Query>(statement->value),
      [](const syntax::Query& query) { return PrintQuery(query).find("?y != 2") != std::string::npos; });
  EXPECT_EQ(PrintQuery(small), "match A -[q]-> ?x where ?y != 2 return ?y");
}

}  // namespace
}  // namespace tern::reference
