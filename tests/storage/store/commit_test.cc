// What a transaction means: what counts as the same, what a delete takes with it, what is refused.
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/store/store_testing.h"

namespace tern::store {
namespace {

using model::Stance;
using model::Term;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CommitTest : public ::testing::Test {
 protected:
  CommitTest() : store_(Backend::kMemory) { EXPECT_TRUE(store_.Open().ok()); }

  static Fact A(ClaimSpec claim = {}) {
    Fact fact = MakeFact(Name("a"), Name("p"), Name("b"));
    fact.claim = std::move(claim);
    return fact;
  }
  static ClaimSpec By(const std::string& who, Stance stance = Stance::kFor) {
    return Anonymous(stance, {{Name("by"), Name(who)}});
  }
  CommitResult Insert(const Fact& fact) { return store_.Commit({{{true, fact}}, {}, true}); }
  CommitResult Delete(const Fact& fact) { return store_.Commit({{{false, fact}}, {}, true}); }
  absl::Status Refused(const Fact& fact, bool insert = true) {
    return store_->Commit({{{insert, fact}}, {}, true}).status();
  }
  std::set<std::string> Lines() { return LinesOf(*store_.Read()); }
  Totals totals() { return store_.Read()->totals(); }
  std::string ClaimPayload() {
    for (const model::Row& row : ReadAll(*store_.Read()).facts) {
      if (row[3].is_anonymous_claim()) return std::to_string(row[3].payload());
    }
    return "";
  }

  const std::string triple_ = "<urn:t:a> <urn:t:p> <urn:t:b>";
  TestStore store_;
};

TEST_F(CommitTest, TheSameFactAgainChangesNothing) {
  EXPECT_EQ(Insert(A()).inserted, 1u);
  const CommitResult again = Insert(A());
  EXPECT_EQ(again.inserted, 0u);
  EXPECT_EQ(again.unchanged, 1u);
  EXPECT_EQ(again.commit, 1u);
  EXPECT_EQ(totals(), (Totals{1, 1, 0, 0}));
}

TEST_F(CommitTest, AClaimIsTheSameIfFactStanceAndPropertiesAre) {
  EXPECT_EQ(Insert(A(By("x"))).inserted, 1u);
  EXPECT_EQ(Insert(A(By("x"))).unchanged, 1u);
  EXPECT_EQ(Insert(A(By("x", Stance::kAgainst))).inserted, 1u);
  EXPECT_EQ(Insert(A(By("y"))).inserted, 1u);
  ClaimSpec more = By("x");
  more.properties.emplace_back(Name("on"), Term::Integer(5));
  EXPECT_EQ(Insert(A(more)).inserted, 1u);
  std::reverse(more.properties.begin(), more.properties.end());
  more.properties.push_back(more.properties.front());
  EXPECT_EQ(Insert(A(more)).unchanged, 1u);
  EXPECT_EQ(Insert(A(Anonymous(Stance::kUnclear, {}))).inserted, 1u);
  EXPECT_EQ(Insert(A(Anonymous(Stance::kUnclear, {}))).unchanged, 1u);
  EXPECT_EQ(totals(), (Totals{5, 1, 5, 5}));
}

TEST_F(CommitTest, ALoneDenialIsNoFact) {
  Insert(A(By("x", Stance::kAgainst)));
  EXPECT_EQ(totals().facts, 0u);
  Insert(A(By("x")));
  EXPECT_EQ(totals().facts, 1u);
  Delete(A(By("x")));
  EXPECT_EQ(totals(), (Totals{1, 0, 1, 1}));
}

TEST_F(CommitTest, ADeletedFactTakesItsClaimsAndTheirProperties) {
  Insert(A());
  Insert(A(By("x")));
  Insert(A(Named(Stance::kFor, Name("g"))));
  Fact described = MakeFact(Name("g"), Name("by"), Name("x"));
  Insert(described);
  EXPECT_EQ(Delete(A()).deleted, 3u);
  EXPECT_THAT(Lines(), ElementsAre("<urn:t:g> <urn:t:by> <urn:t:x>"));
  EXPECT_EQ(totals(), (Totals{1, 1, 0, 0}));
}

TEST_F(CommitTest, AMapDeletesTheClaimsThatHaveIt) {
  ClaimSpec dated = By("x");
  dated.properties.emplace_back(Name("on"), Term::Typed("50", std::string(model::iri::kXsdInteger)));
  Insert(A(dated));
  Insert(A(By("x")));
  Insert(A(By("y")));
  EXPECT_EQ(Delete(A(Anonymous(Stance::kAgainst, {{Name("by"), Name("x")}}))).deleted, 0u);
  // Objects are compared by value.
  EXPECT_EQ(Delete(A(Anonymous(Stance::kFor,
                               {{Name("on"), Term::Typed("50.0", std::string(model::iri::kXsdDecimal))}})))
                .deleted,
            1u);
  EXPECT_EQ(Delete(A(By("x"))).deleted, 1u);
  EXPECT_THAT(Lines(), ElementsAre(triple_ + " for {<urn:t:by> <urn:t:y>; }"));
}

TEST_F(CommitTest, AMapMeetsNamedClaimsByTheFactsAboutTheirName) {
  Insert(A(Named(Stance::kFor, Name("g"))));
  Insert(A(Named(Stance::kFor, Name("h"))));
  Insert(MakeFact(Name("g"), Name("by"), Name("x")));
  EXPECT_EQ(Delete(A(By("x"))).deleted, 1u);
  EXPECT_EQ(Lines().count(triple_ + " for <urn:t:h>"), 1u);
  EXPECT_EQ(Lines().count(triple_ + " for <urn:t:g>"), 0u);
}

TEST_F(CommitTest, AStanceAloneDeletesAllClaimsOfIt) {
  Insert(A());
  Insert(A(By("x")));
  Insert(A(By("x", Stance::kAgainst)));
  Insert(A(Named(Stance::kAgainst, Name("g"))));
  EXPECT_EQ(Delete(A(Anonymous(Stance::kAgainst, {}))).deleted, 2u);
  EXPECT_THAT(Lines(), ElementsAre(triple_, triple_ + " for {<urn:t:by> <urn:t:x>; }"));
}

TEST_F(CommitTest, AClaimIsDeletedByItsPrintedNumber) {
  Insert(A());
  Insert(A(By("x")));
  ClaimSpec printed;
  printed.kind = ClaimSpec::Kind::kLabelled;
  printed.label = "999999";
  EXPECT_EQ(Delete(A(printed)).deleted, 0u);
  printed.label = ClaimPayload();
  EXPECT_EQ(Delete(A(printed)).deleted, 1u);
  EXPECT_THAT(Lines(), ElementsAre(triple_));
  EXPECT_EQ(totals().properties, 0u);
}

TEST_F(CommitTest, PropertiesOfAStoredClaimCanBeAddedAndRemoved) {
  Insert(A(By("x")));
  Fact property = MakeFact(Term::Claim(ClaimPayload()), Name("on"), Term::Integer(3));
  const CommitResult added = Insert(property);
  EXPECT_EQ(added.inserted, 0u);  // a property is no statement
  EXPECT_EQ(added.properties_inserted, 1u);
  EXPECT_EQ(added.commit, 2u);
  EXPECT_EQ(Insert(property).unchanged, 1u);
  EXPECT_EQ(totals(), (Totals{1, 1, 1, 2}));
  // The claim is another one now.
  EXPECT_EQ(Insert(A(By("x"))).inserted, 1u);
  EXPECT_EQ(totals().claimed, 2u);
  const CommitResult deleted = Delete(property);
  EXPECT_EQ(deleted.properties_deleted, 1u);
  EXPECT_EQ(deleted.properties_inserted, 0u);
  EXPECT_EQ(totals(), (Totals{2, 1, 2, 2}));
  EXPECT_EQ(Delete(property).properties_deleted, 0u);
}

TEST_F(CommitTest, PropertiesNeedTheirClaim) {
  Insert(A(By("x")));
  const Term claim = Term::Claim(ClaimPayload());
  Delete(A());
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(MakeFact(claim, Name("on"), Term::Integer(3)))));
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(MakeFact(Term::Claim("4000"), Name("on"), Term::Integer(3)))));
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(MakeFact(Name("a"), Name("about"), Term::Claim("4000")))));
  Fact claimed = MakeFact(claim, Name("on"), Term::Integer(3));
  claimed.claim = By("y");
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(claimed)));
}

