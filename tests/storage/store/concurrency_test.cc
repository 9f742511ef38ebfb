// Several threads commit and delete while others read and folds run: every acknowledged commit is in the next
// snapshot, every snapshot is of one commit, and commits that wait together share a sync.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/store/check.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

constexpr int kWriters = 4;

class ConcurrencyTest : public ::testing::TestWithParam<Backend> {};

// Every commit adds a pair of facts, so a snapshot with an odd number of them shows half a commit.
Changes Pair(int writer, int i) {
  Changes changes;
  for (const char* predicate : {"left", "right"}) {
    changes.changes.push_back(
        {true, MakeFact(Name("w" + std::to_string(writer)), Name(predicate), model::Term::Integer(i))});
  }
  return changes;
}

TEST_P(ConcurrencyTest, ReadersSeeWholeCommitsAndWritersTheirOwn) {
  TestStore store(GetParam());
  store.options().max_log_commits = 50;  // folds happen on the way
  store.options().rows_per_block = 16;
  ASSERT_TRUE(store.Open().ok());
  const int commits = GetParam() == Backend::kMemory ? 100 : 40;
  std::atomic<bool> done{false};
  std::atomic<int> bad{0};
  const auto write = [&](int writer) {
    for (int i = 0; i < commits; ++i) {
      const absl::StatusOr<CommitResult> result = store->Commit(Pair(writer, i));
      if (!result.ok() || result->inserted != 2) ++bad;
      const auto snapshot = store->GetSnapshot();
      if (!snapshot.ok() || (*snapshot)->commit_number() < result->commit) ++bad;
      ScanSpec spec;
      spec.prefix[0] = *(*snapshot)->Find(Name("w" + std::to_string(writer)));
      spec.prefix_length = 1;
      if (*(*snapshot)->Count(spec) != static_cast<uint64_t>(i + 1) * 2) ++bad;
    }
  };
  const auto read = [&] {
    uint64_t newest = 0;
    while (!done) {
      const auto snapshot = *store->GetSnapshot();
      if (snapshot->commit_number() < newest) ++bad;
      newest = snapshot->commit_number();
      const size_t rows = ReadAll(*snapshot).facts.size();
      if (rows != newest * 2 || snapshot->totals().statements != rows) ++bad;
    }
  };
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) writers.emplace_back(write, writer);
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) readers.emplace_back(read);
  for (std::thread& writer : writers) writer.join();
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(bad, 0);
  EXPECT_EQ(store.Read()->totals().statements, static_cast<uint64_t>(kWriters * commits * 2));
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), static_cast<size_t>(kWriters * commits * 2));
}

