// A check finds nothing in sound stores, whatever their history, and finds each thing that is damaged beneath
// a store that still opens.
#include "storage/store/check.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/block/block_builder.h"
#include "storage/load/loader.h"
#include "storage/log/log_entry.h"
#include "storage/order/keys.h"
#include "storage/store/meta.h"
#include "storage/store/snapshot_impl.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Row;
using model::Term;
using model::TermId;
using order::Order;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CheckTest, SoundStoresHaveNoFindings) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    RandomFacts facts(random, 60);
    TestStore store(seed == 1 ? Backend::kRocksDb : Backend::kMemory);
    store.options().rows_per_block = 8;
    store.options().background_fold = false;
    ASSERT_TRUE(store.Open().ok());
    Changes blanks;
    for (const char* label : {"b1", "b2"})
      blanks.changes.push_back({true, MakeFact(Term::Blank(label), Name("p0"), Name("start"))});
    store.Commit(blanks);
    for (int step = 0; step < 12; ++step) {
      store.Commit(facts.NextChanges(60, 0.3));
      if (step == 4) {
        ASSERT_TRUE(store->Compact({}).ok());
      }
      if (step % 3 != 0) continue;
      FoldOptions options;
      options.way = FoldOptions::Way::kInPlace;
      options.batch_bytes = 1;
      options.stop_after_batches = 1 + facts.Pick(60);
      ASSERT_TRUE(store->Fold(options).ok());
    }
    const auto snapshot = store.Read();
    const absl::StatusOr<CheckReport> report = Check(*snapshot, {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, IsEmpty());
    EXPECT_TRUE(report->is_sound());
    EXPECT_EQ(report->statements, snapshot->totals().statements);
    EXPECT_GT(report->terms, 0u);
  }
}

// A store in memory whose key-value store a test may change while the store is closed.
class DamageTest : public ::testing::Test {
 protected:
  DamageTest() : store_(Backend::kMemory) {
    store_.options().rows_per_block = 8;
    store_.options().background_fold = false;
  }

  void SetUp() override {
    ASSERT_TRUE(store_.Open().ok());
    {
      auto loader = *load::Loader::Create(store_.get(), {});
      for (int i = 0; i < 60; ++i) {
        Fact fact = MakeFact(Name("s" + std::to_string(i % 12)), Name("p" + std::to_string(i % 3)),
                             i % 2 == 0 ? Term::Integer(i) : Term::String("text " + std::to_string(i)));
        if (i % 4 == 0)
          fact.claim = Anonymous(model::Stance::kFor, {{Name("by"), Name("x" + std::to_string(i))}});
        ASSERT_TRUE(loader->Add(fact).ok());
      }
      ASSERT_TRUE(loader->Finish().ok());
    }
    Changes changes;
    for (int i = 0; i < 4; ++i) {
      changes.changes.push_back(
          {true, MakeFact(Name("new"), Name("p1"), Term::String("appended " + std::to_string(i)))});
    }
    store_.Commit(changes);
    record_ = dynamic_cast<const SnapshotImpl&>(*store_.Read()).state().blocks->record();
    ASSERT_THAT(Findings(), IsEmpty());
    store_.Close();
  }

  std::vector<std::string> Findings() {
    const absl::Status opened = store_.Open(Access::kWrite);
    if (!opened.ok()) return {"not opened: " + std::string(opened.message())};
    const absl::StatusOr<CheckReport> report = Check(*store_.Read(), {});
    EXPECT_TRUE(report.ok()) << report.status();
    if (!report.ok()) return {};
    EXPECT_EQ(report->finding_count, report->findings.size());
    return report->findings;
  }

  struct Entry {
    std::string key;
    std::string value;
  };
  std::vector<Entry> Entries(kv::Family family, const std::string& begin = "", const std::string& end = "") {
    std::vector<Entry> entries;
    const auto view = *store_.memory().NewView();
    for (const auto cursor = view->Range(family, begin, end); cursor->Valid(); cursor->Next())
      entries.push_back({std::string(cursor->key()), std::string(cursor->value())});
    return entries;
  }
  std::vector<Entry> Blocks(Order order, kv::Family family = kv::Family::kBlocks) {
    const order::KeyRange range = order::OrderRange(record_.generation, order);
    return Entries(family, range.begin, range.end);
  }
  void Write(const kv::Batch& batch) { ASSERT_TRUE(store_.memory().Write(batch).ok()); }
  void Put(kv::Family family, const std::string& key, const std::string& value) {
    kv::Batch batch;
    batch.Put(family, key, value);
    Write(batch);
  }

