// Folds in place and as new generations: what becomes of blocks, that commits and readers go on meanwhile,
// and what a fold that fails, is cancelled or is cut short leaves.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/block/block_builder.h"
#include "storage/load/loader.h"
#include "storage/store/fold_range.h"
#include "storage/store/index_edit.h"
#include "storage/store/snapshot_impl.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Stance;
using model::Term;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using Way = FoldOptions::Way;

FoldOptions In(Way way) {
  FoldOptions options;
  options.way = way;
  return options;
}

FoldOptions StopAfter(uint64_t batches) {
  FoldOptions options = In(Way::kInPlace);
  options.batch_bytes = 1;
  options.stop_after_batches = batches;
  return options;
}

class FoldTest : public ::testing::Test {
 protected:
  FoldTest() : store_(Backend::kMemory) {
    store_.options().rows_per_block = 16;
    store_.options().background_fold = false;
  }

  void SetUp() override { ASSERT_TRUE(store_.Open().ok()); }

  // The numbers [begin, end) as objects of one subject and predicate: rows whose order is known.
  static Changes Numbers(int begin, int end, bool insert = true) {
    Changes changes;
    for (int i = begin; i < end; ++i)
      changes.changes.push_back({insert, MakeFact(Name("s"), Name("p"), Term::Integer(i))});
    return changes;
  }
  static Changes Number(int number, bool insert = true) { return Numbers(number, number + 1, insert); }

  const StoreState& State() {
    snapshot_ = store_.Read();
    return dynamic_cast<const SnapshotImpl&>(*snapshot_).state();
  }
  const GenerationRecord& Record() { return State().blocks->record(); }

  // The rows of each block of SPO.
  std::vector<uint32_t> BlockSizes() {
    const StoreState& state = State();
    const auto index = *state.blocks->Index(*state.view, order::Order::kSpo);
    std::vector<uint32_t> sizes;
    for (size_t i = 0; i < index->size(); ++i) sizes.push_back(index->header(i).rows);
    return sizes;
  }
  std::vector<size_t> GroupSizes() {
    const StoreState& state = State();
    const auto index = *state.blocks->Index(*state.view, order::Order::kSpo);
    std::vector<size_t> sizes;
    for (size_t i = 0; i < index->groups(); ++i)
      sizes.push_back(index->GroupBegin(i + 1) - index->GroupBegin(i));
    return sizes;
  }

  void Fold(const FoldOptions& options = In(Way::kInPlace)) {
    const absl::Status status = store_->Fold(options);
    ASSERT_TRUE(status.ok()) << status;
  }

  uint64_t CountOf(ClaimMode mode) {
    ScanSpec spec;
    spec.mode = mode;
    const std::shared_ptr<const Snapshot> snapshot = store_.Read();
    const absl::StatusOr<uint64_t> count = snapshot->Count(spec);
    EXPECT_TRUE(count.ok()) << count.status();
    absl::StatusOr<std::unique_ptr<Cursor>> cursor = snapshot->Scan(spec);
    EXPECT_EQ(Drain(**cursor, 1000).size(), *count);
    return *count;
  }

  TestStore store_;
  std::shared_ptr<const Snapshot> snapshot_;
};

TEST_F(FoldTest, InPlaceKeepsTheGenerationAndClearsTheLog) {
  store_.Commit(Numbers(0, 10));
  Fold();
  EXPECT_EQ(Record().generation, 0u);
  EXPECT_EQ(Record().folded, 1u);
  EXPECT_TRUE(State().log.empty());
  EXPECT_THAT(BlockSizes(), ElementsAre(10));
  const auto view = *store_.memory().NewView();
  EXPECT_FALSE(view->Range(kv::Family::kLog, "", "")->Valid());
  Fold();  // nothing to do
  EXPECT_EQ(Record().folded, 1u);
}

TEST_F(FoldTest, ABlockThatGrowsTooLargeIsCutEvenly) {
  store_.Commit(Numbers(0, 16));
  Fold();
  ASSERT_THAT(BlockSizes(), ElementsAre(16));
  store_.Commit(Number(100));
  Fold();
  EXPECT_THAT(BlockSizes(), ElementsAre(9, 8));
}

