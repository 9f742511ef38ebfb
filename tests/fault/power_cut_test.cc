// Power cuts and input/output errors under the key-value store, at every file operation of a scripted run.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/kv/rocksdb_key_value.h"
#include "tests/fault/fault_file_system.h"
#include "tests/fault/history.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::fault {
namespace {

// What a run was told before the power went.
struct Promises {
  uint64_t durable = 0;  // commits
  uint64_t written = 0;
  uint64_t tried = 0;
  uint64_t generations = 0;
  uint64_t generations_tried = 0;
};

class FaultRun {
 public:
  explicit FaultRun(uint64_t seed)
      : seed_(seed), files_(std::make_shared<FaultFileSystem>(directory_.path())) {
    std::filesystem::create_directory(scratch_);
  }

  FaultFileSystem& files() { return *files_; }
  const Promises& promises() const { return promises_; }

  absl::StatusOr<std::unique_ptr<kv::KeyValue>> Open(kv::OpenMode mode) {
    kv::RocksDbOptions options;
    options.mode = mode;
    options.cache_bytes = 8 << 20;
    options.write_buffer_bytes = 4 << 10;  // flushes and compactions all the time
    options.file_system = files_;
    return kv::OpenRocksDb(directory_ / "rocks", options);
  }

  // Commits, syncs, purges, ingests and reopens; stops at the first error.
  absl::Status Run() {
    for (int session = 0; session < 2; ++session) {
      absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(kv::OpenMode::kCreate);
      if (!kv.ok()) return kv.status();
      if (absl::Status status = RunSession(**kv); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // After the power is back: exactly a prefix, no shorter than promised.
  void Check(Survival survival) {
    files_->RestorePower(survival, seed_);
    const auto mode = promises_.durable > 0 ? kv::OpenMode::kReadWrite : kv::OpenMode::kCreate;
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(mode);
    ASSERT_TRUE(kv.ok()) << kv.status();
    absl::StatusOr<uint64_t> count = CountCommits(**kv);
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_GE(*count, promises_.durable);
    EXPECT_LE(*count, promises_.tried);
    absl::StatusOr<uint64_t> generation = FindGeneration(**kv);
    ASSERT_TRUE(generation.ok()) << generation.status();
    EXPECT_GE(*generation, promises_.generations);
    EXPECT_LE(*generation, promises_.generations_tried);
    // It goes on from there.
    ASSERT_TRUE((*kv)->Write(CommitBatch(*count + 1)).ok());
    ASSERT_TRUE((*kv)->Sync().ok());
    ASSERT_TRUE((*kv)->PurgeFiles().ok());
    kv->reset();
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> reader = Open(kv::OpenMode::kReadOnly);
    ASSERT_TRUE(reader.ok()) << reader.status();
    absl::StatusOr<uint64_t> again = CountCommits(**reader);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(*again, *count + 1);
  }

 private:
  absl::Status RunSession(kv::KeyValue& kv) {
    for (int i = 0; i < 60; ++i) {
      promises_.tried = promises_.written + 1;
      if (absl::Status status = kv.Write(CommitBatch(promises_.tried)); !status.ok()) return status;
      promises_.written = promises_.tried;
      if (i % 3 == 0) {
        if (absl::Status status = kv.Sync(); !status.ok()) return status;
        promises_.durable = promises_.written;
      }
      if (i == 40) {
        if (absl::Status status = Ingest(kv); !status.ok()) return status;
      }
      if (i == 50) {
        if (absl::Status status = kv.PurgeFiles(); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Ingest(kv::KeyValue& kv) {
    const uint64_t number = promises_.generations + 1;
    absl::StatusOr<std::vector<kv::TableFile>> files = WriteGeneration(kv, number, scratch_);
    if (!files.ok()) return files.status();
    promises_.generations_tried = number;
    if (absl::Status status = kv.Ingest(*files); !status.ok()) return status;
    promises_.generations = number;
    if (absl::Status status = kv.Write(DropOlderGenerations(number)); !status.ok()) return status;
    promises_.durable = promises_.written;  // what was written before an ingest is durable with it
    return absl::OkStatus();
  }

  const uint64_t seed_;
  testing::TemporaryDirectory directory_;
  const std::string scratch_ = directory_ / "scratch";
  std::shared_ptr<FaultFileSystem> files_;
  Promises promises_;
};

// Operations 1 … count, or about `limit` of them where the environment does not ask for all
// (TERN_FAULT_ALL=1).
std::vector<int64_t> CutPoints(int64_t count, int64_t limit) {
  const int64_t step = std::getenv("TERN_FAULT_ALL") != nullptr ? 1 : std::max<int64_t>(1, count / limit);
  std::vector<int64_t> points;
  for (int64_t at = 1 + count % step; at <= count; at += step) points.push_back(at);
  return points;
}

int64_t OperationsOfAWholeRun() {
  FaultRun run(0);
  const absl::Status status = run.Run();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_FALSE(run.files().power_is_cut());
  return run.files().operation_count();
}

class PowerCutTest : public ::testing::TestWithParam<Survival> {};

TEST_P(PowerCutTest, LeavesAPrefixWithAllThatWasPromised) {
  const int64_t operations = OperationsOfAWholeRun();
  ASSERT_GT(operations, 200);
  int64_t promised = 0;
  const std::vector<int64_t> points = CutPoints(operations, 60);
  for (const int64_t at : points) {
    SCOPED_TRACE("power cut at operation " + std::to_string(at) + " of about " + std::to_string(operations));
    FaultRun run(static_cast<uint64_t>(at));
    run.files().CutPowerAt(at);
    run.Run().IgnoreError();  // background work varies: the last few cuts may come too late
    promised += run.promises().durable > 0;
    run.Check(GetParam());
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
  EXPECT_GT(promised, static_cast<int64_t>(points.size() / 2));
}

INSTANTIATE_TEST_SUITE_P(Survivals, PowerCutTest,
                         ::testing::Values(Survival::kNothing, Survival::kSome, Survival::kEverything),
                         [](const ::testing::TestParamInfo<Survival>& info) {
                           return info.param == Survival::kNothing ? "Nothing"
                                  : info.param == Survival::kSome  ? "Some"
                                                                   : "Everything";
                         });

// Some file systems show zeros where the bytes of a file were not written yet. RocksDB cannot tell them from
// damage: such a store may be refused, but it is never short.
TEST(ZerosAfterAPowerCutTest, AreRefusedOrLeftOut) {
  const int64_t operations = OperationsOfAWholeRun();
  int64_t opened = 0;
  for (const int64_t at : CutPoints(operations, 30)) {
    SCOPED_TRACE("power cut at operation " + std::to_string(at) + " of about " + std::to_string(operations));
    FaultRun run(static_cast<uint64_t>(at));
    run.files().CutPowerAt(at);
    run.Run().IgnoreError();
    run.files().RestorePower(Survival::kZeros, static_cast<uint64_t>(at));
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = run.Open(kv::OpenMode::kReadOnly);
    if (!kv.ok()) {
      const bool may_be_missing = run.promises().durable == 0 && absl::IsNotFound(kv.status());
      ASSERT_TRUE(absl::IsDataLoss(kv.status()) || may_be_missing) << kv.status();
      continue;
    }
    ++opened;
    absl::StatusOr<uint64_t> count = CountCommits(**kv);
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_GE(*count, run.promises().durable);
  }
  EXPECT_GT(opened, 0);
}

class InjectedErrorTest : public ::testing::TestWithParam<Operation> {};

// One operation fails; the process goes on, tells it, and writes nothing more. Then the power goes too.
TEST_P(InjectedErrorTest, IsToldAndLosesNothingPromised) {
  int told = 0;
  for (const int64_t nth : CutPoints(60, 20)) {
    SCOPED_TRACE("failing number " + std::to_string(nth));
    FaultRun run(static_cast<uint64_t>(nth));
    run.files().FailAt(GetParam(), nth);
    if (!run.Run().ok()) ++told;
    run.Check(nth / 3 % 2 == 0 ? Survival::kNothing : Survival::kSome);
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
  EXPECT_GT(told, 0);
}

INSTANTIATE_TEST_SUITE_P(Operations, InjectedErrorTest,
                         ::testing::Values(Operation::kAppend, Operation::kSync, Operation::kCreate,
                                           Operation::kRename, Operation::kLink, Operation::kSyncDirectory),
                         [](const ::testing::TestParamInfo<Operation>& info) -> std::string {
                           switch (info.param) {
                             case Operation::kAppend:
                               return "Append";
                             case Operation::kSync:
                               return "Sync";
                             case Operation::kCreate:
                               return "Create";
                             case Operation::kRename:
                               return "Rename";
                             case Operation::kLink:
                               return "Link";
                             default:
                               return "SyncDirectory";
                           }
                         });

// After a failed sync nobody knows what is on disk: a second try that succeeds would prove nothing.
TEST(FailedSyncTest, BreaksTheStoreForGood) {
  FaultRun run(1);
  absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = run.Open(kv::OpenMode::kCreate);
  ASSERT_TRUE(kv.ok());
  ASSERT_TRUE((*kv)->Write(CommitBatch(1)).ok());
  run.files().FailAt(Operation::kSync, 1);
  const absl::Status first = (*kv)->Sync();
  EXPECT_FALSE(first.ok());
  EXPECT_EQ((*kv)->Sync(), first);
  EXPECT_EQ((*kv)->Write(CommitBatch(2)), first);
  EXPECT_EQ((*kv)->Ingest({kv::TableFile{kv::Family::kMeta, "x"}}), first);
  EXPECT_TRUE(CountCommits(**kv).ok()) << "it can still be read";
}

// RocksDB's flushes sync the logs that are closed, in its own threads. Where that fails, a later sync meets
// the same log again, and a build of RocksDB with assertions must not abort. Which of the two comes first is
// up to the threads: a sync that answers ok has synced everything itself.
TEST(FailedSyncTest, InTheBackgroundAbortsNothingAndLosesNothing) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    FaultRun run(seed);
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = run.Open(kv::OpenMode::kCreate);
    ASSERT_TRUE(kv.ok());
    ASSERT_TRUE((*kv)->Sync().ok());
    run.files().FailSyncsInOtherThreads();
    // Enough to close a log, which then waits for its sync.
    uint64_t written = 0;
    while (run.files().failed_syncs() == 0 && (*kv)->Write(CommitBatch(written + 1)).ok()) ++written;
    while (run.files().failed_syncs() == 0) std::this_thread::yield();
    const bool durable = (*kv)->Sync().ok();
    kv->reset();
    run.files().RestorePower(Survival::kNothing, seed);
    kv = run.Open(kv::OpenMode::kReadOnly);
    ASSERT_TRUE(kv.ok()) << kv.status();
    absl::StatusOr<uint64_t> count = CountCommits(**kv);
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_GE(*count, durable ? written : 0);
  }
}

}  // namespace
}  // namespace tern::fault
