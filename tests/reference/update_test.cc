// Random statements that write, through the front door, against the reference: `match … delete … insert …` on
// stores with claims of every kind.
//
// TERN_DIFFERENTIAL_GRAPHS sets the number of stores (default 60), TERN_DIFFERENTIAL_SEED runs one.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/database.h"
#include "engine/syntax/parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/query_generator.h"
#include "tests/reference/scenario.h"
#include "tests/reference/updates.h"

namespace tern::reference {
namespace {

constexpr int kUpdates = 6;  // one behind the other

Dataset DatasetIn(store::TestStore& store) {
  const auto dataset = ReadDataset(*store.Read());
  EXPECT_TRUE(dataset.ok()) << dataset.status();
  return dataset.ok() ? *dataset : Dataset();
}

void CheckUpdates(uint64_t seed, uint64_t& refused) {
  Dice dice(seed);
  store::TestStore store(store::Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  const Scenario scenario = RandomScenario(dice);
  for (const Scenario::Commit& commit : scenario.history) store.Commit(commit.changes);
  Dataset dataset = DatasetIn(store);
  store.Close();

  std::vector<std::string> statements;
  {
    auto database = Database::Open(store.path(), {});
    ASSERT_TRUE(database.ok()) << database.status();
    const std::unique_ptr<Session> session = (*database)->NewSession();
    QueryGenerator generator(dice,
                             {Construct::kOptional, Construct::kOr, Construct::kNot, Construct::kExists});
    for (int i = 0; i < kUpdates; ++i) {
      statements.push_back(generator.Update());
      syntax::Names names = syntax::Names::WithBase(std::string(model::iri::kDefaultBase));
      const auto parsed = syntax::ParseStatement(statements.back(), names);
      ASSERT_TRUE(parsed.ok()) << statements.back() << "\n" << parsed.status();
      const auto expected = ApplyUpdate(dataset, std::get<syntax::Update>(parsed->value), {});
      const auto outcome = session->Run(statements.back());
      ASSERT_EQ(outcome.ok(), expected.has_value()) << statements.back() << "\n" << outcome.status();
      refused += expected ? 0 : 1;
      if (expected) dataset = *expected;
    }
  }
  ASSERT_TRUE(store.Open().ok());
  ASSERT_THAT(LinesOf(DatasetIn(store)), ::testing::ContainerEq(LinesOf(dataset)))
      << Print(scenario) << absl::StrJoin(statements, ";\n");
}

TEST(UpdateTest, WritesWhatTheReferenceWrites) {
  uint64_t refused = 0;
  if (const char* seed = std::getenv("TERN_DIFFERENTIAL_SEED")) {
    CheckUpdates(std::strtoull(seed, nullptr, 10), refused);
    return;
  }
  const char* count = std::getenv("TERN_DIFFERENTIAL_GRAPHS");
  const uint64_t stores = count != nullptr ? std::strtoull(count, nullptr, 10) : 60;
  for (uint64_t seed = 1; seed <= stores && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("TERN_DIFFERENTIAL_SEED=", seed));
    CheckUpdates(seed, refused);
  }
  EXPECT_LT(refused * 2, stores * kUpdates) << "most statements are refused";
}

}  // namespace
}  // namespace tern::reference