TEST_F(CommitTest, WhatCannotBeStoredIsRefusedWhole) {
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(MakeFact(Term::Integer(1), Name("p"), Name("b")))));
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(MakeFact(Name("a"), Term::Blank("x"), Name("b")))));
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(A(Named(Stance::kFor, Term::String("g"))))));
  EXPECT_TRUE(absl::IsInvalidArgument(Refused(A(Anonymous(Stance::kFor, {{Term::String("k"), Name("v")}})))));
  const Changes mixed = {{{true, A()}, {true, MakeFact(Term::Integer(1), Name("p"), Name("b"))}}, {}, true};
  const absl::Status status = store_->Commit(mixed).status();
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("a subject must be an IRI, a blank node or a claim, not \"1\""));
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(CommitTest, ChangesOfOneTransactionSeeEachOther) {
  const Changes changes = {{{true, A()}, {false, A()}, {true, A(By("x"))}, {true, A(By("x"))}}, {}, true};
  const CommitResult result = store_.Commit(changes);
  EXPECT_EQ(result.inserted, 1u);
  EXPECT_EQ(result.deleted, 0u);
  EXPECT_EQ(result.unchanged, 1u);
  const Changes nothing = {{{true, MakeFact(Name("new"), Name("p"), Name("b"))},
                            {false, MakeFact(Name("new"), Name("p"), Name("b"))}},
                           {},
                           true};
  EXPECT_EQ(store_.Commit(nothing).commit, result.commit);
  EXPECT_TRUE(store_.Read()->Find(Name("new"))->is_null());
}

