// Faults under a whole store: kills, power cuts, flipped bits, readers beside a writer. Whatever happens,
// what was acknowledged is there, nothing half is, and damage is told: a store is never silently shorter.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/kv/rocksdb_key_value.h"
#include "storage/load/renumber.h"
#include "storage/model/text.h"
#include "storage/store/store.h"
#include "tests/fault/child_process.h"
#include "tests/fault/fault_file_system.h"
#include "tests/fault/store_history.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::fault {
namespace {

namespace fs = std::filesystem;
using store::Access;
using store::Store;

bool TestsAll() { return std::getenv("TERN_FAULT_ALL") != nullptr; }

absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path, Access access) {
  return Store::Open(path, SmallStoreOptions(access));
}

absl::StatusOr<uint64_t> Check(Store& store) {
  const absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = store.GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  return CheckEverything(**snapshot);
}

TEST(StoreHistoryTest, RecognisesEveryStep) {
  testing::TemporaryDirectory directory;
  absl::StatusOr<std::unique_ptr<Store>> store = Open(directory / "db", Access::kCreate);
  ASSERT_TRUE(store.ok()) << store.status();
  for (uint64_t step = 1; step <= 40; ++step) {
    const absl::Status status = RunStep(**store, step);
    ASSERT_TRUE(status.ok()) << status;
    const absl::StatusOr<uint64_t> found = Check(**store);
    ASSERT_TRUE(found.ok()) << step << ": " << found.status();
    ASSERT_EQ(*found, step);
  }
}

// A child commits, loads and folds and prints what is acknowledged, until it is killed at any moment.
TEST(KillTest, WhatWasPrintedIsThereAndNothingHalf) {
  testing::TemporaryDirectory directory;
  const std::string path = directory / "db";
  std::mt19937 random(5);
  uint64_t newest = 0;
  const int kills = TestsAll() ? 200 : 36;
  for (int i = 0; i < kills; ++i) {
    SCOPED_TRACE("kill " + std::to_string(i));
    std::string printed;
    {
      ChildProcess child({TERN_STORE_PROCESS, "write", path, "60"});
      if (i % 4 != 0) child.WaitForOutput();  // else: while it opens, too
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
      child.Kill();
      printed = child.Wait();
      ASSERT_EQ(child.exit_status(), -1) << printed;
    }
    const size_t end = printed.find_last_of('\n');
    if (end != std::string::npos) {
      const size_t begin = printed.find_last_of('\n', end - 1);
      newest = std::stoull(printed.substr(begin == std::string::npos || end == 0 ? 0 : begin + 1));
    }
    absl::StatusOr<std::unique_ptr<Store>> store = Open(path, Access::kRead);
    if (newest == 0 && absl::IsNotFound(store.status())) continue;  // killed while the store was made
    ASSERT_TRUE(store.ok()) << store.status();
    const absl::StatusOr<uint64_t> step = Check(**store);
    ASSERT_TRUE(step.ok()) << step.status();
    ASSERT_GE(*step, newest);
    ASSERT_LE(*step, newest + 1);
    newest = *step;
  }
  EXPECT_GT(newest, 24u);
}

class StorePowerCutTest : public ::testing::TestWithParam<Survival> {
 protected:
  struct Run {
    testing::TemporaryDirectory directory;
    std::shared_ptr<FaultFileSystem> files = std::make_shared<FaultFileSystem>(directory.path());
    uint64_t acknowledged = 0;
    uint64_t tried = 0;

    std::string path() const { return directory / "db"; }
    absl::StatusOr<std::unique_ptr<Store>> Open(Access access) {
      store::StoreOptions options = SmallStoreOptions(access);
      options.open_key_value = [this](const std::string& rocks_path, Access rocks_access) {
        kv::RocksDbOptions rocks;
        rocks.mode = rocks_access == Access::kRead    ? kv::OpenMode::kReadOnly
                     : rocks_access == Access::kWrite ? kv::OpenMode::kReadWrite
                                                      : kv::OpenMode::kCreate;
        rocks.cache_bytes = 8 << 20;
        rocks.write_buffer_bytes = 4 << 10;
        rocks.file_system = files;
        return kv::OpenRocksDb(rocks_path, rocks);
      };
      return Store::Open(path(), options);
    }
    // Two sessions; ends at the first error.
    void Go() {
      for (const uint64_t last : {14, 27}) {
        const absl::StatusOr<std::unique_ptr<Store>> store = Open(Access::kCreate);
        if (!store.ok()) return;
        while (acknowledged < last) {
          tried = acknowledged + 1;
          if (!RunStep(**store, tried).ok()) return;
          acknowledged = tried;
        }
      }
    }
  };
};