TEST_F(FoldTest, EmptyBlocksVanish) {
  store_.Commit(Numbers(0, 48));
  Fold();
  ASSERT_THAT(BlockSizes(), ElementsAre(16, 16, 16));
  store_.Commit(Numbers(16, 32, false));
  Fold();
  EXPECT_THAT(BlockSizes(), ElementsAre(16, 16));
  store_.Commit(Numbers(0, 48, false));
  Fold();
  EXPECT_THAT(BlockSizes(), IsEmpty());
  const auto view = *store_.memory().NewView();
  EXPECT_FALSE(view->Range(kv::Family::kBlocks, "", "")->Valid());
  EXPECT_FALSE(view->Range(kv::Family::kIndex, "", "")->Valid());
}

TEST_F(FoldTest, SmallBlocksAreJoinedWithTheNext) {
  store_.Commit(Numbers(0, 48));
  Fold();
  store_.Commit(Numbers(2, 16, false));   // leaves 2
  store_.Commit(Numbers(20, 32, false));  // leaves 4
  Fold();
  EXPECT_THAT(BlockSizes(), ElementsAre(6, 16));
}

TEST_F(FoldTest, TheLastBlockIsJoinedWithTheOneBefore) {
  store_.Commit(Numbers(0, 32));
  Fold();
  store_.Commit(Numbers(4, 16, false));
  Fold();
  ASSERT_THAT(BlockSizes(), ElementsAre(4, 16));
  store_.Commit(Numbers(17, 32, false));
  Fold();
  EXPECT_THAT(BlockSizes(), ElementsAre(5));
}

TEST_F(FoldTest, WhatTheLogDoesNotTouchIsNeitherReadNorWritten) {
  store_.Commit(Numbers(0, 1600));
  Fold(In(Way::kNewGeneration));
  store_.Commit(Number(-1));
  const int64_t gets = store_.memory().get_count();
  Fold();
  // A block of each of the four orders of facts.
  EXPECT_EQ(store_.memory().get_count() - gets, 4);
}

TEST_F(FoldTest, GroupsOfTheIndexAreCutAndJoined) {
  store_.Commit(Numbers(0, 16 * 64));
  Fold();
  ASSERT_THAT(GroupSizes(), ElementsAre(64));
  store_.Commit(Number(-1));
  Fold();
  EXPECT_THAT(GroupSizes(), ElementsAre(32, 33));
  store_.Commit(Numbers(0, 16 * 30, false));
  Fold();
  EXPECT_THAT(GroupSizes(), SizeIs(1));
  store_.Commit(Numbers(-8000, -1));
  Fold();
  EXPECT_THAT(GroupSizes(), Each(Le(kHeadersPerGroup)));
  EXPECT_THAT(GroupSizes(), Each(Ge(kHeadersPerGroup / 4)));
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 16u * 64 - 16 * 30 + 8000);
}

TEST_F(FoldTest, BatchesAreBounded) {
  store_.Commit(Numbers(0, 3200));
  Fold();
  Changes changes;
  for (int i = 0; i < 3200; i += 16) changes.changes.push_back(Number(i, false).changes.front());
  store_.Commit(changes);
  FoldOptions options = In(Way::kInPlace);
  options.batch_bytes = 4096;
  options.stop_after_batches = 1;
  size_t steps = 0;
  for (; State().log.change_count() > 0; ++steps) {
    ASSERT_LT(steps, 1000u);
    Fold(options);
    EXPECT_EQ(CountOf(ClaimMode::kRaw), 3000u);
  }
  EXPECT_GT(steps, 40u);
}

