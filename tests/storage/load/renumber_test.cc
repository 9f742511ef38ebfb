// New ids for all terms: what a store says does not change, what it takes does.
#include "storage/load/renumber.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/load/loader.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/store/check.h"
#include "storage/store/snapshot_impl.h"
#include "tests/storage/store/store_testing.h"

namespace tern::load {
namespace {

namespace fs = std::filesystem;
using model::Tag;
using model::Term;
using model::TermId;
using store::Access;
using store::Backend;
using store::Changes;
using store::Fact;
using store::LinesOf;
using store::MakeFact;
using store::NaiveStore;
using store::Name;
using store::ReadAll;
using store::Snapshot;
using store::SnapshotImpl;
using store::TestStore;

uint64_t BytesOf(const std::string& path) {
  uint64_t bytes = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

void Load(TestStore& store, const std::vector<Fact>& facts) {
  auto loader = Loader::Create(store.get(), {}).value();
  for (const Fact& fact : facts) ASSERT_TRUE(loader->Add(fact).ok());
  const auto result = loader->Finish();
  ASSERT_TRUE(result.ok()) << result.status();
}

const dictionary::DictionaryCounts& TermsOf(const Snapshot& snapshot) {
  return dynamic_cast<const SnapshotImpl&>(snapshot).state().head.terms;
}

// Nothing is found by a check, every term is used and in the base, and ids sort as terms do.
void ExpectInOrder(TestStore& store) {
  const std::shared_ptr<const Snapshot> snapshot = store.Read();
  const absl::StatusOr<store::CheckReport> check = store::Check(*snapshot, {});
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_TRUE(check->is_sound()) << check->findings.front();
  EXPECT_EQ(check->unused_terms, 0u);
  const dictionary::DictionaryCounts& counts = TermsOf(*snapshot);
  for (int tag = 0; tag < 32; ++tag) {
    if (counts.terms[static_cast<size_t>(tag)] == 0) continue;
    std::string last;
    uint64_t rank = 0;
    ASSERT_TRUE(snapshot
                    ->ForEachTerm(static_cast<Tag>(tag),
                                  [&](TermId id, const Term& term) {
                                    const std::string key = model::DictionaryKey(term);
                                    EXPECT_EQ(model::DictionaryTagsOf(term).base, id.tag());
                                    EXPECT_EQ(id.payload(), rank);
                                    EXPECT_TRUE(rank == 0 || last < key);
                                    last = key;
                                    ++rank;
                                    return absl::OkStatus();
                                  })
                    .ok());
    EXPECT_EQ(rank, counts.terms[static_cast<size_t>(tag)]);
  }
}

struct Case {
  Backend backend;
  uint64_t seed;
  bool loads_first;  // the store has a base
  bool folds;
};

class RenumberStoresTest : public ::testing::TestWithParam<Case> {};

TEST_P(RenumberStoresTest, AStoreSaysTheSameBeforeAndAfter) {
  store::Random random(GetParam().seed);
  store::RandomFacts facts(random, 400);
  TestStore store(GetParam().backend);
  store.options().rows_per_block = 16;
  ASSERT_TRUE(store.Open().ok());
  NaiveStore naive;
  Changes blanks;
  for (const char* label : {"b1", "b2"})
    blanks.changes.push_back({true, MakeFact(Term::Blank(label), Name("p0"), Name("start"))});
  store.Commit(blanks);
  naive.Apply(blanks);
  if (GetParam().loads_first) {
    ASSERT_TRUE(Renumber(store.get(), {}).ok());  // so that there is a base
  }
  for (int round = 0; round < 4; ++round) {
    const Changes changes = facts.NextChanges(300, 0.3);
    store.Commit(changes);
    naive.Apply(changes);
    if (GetParam().folds) {
      store::FoldOptions fold;
      fold.way = store::FoldOptions::Way::kInPlace;
      fold.batch_bytes = 1;
      fold.stop_after_batches = static_cast<uint64_t>(round) * 5;  // half folded, most of the time
      ASSERT_TRUE(store->Fold(fold).ok());
    }
    const uint64_t commit = store.Read()->commit_number();
    const absl::StatusOr<RenumberReport> report = Renumber(store.get(), {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->compact.statements, naive.CountTotals().statements);
    EXPECT_EQ(report->terms_after, store.Read()->term_count());
    EXPECT_EQ(store.Read()->commit_number(), commit);
    EXPECT_EQ(LinesOf(*store.Read()), naive.Lines());
    EXPECT_EQ(store.Read()->totals(), naive.CountTotals());
    ExpectInOrder(store);
    ASSERT_TRUE(store.Open(Access::kWrite).ok());
    EXPECT_EQ(LinesOf(*store.Read()), naive.Lines());
    ExpectInOrder(store);
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, RenumberStoresTest,
                         ::testing::Values(Case{Backend::kMemory, 1, false, false},
                                           Case{Backend::kMemory, 2, true, false},
                                           Case{Backend::kMemory, 3, true, true},
                                           Case{Backend::kRocksDb, 4, false, true},
                                           Case{Backend::kRocksDb, 5, true, true}));

TEST(RenumberTest, ALoadIntoAFilledStoreGetsItsTermsInOrder) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  std::vector<Fact> first, second;
  const std::string alike(300, 'x');
  for (int i = 0; i < 2000; ++i) {
    Fact fact = MakeFact(Name("thing" + std::to_string(i)), Name("p" + std::to_string(i % 3)),
                         Term::String(alike + std::to_string(i)));
    if (i % 5 == 0) fact.claim = store::Named(model::Stance::kAgainst, Name("claim" + std::to_string(i)));
    (i % 2 == 0 ? first : second).push_back(fact);
  }
  Load(store, first);
  Load(store, second);
  ASSERT_GT(TermsOf(*store.Read()).of(Tag::kIriAppended), 0u);
  const std::set<std::string> lines = LinesOf(*store.Read());
  RenumberOptions options;
  options.tuning.sorter_bytes = 4096;  // many runs
  ASSERT_TRUE(Renumber(store.get(), options).ok());
  EXPECT_EQ(LinesOf(*store.Read()), lines);
  ExpectInOrder(store);

  TestStore fresh(Backend::kMemory);
  ASSERT_TRUE(fresh.Open().ok());
  first.insert(first.end(), second.begin(), second.end());
  Load(fresh, first);
  EXPECT_EQ(ReadAll(*store.Read()), ReadAll(*fresh.Read())) << "the same ids as those of one load";
}

TEST(RenumberTest, NumbersOfNewTermsStartAnewAndMeetNoOldOnes) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  const auto commit = [&](bool insert, const std::string& object) {
    return store.Commit({{{insert, MakeFact(Name("s"), Name("p"), Term::String(object))}}, {}, true});
  };
  const std::string text(300, 'l');
  for (const std::string& object : {std::string("gone"), text, std::string("kept")}) commit(true, object);
  commit(false, "gone");
  commit(false, text);
  ASSERT_TRUE(Renumber(store.get(), {}).ok());
  EXPECT_TRUE(store.Read()->Find(Term::String("gone")).value().is_null());
  // These take the numbers that the old ones had.
  for (const char* object : {"new1", "new2", "new3", "new4", "new5"}) commit(true, object);
  EXPECT_TRUE(store.Read()->Find(Term::String("gone")).value().is_null());
  EXPECT_TRUE(store.Read()->Find(Term::String(text)).value().is_null());
  EXPECT_EQ(commit(true, text).inserted, 1u);
  EXPECT_EQ(commit(true, "gone").inserted, 1u);
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), 8u);
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  EXPECT_EQ(store.Read()->Resolve(store.Read()->Find(Term::String("gone")).value()).value(),
            Term::String("gone"));
  ASSERT_TRUE(Renumber(store.get(), {}).ok());
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), 8u);
  ExpectInOrder(store);
}

