#include "storage/kv/rocksdb_key_value.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::kv {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Not;
using ::testing::StartsWith;

std::set<std::string> FilesIn(const std::string& path) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) names.insert(entry.path().filename());
  return names;
}

class RocksDbKeyValueTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<KeyValue>> TryOpen(OpenMode mode, size_t write_buffer_bytes = 16 << 20) {
    RocksDbOptions options;
    options.mode = mode;
    options.cache_bytes = 8 << 20;
    options.write_buffer_bytes = write_buffer_bytes;
    return OpenRocksDb(path_, options);
  }
  std::unique_ptr<KeyValue> Open(OpenMode mode, size_t write_buffer_bytes = 16 << 20) {
    absl::StatusOr<std::unique_ptr<KeyValue>> kv = TryOpen(mode, write_buffer_bytes);
    EXPECT_TRUE(kv.ok()) << kv.status();
    return kv.ok() ? *std::move(kv) : nullptr;
  }
  static void Put(KeyValue& kv, const std::string& key, const std::string& value) {
    Batch batch;
    batch.Put(Family::kLog, key, value);
    const absl::Status status = kv.Write(batch);
    ASSERT_TRUE(status.ok()) << status;
  }
  static size_t Count(KeyValue& kv, Family family = Family::kLog) {
    size_t count = 0;
    std::shared_ptr<const ReadView> view = *kv.NewView();
    std::unique_ptr<RangeCursor> cursor = view->Range(family, "", "");
    for (; cursor->Valid(); cursor->Next()) ++count;
    EXPECT_TRUE(cursor->status().ok()) << cursor->status();
    return count;
  }

  testing::TemporaryDirectory directory_;
  const std::string path_ = directory_ / "rocks";
};

TEST_F(RocksDbKeyValueTest, OpensOnlyWhatIsThereUnlessToldToCreate) {
  EXPECT_TRUE(absl::IsNotFound(TryOpen(OpenMode::kReadOnly).status()));
  EXPECT_TRUE(absl::IsNotFound(TryOpen(OpenMode::kReadWrite).status()));
  EXPECT_FALSE(fs::exists(path_ + "/CURRENT"));
  Open(OpenMode::kCreate);
  EXPECT_NE(Open(OpenMode::kReadOnly), nullptr);
  EXPECT_NE(Open(OpenMode::kReadWrite), nullptr);
  EXPECT_NE(Open(OpenMode::kCreate), nullptr);
}

TEST_F(RocksDbKeyValueTest, KeepsWhatWasWrittenAcrossOpens) {
  for (int i = 0; i < 5; ++i) Put(*Open(OpenMode::kCreate), std::to_string(i), "v");
  EXPECT_EQ(Count(*Open(OpenMode::kReadOnly)), 5u);
}

TEST_F(RocksDbKeyValueTest, RefusesToWriteWhereOpenedToRead) {
  Open(OpenMode::kCreate);
  std::unique_ptr<KeyValue> kv = Open(OpenMode::kReadOnly);
  Batch batch;
  batch.Put(Family::kMeta, "a", "b");
  EXPECT_TRUE(absl::IsFailedPrecondition(kv->Write(batch)));
  EXPECT_TRUE(absl::IsFailedPrecondition(kv->Sync()));
  EXPECT_TRUE(absl::IsFailedPrecondition(kv->PurgeFiles()));
  EXPECT_TRUE(absl::IsFailedPrecondition(kv->NewTable(Family::kMeta, directory_ / "t").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(kv->Ingest({TableFile{Family::kMeta, "t"}})));
}

TEST_F(RocksDbKeyValueTest, AReaderLeavesTheDirectoryAsItIs) {
  Put(*Open(OpenMode::kCreate), "a", "v");
  const std::set<std::string> before = FilesIn(path_);
  std::vector<std::pair<std::string, fs::file_time_type>> times;
  for (const std::string& name : before) times.emplace_back(name, fs::last_write_time(path_ + "/" + name));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Count(*Open(OpenMode::kReadOnly)), 1u);
  EXPECT_EQ(FilesIn(path_), before);
  for (const auto& [name, time] : times) EXPECT_EQ(fs::last_write_time(path_ + "/" + name), time) << name;
}

