// Flipped bits in every file of the key-value store: what is read afterwards is right, or the damage is told.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/kv/rocksdb_key_value.h"
#include "tests/fault/history.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::fault {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kCommits = 150;
constexpr uint64_t kGenerations = 2;
constexpr size_t kFlipsPerFile = 400;

enum class Outcome { kRight, kRefused, kShort, kWrong };

// A store with tables at several levels, a log with commits that are in no table, and no file that is not
// needed.
class BitFlipTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(directory_ / "scratch");
    uint64_t commit = 0;
    for (int session = 0; session < 3; ++session) {
      absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(path_, kv::OpenMode::kCreate);
      ASSERT_TRUE(kv.ok()) << kv.status();
      ASSERT_TRUE((*kv)->PurgeFiles().ok());
      for (uint64_t i = 0; i < kCommits / 3; ++i) ASSERT_TRUE((*kv)->Write(CommitBatch(++commit)).ok());
      if (session > 0) {
        absl::StatusOr<std::vector<kv::TableFile>> files =
            WriteGeneration(**kv, session, directory_ / "scratch");
        ASSERT_TRUE(files.ok()) << files.status();
        ASSERT_TRUE((*kv)->Ingest(*files).ok());
      }
      ASSERT_TRUE((*kv)->Sync().ok());
      ASSERT_TRUE((*kv)->PurgeFiles().ok());
    }
    ASSERT_EQ(Read(path_, kv::OpenMode::kReadOnly).first, Outcome::kRight);
  }

  static absl::StatusOr<std::unique_ptr<kv::KeyValue>> Open(const std::string& path, kv::OpenMode mode) {
    kv::RocksDbOptions options;
    options.mode = mode;
    options.cache_bytes = 8 << 20;
    options.write_buffer_bytes = 16 << 10;
    return kv::OpenRocksDb(path, options);
  }

  // Reads everything.
  static std::pair<Outcome, absl::Status> Read(const std::string& path, kv::OpenMode mode) {
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(path, mode);
    if (!kv.ok()) return {Outcome::kRefused, kv.status()};
    const absl::StatusOr<uint64_t> count = CountCommits(**kv);
    if (!count.ok()) return {Classify(count.status()), count.status()};
    const absl::StatusOr<uint64_t> generation = FindGeneration(**kv);
    if (!generation.ok()) return {Classify(generation.status()), generation.status()};
    const bool is_whole = *count == kCommits && *generation == kGenerations;
    return {is_whole ? Outcome::kRight : Outcome::kShort, absl::OkStatus()};
  }
  static Outcome Classify(const absl::Status& status) {
    return absl::IsFailedPrecondition(status) ? Outcome::kWrong : Outcome::kRefused;
  }

  std::vector<std::string> Files(const std::string& prefix, const std::string& suffix) const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
      const std::string name = entry.path().filename();
      if (name.starts_with(prefix) && name.ends_with(suffix)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  // Every byte of a small file, many of a large one; the ends always.
  static std::vector<size_t> Offsets(size_t size) {
    std::set<size_t> offsets;
    for (size_t i = 0; i < std::min<size_t>(size, 64); ++i) offsets.insert({i, size - 1 - i});
    const size_t step = std::max<size_t>(1, size / kFlipsPerFile);
    for (size_t i = 0; i < size; i += step) offsets.insert(i);
    return {offsets.begin(), offsets.end()};
  }

  static void Flip(const std::string& path, size_t offset, int bit) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 1 << bit));
  }

  std::map<Outcome, int> FlipThrough(const std::vector<std::string>& names) {
    std::mt19937 random(11);
    std::map<Outcome, int> outcomes;
    for (const std::string& name : names) {
      const std::string file = path_ + "/" + name;
      for (const size_t offset : Offsets(fs::file_size(file))) {
        const int bit = static_cast<int>(random() % 8);
        Flip(file, offset, bit);
        const auto [outcome, status] = Read(path_, kv::OpenMode::kReadOnly);
        Flip(file, offset, bit);
        ++outcomes[outcome];
        EXPECT_NE(outcome, Outcome::kWrong) << name << " at " << offset << "." << bit << ": " << status;
        if (outcome == Outcome::kRefused) {
          EXPECT_TRUE(absl::IsDataLoss(status)) << name << " at " << offset << "." << bit << ": " << status;
        }
        if (HasFailure()) return outcomes;
      }
    }
    return outcomes;
  }

  testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "rocks";
};

