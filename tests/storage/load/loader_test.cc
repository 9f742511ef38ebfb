#include "storage/load/loader.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/store/store_testing.h"

namespace tern::load {
namespace {

using model::Stance;
using model::Term;
using store::Access;
using store::Anonymous;
using store::Backend;
using store::ClaimSpec;
using store::Fact;
using store::LinesOf;
using store::MakeFact;
using store::Name;
using store::Named;
using store::TestStore;
using store::Totals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LoaderTest : public ::testing::Test {
 protected:
  LoaderTest() : store_(Backend::kMemory) {
    store_.options().max_log_statements = 20;
    EXPECT_TRUE(store_.Open().ok());
    NewLoader({});
  }

  void NewLoader(LoadOptions options) {
    absl::StatusOr<std::unique_ptr<Loader>> loader = Loader::Create(store_.get(), std::move(options));
    ASSERT_TRUE(loader.ok()) << loader.status();
    loader_ = *std::move(loader);
  }
  void Add(const Fact& fact) {
    const absl::Status status = loader_->Add(fact);
    EXPECT_TRUE(status.ok()) << status;
  }
  LoadResult Finish() {
    const absl::StatusOr<LoadResult> result = loader_->Finish();
    EXPECT_TRUE(result.ok()) << result.status();
    NewLoader({});
    return result.ok() ? *result : LoadResult();
  }
  std::set<std::string> Lines() { return LinesOf(*store_.Read()); }
  Totals totals() { return store_.Read()->totals(); }

  static Fact A(ClaimSpec claim = {}) {
    Fact fact = MakeFact(Name("a"), Name("p"), Name("b"));
    fact.claim = std::move(claim);
    return fact;
  }
  static Fact Number(int i) { return MakeFact(Name("n" + std::to_string(i)), Name("p"), Term::Integer(i)); }
  static ClaimSpec Labelled(const std::string& label, Stance stance = Stance::kFor) {
    ClaimSpec claim;
    claim.kind = ClaimSpec::Kind::kLabelled;
    claim.label = label;
    claim.stance = stance;
    return claim;
  }
  static Fact Property(const std::string& label, const std::string& key, const Term& value) {
    return MakeFact(Term::Claim(label), Name(key), value);
  }

  TestStore store_;
  std::unique_ptr<Loader> loader_;
};

TEST_F(LoaderTest, FactsLoadedTwiceAreThereOnce) {
  Add(A());
  Add(A());
  Add(A(Named(Stance::kFor, Name("g"))));
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("x")}})));
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("x")}})));
  const LoadResult result = Finish();
  EXPECT_EQ(result.facts_read, 5u);
  EXPECT_EQ(result.inserted, 3u);
  EXPECT_EQ(result.unchanged, 2u);
  EXPECT_EQ(result.commit, 1u);
  EXPECT_EQ(totals(), (Totals{3, 1, 2, 1}));

  Add(A());
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("x")}})));
  EXPECT_EQ(Finish().inserted, 0u);
  EXPECT_EQ(store_.Read()->commit_number(), 1u);
}

TEST_F(LoaderTest, ALargeLoadIntoAFilledStoreFindsItsTermsAndClaims) {
  for (int i = 0; i < 30; ++i) Add(Number(i));
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("x")}})));
  Finish();
  const uint64_t terms = store_.Read()->term_count();
  for (int i = 10; i < 60; ++i) Add(Number(i));
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("x")}})));
  Add(A(Anonymous(Stance::kFor, {{Name("by"), Name("y")}})));
  const LoadResult result = Finish();
  EXPECT_EQ(result.inserted, 31u);
  EXPECT_EQ(result.unchanged, 21u);
  EXPECT_EQ(totals(), (Totals{62, 61, 2, 2}));
  EXPECT_EQ(store_.Read()->term_count(), terms + 31);
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(Lines().size(), 62u);
}

TEST_F(LoaderTest, ASmallLoadIntoAFilledStoreIsAnOrdinaryCommit) {
  for (int i = 0; i < 30; ++i) Add(Number(i));
  Finish();
  int64_t ingests = 0;
  store_.memory().SetFault([&](std::string_view operation) {
    ingests += operation == "ingest" ? 1 : 0;
    return absl::OkStatus();
  });
  Add(Number(100));
  Add(A(Anonymous(Stance::kAgainst, {{Name("by"), Name("x")}})));
  EXPECT_EQ(Finish().inserted, 2u);
  EXPECT_EQ(ingests, 0);
  EXPECT_EQ(totals(), (Totals{32, 31, 1, 1}));
}