  // Replaces the rows of block `number`, and what the index says of it.
  void ChangeBlock(Order order, size_t number, const std::function<void(std::vector<Row>&)>& change) {
    const std::vector<Entry> blocks = Blocks(order);
    const std::vector<Entry> groups = Blocks(order, kv::Family::kIndex);
    ASSERT_EQ(groups.size(), 1u);
    const block::Block block = *block::Block::Parse(blocks[number].value, block::Verify::kContent);
    std::vector<Row> rows;
    for (uint32_t i = 0; i < block.rows(); ++i) rows.push_back(block.RowAt(i));
    change(rows);
    const block::EncodedBlock encoded = *block::EncodeBlock(rows, block.header().shape);
    std::vector<block::BlockHeader> headers = *block::DecodeHeaders(groups[0].value);
    headers[number] = encoded.header;
    kv::Batch batch;
    batch.Delete(kv::Family::kBlocks, blocks[number].key);
    batch.Put(kv::Family::kBlocks, order::EncodeBlockKey(record_.generation, order, rows.front()),
              encoded.bytes);
    batch.Delete(kv::Family::kIndex, groups[0].key);
    batch.Put(kv::Family::kIndex, order::EncodeBlockKey(record_.generation, order, headers.front().first),
              block::EncodeHeaders(headers));
    Write(batch);
  }

  TestStore store_;
  GenerationRecord record_;
};

TEST_F(DamageTest, ABitOfABlock) {
  const std::vector<Entry> blocks = Blocks(Order::kOsp);
  std::string bytes = blocks[3].value;
  bytes[bytes.size() - 20] = static_cast<char>(bytes[bytes.size() - 20] ^ 4);
  Put(kv::Family::kBlocks, blocks[3].key, bytes);
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("order OSP, block 3: ")));
}

TEST_F(DamageTest, ABlockIsMissing) {
  kv::Batch batch;
  batch.Delete(kv::Family::kBlocks, Blocks(Order::kPos)[2].key);
  Write(batch);
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("order POS, block 2: ")));
}

TEST_F(DamageTest, ABlockIsNotInTheIndex) {
  const std::vector<Entry> blocks = Blocks(Order::kPso);
  Row row = order::ParseBlockKey(blocks[1].key)->first;
  row[3] = TermId::Max();
  Put(kv::Family::kBlocks, order::EncodeBlockKey(record_.generation, Order::kPso, row), blocks[1].value);
  EXPECT_THAT(Findings(), ElementsAre("order PSO: a block before block 2 is not in the index"));
}

TEST_F(DamageTest, AGroupOfTheIndex) {
  const std::vector<Entry> groups = Blocks(Order::kPos, kv::Family::kIndex);
  std::string bytes = groups[0].value;
  bytes[9] = static_cast<char>(bytes[9] ^ 1);
  Put(kv::Family::kIndex, groups[0].key, bytes);
  EXPECT_THAT(Findings(), Contains(HasSubstr("order POS, block index: ")));
}

TEST_F(DamageTest, AnOrderHoldsAnotherStatement) {
  ChangeBlock(Order::kPos, 0,
              [](std::vector<Row>& rows) { rows.back()[2] = TermId::FromBits(rows.back()[2].bits() + 1); });
  const std::vector<std::string> findings = Findings();
  EXPECT_THAT(findings, Contains(HasSubstr("order POS: it lacks the statement (")));
  EXPECT_THAT(findings, Contains(HasSubstr("order SPO: it lacks the statement (")));
}

TEST_F(DamageTest, AnOrderHoldsLess) {
  ChangeBlock(Order::kOsp, 1, [](std::vector<Row>& rows) { rows.erase(rows.begin() + 2); });
  record_.of(Order::kOsp).rows -= 1;
  Put(kv::Family::kMeta, std::string(kGenerationKey), EncodeGeneration(record_));
  const std::vector<std::string> findings = Findings();
  EXPECT_THAT(findings, Contains("order OSP: it holds 63 statements, the store 64"));
  EXPECT_THAT(findings, Contains(HasSubstr("order OSP: it lacks the statement (")));
  EXPECT_THAT(findings, Contains(HasSubstr("order OSP: blocks and log count 63 facts, the store 64")));
}