TEST_F(RocksDbKeyValueTest, TellsASecondWriter) {
  std::unique_ptr<KeyValue> first = Open(OpenMode::kCreate);
  const absl::Status status = TryOpen(OpenMode::kReadWrite).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(RocksDbKeyValueTest, DeletesFilesInPurgesOnly) {
  std::set<std::string> seen;
  const auto check_that_all_stay = [&] {
    std::set<std::string> now = FilesIn(path_);
    for (const std::string& name : seen) {
      // Names that RocksDB renames or replaces, which no reader needs.
      if (name.starts_with("LOG") || name.ends_with(".dbtmp")) continue;
      EXPECT_THAT(now, Contains(name));
    }
    seen.insert(now.begin(), now.end());
  };
  for (int round = 0; round < 4; ++round) {
    std::unique_ptr<KeyValue> kv = Open(OpenMode::kCreate, 4 << 10);
    check_that_all_stay();
    for (int i = 0; i < 500; ++i) Put(*kv, std::to_string(i), std::string(100, 'v'));
    check_that_all_stay();
    kv.reset();
    check_that_all_stay();
  }
  const size_t before = seen.size();
  std::unique_ptr<KeyValue> kv = Open(OpenMode::kReadWrite);
  ASSERT_TRUE(kv->PurgeFiles().ok());
  EXPECT_LT(FilesIn(path_).size(), before / 2);
  EXPECT_EQ(Count(*kv), 500u);
}

TEST_F(RocksDbKeyValueTest, AnOpenReaderReadsOnAfterAPurge) {
  std::unique_ptr<KeyValue> writer = Open(OpenMode::kCreate, 4 << 10);
  for (int i = 1000; i < 3000; ++i) Put(*writer, std::to_string(i), std::string(100, 'v'));
  std::unique_ptr<KeyValue> reader = Open(OpenMode::kReadOnly);
  Batch batch;
  batch.DeleteRange(Family::kLog, "1000", "3000");
  ASSERT_TRUE(writer->Write(batch).ok());
  for (int i = 3000; i < 5000; ++i) Put(*writer, std::to_string(i), std::string(100, 'v'));
  ASSERT_TRUE(writer->PurgeFiles().ok());
  EXPECT_EQ(Count(*reader), 2000u);
  EXPECT_EQ(Count(*Open(OpenMode::kReadOnly)), 2000u);
}

TEST_F(RocksDbKeyValueTest, PurgesTheFilesOfADeletedRange) {
  std::unique_ptr<KeyValue> kv = Open(OpenMode::kCreate);
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = kv->NewTable(Family::kBlocks, directory_ / "t");
  ASSERT_TRUE(writer.ok());
  for (int i = 1000; i < 2000; ++i) {
    ASSERT_TRUE((*writer)->Put("1" + std::to_string(i), std::string(1000, 'x')).ok());
  }
  ASSERT_TRUE((*writer)->Finish().ok());
  ASSERT_TRUE(kv->Ingest({TableFile{Family::kBlocks, directory_ / "t"}}).ok());
  EXPECT_FALSE(fs::exists(directory_ / "t"));
  EXPECT_GT(*kv->SizeBytes(Family::kBlocks), 900'000u);

  std::shared_ptr<const ReadView> view = *kv->NewView();
  Batch batch;
  batch.DeleteRange(Family::kBlocks, "1", "2");
  ASSERT_TRUE(kv->Write(batch).ok());
  ASSERT_TRUE(kv->PurgeFiles().ok());
  EXPECT_GT(*kv->SizeBytes(Family::kBlocks), 900'000u) << "a view still needs it";
  view.reset();
  ASSERT_TRUE(kv->PurgeFiles().ok());
  EXPECT_LT(*kv->SizeBytes(Family::kBlocks), 10'000u);
  EXPECT_EQ(Count(*kv, Family::kBlocks), 0u);
}

TEST_F(RocksDbKeyValueTest, RefusesAStoreThatLostCurrent) {
  Put(*Open(OpenMode::kCreate), "a", "v");
  fs::remove(path_ + "/CURRENT");
  for (const OpenMode mode : {OpenMode::kReadOnly, OpenMode::kReadWrite, OpenMode::kCreate}) {
    const absl::Status status = TryOpen(mode).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("CURRENT"));
  }
}

TEST_F(RocksDbKeyValueTest, RefusesAStoreThatLostATable) {
  {
    std::unique_ptr<KeyValue> kv = Open(OpenMode::kCreate, 4 << 10);
    for (int i = 0; i < 500; ++i) Put(*kv, std::to_string(i), std::string(100, 'v'));
  }
  Open(OpenMode::kReadWrite);  // everything is in tables now
  std::string table;
  for (const std::string& name : FilesIn(path_)) {
    if (name.ends_with(".sst")) table = name;  // the newest
  }
  fs::remove(path_ + "/" + table);
  for (const OpenMode mode : {OpenMode::kReadOnly, OpenMode::kReadWrite}) {
    const absl::Status status = TryOpen(mode).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(table));
  }
}

// A store whose CURRENT was damaged so that it names an older manifest opens with old content. The layer
// above sees that by its side file; until then nothing of the newer content may be deleted.
TEST_F(RocksDbKeyValueTest, AnOpenDestroysNothingThatAnOldManifestDoesNotKnow) {
  Put(*Open(OpenMode::kCreate), "a", "v");
  std::string old_current;
  std::ifstream(path_ + "/CURRENT") >> old_current;
  {
    std::unique_ptr<KeyValue> kv = Open(OpenMode::kReadWrite, 4 << 10);
    for (int i = 0; i < 500; ++i) Put(*kv, std::to_string(i), std::string(100, 'v'));
  }
  std::string good_current;
  std::ifstream(path_ + "/CURRENT") >> good_current;
  ASSERT_NE(old_current, good_current);
  std::ofstream(path_ + "/CURRENT") << old_current << "\n";
  TryOpen(OpenMode::kReadWrite).status().IgnoreError();
  std::ofstream(path_ + "/CURRENT") << good_current << "\n";
  EXPECT_EQ(Count(*Open(OpenMode::kReadOnly)), 501u);
}

TEST_F(RocksDbKeyValueTest, IngestLeavesNoFileBesideTheStore) {
  std::unique_ptr<KeyValue> kv = Open(OpenMode::kCreate);
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = kv->NewTable(Family::kMeta, directory_ / "t");
  ASSERT_TRUE((*writer)->Put("a", "1").ok());
  ASSERT_TRUE((*writer)->Finish().ok());
  ASSERT_TRUE(kv->Ingest({TableFile{Family::kMeta, directory_ / "t"}}).ok());
  EXPECT_THAT(FilesIn(directory_.path()), ::testing::ElementsAre("rocks"));
}

}  // namespace
}  // namespace tern::kv
