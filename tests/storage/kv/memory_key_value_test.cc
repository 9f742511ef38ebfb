#include "storage/kv/memory_key_value.h"

#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace tern::kv {
namespace {

Batch Put(const std::string& key) {
  Batch batch;
  batch.Put(Family::kLog, key, "v");
  return batch;
}

bool Has(KeyValue& kv, const std::string& key) {
  return (*(*kv.NewView())->Get(Family::kLog, key)).has_value();
}

TEST(MemoryKeyValueTest, DropsWhatWasNotSynced) {
  std::unique_ptr<MemoryKeyValue> kv = MemoryKeyValue::Create();
  ASSERT_TRUE(kv->Write(Put("a")).ok());
  ASSERT_TRUE(kv->Sync().ok());
  ASSERT_TRUE(kv->Write(Put("b")).ok());
  kv->DropUnsynced();
  EXPECT_TRUE(Has(*kv, "a"));
  EXPECT_FALSE(Has(*kv, "b"));
  EXPECT_EQ(kv->sync_count(), 1);
}

TEST(MemoryKeyValueTest, FailsWhereTheFaultSays) {
  std::unique_ptr<MemoryKeyValue> kv = MemoryKeyValue::Create();
  kv->SetFault([](std::string_view operation) {
    return operation == "write" || operation == "get" ? absl::InternalError("no") : absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsInternal(kv->Write(Put("a"))));
  EXPECT_TRUE(kv->Sync().ok());
  EXPECT_TRUE(absl::IsInternal((*kv->NewView())->Get(Family::kLog, "a").status()));
  kv->SetFault(nullptr);
  EXPECT_FALSE(Has(*kv, "a"));
}

TEST(MemoryKeyValueTest, CountsTheKeysThatAreRead) {
  std::unique_ptr<MemoryKeyValue> kv = MemoryKeyValue::Create();
  Has(*kv, "a");
  ASSERT_TRUE((*kv->NewView())->MultiGet(Family::kLog, {"a", "b"}).ok());
  EXPECT_EQ(kv->get_count(), 3);
}

TEST(MemoryKeyValueTest, IngestIsDurableWithAllThatWasWrittenBefore) {
  std::unique_ptr<MemoryKeyValue> kv = MemoryKeyValue::Create();
  ASSERT_TRUE(kv->Write(Put("a")).ok());
  std::unique_ptr<TableWriter> writer = *kv->NewTable(Family::kLog, "t");
  ASSERT_TRUE(writer->Put("b", "v").ok());
  ASSERT_TRUE(writer->Finish().ok());
  ASSERT_TRUE(kv->Ingest({TableFile{Family::kLog, "t"}}).ok());
  kv->DropUnsynced();
  EXPECT_TRUE(Has(*kv, "a"));
  EXPECT_TRUE(Has(*kv, "b"));
}

TEST(MemoryKeyValueTest, RefusesOverlappingFilesOfOneFamily) {
  std::unique_ptr<MemoryKeyValue> kv = MemoryKeyValue::Create();
  std::unique_ptr<TableWriter> outer = *kv->NewTable(Family::kLog, "outer");
  ASSERT_TRUE(outer->Put("a", "v").ok() && outer->Put("c", "v").ok() && outer->Finish().ok());
  std::unique_ptr<TableWriter> inner = *kv->NewTable(Family::kLog, "inner");
  ASSERT_TRUE(inner->Put("b", "v").ok() && inner->Finish().ok());
  const absl::Status status =
      kv->Ingest({TableFile{Family::kLog, "outer"}, TableFile{Family::kLog, "inner"}});
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_FALSE(Has(*kv, "a"));
}

}  // namespace
}  // namespace tern::kv
