// Opening: what is refused and how, what is cleaned up, and readers beside a writer.
#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/log/log_entry.h"
#include "storage/order/keys.h"
#include "storage/store/meta.h"
#include "storage/store/side_file.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

Changes One(int i) { return {{{true, MakeFact(Name("a"), Name("p"), model::Term::Integer(i))}}, {}, true}; }

std::string Message(const absl::Status& status) { return std::string(status.message()); }

class OpenTest : public ::testing::Test {
 protected:
  OpenTest() : store_(Backend::kRocksDb), memory_(Backend::kMemory) {}

  static size_t Rows(TestStore& store) { return ReadAll(*store.Read()).facts.size(); }
  // Opens the RocksDB store a second time, to read.
  absl::StatusOr<std::unique_ptr<Store>> OpenReader() {
    StoreOptions options = store_.options();
    options.access = Access::kRead;
    return Store::Open(store_.path(), options);
  }
  // A memory store with three commits, closed.
  void MakeMemoryStore() {
    ASSERT_TRUE(memory_.Open().ok());
    for (int i = 0; i < 3; ++i) memory_.Commit(One(i));
    memory_.Close();
  }
  void WriteMeta(std::string_view key, std::string value) {
    kv::Batch batch;
    batch.Put(kv::Family::kMeta, std::string(key), std::move(value));
    ASSERT_TRUE(memory_.memory().Write(batch).ok());
  }

  TestStore store_;
  TestStore memory_;
};

TEST_F(OpenTest, AMissingStoreIsNotFoundUnlessItIsToBeMade) {
  EXPECT_TRUE(absl::IsNotFound(store_.Open(Access::kRead)));
  EXPECT_TRUE(absl::IsNotFound(store_.Open(Access::kWrite)));
  EXPECT_FALSE(fs::exists(store_.path()));
  EXPECT_TRUE(store_.Open(Access::kCreate).ok());
  EXPECT_EQ(store_.Read()->commit_number(), 0u);
  EXPECT_EQ(store_.Read()->base_namespace(), model::iri::kDefaultBase);
  EXPECT_EQ(Rows(store_), 0u);
  EXPECT_TRUE(store_.Open(Access::kRead).ok());
  EXPECT_TRUE(store_.Open(Access::kWrite).ok());
}

TEST_F(OpenTest, ADirectoryWithOtherFilesIsLeftAlone) {
  fs::create_directories(store_.path());
  std::ofstream(store_.path() + "/thesis.txt") << "mine";
  const absl::Status status = store_.Open(Access::kCreate);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("holds other files and no store"));
  EXPECT_FALSE(fs::exists(store_.path() + "/rocks"));
}

TEST_F(OpenTest, TheBaseNamespaceIsFixedByTheFirstCommit) {
  store_.options().base_namespace = "http://example.net/";
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.options().base_namespace = "http://example.org/";
  for (const Access access : {Access::kRead, Access::kWrite}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(store_.Open(access)));
  }
  // Whoever would have made the store may still choose.
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  EXPECT_EQ(store_.Read()->base_namespace(), "http://example.org/");
  store_.options().base_namespace = "";
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  EXPECT_EQ(store_.Read()->base_namespace(), "http://example.org/");
  store_.Commit({{{true, MakeFact(Name("a"), Name("p"), Name("b"))}}, {}, true});
  store_.options().base_namespace = "http://example.com/";
  for (const Access access : {Access::kRead, Access::kWrite, Access::kCreate}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(store_.Open(access)));
  }
  store_.options().base_namespace = "";
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(store_.Read()->base_namespace(), "http://example.org/");
}

TEST_F(OpenTest, ASecondWriterIsToldWhoHoldsTheStore) {
  store_.options().owner = "tern load chips.nt";
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  StoreOptions options = store_.options();
  options.writer_wait = std::chrono::milliseconds(20);
  const absl::Status status = Store::Open(store_.path(), options).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("tern load chips.nt"));
}

TEST_F(OpenTest, ReadersBesideAWriterSeeTheStoreAsTheyOpenedIt) {
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.Commit(One(1));
  absl::StatusOr<std::unique_ptr<Store>> reader = OpenReader();
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_FALSE(*(*reader)->IsStale());
  EXPECT_FALSE(*store_->IsStale());
  store_.Commit(One(2));
  EXPECT_TRUE(*(*reader)->IsStale());
  ASSERT_TRUE(store_->Fold().ok());
  store_.Commit(One(3));
  ASSERT_TRUE(store_->Fold().ok());
  EXPECT_EQ(ReadAll(**(*reader)->GetSnapshot()).facts.size(), 1u);
  reader = OpenReader();
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_FALSE(*(*reader)->IsStale());
  EXPECT_EQ(ReadAll(**(*reader)->GetSnapshot()).facts.size(), 3u);
}

TEST_F(OpenTest, ScratchOfAKilledLoadIsRemovedByTheNextWriter) {
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.Close();
  fs::create_directories(store_.path() + "/scratch/4711-1");
  std::ofstream(store_.path() + "/scratch/4711-1/blocks-SPO.sst") << "half";
  ASSERT_TRUE(store_.Open(Access::kRead).ok());
  EXPECT_TRUE(fs::exists(store_.path() + "/scratch/4711-1"));
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_FALSE(fs::exists(store_.path() + "/scratch"));
}

TEST_F(OpenTest, AFoldLeavesNoScratchBehind) {
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.Commit(One(1));
  FoldOptions options;
  options.way = FoldOptions::Way::kNewGeneration;
  ASSERT_TRUE(store_->Fold(options).ok());
  EXPECT_TRUE(fs::is_empty(store_.path() + "/scratch"));
}

