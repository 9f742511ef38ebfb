// What counting by runs costs: blocks read. That it counts right is for scan_property_test.cc.
#include "storage/store/run_cursor.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// 8 rows a block; the predicates pa, pb … have counts[0], counts[1] … facts, each with an object of its own.
class RunCursorTest : public ::testing::Test {
 protected:
  RunCursorTest() : store_(Backend::kMemory) {
    store_.options().background_fold = false;
    store_.options().rows_per_block = 8;
    EXPECT_TRUE(store_.Open().ok());
  }

  void Load(const std::vector<int>& counts) {
    auto loader = *load::Loader::Create(store_.get(), {});
    for (size_t predicate = 0; predicate < counts.size(); ++predicate) {
      for (int i = 0; i < counts[predicate]; ++i) {
        ASSERT_TRUE(loader
                        ->Add(MakeFact(Name("s" + std::to_string(i)),
                                       Name(std::string("p") + static_cast<char>('a' + predicate)),
                                       Name("o" + std::to_string(i))))
                        .ok());
      }
    }
    ASSERT_TRUE(loader->Finish().ok());
  }

  static ScanSpec ByPredicate() {
    ScanSpec spec;
    spec.order = order::Order::kPos;
    return spec;
  }

  std::unique_ptr<RunCursor> Open(const ScanSpec& spec) {
    snapshot_ = store_.Read();
    auto cursor = snapshot_->ScanRuns(spec);
    EXPECT_TRUE(cursor.ok()) << cursor.status();
    return *std::move(cursor);
  }

  static std::vector<uint64_t> Counts(RunCursor& cursor) {
    std::vector<uint64_t> counts;
    while (!cursor.done()) {
      model::TermId values[4];
      uint64_t some[4];
      const auto count = cursor.Next(4, values, some);
      EXPECT_TRUE(count.ok()) << count.status();
      counts.insert(counts.end(), some, some + *count);
    }
    return counts;
  }

  TestStore store_;
  std::shared_ptr<const Snapshot> snapshot_;
};

TEST_F(RunCursorTest, ReadsOnlyBlocksInWhichAValueEnds) {
  Load({800, 1200, 4, 400});
  const auto cursor = Open(ByPredicate());
  EXPECT_THAT(Counts(*cursor), ElementsAre(800, 1200, 4, 400));
  EXPECT_LE(cursor->counters().blocks_read, 4u);
  EXPECT_GE(cursor->counters().blocks_skipped, 290u);
  EXPECT_EQ(cursor->counters().rows, 4u);
}

TEST_F(RunCursorTest, ValuesThatFillBlocksAreNotReadAtAll) {
  Load({80, 160, 8});
  const auto cursor = Open(ByPredicate());
  EXPECT_THAT(Counts(*cursor), ElementsAre(80, 160, 8));
  EXPECT_EQ(cursor->counters().blocks_read, 0u);
}

TEST_F(RunCursorTest, BlocksWithoutALongRunAreNotRead) {
  Load({3, 3, 3, 3, 3, 3, 3, 3, 100, 3, 3, 3, 3, 3, 3, 3, 60, 3, 3, 3, 3});
  const auto cursor = Open(ByPredicate());
  const uint64_t reached = cursor->RowsOfTop(2);
  EXPECT_GT(reached, 40u);
  EXPECT_LE(reached, 60u);
  EXPECT_LE(cursor->RowsOfTop(3), 3u);
  cursor->WantAtLeast(reached);
  EXPECT_THAT(Counts(*cursor), ElementsAre(100, 60));
  EXPECT_LE(cursor->counters().blocks_read, 4u);
}

TEST_F(RunCursorTest, LogCountsWithoutReadingMore) {
  Load({80, 160});
  Changes changes;
  changes.changes.push_back({true, MakeFact(Name("new"), Name("pa"), Name("o1"))});
  changes.changes.push_back({false, MakeFact(Name("s3"), Name("pb"), Name("o3"))});
  changes.changes.push_back({true, MakeFact(Name("new"), Name("a"), Name("o1"))});
  store_.Commit(changes);
  const auto cursor = Open(ByPredicate());
  std::vector<uint64_t> counts = Counts(*cursor);
  std::sort(counts.begin(), counts.end());
  EXPECT_THAT(counts, ElementsAre(1, 81, 159));
  EXPECT_EQ(cursor->counters().blocks_read, 0u);
}

TEST_F(RunCursorTest, WhatTheLogAddsCanMakeARunLongEnough) {
  Load({3, 3, 3, 3, 3, 3, 3});
  Changes changes;
  for (int i = 0; i < 20; ++i) {
    changes.changes.push_back({true, MakeFact(Name("new" + std::to_string(i)), Name("pd"), Name("o1"))});
  }
  store_.Commit(changes);
  const auto cursor = Open(ByPredicate());
  cursor->WantAtLeast(23);
  EXPECT_THAT(Counts(*cursor), ElementsAre(23));
  const auto longer = Open(ByPredicate());
  longer->WantAtLeast(24);
  EXPECT_THAT(Counts(*longer), IsEmpty());
}

TEST_F(RunCursorTest, NoColumnIsBehindAWholeRow) {
  Load({1});
  ScanSpec spec;
  spec.prefix_length = 4;
  EXPECT_EQ(store_.Read()->ScanRuns(spec).status().code(), absl::StatusCode::kInvalidArgument);
  spec.prefix_length = 0;
  spec.order = order::Order::kCspo;
  EXPECT_EQ(store_.Read()->ScanRuns(spec).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tern::store