TEST(RenumberTest, OddValuesAreFoundUnderTheirNewIds) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  const auto odd = [](const std::string& text) {
    return Term::Typed(text, "http://www.w3.org/2001/XMLSchema#integer");
  };
  const auto commit = [&](bool insert, const Term& object) {
    store.Commit({{{insert, MakeFact(Name("s"), Name("p"), object)}}, {}, true});
  };
  const auto is_found = [&](const std::string& text) {
    const std::vector<TermId> ids = store.Read()->FindEqual(odd(text)).value();  // and those of inline forms
    return std::count(ids.begin(), ids.end(), TermId(Tag::kIntegerAppended, 0)) == 1;
  };
  commit(true, odd("007"));
  EXPECT_TRUE(is_found("007"));
  commit(false, odd("007"));
  ASSERT_TRUE(Renumber(store.get(), {}).ok());
  commit(true, odd("008"));  // gets the id that 007 had
  EXPECT_FALSE(is_found("007"));
  EXPECT_TRUE(is_found("008"));
}

TEST(RenumberTest, AnEmptyStoreStaysOne) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  ASSERT_TRUE(Renumber(store.get(), {}).ok());
  const Changes one = {{{true, MakeFact(Name("s"), Name("p"), Name("o"))}}, {}, true};
  store.Commit(one);
  Changes gone = one;
  gone.changes[0].insert = false;
  store.Commit(gone);
  const absl::StatusOr<RenumberReport> report = Renumber(store.get(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->terms_before, 3u);
  EXPECT_EQ(report->terms_after, 0u);
  Load(store, {one.changes[0].fact});
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), 1u);
  ExpectInOrder(store);
}