TEST_P(StorePowerCutTest, LeavesWhatWasAcknowledgedAndGoesOn) {
  int64_t operations = 0;
  {
    Run run;
    run.Go();
    ASSERT_EQ(run.acknowledged, 27u);
    operations = run.files->operation_count();
  }
  const int64_t step = TestsAll() ? 1 : std::max<int64_t>(1, operations / 40);
  for (int64_t at = 1 + operations % step; at <= operations; at += step) {
    SCOPED_TRACE("power cut at operation " + std::to_string(at) + " of about " + std::to_string(operations));
    Run run;
    run.files->CutPowerAt(at);
    run.Go();
    run.files->RestorePower(GetParam(), static_cast<uint64_t>(at));
    const absl::StatusOr<std::unique_ptr<Store>> store = run.Open(Access::kCreate);
    ASSERT_TRUE(store.ok()) << store.status();
    const absl::StatusOr<uint64_t> found = Check(**store);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_GE(*found, run.acknowledged);
    ASSERT_LE(*found, run.tried);
    for (uint64_t next = *found + 1; next <= *found + 9; ++next) {
      const absl::Status status = RunStep(**store, next);
      ASSERT_TRUE(status.ok()) << status;
    }
    const absl::StatusOr<uint64_t> after = Check(**store);
    ASSERT_TRUE(after.ok()) << after.status();
    ASSERT_EQ(*after, *found + 9);
  }
}

// Each way of folding, with a cut at each of its operations.
TEST_P(StorePowerCutTest, AtAnyOperationOfAFoldLosesNothing) {
  constexpr uint64_t kSteps = 11;  // behind a load, with a log
  for (const bool in_place : {true, false}) {
    store::FoldOptions options;
    options.way = in_place ? store::FoldOptions::Way::kInPlace : store::FoldOptions::Way::kNewGeneration;
    options.batch_bytes = 1;
    const int64_t step = TestsAll() ? 1 : 5;  // RocksDB waits a second behind some errors
    bool is_cut = true;
    for (int64_t at = 1; is_cut; at += step) {
      SCOPED_TRACE(model::StrCat(in_place ? "in place" : "new generation", ", operation ", at));
      ASSERT_LT(at, 2000);
      Run run;
      {
        const absl::StatusOr<std::unique_ptr<Store>> store = run.Open(Access::kCreate);
        ASSERT_TRUE(store.ok()) << store.status();
        for (uint64_t number = 1; number <= kSteps; ++number) ASSERT_TRUE(RunStep(**store, number).ok());
        run.files->CutPowerAt(at);
        is_cut = !(*store)->Fold(options).ok();
      }
      is_cut = is_cut || run.files->power_is_cut();  // by what goes on behind
      run.files->RestorePower(GetParam(), static_cast<uint64_t>(at));
      const absl::StatusOr<std::unique_ptr<Store>> store = run.Open(Access::kWrite);
      ASSERT_TRUE(store.ok()) << store.status();
      absl::StatusOr<uint64_t> found = Check(**store);
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_EQ(*found, kSteps);
      ASSERT_TRUE((*store)->Fold(options).ok());
      ASSERT_TRUE(RunStep(**store, kSteps + 1).ok());
      found = Check(**store);
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_EQ(*found, kSteps + 1);
    }
  }
}