// Every commit moves a fact from one number to the next, so every snapshot has one fact a writer, whatever
// the folds have done to blocks and log by then.
TEST_P(ConcurrencyTest, FoldsRunBesideCommitsDeletesAndReaders) {
  constexpr int kMovers = 2;
  constexpr int kStill = 200;  // facts that stay, so that there are blocks
  TestStore store(GetParam());
  store.options().max_log_commits = 30;
  store.options().rows_per_block = 8;
  ASSERT_TRUE(store.Open().ok());
  Changes changes;
  for (int i = 0; i < kStill; ++i)
    changes.changes.push_back({true, MakeFact(Name("still"), Name("at"), model::Term::Integer(7 * i))});
  for (int mover = 0; mover < kMovers; ++mover) {
    changes.changes.push_back(
        {true, MakeFact(Name("m" + std::to_string(mover)), Name("at"), model::Term::Integer(0))});
  }
  store.Commit(changes);
  const int moves = GetParam() == Backend::kMemory ? 400 : 120;
  std::atomic<bool> done{false};
  std::atomic<int> bad{0};
  const auto expect = [&](bool is_so) { bad += is_so ? 0 : 1; };
  const auto move = [&](int mover) {
    const model::Term subject = Name("m" + std::to_string(mover));
    for (int i = 0; i < moves; ++i) {
      const Changes step = {{{false, MakeFact(subject, Name("at"), model::Term::Integer(i))},
                             {true, MakeFact(subject, Name("at"), model::Term::Integer(i + 1))}},
                            {},
                            true};
      const absl::StatusOr<CommitResult> result = store->Commit(step);
      expect(result.ok() && result->inserted == 1 && result->deleted == 1);
    }
  };
  const auto read = [&](order::Order order) {
    ScanSpec spec;
    spec.order = order;
    while (!done) {
      const auto snapshot = *store->GetSnapshot();
      expect(*snapshot->Count(spec) == kStill + kMovers);
      expect(Drain(**snapshot->Scan(spec), 64).size() == kStill + kMovers);
      ScanSpec mover;
      mover.prefix[0] = *snapshot->Find(Name("m0"));
      mover.prefix_length = 1;
      expect(*snapshot->Count(mover) == 1);
    }
  };
  const auto fold = [&] {
    for (int i = 0; !done; ++i) {
      FoldOptions options;
      options.way = i % 7 == 6 ? FoldOptions::Way::kNewGeneration : FoldOptions::Way::kInPlace;
      options.batch_bytes = 1;
      options.stop_after_batches = i % 3 == 0 ? 5 : 0;
      expect(store->Fold(options).ok());
    }
  };
  std::vector<std::thread> movers;
  movers.reserve(kMovers);
  for (int mover = 0; mover < kMovers; ++mover) movers.emplace_back(move, mover);
  std::vector<std::thread> others;
  others.reserve(3);
  others.emplace_back(read, order::Order::kSpo);
  others.emplace_back(read, order::Order::kPos);
  others.emplace_back(fold);
  for (std::thread& mover : movers) mover.join();
  done = true;
  for (std::thread& other : others) other.join();
  EXPECT_EQ(bad, 0);
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  const absl::StatusOr<CheckReport> report = Check(*store.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, ::testing::IsEmpty());
  EXPECT_EQ(report->statements, static_cast<uint64_t>(kStill + kMovers));
}

INSTANTIATE_TEST_SUITE_P(Backends, ConcurrencyTest, ::testing::Values(Backend::kMemory, Backend::kRocksDb),
                         [](const auto& info) {
                           return std::string(info.param == Backend::kMemory ? "Memory" : "RocksDb");
                         });

TEST(GroupCommitTest, WaitingCommitsShareASync) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  // The first sync waits until every other thread has written its commit.
  std::atomic<int> writes{0};
  std::atomic<int> syncs{0};
  store.memory().SetFault([&](std::string_view operation) {
    if (operation == "write") ++writes;
    if (operation == "sync" && ++syncs == 1) {
      while (writes < kWriters) std::this_thread::yield();
    }
    return absl::OkStatus();
  });
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] { EXPECT_TRUE(store->Commit(Pair(writer, 0)).ok()); });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(store.Read()->commit_number(), static_cast<uint64_t>(kWriters));
  EXPECT_EQ(syncs, 2);
}

TEST(GroupCommitTest, AFailedSyncFailsAllThatWaitedAndNothingIsSeen) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  store.Commit(Pair(9, 0));
  std::atomic<int> writes{0};
  store.memory().SetFault([&](std::string_view operation) {
    if (operation == "write") ++writes;
    if (operation != "sync") return absl::OkStatus();
    while (writes < kWriters) std::this_thread::yield();
    return absl::UnavailableError("the disk is gone");
  });
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] { EXPECT_FALSE(store->Commit(Pair(writer, 0)).ok()); });
  }
  for (std::thread& writer : writers) writer.join();
  store.memory().SetFault(nullptr);
  EXPECT_EQ(store.Read()->commit_number(), 1u);
  const absl::Status status = store->Commit(Pair(5, 0)).status();
  EXPECT_EQ(status.message(), "nothing more can be written until the store is reopened: the disk is gone");
}

}  // namespace
}  // namespace tern::store