TEST_F(CommitTest, BlankLabelsAreLocalUnlessTheyAreStored) {
  const Fact fact = MakeFact(Term::Blank("x"), Name("p"), Term::Blank("x"));
  Insert(fact);
  Insert(fact);
  EXPECT_THAT(Lines(), ElementsAre("_:b1 <urn:t:p> _:b1", "_:b2 <urn:t:p> _:b2"));
  const Fact stored = MakeFact(Term::Blank("b2"), Name("p"), Term::Blank("b2"));
  EXPECT_EQ(Insert(stored).unchanged, 1u);
  EXPECT_EQ(store_.Commit({{{true, stored}}, {}, false}).inserted, 1u);
  EXPECT_EQ(totals().statements, 3u);
  EXPECT_EQ(Delete(stored).deleted, 1u);
  EXPECT_TRUE(store_.Read()->Find(Term::Blank("b9"))->is_null());
  EXPECT_TRUE(store_.Read()->Find(Term::Blank("b01"))->is_null());
}

TEST_F(CommitTest, PrefixesAreSavedAndStay) {
  Changes changes;
  changes.save_prefixes = {{"ex", "http://example.org/"}, {"t", "urn:t:"}};
  EXPECT_EQ(store_.Commit(changes).commit, 1u);
  EXPECT_EQ(store_.Commit(changes).commit, 1u);
  changes.save_prefixes = {{"ex", "http://example.com/"}};
  EXPECT_EQ(store_.Commit(changes).commit, 2u);
  ASSERT_TRUE(store_->Fold().ok());
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(store_.Read()->prefixes().at("ex"), "http://example.com/");
  EXPECT_EQ(store_.Read()->prefixes().at("t"), "urn:t:");
}