TEST_P(StorePowerCutTest, AtAnyOperationOfARenumberingLosesNothing) {
  constexpr uint64_t kSteps = 15;  // behind a load, with a base, appended terms and a log
  load::RenumberOptions options;
  options.compacts = false;
  const int64_t step = TestsAll() ? 1 : 7;
  bool is_cut = true;
  int64_t cuts = 0;
  for (int64_t at = 1; is_cut; at += step) {
    SCOPED_TRACE(model::StrCat("operation ", at));
    ASSERT_LT(at, 2000);
    Run run;
    {
      const absl::StatusOr<std::unique_ptr<Store>> store = run.Open(Access::kCreate);
      ASSERT_TRUE(store.ok()) << store.status();
      for (uint64_t number = 1; number <= kSteps; ++number) ASSERT_TRUE(RunStep(**store, number).ok());
      run.files->CutPowerAt(at);
      is_cut = !load::Renumber(store->get(), options).ok();
    }
    is_cut = is_cut || run.files->power_is_cut();  // by what goes on behind
    cuts += is_cut;
    run.files->RestorePower(GetParam(), static_cast<uint64_t>(at));
    const absl::StatusOr<std::unique_ptr<Store>> store = run.Open(Access::kWrite);
    ASSERT_TRUE(store.ok()) << store.status();
    absl::StatusOr<uint64_t> found = Check(**store);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(*found, kSteps);
    ASSERT_TRUE(RunStep(**store, kSteps + 1).ok());
    ASSERT_TRUE(load::Renumber(store->get(), options).ok());
    ASSERT_TRUE(RunStep(**store, kSteps + 2).ok());
    found = Check(**store);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(*found, kSteps + 2);
  }
  EXPECT_GT(cuts, 3);
}

INSTANTIATE_TEST_SUITE_P(Survivals, StorePowerCutTest,
                         ::testing::Values(Survival::kNothing, Survival::kSome, Survival::kEverything),
                         [](const ::testing::TestParamInfo<Survival>& info) {
                           return info.param == Survival::kNothing ? "Nothing"
                                  : info.param == Survival::kSome  ? "Some"
                                                                   : "Everything";
                         });

class StoreBitFlipTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kSteps = 46;  // behind a fold and a load, with a log

  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Store>> store = Open(path_, Access::kCreate);
    ASSERT_TRUE(store.ok()) << store.status();
    for (uint64_t step = 1; step <= kSteps; ++step) {
      const absl::Status status = RunStep(**store, step);
      ASSERT_TRUE(status.ok()) << status;
    }
  }

  static void Flip(const std::string& path, size_t offset, int bit) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 1 << bit));
  }

  // Files whose bytes matter, by kind.
  std::map<std::string, std::vector<std::string>> Files() const {
    std::map<std::string, std::vector<std::string>> files = {{"head", {path_ + "/head"}}};
    for (const fs::directory_entry& entry : fs::directory_iterator(path_ + "/rocks")) {
      const std::string name = entry.path().filename();
      const std::string extension = entry.path().extension();
      if (extension == ".sst" || extension == ".log") files[extension].push_back(entry.path());
      if (name.starts_with("MANIFEST-")) files["MANIFEST"].push_back(entry.path());
      if (name == "CURRENT") files[name].push_back(entry.path());
    }
    return files;
  }

  static std::vector<size_t> Offsets(size_t size, size_t limit) {
    std::set<size_t> offsets;
    for (size_t i = 0; i < std::min<size_t>(size, 4); ++i) offsets.insert({i, size - 1 - i});
    for (size_t i = 0; i < size; i += std::max<size_t>(1, size / limit)) offsets.insert(i);
    return {offsets.begin(), offsets.end()};
  }

  struct FlipCase {
    std::string kind;
    std::string file;  // inside the store
    size_t offset;
    int bit;
  };

  static void Try(const std::string& copy, const FlipCase& flip,
                  std::map<std::string, std::pair<int, int>>& outcome) {
    SCOPED_TRACE(model::StrCat("bit ", flip.bit, " at ", flip.offset, " of ", flip.file));
    Flip(copy + flip.file, flip.offset, flip.bit);
    const absl::StatusOr<std::unique_ptr<Store>> store = Open(copy, Access::kRead);
    const absl::StatusOr<uint64_t> step = store.ok() ? Check(**store) : store.status();
    Flip(copy + flip.file, flip.offset, flip.bit);
    if (step.ok()) {
      EXPECT_EQ(*step, kSteps) << "silently shorter";
      ++outcome[flip.kind].second;
    } else {
      EXPECT_TRUE(absl::IsDataLoss(step.status())) << step.status();
      EXPECT_FALSE(step.status().message().empty());
      ++outcome[flip.kind].first;
    }
  }

  testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "db";
};