TEST_F(DamageTest, AClaimStatesSomethingElse) {
  ChangeBlock(Order::kCspo, 0,
              [](std::vector<Row>& rows) { rows[1][3] = TermId::FromBits(rows[1][3].bits() + 2); });
  EXPECT_THAT(Findings(), Contains(HasSubstr("order CSPO: it lacks the statement (")));
}

TEST_F(DamageTest, APropertyOfNoClaim) {
  const TermId nowhere = model::AnonymousClaim(15, model::Stance::kAgainst);
  Row property;
  ChangeBlock(Order::kPropertySpo, Blocks(Order::kPropertySpo).size() - 1, [&](std::vector<Row>& rows) {
    property = rows.back();
    rows.back()[0] = nowhere;
  });
  for (size_t number = 0; number < Blocks(Order::kPropertyPos).size(); ++number) {
    ChangeBlock(Order::kPropertyPos, number, [&](std::vector<Row>& rows) {
      for (Row& row : rows) {
        if (row[2] == property[0]) row[2] = nowhere;
      }
    });
  }
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("which states nothing")));
}

TEST_F(DamageTest, AnIdThatTheStoreDoesNotKnow) {
  const TermId unknown(model::Tag::kStringBase, 4000);
  const auto in = [&](Order order, size_t number, size_t column) {
    ChangeBlock(order, number, [&](std::vector<Row>& rows) { rows.back()[column] = unknown; });
  };
  in(Order::kSpo, Blocks(Order::kSpo).size() - 1, 2);
  EXPECT_THAT(Findings(), Contains(HasSubstr("the store has no term " + std::to_string(unknown.bits()))));
}

TEST_F(DamageTest, AnAppendedTermIsMissing) {
  const std::vector<Entry> terms = Entries(kv::Family::kDictionary, "A", "B");
  ASSERT_GE(terms.size(), 4u);
  kv::Batch batch;
  batch.Delete(kv::Family::kDictionary, terms[1].key);
  Write(batch);
  EXPECT_THAT(Findings(), Contains(HasSubstr("missing")));
}

TEST_F(DamageTest, AnAppendedTermIsFoundUnderAnotherId) {
  const std::vector<Entry> reverse = Entries(kv::Family::kDictionary, "R", "S");
  ASSERT_GE(reverse.size(), 4u);
  Put(kv::Family::kDictionary, reverse[2].key, reverse[1].value);
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr(" is found as ")));
}

TEST_F(DamageTest, APageOfTheDictionary) {
  const std::vector<Entry> base = Entries(kv::Family::kDictionary, "B", "C");
  std::string bytes = base[0].value;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  Put(kv::Family::kDictionary, base[0].key, bytes);
  EXPECT_THAT(Findings(), Contains(HasSubstr("terms behind ")));
}

TEST_F(DamageTest, AnEntryOfTheLogBehindAnOpenStore) {
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  const std::vector<Entry> log = Entries(kv::Family::kLog);
  ASSERT_EQ(log.size(), 1u);
  std::string bytes = log[0].value;
  bytes[12] = static_cast<char>(bytes[12] ^ 1);
  Put(kv::Family::kLog, log[0].key, bytes);
  store_.Commit({{{true, MakeFact(Name("s1"), Name("p1"), Term::Integer(7777))}}, {}, true});
  const absl::StatusOr<CheckReport> report = Check(*store_.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, ElementsAre(HasSubstr("commit 2: commit log: ")));
}

TEST_F(DamageTest, FindingsAreBoundedAndCounted) {
  kv::Batch batch;
  batch.DeleteRange(kv::Family::kBlocks, order::OrderRange(record_.generation, Order::kPos).begin,
                    order::OrderRange(record_.generation, Order::kPos).end);
  Write(batch);
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  CheckOptions options;
  options.max_findings = 3;
  const absl::StatusOr<CheckReport> report = Check(*store_.Read(), options);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->findings.size(), 3u);
  EXPECT_EQ(report->finding_count, record_.of(Order::kPos).blocks);
  EXPECT_FALSE(report->is_sound());
}

TEST_F(DamageTest, CanBeCancelledAndTellsWhereItIs) {
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  std::vector<std::string> phases;
  CheckOptions options;
  options.callbacks.progress = [&](const StoreProgress& progress) { phases.emplace_back(progress.phase); };
  ASSERT_TRUE(Check(*store_.Read(), options).ok());
  EXPECT_THAT(phases, Contains("blocks"));
  options.callbacks.cancelled = [] { return true; };
  EXPECT_TRUE(absl::IsCancelled(Check(*store_.Read(), options).status()));
}

}  // namespace
}  // namespace tern::store