TEST_F(LoaderTest, LabelledClaimsGatherTheirPropertiesFromBeforeAndBehind) {
  Add(Property("17", "by", Name("x")));
  Add(A(Labelled("17", Stance::kAgainst)));
  Add(Property("17", "on", Term::Integer(5)));
  const LoadResult result = Finish();
  EXPECT_EQ(result.facts_read, 1u);
  EXPECT_THAT(Lines(), ElementsAre("<urn:t:a> <urn:t:p> <urn:t:b> against {<urn:t:by> <urn:t:x>; <urn:t:on> "
                                   "\"5\"^^<http://www.w3.org/2001/XMLSchema#integer>; }"));
  // The same claim under another label, or without one, is the same claim.
  Add(A(Labelled("3", Stance::kAgainst)));
  Add(Property("3", "on", Term::Integer(5)));
  Add(Property("3", "by", Name("x")));
  Add(A(Anonymous(Stance::kAgainst, {{Name("on"), Term::Integer(5)}, {Name("by"), Name("x")}})));
  EXPECT_EQ(Finish().inserted, 0u);
}

TEST_F(LoaderTest, ClaimsMaySpeakOfOtherClaims) {
  const auto add = [&] {
    Add(A(Labelled("2")));
    Add(Property("2", "derivedFrom", Term::Claim("1")));
    Add(A(Labelled("1")));
    Add(Property("1", "by", Name("x")));
    Add(MakeFact(Name("c"), Name("about"), Term::Claim("2")));
  };
  add();
  EXPECT_EQ(Finish().inserted, 3u);
  EXPECT_EQ(totals(), (Totals{3, 2, 2, 2}));
  add();
  EXPECT_EQ(Finish().inserted, 0u);
}

TEST_F(LoaderTest, ClaimsThatSpeakOfEachOtherAreKept) {
  Add(A(Labelled("1")));
  Add(A(Labelled("2")));
  Add(Property("1", "contradicts", Term::Claim("2")));
  Add(Property("2", "contradicts", Term::Claim("1")));
  EXPECT_EQ(Finish().inserted, 2u);
  EXPECT_EQ(totals(), (Totals{2, 1, 2, 2}));
}

TEST_F(LoaderTest, ALabelWithoutAFactIsRefused) {
  Add(A());
  Add(Property("17", "by", Name("x")));
  const absl::Status status = loader_->Finish().status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("labelled 17"));
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LoaderTest, LabelsAreLocalToAFile) {
  loader_->StartFile();
  Add(MakeFact(Term::Blank("x"), Name("p"), Term::Integer(1)));
  Add(MakeFact(Term::Blank("x"), Name("p"), Term::Integer(2)));
  Add(A(Labelled("1")));
  Add(Property("1", "by", Name("x")));
  loader_->StartFile();
  Add(MakeFact(Term::Blank("x"), Name("p"), Term::Integer(3)));
  Add(A(Labelled("1")));
  Add(Property("1", "by", Name("y")));
  Add(A(Named(Stance::kFor, Term::Blank("x"))));
  EXPECT_EQ(Finish().inserted, 6u);
  std::set<model::TermId> nodes;
  for (const model::Row& row : store::ReadAll(*store_.Read()).facts) {
    if (row[0].tag() == model::Tag::kBlank) nodes.insert(row[0]);
    if (row[3].tag() == model::Tag::kClaimBlank) {
      EXPECT_EQ(model::ClaimEntity(row[3]).payload(), 2u);
    }
  }
  EXPECT_EQ(nodes.size(), 2u);
}

TEST_F(LoaderTest, ABadFactIsRefusedAndTheRestLoads) {
  Add(A());
  EXPECT_TRUE(absl::IsInvalidArgument(loader_->Add(MakeFact(Term::Integer(1), Name("p"), Name("b")))));
  EXPECT_TRUE(absl::IsInvalidArgument(loader_->Add(MakeFact(Name("a"), Term::Blank("p"), Name("b")))));
  EXPECT_TRUE(absl::IsInvalidArgument(loader_->Add(A(Named(Stance::kFor, Term::Integer(1))))));
  Fact claimed = Property("1", "by", Name("x"));
  claimed.claim = Named(Stance::kFor, Name("g"));
  EXPECT_TRUE(absl::IsInvalidArgument(loader_->Add(claimed)));
  EXPECT_EQ(Finish().facts_read, 1u);
  EXPECT_EQ(Lines().size(), 1u);
}

TEST_F(LoaderTest, TermsOfEveryKindComeBack) {
  const std::string xsd(model::iri::kXsd);
  const std::vector<Term> objects = {
      Term::Integer(-7),
      Term::Typed("01", xsd + "integer"),
      Term::Typed("123456789012345678901234567890", xsd + "integer"),
      Term::Typed("1.00", xsd + "decimal"),
      Term::Typed("INF", xsd + "double"),
      Term::Typed("NaN", xsd + "double"),
      Term::Typed("1e400", xsd + "double"),
      Term::Typed("maybe", xsd + "boolean"),
      Term::Typed("-0044-03-15", xsd + "date"),
      Term::Typed("2025-01-01T00:00:00.123456789+14:00", xsd + "dateTime"),
      Term::String(""),
      Term::String(std::string("nul\0 and \xF0\x9F\x90\xA6", 13)),
      Term::String(std::string(1 << 20, 'x')),
      Term::String(std::string(1 << 20, 'x') + "y"),
      Term::LangString("", "en"),
      Term::LangString("chat", "fr"),
      Term::Typed("x", "urn:t:type"),
      Term::Iri("http://example.org/" + std::string(3000, 'a')),
      Term::Iri("http://example.org/" + std::string(3000, 'a') + "b"),
  };
  for (const Term& object : objects) Add(MakeFact(Name("a"), Name("p"), object));
  EXPECT_EQ(Finish().inserted, objects.size());
  // Once from the base of the dictionary, once appended to it.
  for (const Term& object : objects) {
    const model::TermId id = *store_.Read()->Find(object);
    ASSERT_FALSE(id.is_null()) << ToNTriples(object).substr(0, 80);
    EXPECT_EQ(*store_.Read()->Resolve(id), object);
  }
  for (int i = 0; i < 30; ++i)
    Add(MakeFact(Name("a"), Name("q"), Term::String(std::string(2000, 'z') + std::to_string(i))));
  Finish();
  EXPECT_EQ(Lines().size(), objects.size() + 30);
}