TEST_F(OpenTest, GarbageOfAnUnfinishedSwitchIsRemoved) {
  MakeMemoryStore();
  ASSERT_TRUE(memory_.Open(Access::kWrite).ok());
  FoldOptions options;
  options.way = FoldOptions::Way::kNewGeneration;
  ASSERT_TRUE(memory_->Fold(options).ok());
  memory_.Close();
  kv::Batch batch;
  const std::string old_block = order::EncodeBlockKey(0, order::Order::kSpo, model::Row{});
  batch.Put(kv::Family::kBlocks, old_block, "old");
  batch.Put(kv::Family::kLog, log::LogKey(2), "folded long ago");
  ASSERT_TRUE(memory_.memory().Write(batch).ok());
  ASSERT_TRUE(memory_.Open(Access::kWrite).ok());
  const auto view = *memory_.memory().NewView();
  EXPECT_FALSE(view->Get(kv::Family::kBlocks, old_block)->has_value());
  EXPECT_FALSE(view->Get(kv::Family::kLog, log::LogKey(2))->has_value());
  EXPECT_EQ(Rows(memory_), 3u);
}

TEST_F(OpenTest, LostCommitsAreNeverAShorterStore) {
  MakeMemoryStore();
  // The store as it was two commits ago, as a damaged log would leave it.
  kv::Batch batch;
  batch.Delete(kv::Family::kLog, log::LogKey(2));
  batch.Delete(kv::Family::kLog, log::LogKey(3));
  HeadRecord head;
  head.commit = 1;
  head.totals = {1, 1, 0, 0};
  batch.Put(kv::Family::kMeta, std::string(kHeadKey), EncodeHead(head));
  ASSERT_TRUE(memory_.memory().Write(batch).ok());
  for (const Access access : {Access::kRead, Access::kWrite, Access::kCreate}) {
    const absl::Status status = memory_.Open(access);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(Message(status), HasSubstr("the store has lost commits 2 to 3"));
  }
}

TEST_F(OpenTest, AHoleInTheLogIsDataLoss) {
  MakeMemoryStore();
  kv::Batch batch;
  batch.Delete(kv::Family::kLog, log::LogKey(2));
  ASSERT_TRUE(memory_.memory().Write(batch).ok());
  const absl::Status status = memory_.Open(Access::kWrite);
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("commit 2 is missing"));
}

TEST_F(OpenTest, AMissingSideFileIsDataLoss) {
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.Commit(One(1));
  store_.Close();
  fs::remove(store_.path() + "/head");
  EXPECT_TRUE(absl::IsDataLoss(store_.Open(Access::kRead)));
  const absl::Status status = store_.Open(Access::kWrite);
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("the side file"));
}

TEST_F(OpenTest, AnOlderSideFileIsBroughtUpToDate) {
  MakeMemoryStore();
  ASSERT_TRUE(SideFile::Create(memory_.path(), {2, 2, 2, 0}).ok());
  ASSERT_TRUE(memory_.Open(Access::kWrite).ok());
  EXPECT_EQ((*SideFile::Read(memory_.path()))->commit, 3u);
}

TEST_F(OpenTest, OtherTotalsAtTheSameCommitAreDataLoss) {
  MakeMemoryStore();
  ASSERT_TRUE(SideFile::Create(memory_.path(), {3, 4, 4, 0}).ok());
  EXPECT_TRUE(absl::IsDataLoss(memory_.Open(Access::kWrite)));
}

TEST_F(OpenTest, ANewerFormatIsRefused) {
  MakeMemoryStore();
  std::string format = EncodeFormat({});
  format[kFormatMagic.size()] = 9;
  WriteMeta(kFormatKey, format);
  const absl::Status status = memory_.Open(Access::kWrite);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("format version 9"));
}

TEST_F(OpenTest, AMissingRecordIsDataLoss) {
  MakeMemoryStore();
  kv::Batch batch;
  batch.Delete(kv::Family::kMeta, std::string(kGenerationKey));
  ASSERT_TRUE(memory_.memory().Write(batch).ok());
  EXPECT_TRUE(absl::IsDataLoss(memory_.Open(Access::kWrite)));
}

TEST_F(OpenTest, ALostKeyValueStoreIsNotMadeAnew) {
  ASSERT_TRUE(store_.Open(Access::kCreate).ok());
  store_.Commit(One(1));
  store_.Close();
  fs::remove_all(store_.path() + "/rocks");
  for (const Access access : {Access::kRead, Access::kWrite, Access::kCreate}) {
    const absl::Status status = store_.Open(access);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  }
}

TEST_F(OpenTest, ADamagedBlockIsDataLossWhereItIsRead) {
  MakeMemoryStore();
  ASSERT_TRUE(memory_.Open(Access::kWrite).ok());
  ASSERT_TRUE(memory_->Fold().ok());
  const auto view = *memory_.memory().NewView();
  const std::unique_ptr<kv::RangeCursor> cursor = view->Range(kv::Family::kBlocks, "", "");
  ASSERT_TRUE(cursor->Valid());
  std::string bytes(cursor->value());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
  kv::Batch batch;
  batch.Put(kv::Family::kBlocks, std::string(cursor->key()), bytes);
  batch.Delete(kv::Family::kBlocks, order::EncodeBlockKey(99, order::Order::kSpo, model::Row{}));
  ASSERT_TRUE(memory_.memory().Write(batch).ok());
  memory_.Commit(One(7));
  // A fold verifies every row that it reads, so damage is not carried on.
  EXPECT_TRUE(absl::IsDataLoss(memory_->Fold()));
  EXPECT_EQ(memory_.Read()->commit_number(), 4u);
}

}  // namespace
}  // namespace tern::store