// One fact with so many claims that it fills several blocks, whose counts depend on each other.
TEST_F(FoldTest, AFactOfSeveralBlocksIsFoldedWhole) {
  constexpr int kClaims = 70000;
  const auto claimed = [](int i, Stance stance) {
    Fact fact = MakeFact(Name("s"), Name("p"), Name("o"));
    fact.claim = Named(stance, Name("graph" + std::to_string(i)));
    return fact;
  };
  {
    auto loader = *load::Loader::Create(store_.get(), {});
    for (int i = 0; i < kClaims; ++i) ASSERT_TRUE(loader->Add(claimed(i, Stance::kFor)).ok());
    ASSERT_TRUE(loader->Add(MakeFact(Name("a"), Name("p"), Name("o"))).ok());
    ASSERT_TRUE(loader->Add(MakeFact(Name("z"), Name("p"), Name("o"))).ok());
    ASSERT_TRUE(loader->Finish().ok());
  }
  Changes changes;
  for (int i = 0; i < 100; ++i) {
    changes.changes.push_back({false, claimed(i * 700, Stance::kFor)});
    changes.changes.push_back({true, claimed(i * 3, Stance::kAgainst)});
  }
  changes.changes.push_back({true, MakeFact(Name("s"), Name("p"), Name("o"))});
  store_.Commit(changes);
  for (int steps = 0; State().log.change_count() > 0; ++steps) {
    ASSERT_LT(steps, 1000);
    Fold(StopAfter(1));
    EXPECT_EQ(CountOf(ClaimMode::kRaw), kClaims + 2u + 1);
    EXPECT_EQ(CountOf(ClaimMode::kFact), 3u);
  }
  // It stops being a fact only when the last claim for it goes.
  Changes all;
  for (int i = 0; i < kClaims; ++i) all.changes.push_back({false, claimed(i, Stance::kFor)});
  for (size_t i = 0; i < all.changes.size(); i += 30000) {
    Changes part;
    const auto begin = all.changes.begin() + static_cast<ptrdiff_t>(i);
    part.changes.assign(begin,
                        begin + static_cast<ptrdiff_t>(std::min<size_t>(30000, all.changes.size() - i)));
    store_.Commit(part);
    Fold();
  }
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 103u);
  EXPECT_EQ(CountOf(ClaimMode::kFact), 3u);
}

TEST_F(FoldTest, AHalfFoldedStoreIsExactAndIsGoneOnWithWhenItIsReopened) {
  store_.Commit(Numbers(0, 200));
  Fold();
  store_.Commit(Numbers(100, 150, false));
  store_.Commit(Numbers(200, 210));
  Fold(StopAfter(3));
  ASSERT_TRUE(State().log.is_half_folded());
  const uint64_t target = Record().target;
  store_.Commit(Number(120));  // again, behind the target
  for (const Access access : {Access::kRead, Access::kWrite}) {
    ASSERT_TRUE(store_.Open(access).ok());
    EXPECT_EQ(Record().target, target);
    EXPECT_EQ(CountOf(ClaimMode::kRaw), 161u);
  }
  Fold(StopAfter(100));
  EXPECT_EQ(Record().folded, target + 1);
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 161u);
}

TEST_F(FoldTest, ANewGenerationEndsAHalfFold) {
  store_.Commit(Numbers(0, 200));
  Fold();
  store_.Commit(Numbers(100, 150, false));
  Fold(StopAfter(2));
  ASSERT_TRUE(State().log.is_half_folded());
  Fold(In(Way::kNewGeneration));
  EXPECT_FALSE(State().log.is_half_folded());
  EXPECT_EQ(Record().generation, 1u);
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 150u);
}

TEST_F(FoldTest, AutoWritesANewGenerationWhereMuchIsTouched) {
  store_.options().rows_per_block = 1;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  store_.Commit(Numbers(0, 1000));
  Fold();
  Changes half;
  for (int i = 0; i < 1000; i += 2) half.changes.push_back(Number(i, false).changes.front());
  store_.Commit(Number(0, false));
  Fold(In(Way::kAuto));
  EXPECT_EQ(Record().generation, 0u);
  store_.Commit(half);
  Fold(In(Way::kAuto));
  EXPECT_EQ(Record().generation, 1u);
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 500u);
}

