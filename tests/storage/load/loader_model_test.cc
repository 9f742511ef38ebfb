// Random facts loaded by several workers under budgets that force every spill and merge, against a store that
// is as naive as can be.
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "tests/storage/store/store_testing.h"

namespace tern::load {
namespace {

using store::Backend;
using store::Fact;
using store::NaiveStore;
using store::RandomFacts;
using store::TestStore;

struct Shape {
  std::string name;
  Backend backend = Backend::kMemory;
  int threads = 1;
  LoadTuning tuning;
  int facts = 1000;
};

// A blank node of a file is a new one, the model's is not.
Fact NextWithoutBlanks(RandomFacts& world) {
  while (true) {
    Fact fact = world.Next();
    const auto is_blank = [](const model::Term& term) { return term.kind == model::TermKind::kBlank; };
    if (!is_blank(fact.subject) && !is_blank(fact.object) && !is_blank(fact.claim.name)) return fact;
  }
}

class LoaderModelTest : public ::testing::TestWithParam<Shape> {
 protected:
  // Chunks of 50 facts, dealt to the workers in turn; each worker in a thread of its own.
  static absl::StatusOr<LoadResult> Load(TestStore& store, const std::vector<Fact>& facts,
                                         const Shape& shape) {
    LoadOptions options;
    options.threads = shape.threads;
    options.tuning = shape.tuning;
    absl::StatusOr<std::unique_ptr<Loader>> loader = Loader::Create(store.get(), options);
    if (!loader.ok()) return loader.status();
    (*loader)->StartFile();
    constexpr size_t kChunk = 50;
    std::vector<std::thread> threads;
    for (int t = 0; t < shape.threads; ++t) {
      threads.emplace_back([&, t] {
        const std::unique_ptr<LoadWorker> worker = (*loader)->NewWorker();
        for (size_t chunk = t; chunk * kChunk < facts.size(); chunk += shape.threads) {
          worker->StartChunk(static_cast<uint32_t>(chunk));
          for (size_t i = chunk * kChunk; i < std::min(facts.size(), (chunk + 1) * kChunk); ++i) {
            const absl::Status status = worker->Add(facts[i]);
            EXPECT_TRUE(status.ok()) << status;
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return (*loader)->Finish();
  }
};

TEST_P(LoaderModelTest, LoadsWhatWasAdded) {
  const Shape& shape = GetParam();
  store::Random random(shape.facts * 7 + shape.threads);
  RandomFacts world(random, 200);
  TestStore store(shape.backend);
  store.options().max_log_statements = 20;
  ASSERT_TRUE(store.Open().ok());
  NaiveStore model;
  // The first load makes the base of the dictionary, the others find terms and append more.
  for (int load = 0; load < 3; ++load) {
    std::vector<Fact> facts;
    for (int i = 0; i < shape.facts; ++i) {
      facts.push_back(NextWithoutBlanks(world));
      if (i % 9 == 0) {
        facts.back().object =
            model::Term::String("text " + std::to_string(load) + std::string(random() % 300, 'x') +
                                std::to_string(random() % 50));
      }
      model.Insert(facts.back());
    }
    const store::Totals before = store.Read()->totals();
    const absl::StatusOr<LoadResult> result = Load(store, facts, shape);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->facts_read, facts.size());
    EXPECT_EQ(result->inserted, model.CountTotals().statements - before.statements);
    ASSERT_EQ(store::LinesOf(*store.Read()), model.Lines());
    ASSERT_EQ(store.Read()->totals(), model.CountTotals());
    ASSERT_TRUE(store.Open(store::Access::kWrite).ok());
    ASSERT_EQ(store::LinesOf(*store.Read()), model.Lines());
  }
}

TEST_P(LoaderModelTest, TheNumberOfThreadsDoesNotShow) {
  Shape shape = GetParam();
  store::Random random(shape.facts);
  RandomFacts world(random, 100);
  std::vector<Fact> facts;
  for (int i = 0; i < shape.facts; ++i) {
    facts.push_back(world.Next());
    if (i % 5 == 0) facts.back().subject = model::Term::Blank("n" + std::to_string(random() % 40));
  }
  const auto rows_of = [&](int threads, const LoadTuning& tuning) {
    TestStore store(Backend::kMemory);
    EXPECT_TRUE(store.Open().ok());
    shape.threads = threads;
    shape.tuning = tuning;
    EXPECT_TRUE(Load(store, facts, shape).ok());
    return store::ReadAll(*store.Read());
  };
  EXPECT_EQ(rows_of(GetParam().threads, GetParam().tuning), rows_of(1, {}));
}

INSTANTIATE_TEST_SUITE_P(Shapes, LoaderModelTest,
                         ::testing::Values(Shape{"one", Backend::kMemory, 1, {}, 1000},
                                           Shape{"three", Backend::kMemory, 3, {}, 1000},
                                           Shape{"tiny", Backend::kMemory, 1, {700, 100}, 1500},
                                           Shape{"tinyThree", Backend::kMemory, 3, {1, 1}, 600},
                                           Shape{"small", Backend::kRocksDb, 2, {20000, 3000}, 3000}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tern::load