TEST_F(BitFlipTest, InATableIsNoticedWhereItIsRead) {
  const std::vector<std::string> tables = Files("", ".sst");
  ASSERT_GT(tables.size(), 6u);
  std::map<Outcome, int> outcomes = FlipThrough(tables);
  EXPECT_EQ(outcomes[Outcome::kShort], 0);
  EXPECT_GT(outcomes[Outcome::kRefused], outcomes[Outcome::kRight]);
}

// The count of restarts ends every block of a table; with its top bit set RocksDB would abort on the block
// that it reads before it verifies it.
TEST_F(BitFlipTest, InTheTopBitOfARestartCountDoesNotEndTheProcess) {
  const std::string file = path_ + "/" + Files("", ".sst").front();
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  int refused_before_rocksdb = 0;
  for (size_t end = 4; end < bytes.size(); ++end) {
    if (bytes.compare(end - 4, 4, std::string("\x01\0\0\0", 4)) != 0) continue;
    Flip(file, end - 1, 7);
    const auto [outcome, status] = Read(path_, kv::OpenMode::kReadOnly);
    Flip(file, end - 1, 7);
    EXPECT_NE(outcome, Outcome::kWrong);
    EXPECT_NE(outcome, Outcome::kShort);
    if (absl::StrContains(status.ToString(), "properties end")) ++refused_before_rocksdb;
  }
  EXPECT_EQ(refused_before_rocksdb, 1);
}

// The first and the last block of a table, met while a cursor walks or seeks backwards over a table's bound,
// where RocksDB's own iterator says nothing.
TEST_F(BitFlipTest, AtTheBoundOfTwoTablesIsNoticedInBothDirections) {
  const std::string store = directory_ / "two";
  const std::vector<std::string> keys = {"b", "d", "f", "h"};
  {
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(store, kv::OpenMode::kCreate);
    ASSERT_TRUE(kv.ok()) << kv.status();
    std::vector<kv::TableFile> files;
    for (int i = 0; i < 2; ++i) {
      files.push_back({kv::Family::kBlocks, directory_ / ("table" + std::to_string(i))});
      std::unique_ptr<kv::TableWriter> table = *(*kv)->NewTable(kv::Family::kBlocks, files.back().path);
      // Each value fills a table block.
      ASSERT_TRUE(table->Put(keys[2 * i], std::string(20000, 'x')).ok());
      ASSERT_TRUE(table->Put(keys[2 * i + 1], std::string(20000, 'y')).ok());
      ASSERT_TRUE(table->Finish().ok());
    }
    ASSERT_TRUE((*kv)->Ingest(files).ok());
  }
  std::vector<std::string> tables;
  for (const fs::directory_entry& entry : fs::directory_iterator(store)) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path());
  }
  std::sort(tables.begin(), tables.end());
  ASSERT_EQ(tables.size(), 2u);
  for (size_t damaged = 0; damaged < keys.size(); ++damaged) {
    SCOPED_TRACE("damage to " + keys[damaged]);
    const size_t offset = damaged % 2 == 0 ? 100 : 20000 + 100;
    Flip(tables[damaged / 2], offset, 3);
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = Open(store, kv::OpenMode::kReadOnly);
    ASSERT_TRUE(kv.ok()) << kv.status();
    std::shared_ptr<const kv::ReadView> view = *(*kv)->NewView();
    std::unique_ptr<kv::RangeCursor> walk = view->Range(kv::Family::kBlocks, "", "");
    size_t seen = 0;
    for (; walk->Valid(); walk->Next()) EXPECT_EQ(walk->key(), keys[seen++]);
    EXPECT_EQ(seen, damaged);
    EXPECT_TRUE(absl::IsDataLoss(walk->status())) << walk->status();
    for (size_t target = 0; target < keys.size(); ++target) {
      std::unique_ptr<kv::RangeCursor> seek = view->Range(kv::Family::kBlocks, "", "");
      seek->SeekForPrev(keys[target] + "~");  // behind the key, before the next one
      if (seek->Valid()) {
        EXPECT_EQ(seek->key(), keys[target]);
        EXPECT_NE(target, damaged);
      } else {
        EXPECT_TRUE(absl::IsDataLoss(seek->status())) << target << ": " << seek->status();
      }
    }
    Flip(tables[damaged / 2], offset, 3);
  }
}