// Both ways, with a commit, a snapshot and a count at every moment at which the fold asks whether it is
// cancelled: none of them may wait for it.
TEST_F(FoldTest, CommitsAndQueriesGoOnWhileItReads) {
  for (const Way way : {Way::kInPlace, Way::kNewGeneration}) {
    const uint64_t before = CountOf(ClaimMode::kRaw);
    store_.Commit(Numbers(0, 400));
    const uint64_t start = CountOf(ClaimMode::kRaw);
    FoldOptions options = In(way);
    options.batch_bytes = 1;
    uint64_t commits = 0;
    options.callbacks.cancelled = [&] {
      const auto number = static_cast<int>(1000 * before + ++commits);
      store_.Commit(Number(10000 + number));
      store_.Commit(Number(static_cast<int>(commits), false));
      store_.Commit(Number(static_cast<int>(commits)));
      EXPECT_EQ(CountOf(ClaimMode::kRaw), start + commits);
      return false;
    };
    Fold(options);
    EXPECT_GT(commits, 3u);
    EXPECT_EQ(CountOf(ClaimMode::kRaw), start + commits);
    EXPECT_FALSE(State().log.empty());  // what came meanwhile
    ASSERT_TRUE(store_.Open(Access::kWrite).ok());
    EXPECT_EQ(CountOf(ClaimMode::kRaw), start + commits);
  }
}

TEST_F(FoldTest, ACancelledFoldKeepsWhatItHasDone) {
  store_.Commit(Numbers(0, 400));
  Fold();
  store_.Commit(Numbers(100, 200, false));
  FoldOptions options = In(Way::kInPlace);
  options.batch_bytes = 1;
  int asked = 0;
  options.callbacks.cancelled = [&] { return ++asked > 5; };
  EXPECT_TRUE(absl::IsCancelled(store_->Fold(options)));
  EXPECT_TRUE(State().log.is_half_folded());
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 300u);
  store_.Commit(Number(7000));
  Fold();
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 301u);
  options.way = Way::kNewGeneration;
  store_.Commit(Number(7001));
  EXPECT_TRUE(absl::IsCancelled(store_->Fold(options)));
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 302u);
}

TEST_F(FoldTest, AFoldThatCannotReadFailsAndCommitsGoOn) {
  store_.Commit(Numbers(0, 400));
  Fold();
  store_.Commit(Numbers(100, 200, false));
  store_.memory().SetFault([](std::string_view operation) {
    return operation == "get" ? absl::UnavailableError("cannot read") : absl::OkStatus();
  });
  for (const Way way : {Way::kInPlace, Way::kNewGeneration}) {
    EXPECT_THAT(std::string(store_->Fold(In(way)).message()), HasSubstr("cannot read"));
  }
  store_.memory().SetFault(nullptr);
  store_.Commit(Number(1000));
  Fold();
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 301u);
}

TEST_F(FoldTest, ABlockThatContradictsTheLogIsDamage) {
  store_.Commit(Numbers(0, 3));
  store_.Commit(Number(4));
  Fold();
  store_.Commit(Number(4, false));
  // A block that says 5 where it said 4: no sum differs.
  const auto view = *store_.memory().NewView();
  const auto first = view->Range(kv::Family::kBlocks, "", "");
  const std::string key(first->key());
  const block::Block block = *block::Block::Parse(std::string(first->value()), block::Verify::kContent);
  std::vector<model::Row> rows;
  for (uint32_t i = 0; i < block.rows(); ++i) rows.push_back(block.RowAt(i));
  rows.back()[2] = model::TermId::FromBits(rows.back()[2].bits() + 1);
  const block::EncodedBlock encoded = *block::EncodeBlock(rows, block.header().shape);
  kv::Batch batch;
  batch.Put(kv::Family::kBlocks, key, encoded.bytes);
  batch.Put(kv::Family::kIndex, key, block::EncodeHeaders({&encoded.header, 1}));
  ASSERT_TRUE(store_.memory().Write(batch).ok());
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  const absl::Status status = store_->Fold(In(Way::kInPlace));
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("order SPO: blocks and commit log contradict"));
  EXPECT_EQ(State().log.commit_count(), 1u);  // the other witness stays
}

// What only a fold reads fails: the indexes of all orders but SPO.
class UnreadableFoldTest : public FoldTest {
 protected:
  void MakeUnreadable() {
    ASSERT_TRUE(store_.Open(Access::kWrite).ok());
    CountOf(ClaimMode::kRaw);
    store_.memory().SetFault([](std::string_view operation) {
      return operation == "range" ? absl::UnavailableError("cannot read") : absl::OkStatus();
    });
  }
};