TEST(RenumberTest, SnapshotsFromBeforeGoOnAndTheirSpaceComesBack) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  std::vector<Fact> facts;
  for (int i = 0; i < 5000; ++i)
    facts.push_back(
        MakeFact(Name("thing" + std::to_string(i)), Name("p"), Term::String("o" + std::to_string(i))));
  Load(store, facts);
  Changes changes;
  for (int i = 0; i < 5000; i += 2) changes.changes.push_back({false, facts[static_cast<size_t>(i)]});
  for (int i = 0; i < 100; ++i)
    changes.changes.push_back({true, MakeFact(Name("a"), Name("p"), Name(std::to_string(i)))});
  store.Commit(changes);
  std::shared_ptr<const Snapshot> reader = store.Read();
  const std::set<std::string> lines = LinesOf(*reader);
  const absl::StatusOr<RenumberReport> report = Renumber(store.get(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->compact.old_blocks_are_read);
  store.Commit({{{true, MakeFact(Name("later"), Name("p"), Name("than that"))}}, {}, true});
  EXPECT_EQ(LinesOf(*reader), lines);
  EXPECT_EQ(LinesOf(*store.Read()).size(), lines.size() + 1);
  const uint64_t with_reader = BytesOf(store.path());
  reader.reset();
  const absl::StatusOr<RenumberReport> again = Renumber(store.get(), {});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->compact.old_blocks_are_read);
  EXPECT_LT(again->compact.bytes_after, with_reader);
}

// Thing `i` with terms of its own: a name and a text.
std::vector<Fact> ThingFacts(int i) {
  const Term thing = Name("thing" + std::to_string(i));
  std::vector<Fact> facts = {
      MakeFact(thing, Name("label"), Term::String("the thing with number " + std::to_string(i)))};
  for (int k = 1; k < 5; ++k) {
    facts.push_back(
        MakeFact(thing, Name("p" + std::to_string(k)), Name("shared" + std::to_string(i * k % 100))));
  }
  return facts;
}

