// What key_value.h promises, held by every implementation.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/kv/key_value.h"
#include "storage/kv/memory_key_value.h"
#include "storage/kv/rocksdb_key_value.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::kv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Rows = std::vector<std::pair<std::string, std::string>>;

struct Implementation {
  std::string name;
  std::function<std::unique_ptr<KeyValue>(const std::string& path)> make;
};

class KeyValueContract : public ::testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override {
    kv_ = GetParam().make(directory_ / "rocks");
    ASSERT_NE(kv_, nullptr);
  }

  std::shared_ptr<const ReadView> View() {
    absl::StatusOr<std::shared_ptr<const ReadView>> view = kv_->NewView();
    EXPECT_TRUE(view.ok()) << view.status();
    return *view;
  }
  void Write(const std::function<void(Batch&)>& fill) {
    Batch batch;
    fill(batch);
    const absl::Status status = kv_->Write(batch);
    ASSERT_TRUE(status.ok()) << status;
  }
  void Put(Family family, const std::string& key, const std::string& value) {
    Write([&](Batch& batch) { batch.Put(family, key, value); });
  }
  std::optional<std::string> Get(const ReadView& view, Family family, const std::string& key) {
    absl::StatusOr<std::optional<PinnedValue>> value = view.Get(family, key);
    EXPECT_TRUE(value.ok()) << value.status();
    if (!value->has_value()) return std::nullopt;
    return std::string((*value)->bytes());
  }
  std::optional<std::string> Get(Family family, const std::string& key) { return Get(*View(), family, key); }

  Rows Scan(const ReadView& view, Family family, const std::string& begin, const std::string& end) {
    Rows rows;
    std::unique_ptr<RangeCursor> cursor = view.Range(family, begin, end);
    for (; cursor->Valid(); cursor->Next()) rows.emplace_back(cursor->key(), cursor->value());
    EXPECT_TRUE(cursor->status().ok()) << cursor->status();
    return rows;
  }

  TableFile Table(Family family, const std::string& name, const Rows& rows) {
    const std::string path = directory_ / name;
    absl::StatusOr<std::unique_ptr<TableWriter>> writer = kv_->NewTable(family, path);
    EXPECT_TRUE(writer.ok()) << writer.status();
    for (const auto& [key, value] : rows) {
      const absl::Status status = (*writer)->Put(key, value);
      EXPECT_TRUE(status.ok()) << status;
    }
    const absl::Status status = (*writer)->Finish();
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_GT((*writer)->size_bytes(), 0u);
    return {family, path};
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<KeyValue> kv_;
};

TEST_P(KeyValueContract, KeepsFamiliesApart) {
  for (int i = 0; i < kFamilyCount; ++i) Put(static_cast<Family>(i), "k", std::to_string(i));
  for (int i = 0; i < kFamilyCount; ++i) EXPECT_EQ(Get(static_cast<Family>(i), "k"), std::to_string(i));
  Write([](Batch& batch) { batch.Delete(Family::kLog, "k"); });
  EXPECT_EQ(Get(Family::kLog, "k"), std::nullopt);
  EXPECT_EQ(Get(Family::kMeta, "k"), "0");
}

TEST_P(KeyValueContract, KeepsAnyBytes) {
  std::string every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<char>(i));
  const std::string large(3 << 20, 'x');
  Put(Family::kDictionary, every, large);
  Put(Family::kDictionary, std::string("\0", 1), "");
  EXPECT_EQ(Get(Family::kDictionary, every), large);
  EXPECT_EQ(Get(Family::kDictionary, std::string("\0", 1)), "");
}

TEST_P(KeyValueContract, AppliesABatchInItsOrder) {
  Write([](Batch& batch) {
    batch.Put(Family::kMeta, "a", "1");
    batch.Put(Family::kMeta, "b", "1");
    batch.DeleteRange(Family::kMeta, "a", "b");
    batch.Put(Family::kMeta, "a", "2");
    batch.Delete(Family::kMeta, "b");
    batch.DeleteRange(Family::kMeta, "z", "a");  // empty: does nothing
  });
  EXPECT_THAT(Scan(*View(), Family::kMeta, "", ""), ElementsAre(Pair("a", "2")));
}

TEST_P(KeyValueContract, TakesAnEmptyBatch) {
  Write([](Batch&) {});
}