TEST_F(CommitTest, ALargeTransactionIsOneCommitWithoutALogEntry) {
  store_.options().max_log_statements = 10;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  Insert(A());
  Changes changes;
  for (int i = 0; i < 100; ++i)
    changes.changes.push_back({true, MakeFact(Name("a"), Name("p"), Term::Integer(i))});
  changes.changes.push_back({false, A()});
  changes.save_prefixes = {{"t", "urn:t:"}};
  const CommitResult result = store_.Commit(changes);
  EXPECT_EQ(result.commit, 2u);
  EXPECT_EQ(result.inserted, 100u);
  EXPECT_EQ(result.deleted, 1u);
  EXPECT_EQ(totals(), (Totals{100, 100, 0, 0}));
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(totals(), (Totals{100, 100, 0, 0}));
  EXPECT_EQ(store_.Read()->prefixes().size(), 1u);
}

// Of which many are read from the store together, behind blocks and log alike.
TEST_F(CommitTest, ManyChangesAtOnceMeanWhatTheyMeanOneByOne) {
  store_.options().rows_per_block = 64;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  Random random(7);
  RandomFacts facts(random, 60);
  NaiveStore naive;
  for (int round = 0; round < 12; ++round) {
    const Changes changes = facts.NextChanges(1500, 0.5);
    store_.Commit(changes);
    naive.Apply(changes);
    ASSERT_EQ(Lines(), naive.Lines()) << "round " << round;
    ASSERT_EQ(totals(), naive.CountTotals()) << "round " << round;
    if (round % 3 == 1) {
      ASSERT_TRUE(store_->Fold().ok());
    }
  }
}

// A large transaction takes two attempts: the second one has the blocks to itself. It is resolved once.
TEST_F(CommitTest, ManyChangesAreLookedUpTogetherAndOnce) {
  constexpr int kFacts = 1000;
  store_.options().max_log_statements = 10;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  Changes inserts;
  Changes deletes;
  for (int i = 0; i < kFacts; ++i) {
    inserts.changes.push_back({true, MakeFact(Name("s" + std::to_string(i)), Name("p"), Term::Integer(i))});
    deletes.changes.push_back({false, inserts.changes.back().fact});
  }
  store_.Commit(inserts);
  std::atomic<int64_t> ranges = 0;
  store_.memory().SetFault([&](std::string_view operation) {
    ranges += operation == "range" ? 1 : 0;
    return absl::OkStatus();
  });
  const int64_t gets = store_.memory().get_count();
  EXPECT_EQ(store_.Commit(deletes).deleted, static_cast<uint64_t>(kFacts));
  EXPECT_LT(ranges, 100);
  EXPECT_LT(store_.memory().get_count() - gets, kFacts + 100);
  store_.memory().SetFault(nullptr);
  EXPECT_EQ(totals(), Totals{});
}

TEST_F(CommitTest, TheLogIsFoldedBeforeItGrowsBeyondItsBounds) {
  store_.options().max_log_commits = 3;
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(Insert(MakeFact(Name("a"), Name("p"), Term::Integer(i))).inserted, 1u);
  EXPECT_EQ(store_.Read()->commit_number(), 20u);
  ASSERT_TRUE(store_.Open(Access::kWrite).ok());
  EXPECT_EQ(Lines().size(), 20u);
}

TEST_F(CommitTest, AReadOnlyStoreRefusesToWrite) {
  Insert(A());
  ASSERT_TRUE(store_.Open(Access::kRead).ok());
  EXPECT_FALSE(store_->writable());
  EXPECT_TRUE(absl::IsFailedPrecondition(Refused(A())));
  EXPECT_TRUE(absl::IsFailedPrecondition(store_->Fold()));
  EXPECT_EQ(Lines().size(), 1u);
}

}  // namespace
}  // namespace tern::store
