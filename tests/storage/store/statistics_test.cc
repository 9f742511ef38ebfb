#include "storage/store/statistics.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Stance;
using model::Term;

class StatisticsTest : public ::testing::TestWithParam<Backend> {
 protected:
  StatisticsTest() : store_(GetParam()) {
    store_.options().background_fold = false;
    store_.options().rows_per_block = 8;
  }
  StoreStatistics Read(const StatisticsOptions& options = {}) {
    const absl::StatusOr<StoreStatistics> statistics = ReadStatistics(*store_, *store_.Read(), options);
    EXPECT_TRUE(statistics.ok()) << statistics.status();
    return statistics.ok() ? *statistics : StoreStatistics();
  }
  std::string NameOf(model::TermId id) { return store_.Read()->Resolve(id)->value; }

  TestStore store_;
};

TEST_P(StatisticsTest, AnEmptyStoreHasNothing) {
  ASSERT_TRUE(store_.Open().ok());
  const StoreStatistics statistics = Read();
  EXPECT_EQ(statistics.totals, Totals());
  EXPECT_EQ(statistics.predicates, 0u);
  EXPECT_TRUE(statistics.terms.empty());
  EXPECT_EQ(statistics.log_bytes, 0u);
}

TEST_P(StatisticsTest, CountsWhatIsThere) {
  ASSERT_TRUE(store_.Open().ok());
  {
    auto loader = *load::Loader::Create(store_.get(), {});
    // Predicate p<i> has 10 * i facts.
    for (int predicate = 1; predicate <= 4; ++predicate) {
      for (int i = 0; i < 10 * predicate; ++i) {
        ASSERT_TRUE(loader
                        ->Add(MakeFact(Name("s" + std::to_string(i)), Name("p" + std::to_string(predicate)),
                                       Term::Integer(i)))
                        .ok());
      }
    }
    ASSERT_TRUE(loader->Finish().ok());
  }
  ASSERT_TRUE(store_->Fold().ok());
  // Claims of each kind on one fact, which is one fact all the same; two more are on none.
  Changes changes;
  const auto claim = [&](const ClaimSpec& spec, const char* object) {
    Fact fact = MakeFact(Name("s1"), Name("claimed"), Term::String(object));
    fact.claim = spec;
    changes.changes.push_back({true, fact});
  };
  claim({}, "a");
  claim(Anonymous(Stance::kFor, {{Name("by"), Name("x")}}), "a");
  claim(Anonymous(Stance::kAgainst, {{Name("by"), Name("x")}}), "a");
  claim(Named(Stance::kFor, Name("g")), "a");
  claim(Named(Stance::kAgainst, Name("g")), "a");
  claim(Named(Stance::kAgainst, Name("h")), "b");
  claim(Named(Stance::kUnclear, Name("g")), "c");
  store_.Commit(changes);

  for (const bool reopened : {false, true}) {
    if (reopened) {
      ASSERT_TRUE(store_.Open(Access::kRead).ok());
    }
    StatisticsOptions options;
    options.top_predicates = 3;
    const StoreStatistics statistics = Read(options);
    EXPECT_EQ(statistics.totals, (Totals{107, 101, 6, 2}));
    EXPECT_EQ(statistics.anonymous_claims, 2u);
    EXPECT_EQ(statistics.named_claims, 2u);
    EXPECT_EQ(statistics.predicates, 5u);
    ASSERT_EQ(statistics.top_predicates.size(), 3u);
    EXPECT_EQ(NameOf(statistics.top_predicates[0].predicate), "urn:t:p4");
    EXPECT_EQ(statistics.top_predicates[0].facts, 40u);
    EXPECT_EQ(statistics.top_predicates[2].facts, 20u);
    EXPECT_EQ(statistics.log_commits, 1u);
    EXPECT_EQ(statistics.log_statements, 9u);
    EXPECT_GT(statistics.log_bytes, 20u);
    EXPECT_EQ(statistics.orders[0].rows, 100u);
    EXPECT_GT(statistics.orders[0].blocks, 10u);
    EXPECT_EQ(statistics.orders[4].rows, 0u);
    uint64_t terms = 0;
    for (const TermStatistics& kind : statistics.terms) terms += kind.base + kind.appended;
    EXPECT_EQ(terms, store_.Read()->term_count());
    EXPECT_EQ(statistics.terms[0].kind, "IRIs");
    EXPECT_EQ(statistics.terms[0].base, 44u);
    EXPECT_EQ(statistics.terms[1].appended, 3u);
    EXPECT_GT(statistics.dictionary_bytes, 0u);
    EXPECT_GT(statistics.directory_bytes, 0u);
    EXPECT_GT(statistics.orders[2].block_bytes, 0u);
    EXPECT_GT(statistics.orders[2].index_bytes, 0u);
    EXPECT_EQ(statistics.orders[5].block_bytes, 0u);
  }
}

TEST_P(StatisticsTest, CanBeCancelled) {
  ASSERT_TRUE(store_.Open().ok());
  store_.Commit({{{true, MakeFact(Name("s"), Name("p"), Name("o"))}}, {}, true});
  StatisticsOptions options;
  options.callbacks.cancelled = [] { return true; };
  EXPECT_TRUE(absl::IsCancelled(ReadStatistics(*store_, *store_.Read(), options).status()));
}

INSTANTIATE_TEST_SUITE_P(Backends, StatisticsTest, ::testing::Values(Backend::kMemory, Backend::kRocksDb),
                         [](const auto& info) {
                           return std::string(info.param == Backend::kMemory ? "Memory" : "RocksDb");
                         });

}  // namespace
}  // namespace tern::store