TEST_P(KeyValueContract, ViewsSeeOneMomentOfAllFamilies) {
  Put(Family::kMeta, "head", "1");
  Put(Family::kLog, "1", "x");
  const std::shared_ptr<const ReadView> before = View();
  Write([](Batch& batch) {
    batch.Put(Family::kMeta, "head", "2");
    batch.DeleteRange(Family::kLog, "0", "9");
  });
  const std::shared_ptr<const ReadView> after = View();
  EXPECT_EQ(Get(*before, Family::kMeta, "head"), "1");
  EXPECT_EQ(Get(*before, Family::kLog, "1"), "x");
  EXPECT_EQ(Get(*after, Family::kMeta, "head"), "2");
  EXPECT_EQ(Get(*after, Family::kLog, "1"), std::nullopt);
  EXPECT_THAT(Scan(*before, Family::kLog, "", ""), ElementsAre(Pair("1", "x")));
}

TEST_P(KeyValueContract, ViewsOutliveWhatTheySaw) {
  Put(Family::kBlocks, "k", "old");
  const std::shared_ptr<const ReadView> before = View();
  Write([](Batch& batch) { batch.DeleteRange(Family::kBlocks, "a", "z"); });
  ASSERT_TRUE(kv_->PurgeFiles().ok());
  ASSERT_TRUE(kv_->Ingest({Table(Family::kBlocks, "t", {{"k", "new"}})}).ok());
  ASSERT_TRUE(kv_->PurgeFiles().ok());
  EXPECT_EQ(Get(*before, Family::kBlocks, "k"), "old");
  EXPECT_EQ(Get(Family::kBlocks, "k"), "new");
}

TEST_P(KeyValueContract, PinnedValuesStayAfterTheirKeyIsGone) {
  Put(Family::kBlocks, "k", std::string(40000, 'v'));
  absl::StatusOr<std::optional<PinnedValue>> value = View()->Get(Family::kBlocks, "k");
  ASSERT_TRUE(value.ok() && value->has_value());
  Write([](Batch& batch) { batch.Delete(Family::kBlocks, "k"); });
  for (int i = 0; i < 100; ++i) Put(Family::kBlocks, "x" + std::to_string(i), std::string(10000, 'y'));
  EXPECT_EQ((*value)->bytes(), std::string(40000, 'v'));
}

TEST_P(KeyValueContract, MultiGetAnswersInTheOrderOfTheQuestions) {
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) {
    keys.push_back(std::to_string(i * 7919 % 1000));
    if (i % 3 != 0) Put(Family::kDictionary, keys.back(), "v" + keys.back());
  }
  keys.push_back(keys[1]);  // twice
  absl::StatusOr<std::vector<std::optional<PinnedValue>>> values =
      View()->MultiGet(Family::kDictionary, keys);
  ASSERT_TRUE(values.ok());
  ASSERT_EQ(values->size(), keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const bool there = i == 300 || i % 3 != 0;
    ASSERT_EQ((*values)[i].has_value(), there) << i;
    if (there) {
      EXPECT_EQ((*values)[i]->bytes(), "v" + keys[i]);
    }
  }
  EXPECT_THAT(*View()->MultiGet(Family::kDictionary, {}), IsEmpty());
}

TEST_P(KeyValueContract, RangesAreHalfOpenAndInByteOrder) {
  for (const char* key : {"a", "b", "ba", "c", "\x7f", "\xff"}) Put(Family::kIndex, key, key);
  const std::shared_ptr<const ReadView> view = View();
  EXPECT_THAT(Scan(*view, Family::kIndex, "b", "c"), ElementsAre(Pair("b", "b"), Pair("ba", "ba")));
  EXPECT_THAT(Scan(*view, Family::kIndex, "c", ""),
              ElementsAre(Pair("c", "c"), Pair("\x7f", "\x7f"), Pair("\xff", "\xff")));
  EXPECT_EQ(Scan(*view, Family::kIndex, "", "").size(), 6u);
  EXPECT_THAT(Scan(*view, Family::kIndex, "c", "b"), IsEmpty());
  EXPECT_THAT(Scan(*view, Family::kIndex, "b", "b"), IsEmpty());
}

