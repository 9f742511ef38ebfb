// Compaction gives space back: measured on real files.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "storage/store/snapshot_impl.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

namespace fs = std::filesystem;
using model::Term;

uint64_t BytesOf(const std::string& path) {
  uint64_t bytes = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

constexpr int kThings = 20000;
constexpr int kFactsOfAThing = 10;

// Thing `i`: a name of its own and facts about shared things.
std::vector<Fact> ThingFacts(int i) {
  const Term thing = Name("thing" + std::to_string(i));
  std::vector<Fact> facts = {
      MakeFact(thing, Name("label"), Term::String("the thing with number " + std::to_string(i % 1000)))};
  for (int k = 1; k < kFactsOfAThing; ++k) {
    const int other = (i * 31 + k * 977) % 1000;
    facts.push_back(MakeFact(thing, Name("p" + std::to_string(k)), Name("shared" + std::to_string(other))));
  }
  return facts;
}

void Load(TestStore& store, int step) {
  auto loader = *load::Loader::Create(store.get(), {});
  for (int i = 0; i < kThings; i += step) {
    for (const Fact& fact : ThingFacts(i)) ASSERT_TRUE(loader->Add(fact).ok());
  }
  const auto result = loader->Finish();
  ASSERT_TRUE(result.ok()) << result.status();
}

TEST(CompactTest, DeletedSpaceComesBack) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  Load(store, 1);
  ASSERT_EQ(store.Read()->totals().statements, static_cast<uint64_t>(kThings * kFactsOfAThing));
  const uint64_t bytes_full = BytesOf(store.path());
  // Nine of ten things go, most of them through the log and folds.
  Changes changes;
  for (int i = 0; i < kThings; ++i) {
    if (i % 10 == 0) continue;
    for (const Fact& fact : ThingFacts(i)) changes.changes.push_back({false, fact});
    if (changes.changes.size() < 3000) continue;
    ASSERT_EQ(store.Commit(changes).deleted, changes.changes.size());
    changes.changes.clear();
  }
  store.Commit(changes);
  const absl::StatusOr<CompactReport> report = store->Compact({});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->statements, static_cast<uint64_t>(kThings));
  EXPECT_FALSE(report->old_blocks_are_read);
  EXPECT_LT(report->bytes_after, report->bytes_before);
  const uint64_t bytes_after = BytesOf(store.path());

  TestStore fresh(Backend::kRocksDb);
  ASSERT_TRUE(fresh.Open().ok());
  Load(fresh, 10);
  EXPECT_EQ(fresh.Read()->totals(), store.Read()->totals());
  const uint64_t bytes_fresh = BytesOf(fresh.path());
  std::printf("full %llu, after %llu, fresh %llu bytes\n", static_cast<unsigned long long>(bytes_full),
              static_cast<unsigned long long>(bytes_after), static_cast<unsigned long long>(bytes_fresh));
  EXPECT_LT(static_cast<double>(bytes_after), 1.2 * static_cast<double>(bytes_fresh));

  store.Close();
  fresh.Close();
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  ASSERT_TRUE(fresh.Open(Access::kWrite).ok());
  EXPECT_EQ(LinesOf(*fresh.Read()), LinesOf(*store.Read()));
  EXPECT_LT(static_cast<double>(BytesOf(store.path())), 1.2 * static_cast<double>(BytesOf(fresh.path())));
}

TEST(CompactTest, OldBlocksGoWhenTheirLastReaderHasEnded) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  Load(store, 1);
  std::shared_ptr<const Snapshot> reader = store.Read();
  const size_t rows = ReadAll(*reader).facts.size();
  const absl::StatusOr<CompactReport> report = store->Compact({});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->old_blocks_are_read);
  EXPECT_EQ(ReadAll(*reader).facts.size(), rows);
  const uint64_t with_reader = BytesOf(store.path());
  reader.reset();
  const absl::StatusOr<CompactReport> again = store->Compact({});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->old_blocks_are_read);
  EXPECT_LT(again->bytes_after, with_reader);
}

TEST(CompactTest, CommitsGoOn) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  Changes changes;
  for (int i = 0; i < 100; ++i)
    changes.changes.push_back({true, MakeFact(Name("s"), Name("p"), Term::Integer(i))});
  store.Commit(changes);
  int commits = 0;
  CompactOptions options;
  options.callbacks.cancelled = [&] {
    store.Commit({{{true, MakeFact(Name("s"), Name("p"), Term::Integer(1000 + commits++))}}, {}, true});
    return false;
  };
  const absl::StatusOr<CompactReport> report = store->Compact(options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_GT(commits, 0);
  EXPECT_EQ(store.Read()->totals().statements, static_cast<uint64_t>(100 + commits));
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), static_cast<size_t>(100 + commits));
}

TEST(CompactTest, AReadOnlyStoreRefuses) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  ASSERT_TRUE(store.Open(Access::kRead).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(store->Compact({}).status()));
}

}  // namespace
}  // namespace tern::store