// Where the damage makes a record of the log look cut short, RocksDB takes it for the torn tail of a crash:
// the layer above notices by its side file. Everything else is noticed here.
TEST_F(BitFlipTest, InTheLogIsNoticedOrLooksLikeATornTail) {
  const std::vector<std::string> logs = Files("", ".log");
  ASSERT_FALSE(logs.empty());
  std::map<Outcome, int> outcomes = FlipThrough(logs);
  EXPECT_GT(outcomes[Outcome::kRefused], 0);
  RecordProperty("short", outcomes[Outcome::kShort]);
  std::printf("log: %d refused, %d right, %d short\n", outcomes[Outcome::kRefused], outcomes[Outcome::kRight],
              outcomes[Outcome::kShort]);
}

TEST_F(BitFlipTest, InTheManifestIsNoticed) {
  std::map<Outcome, int> outcomes = FlipThrough(Files("MANIFEST-", ""));
  EXPECT_GT(outcomes[Outcome::kRefused], 0);
  std::printf("manifest: %d refused, %d right, %d short\n", outcomes[Outcome::kRefused],
              outcomes[Outcome::kRight], outcomes[Outcome::kShort]);
}

TEST_F(BitFlipTest, InCurrentIsNoticed) {
  std::map<Outcome, int> outcomes = FlipThrough({"CURRENT"});
  EXPECT_EQ(outcomes[Outcome::kShort], 0);
  EXPECT_EQ(outcomes[Outcome::kRight], 0);
}

// A writer that opens a damaged store must leave it as good as it was: repaired bytes bring everything back.
TEST_F(BitFlipTest, AnOpenForWritingDestroysNothing) {
  std::mt19937 random(12);
  std::vector<std::string> names = Files("", ".log");
  for (const std::string& name : Files("MANIFEST-", "")) names.push_back(name);
  names.push_back("CURRENT");
  const std::string copy = directory_ / "copy";
  for (const std::string& name : names) {
    const size_t size = fs::file_size(path_ + "/" + name);
    for (size_t i = 0; i < 40; ++i) {
      fs::remove_all(copy);
      fs::copy(path_, copy);
      const size_t offset = random() % size;
      const int bit = static_cast<int>(random() % 8);
      Flip(copy + "/" + name, offset, bit);
      const auto [outcome, status] = Read(copy, kv::OpenMode::kReadWrite);
      EXPECT_NE(outcome, Outcome::kWrong) << name << " at " << offset << "." << bit << ": " << status;
      // Whatever the open made of it, every file that the good store needs is still there, byte for byte.
      for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
        const std::string file = entry.path().filename();
        if (file == name || file == "CURRENT" || file.starts_with("LOG")) continue;
        ASSERT_TRUE(fs::exists(copy + "/" + file)) << file << " after damage to " << name;
        ASSERT_GE(fs::file_size(copy + "/" + file), entry.file_size()) << file << " after damage to " << name;
      }
    }
  }
}

}  // namespace
}  // namespace tern::fault