// A reader waits a while before it calls damage by its name, since a writer might be at work: so the flips
// are shared among threads, each with a copy of the store.
TEST_F(StoreBitFlipTest, IsToldOrHarmlessInEveryFile) {
  std::mt19937 random(3);
  std::vector<FlipCase> cases;
  for (const auto& [kind, files] : Files()) {
    const size_t limit = TestsAll() ? 2000 : std::max<size_t>(8, 100 / files.size());
    for (const std::string& file : files) {
      for (const size_t offset : Offsets(fs::file_size(file), limit)) {
        cases.push_back({kind, file.substr(path_.size()), offset, static_cast<int>(random() % 8)});
      }
    }
  }
  constexpr size_t kThreads = 8;
  std::vector<std::thread> threads;
  std::vector<std::map<std::string, std::pair<int, int>>> outcomes(kThreads);  // by kind: refused, harmless
  for (size_t thread = 0; thread < kThreads; ++thread) {
    const std::string copy = directory_ / ("copy" + std::to_string(thread));
    fs::copy(path_, copy, fs::copy_options::recursive);
    threads.emplace_back([&cases, &outcome = outcomes[thread], copy, thread] {
      for (size_t i = thread; i < cases.size(); i += kThreads) Try(copy, cases[i], outcome);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::map<std::string, std::pair<int, int>> total;
  for (const auto& outcome : outcomes) {
    for (const auto& [kind, counts] : outcome) {
      total[kind].first += counts.first;
      total[kind].second += counts.second;
    }
  }
  for (const auto& [kind, counts] : total) {
    std::printf("%s: %d flips refused, %d harmless\n", kind.c_str(), counts.first, counts.second);
    if (kind != "head") {
      EXPECT_GT(counts.first, counts.second) << kind;
    }
  }
}

// A writer that opens a damaged store refuses it and leaves it so that the good bytes, put back, bring all
// back.
TEST_F(StoreBitFlipTest, AWriterRefusesAndDestroysNothing) {
  std::mt19937 random(4);
  const std::string copy = directory_ / "copy";
  for (const auto& [kind, files] : Files()) {
    if (kind == ".sst" || kind == "head") continue;
    for (int i = 0; i < 12; ++i) {
      const std::string& file = files[random() % files.size()];
      if (fs::file_size(file) == 0) continue;
      const size_t offset = random() % fs::file_size(file);
      fs::remove_all(copy);
      fs::copy(path_, copy, fs::copy_options::recursive);
      const std::string damaged = copy + file.substr(path_.size());
      SCOPED_TRACE(model::StrCat(offset, " of ", file));
      Flip(damaged, offset, static_cast<int>(random() % 8));
      {
        const absl::StatusOr<std::unique_ptr<Store>> store = Open(copy, Access::kCreate);
        const absl::StatusOr<uint64_t> step = store.ok() ? Check(**store) : store.status();
        if (step.ok()) {
          ASSERT_EQ(*step, kSteps);
          continue;
        }
        ASSERT_TRUE(absl::IsDataLoss(step.status())) << step.status();
      }
      fs::copy_file(file, damaged, fs::copy_options::overwrite_existing);
      fs::copy_file(path_ + "/rocks/CURRENT", copy + "/rocks/CURRENT", fs::copy_options::overwrite_existing);
      const absl::StatusOr<std::unique_ptr<Store>> repaired = Open(copy, Access::kRead);
      ASSERT_TRUE(repaired.ok()) << repaired.status();
      const absl::StatusOr<uint64_t> step = Check(**repaired);
      ASSERT_TRUE(step.ok()) << step.status();
      ASSERT_EQ(*step, kSteps);
    }
  }
}

TEST(StoreProcessesTest, ReadersSeeCommittedStepsBesideABusyWriter) {
  testing::TemporaryDirectory directory;
  const std::string path = directory / "db";
  const char* seconds_text = std::getenv("TERN_TWO_PROCESS_SECONDS");
  const std::string seconds = seconds_text != nullptr ? seconds_text : "12";
  ChildProcess writer({TERN_STORE_PROCESS, "write", path, seconds});
  std::vector<std::unique_ptr<ChildProcess>> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(
        std::make_unique<ChildProcess>(std::vector<std::string>{TERN_STORE_PROCESS, "read", path, seconds}));
  }
  for (const std::unique_ptr<ChildProcess>& reader : readers) {
    const std::string& text = reader->Wait();
    EXPECT_EQ(reader->exit_status(), 0) << text;
    std::printf("%s", text.c_str());
  }
  const std::string& text = writer.Wait();
  EXPECT_EQ(writer.exit_status(), 0) << text.substr(text.size() - std::min<size_t>(text.size(), 500));
}

}  // namespace
}  // namespace tern::fault
