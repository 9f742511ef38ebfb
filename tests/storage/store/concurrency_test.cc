// Several threads commit while others read: every acknowledged commit is in the next snapshot, every snapshot
// is of one commit, and commits that wait together share a sync.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
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