TEST(RenumberTest, SpaceOfTermsThatAreGoneComesBack) {
  constexpr int kThings = 20000;
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  std::vector<Fact> all, kept;
  Changes changes;
  for (int i = 0; i < kThings; ++i) {
    for (const Fact& fact : ThingFacts(i)) {
      all.push_back(fact);
      if (i % 10 == 0) {
        kept.push_back(fact);
      } else {
        changes.changes.push_back({false, fact});
      }
    }
  }
  Load(store, all);
  store.Commit(changes);
  const absl::StatusOr<RenumberReport> report = Renumber(store.get(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_LT(report->terms_after * 8, report->terms_before);
  EXPECT_LT(report->compact.bytes_after, report->compact.bytes_before);

  TestStore fresh(Backend::kRocksDb);
  ASSERT_TRUE(fresh.Open().ok());
  Load(fresh, kept);
  EXPECT_EQ(LinesOf(*fresh.Read()), LinesOf(*store.Read()));
  const auto ratio = [&] {
    return static_cast<double>(BytesOf(store.path())) / static_cast<double>(BytesOf(fresh.path()));
  };
  EXPECT_LT(ratio(), 1.2);

  const absl::StatusOr<RenumberReport> again = Renumber(store.get(), {});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->terms_after, again->terms_before);
  EXPECT_LT(static_cast<double>(again->compact.bytes_after),
            1.02 * static_cast<double>(report->compact.bytes_after));

  store.Close();
  fresh.Close();
  ASSERT_TRUE(store.Open(Access::kWrite).ok());
  ASSERT_TRUE(fresh.Open(Access::kWrite).ok());
  EXPECT_LT(ratio(), 1.2);
}

TEST(RenumberTest, CancelledItLeavesEverythingAsItWas) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  Changes changes;
  for (int i = 0; i < 300; ++i)
    changes.changes.push_back({true, MakeFact(Name("s" + std::to_string(i)), Name("p"), Term::Integer(i))});
  store.Commit(changes);
  const std::set<std::string> lines = LinesOf(*store.Read());
  const dictionary::DictionaryCounts counts = TermsOf(*store.Read());
  int cancelled = 0;
  for (int polls = 0;; ++polls) {
    RenumberOptions options;
    int seen = 0;
    options.callbacks.cancelled = [&] { return ++seen > polls; };
    const absl::StatusOr<RenumberReport> report = Renumber(store.get(), options);
    if (report.ok()) break;
    ASSERT_TRUE(absl::IsCancelled(report.status())) << report.status();
    ++cancelled;
    EXPECT_EQ(TermsOf(*store.Read()), counts);
    EXPECT_EQ(LinesOf(*store.Read()), lines);
    EXPECT_TRUE(fs::is_empty(store.path() + "/scratch"));
  }
  EXPECT_GE(cancelled, 5);
  EXPECT_EQ(LinesOf(*store.Read()), lines);
  EXPECT_EQ(TermsOf(*store.Read()).of(Tag::kIriAppended), 0u);
}

TEST(RenumberTest, ProgressComesInPhases) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  store.Commit({{{true, MakeFact(Name("s"), Name("p"), Name("o"))}}, {}, true});
  std::vector<std::string> phases;
  RenumberOptions options;
  options.callbacks.progress = [&](const store::StoreProgress& at) {
    if (phases.empty() || phases.back() != at.phase) phases.emplace_back(at.phase);
  };
  ASSERT_TRUE(Renumber(store.get(), options).ok());
  ASSERT_GE(phases.size(), 4u);
  EXPECT_EQ(phases[0], "find used terms");
  EXPECT_EQ(phases[1], "write terms");
  EXPECT_EQ(phases.back(), "give back space");
}

TEST(RenumberTest, CommitsOfOtherThreadsWaitAndAreThere) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i)
      store.Commit({{{true, MakeFact(Name("s" + std::to_string(i)), Name("p"), Name("o"))}}, {}, true});
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Renumber(store.get(), {}).ok());
  writer.join();
  EXPECT_TRUE(Renumber(store.get(), {}).ok());
  EXPECT_EQ(ReadAll(*store.Read()).facts.size(), 100u);
  ExpectInOrder(store);
}

TEST(RenumberTest, AMemoryLimitThatIsTooSmallIsSaid) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  RenumberOptions options;
  options.memory_limit = kMinMemoryLimit - 1;
  EXPECT_TRUE(absl::IsInvalidArgument(Renumber(store.get(), options).status()));
  options.memory_limit = kMinMemoryLimit;
  EXPECT_TRUE(Renumber(store.get(), options).ok());
}

TEST(RenumberTest, AReadOnlyStoreRefuses) {
  TestStore store(Backend::kMemory);
  ASSERT_TRUE(store.Open().ok());
  ASSERT_TRUE(store.Open(Access::kRead).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Renumber(store.get(), {}).status()));
}

}  // namespace
}  // namespace tern::load