TEST_F(UnreadableFoldTest, ACommitThatFindsNoRoomSaysWhy) {
  store_.options().max_log_commits = 4;
  store_.Commit(Number(0));
  Fold();
  MakeUnreadable();
  for (int i = 1; i <= 4; ++i) store_.Commit(Number(i));
  EXPECT_THAT(std::string(store_->Commit(Number(5)).status().message()), HasSubstr("cannot read"));
  store_.memory().SetFault(nullptr);
  store_.Commit(Number(5));
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 6u);
  EXPECT_EQ(State().log.commit_count(), 1u);
}

TEST_F(UnreadableFoldTest, AFailureInTheBackgroundIsNoCommitsBusinessUntilOneMustWait) {
  store_.options().max_log_commits = 20;
  store_.options().background_fold = true;
  store_.Commit(Number(0));
  Fold();
  MakeUnreadable();
  for (int i = 1; i <= 20; ++i) store_.Commit(Number(i));
  EXPECT_THAT(std::string(store_->Commit(Number(21)).status().message()), HasSubstr("cannot read"));
  store_.memory().SetFault(nullptr);
  store_.Commit(Number(21));
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 22u);
}

TEST_F(FoldTest, SnapshotsOfBeforeStayAsTheyWere) {
  store_.Commit(Numbers(0, 100));
  Fold();
  store_.Commit(Numbers(20, 40, false));
  const std::shared_ptr<const Snapshot> before = store_.Read();
  const AllRows rows = ReadAll(*before);
  for (int steps = 0; steps < 8; ++steps) {
    Fold(StopAfter(1));
    EXPECT_EQ(ReadAll(*before), rows);
  }
  Fold(In(Way::kNewGeneration));
  store_.Commit(Numbers(0, 10, false));
  Fold(In(Way::kNewGeneration));
  EXPECT_EQ(ReadAll(*before), rows);
}

class BackgroundFoldTest : public FoldTest {
 protected:
  BackgroundFoldTest() {
    store_.options().background_fold = true;
    store_.options().max_log_commits = 20;
  }

  // Until `is_so`, but not for ever.
  template <typename IsSo>
  ::testing::AssertionResult Eventually(const IsSo& is_so) {
    for (int i = 0; i < 3000; ++i) {
      if (is_so()) return ::testing::AssertionSuccess();
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return ::testing::AssertionFailure() << "not within 30 s";
  }
};

TEST_F(BackgroundFoldTest, TheLogIsFoldedBeforeItIsFull) {
  for (int i = 0; i < 12; ++i) store_.Commit(Number(i));
  EXPECT_TRUE(Eventually([&] { return Record().folded >= 11; }));
  EXPECT_EQ(CountOf(ClaimMode::kRaw), 12u);
}

TEST_F(BackgroundFoldTest, AHalfFoldIsGoneOnWithByTheNextWriter) {
  store_.Commit(Numbers(0, 100));
  Fold(StopAfter(3));
  store_.Close();
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_TRUE(Eventually([&] { return Record().folded == 1; }));
}

TEST_F(BackgroundFoldTest, CloseEndsItAtAnyMoment) {
  for (int i = 0; i < 300; ++i) {
    store_.Commit(Number(i));
    if (i % 12 == 11) {
      store_.Close();
      ASSERT_TRUE(store_.Open(Access::kWrite).ok());
      ASSERT_EQ(CountOf(ClaimMode::kRaw), static_cast<uint64_t>(i + 1));
    }
  }
}

TEST_F(BackgroundFoldTest, LoadsAndLargeCommitsInterruptIt) {
  store_.options().max_log_statements = 60;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  int number = 0;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 13; ++i) store_.Commit(Number(number++));
    if (round % 2 == 0) {
      store_.Commit(Numbers(number, number + 100));
    } else {
      auto loader = *load::Loader::Create(store_.get(), {});
      for (const Changes::Change& change : Numbers(number, number + 100).changes)
        ASSERT_TRUE(loader->Add(change.fact).ok());
      const auto result = loader->Finish();
      ASSERT_TRUE(result.ok()) << result.status();
    }
    number += 100;
    ASSERT_EQ(CountOf(ClaimMode::kRaw), static_cast<uint64_t>(number));
  }
}

}  // namespace
}  // namespace tern::store