TEST_F(LoaderTest, PrefixesAreSaved) {
  loader_->SavePrefix("t", "urn:t:");
  EXPECT_EQ(Finish().commit, 1u);
  loader_->SavePrefix("u", "urn:u:");
  for (int i = 0; i < 100; ++i) Add(Number(i));
  Finish();
  EXPECT_EQ(store_.Read()->prefixes(),
            (std::map<std::string, std::string>{{"t", "urn:t:"}, {"u", "urn:u:"}}));
}

TEST_F(LoaderTest, NothingLoadedIsNoCommit) {
  const LoadResult result = Finish();
  EXPECT_EQ(result.commit, 0u);
  EXPECT_EQ(result.inserted, 0u);
}

TEST_F(LoaderTest, ACancelledLoadLeavesTheStoreAsItWas) {
  Add(Number(0));
  Finish();
  // Cancelled at the first question, the second, …, until the load comes through.
  for (int patience = 0;; ++patience) {
    ASSERT_LT(patience, 1000);
    int questions = 0;
    LoadOptions options;
    options.cancelled = [&] { return questions++ >= patience; };
    NewLoader(options);
    for (int i = 0; i < 100; ++i) Add(Number(i));
    const absl::StatusOr<LoadResult> result = loader_->Finish();
    if (result.ok()) break;
    EXPECT_TRUE(absl::IsCancelled(result.status())) << result.status();
    EXPECT_EQ(Lines().size(), 1u);
    EXPECT_EQ(store_.Read()->commit_number(), 1u);
    EXPECT_TRUE(!std::filesystem::exists(store_.path() + "/scratch") ||
                std::filesystem::is_empty(store_.path() + "/scratch"));
  }
  EXPECT_EQ(Lines().size(), 100u);
}

TEST_F(LoaderTest, ProgressNamesThePhases) {
  std::set<std::string> phases;
  LoadOptions options;
  options.progress = [&](const LoadProgress& progress) { phases.emplace(progress.phase); };
  NewLoader(options);
  for (int i = 0; i < 100; ++i) Add(Number(i));
  Finish();
  for (const char* phase : {"read", "merge terms", "sort SPO", "write SPO", "write OSP", "ingest"}) {
    EXPECT_EQ(phases.count(phase), 1u) << phase;
  }
}

TEST_F(LoaderTest, EveryFullVocabularyIsSpilled) {
  LoadOptions options;
  options.tuning.worker_bytes = 1 << 14;
  NewLoader(options);
  for (int i = 0; i < 5000; ++i) Add(Number(i));
  size_t parts = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(store_.path() + "/scratch")) {
    parts += entry.path().extension() == ".terms" ? 1 : 0;
  }
  EXPECT_GT(parts, 10u);
  EXPECT_EQ(Finish().inserted, 5000u);
}

TEST_F(LoaderTest, AReadOnlyStoreTakesNoLoad) {
  loader_.reset();
  ASSERT_TRUE(store_.Open(Access::kRead).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Loader::Create(store_.get(), {}).status()));
}

TEST(RocksDbLoaderTest, CommitsBetweenAddAndFinishAreKept) {
  TestStore store(Backend::kRocksDb);
  ASSERT_TRUE(store.Open().ok());
  std::unique_ptr<Loader> loader = *Loader::Create(store.get(), {});
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(
        loader->Add(MakeFact(Term::Blank("x" + std::to_string(i % 10)), Name("p"), Term::Integer(i))).ok());
  }
  store.Commit({{{true, MakeFact(Term::Blank("y"), Name("p"), Name("b"))}}, {}, true});
  const absl::StatusOr<LoadResult> result = loader->Finish();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->commit, 2u);
  ASSERT_TRUE(store.Open(Access::kRead).ok());
  EXPECT_EQ(LinesOf(*store.Read()).size(), 1001u);
  EXPECT_EQ(LinesOf(*store.Read()).count("_:b1 <urn:t:p> <urn:t:b>"), 1u);
}

}  // namespace
}  // namespace tern::load