// Every range and seek over a small alphabet, against std::set.
TEST_P(KeyValueContract, SeeksAreClampedToTheRange) {
  const std::set<std::string> keys = {"b", "d", "dd", "f", "h"};
  for (const std::string& key : keys) Put(Family::kIndex, key, "v");
  const std::vector<std::string> points = {"", "a", "b", "c", "d", "dd", "e", "f", "g", "h", "i"};
  const std::shared_ptr<const ReadView> view = View();
  for (const std::string& begin : points) {
    for (const std::string& end : points) {
      std::set<std::string> inside;
      for (const std::string& key : keys) {
        if (key >= begin && (end.empty() || key < end)) inside.insert(key);
      }
      std::unique_ptr<RangeCursor> cursor = view->Range(Family::kIndex, begin, end);
      for (const std::string& point : points) {
        SCOPED_TRACE("[" + begin + ", " + end + ") at " + point);
        cursor->Seek(point);
        const auto next = inside.lower_bound(point);
        ASSERT_EQ(cursor->Valid(), next != inside.end());
        if (cursor->Valid()) {
          EXPECT_EQ(cursor->key(), *next);
        }
        cursor->SeekForPrev(point);
        auto previous = inside.upper_bound(point);
        ASSERT_EQ(cursor->Valid(), previous != inside.begin());
        if (cursor->Valid()) {
          EXPECT_EQ(cursor->key(), *std::prev(previous));
        }
      }
    }
  }
}

TEST_P(KeyValueContract, IngestsAllFamiliesAtOneMoment) {
  Put(Family::kMeta, "generation", "1");
  Put(Family::kBlocks, "1a", "old");
  const std::shared_ptr<const ReadView> before = View();
  const std::vector<TableFile> files = {Table(Family::kMeta, "m", {{"generation", "2"}, {"head", "9"}}),
                                        Table(Family::kBlocks, "b1", {{"2a", "x"}, {"2b", "y"}}),
                                        Table(Family::kBlocks, "b2", {{"2c", "z"}}),
                                        Table(Family::kDictionary, "d", {{"t", "term"}})};
  const absl::Status status = kv_->Ingest(files);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Get(*before, Family::kMeta, "generation"), "1");
  EXPECT_THAT(Scan(*before, Family::kBlocks, "2", "3"), IsEmpty());
  EXPECT_EQ(Get(Family::kMeta, "generation"), "2");
  EXPECT_EQ(Scan(*View(), Family::kBlocks, "2", "3").size(), 3u);
  EXPECT_EQ(Get(Family::kBlocks, "1a"), "old");
  EXPECT_EQ(Get(Family::kDictionary, "t"), "term");
}

TEST_P(KeyValueContract, LaterWritesShadowIngestedValuesAndTheOtherWayRound) {
  Put(Family::kMeta, "k", "1");
  ASSERT_TRUE(kv_->Ingest({Table(Family::kMeta, "t1", {{"k", "2"}})}).ok());
  EXPECT_EQ(Get(Family::kMeta, "k"), "2");
  Put(Family::kMeta, "k", "3");
  EXPECT_EQ(Get(Family::kMeta, "k"), "3");
  ASSERT_TRUE(kv_->Ingest({Table(Family::kMeta, "t2", {{"k", "4"}})}).ok());
  EXPECT_EQ(Get(Family::kMeta, "k"), "4");
}

TEST_P(KeyValueContract, RefusesKeysThatDoNotAscend) {
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = kv_->NewTable(Family::kBlocks, directory_ / "t");
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->Put("b", "1").ok());
  EXPECT_FALSE((*writer)->Put("a", "2").ok());
}

TEST_P(KeyValueContract, RefusesAnEmptyTable) {
  absl::StatusOr<std::unique_ptr<TableWriter>> writer = kv_->NewTable(Family::kBlocks, directory_ / "t");
  ASSERT_TRUE(writer.ok());
  EXPECT_TRUE(absl::IsFailedPrecondition((*writer)->Finish()));
}

TEST_P(KeyValueContract, DeletedRangesStayDeletedAcrossPurges) {
  Rows rows;
  for (int i = 100; i < 400; ++i) rows.emplace_back("1-" + std::to_string(i), std::string(1000, 'x'));
  ASSERT_TRUE(kv_->Ingest({Table(Family::kBlocks, "t", rows)}).ok());
  Write([](Batch& batch) { batch.DeleteRange(Family::kBlocks, "1-", "1."); });
  EXPECT_THAT(Scan(*View(), Family::kBlocks, "", ""), IsEmpty());
  // What is written into the range afterwards must survive every purge.
  Put(Family::kBlocks, "1-250", "new");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(kv_->PurgeFiles().ok());
    EXPECT_THAT(Scan(*View(), Family::kBlocks, "", ""), ElementsAre(Pair("1-250", "new")));
  }
}

// Random batches, ingests, purges and views against std::map.
TEST_P(KeyValueContract, AgreesWithAMapOverRandomHistories) {
  using Model = std::map<std::string, std::string>;
  std::mt19937 random(7);
  const auto key = [&] { return std::to_string(100 + random() % 60); };
  Model model;
  std::vector<std::pair<std::shared_ptr<const ReadView>, Model>> views;
  for (int step = 0; step < 600; ++step) {
    const std::string value = std::to_string(step);
    switch (random() % 12) {
      case 0: {
        std::string begin = key();
        std::string end = key();
        Write([&](Batch& batch) { batch.DeleteRange(Family::kBlocks, begin, end); });
        if (begin < end) model.erase(model.lower_bound(begin), model.lower_bound(end));
        break;
      }
      case 1: {
        std::string one = key();
        Write([&](Batch& batch) { batch.Delete(Family::kBlocks, one); });
        model.erase(one);
        break;
      }
      case 2: {
        Model table;
        for (int i = 0; i < 5; ++i) table[key()] = value;
        ASSERT_TRUE(kv_->Ingest({Table(Family::kBlocks, "t", Rows(table.begin(), table.end()))}).ok());
        for (const auto& [k, v] : table) model[k] = v;
        break;
      }
      case 3:
        ASSERT_TRUE(kv_->PurgeFiles().ok());
        break;
      case 4:
        if (views.size() > 3) views.erase(views.begin());
        views.emplace_back(View(), model);
        break;
      case 5:
        ASSERT_TRUE(kv_->Sync().ok());
        break;
      default: {
        std::string one = key();
        Put(Family::kBlocks, one, value);
        model[one] = value;
      }
    }
    if (step % 10 != 0) continue;
    ASSERT_EQ(Scan(*View(), Family::kBlocks, "", ""), Rows(model.begin(), model.end())) << step;
    for (const auto& [view, then] : views) {
      ASSERT_EQ(Scan(*view, Family::kBlocks, "", ""), Rows(then.begin(), then.end())) << step;
    }
  }
}

TEST_P(KeyValueContract, ReadsAndWritesFromSeveralThreads) {
  Put(Family::kMeta, "count", "0");
  std::thread writer([&] {
    for (int i = 1; i <= 300; ++i) {
      Batch batch;
      batch.Put(Family::kMeta, "count", std::to_string(i));
      batch.Put(Family::kLog, std::to_string(1000 + i), "x");
      ASSERT_TRUE(kv_->Write(batch).ok());
      if (i % 50 == 0) {
        ASSERT_TRUE(kv_->Sync().ok());
      }
    }
  });
  for (int i = 0; i < 100; ++i) {
    const std::shared_ptr<const ReadView> view = View();
    EXPECT_EQ(std::to_string(Scan(*view, Family::kLog, "", "").size()), *Get(*view, Family::kMeta, "count"));
  }
  writer.join();
}

TEST_P(KeyValueContract, TellsSizes) {
  Rows rows;
  for (int i = 100; i < 400; ++i) rows.emplace_back(std::to_string(i), std::string(1000, 'x'));
  ASSERT_TRUE(kv_->Ingest({Table(Family::kBlocks, "t", rows)}).ok());
  absl::StatusOr<uint64_t> size = kv_->SizeBytes(Family::kBlocks);
  ASSERT_TRUE(size.ok());
  EXPECT_GT(*size, 250'000u);
  EXPECT_LT(*size, 400'000u);
}

INSTANTIATE_TEST_SUITE_P(
    All, KeyValueContract,
    ::testing::Values(Implementation{"Memory", [](const std::string&) { return MemoryKeyValue::Create(); }},
                      Implementation{"RocksDb",
                                     [](const std::string& path) {
                                       RocksDbOptions options;
                                       options.mode = OpenMode::kCreate;
                                       options.cache_bytes = 8 << 20;
                                       auto kv = OpenRocksDb(path, options);
                                       EXPECT_TRUE(kv.ok()) << kv.status();
                                       return kv.ok() ? *std::move(kv) : nullptr;
                                     }},
                      Implementation{"RocksDbFlushingAllTheTime",
                                     [](const std::string& path) {
                                       RocksDbOptions options;
                                       options.mode = OpenMode::kCreate;
                                       options.cache_bytes = 8 << 20;
                                       options.write_buffer_bytes = 4 << 10;
                                       auto kv = OpenRocksDb(path, options);
                                       EXPECT_TRUE(kv.ok()) << kv.status();
                                       return kv.ok() ? *std::move(kv) : nullptr;
                                     }}),
    [](const ::testing::TestParamInfo<Implementation>& info) { return info.param.name; });

}  // namespace
}  // namespace tern::kv
