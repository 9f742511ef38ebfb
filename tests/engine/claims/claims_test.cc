#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/claims/ask.h"
#include "engine/claims/describe.h"
#include "engine/claims/why.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::claims {
namespace {

using execute::FakeSnapshot;
using model::Stance;
using model::Term;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Term Field(const char* word) { return Term::Iri(std::string(*syntax::FieldName(word))); }

std::shared_ptr<FakeSnapshot> Graph() {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto claim = [&](Stance stance, const char* who) {
    return snapshot->Claim(
        stance, {{Field("by"), FakeSnapshot::Iri(who)}, {Field("source"), FakeSnapshot::Iri("ttnews")}});
  };
  snapshot->Add("China", "rejected", "H200", claim(Stance::kFor, "Sacks"));
  snapshot->Add("China", "rejected", "H200", claim(Stance::kAgainst, "Ministry"));
  snapshot->Add("China", "rejected", "H20");
  snapshot->Add("China", "accepted", "H20", claim(Stance::kUnclear, "Huang"));
  snapshot->Add("Nvidia", "makes", "H20", model::NamedClaim(snapshot->Iri_("report"), Stance::kFor));
  snapshot->Add({snapshot->Iri_("report"), snapshot->Id(Field("by")), snapshot->Iri_("Reuters"), {}});
  snapshot->Add("China", "trusts", "China");
  snapshot->Add("Huang", "said", "yes", claim(Stance::kAgainst, "X"));
  snapshot->Add("Huang", "said", "yes");
  snapshot->Add("H100", "gb", Term::Integer(96));
  snapshot->Add("H100", "gb", Term::Typed("96.0", std::string(model::iri::kXsdDecimal)));
  return snapshot;
}

std::vector<std::string> Asked(const std::string& text) {
  auto statement = execute::Parse(text);
  EXPECT_TRUE(statement.ok()) << statement.status();
  auto lines =
      execute::Drain(Ask(std::get<syntax::Ask>(statement->value), {}, Graph(), execute::TestNames()));
  EXPECT_TRUE(lines.ok()) << lines.status();
  return lines.ok() ? *lines : std::vector<std::string>();
}

struct Reasons {
  std::vector<std::string> lines;
  std::vector<std::string> warnings;
};

Reasons Explained(const std::string& walk) {
  const syntax::Statement statement = *execute::Parse("match " + walk + " return *");
  const auto& query = std::get<syntax::Query>(statement.value);
  const syntax::Why why = {*syntax::WalksOf(query.parts[0].matches[0].pattern)[0]};
  auto answer = Why(why, {}, Graph(), execute::TestNames());
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (!answer.ok()) return {};
  auto lines = execute::Drain(std::move(answer->rows));
  EXPECT_TRUE(lines.ok()) << lines.status();
  return {lines.ok() ? *lines : std::vector<std::string>(), answer->warnings};
}

std::vector<std::string> Described(const std::string& text) {
  auto statement = execute::Parse(text);
  EXPECT_TRUE(statement.ok()) << statement.status();
  auto lines = execute::Drain(Describe(std::get<syntax::Describe>(statement->value), {}, Graph()));
  EXPECT_TRUE(lines.ok()) << lines.status();
  return lines.ok() ? *lines : std::vector<std::string>();
}

TEST(AskTest, EveryClaimOfEveryStanceIsEvidence) {
  EXPECT_THAT(
      Asked("China -[rejected]-> H200"),
      ElementsAre(
          "\"yes\", \"China -[rejected]-> H200\", \"for\", claim:4, Sacks, ttnews, null, null",
          "\"yes\", \"China -[rejected]-> H200\", \"against\", claim:9, Ministry, ttnews, null, null"));
}

TEST(AskTest, FactWithoutAClaimHasOneRow) {
  EXPECT_THAT(Asked("China -[rejected]-> H20"),
              ElementsAre("\"yes\", \"China -[rejected]-> H20\", null, null, null, null, null, null"));
}

TEST(AskTest, WhatIsStatedWithoutAClaimShowsBesideTheClaims) {
  EXPECT_THAT(
      Asked("Huang -[said]-> yes"),
      ElementsAre("\"yes\", \"Huang -[`said`]-> yes\", null, null, null, null, null, null",
                  "\"yes\", \"Huang -[`said`]-> yes\", \"against\", claim:17, X, ttnews, null, null"));
}

TEST(AskTest, OpenQuestionIsNoFact) {
  EXPECT_THAT(
      Asked("China -[accepted]-> H20"),
      ElementsAre("\"no\", \"China -[accepted]-> H20\", \"unclear\", claim:14, Huang, ttnews, null, null"));
  EXPECT_THAT(
      Asked("ask China -[unclear accepted]-> H20"),
      ElementsAre(
          "\"yes\", \"China -[unclear accepted]-> H20\", \"unclear\", claim:14, Huang, ttnews, null, null"));
}

TEST(AskTest, WhatIsNotKnownIsNo) {
  EXPECT_THAT(Asked("China -[accepted]-> H200"),
              ElementsAre("\"no\", null, null, null, null, null, null, null"));
  EXPECT_THAT(Asked("Atlantis -[rejected]-> H200"),
              ElementsAre("\"no\", null, null, null, null, null, null, null"));
}

TEST(AskTest, VariablesOnlyAskWhetherThereIsAMatch) {
  EXPECT_THAT(Asked("ask China -[rejected]-> ?x"),
              ElementsAre("\"yes\", null, null, null, null, null, null, null"));
  EXPECT_THAT(Asked("ask ?x -[rejected]-> China"),
              ElementsAre("\"no\", null, null, null, null, null, null, null"));
}

TEST(AskTest, NamedClaimBringsItsOwnFacts) {
  EXPECT_THAT(Asked("Nvidia -[makes]-> H20"),
              ElementsAre("\"yes\", \"Nvidia -[makes]-> H20\", \"for\", report, Reuters, null, null, null"));
  EXPECT_THAT(Asked("H20 <-[makes]- Nvidia").size(), 1u);
  EXPECT_THAT(Asked("Nvidia -[any]-> H20").size(), 1u);
  EXPECT_THAT(Asked("China -[rejected|accepted]-> H20").size(), 2u);
}

TEST(AskTest, TheFactIsShownWithTheStanceThatWasAskedFor) {
  EXPECT_THAT(
      Asked("China -[not rejected]-> H200"),
      ElementsAre(
          "\"yes\", \"China -[not rejected]-> H200\", \"for\", claim:4, Sacks, ttnews, null, null",
          "\"yes\", \"China -[not rejected]-> H200\", \"against\", claim:9, Ministry, ttnews, null, null"));
}

TEST(AskTest, ClaimsThatDoNotCountAreNotListed) {
  auto statement = execute::Parse("ask China -[rejected]-> H200");
  auto& ask = std::get<syntax::Ask>(statement->value);
  ask.pattern.according_to.push_back({FakeSnapshot::Iri("Ministry"), {}, "Ministry"});
  const auto lines = execute::Drain(Ask(ask, {}, Graph(), execute::TestNames()));
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_THAT(
      *lines,
      ElementsAre(
          "\"no\", \"China -[rejected]-> H200\", \"against\", claim:9, Ministry, ttnews, null, null"));
}

TEST(WhyTest, SeveralValuesOfAPropertyAreAList) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("A", "p", "B",
                snapshot->Claim(Stance::kFor, {{Field("by"), FakeSnapshot::Iri("Y")},
                                               {Field("by"), FakeSnapshot::Iri("X")},
                                               {Field("on"), Term::Integer(1)}}));
  const syntax::Statement statement = *execute::Parse("match A -[p]-> B return *");
  const auto& query = std::get<syntax::Query>(statement.value);
  const syntax::Why why = {*syntax::WalksOf(query.parts[0].matches[0].pattern)[0]};
  auto answer = Why(why, {}, snapshot, execute::TestNames());
  ASSERT_TRUE(answer.ok()) << answer.status();
  execute::RowBatch batch;
  ASSERT_TRUE(*answer->rows->Next(batch));
  ASSERT_EQ(batch.row_count, 1u);
  ASSERT_TRUE(batch.cells[3].is_list());
  EXPECT_THAT(batch.cells[3].items(), ElementsAre(FakeSnapshot::Iri("X"), FakeSnapshot::Iri("Y")));
  EXPECT_EQ(*batch.cells[5], Term::Integer(1));
}

TEST(WhyTest, EveryClaimOnEveryEdgeInTurn) {
  EXPECT_THAT(Explained("China -[rejected]-> H20 <-[makes]- Nvidia").lines,
              ElementsAre("\"China -[rejected]-> H20\", null, null, null, null, null, null",
                          "\"Nvidia -[makes]-> H20\", \"for\", report, Reuters, null, null, null"));
  EXPECT_THAT(
      Explained("China -[rejected]-> H200").lines,
      ElementsAre("\"China -[rejected]-> H200\", \"for\", claim:4, Sacks, ttnews, null, null",
                  "\"China -[rejected]-> H200\", \"against\", claim:9, Ministry, ttnews, null, null"));
}

TEST(WhyTest, WhatIsStatedWithoutAClaimShowsBesideTheClaims) {
  EXPECT_THAT(Explained("Huang -[said]-> yes").lines,
              ElementsAre("\"Huang -[`said`]-> yes\", null, null, null, null, null, null",
                          "\"Huang -[`said`]-> yes\", \"against\", claim:17, X, ttnews, null, null"));
}

TEST(WhyTest, EitherDirectionShowsTheFactAsItIs) {
  EXPECT_THAT(Explained("H20 -[makes]- Nvidia").lines,
              ElementsAre("\"Nvidia -[makes]-> H20\", \"for\", report, Reuters, null, null, null"));
}

TEST(WhyTest, AnUnknownFactIsAWarning) {
  const Reasons reasons = Explained("China -[accepted]-> H200");
  EXPECT_THAT(reasons.lines, IsEmpty());
  EXPECT_THAT(reasons.warnings, ElementsAre("nothing is known of China -[accepted]-> H200"));
  EXPECT_THAT(Explained("China -[rejected]-> Atlantis -[makes]-> H20").warnings, testing::SizeIs(2));
}

TEST(DescribeTest, FactsOfANodeWithTheirClaims) {
  EXPECT_THAT(Described("China"),
              ElementsAre("China, accepted, H20, \"unclear\", 1", "China, rejected, H20, \"for\", 0",
                          "China, rejected, H200, \"against\", 1", "China, rejected, H200, \"for\", 1",
                          "China, trusts, China, \"for\", 0"));
  EXPECT_THAT(Described("H20"),
              ElementsAre("China, accepted, H20, \"unclear\", 1", "China, rejected, H20, \"for\", 0",
                          "Nvidia, makes, H20, \"for\", 1"));
}

TEST(DescribeTest, ClaimsBringTheirPropertiesAndFacts) {
  EXPECT_THAT(Described("claim:4"),
              UnorderedElementsAre("claim:4, by, Sacks, null, null", "claim:4, source, ttnews, null, null",
                                   "China, rejected, H200, \"for\", 1"));
  EXPECT_THAT(Described("report"),
              UnorderedElementsAre("report, by, Reuters, \"for\", 0", "Nvidia, makes, H20, \"for\", 1"));
}

TEST(DescribeTest, WhoClaimsAndWhatIsCitedHasItsClaimsCounted) {
  EXPECT_THAT(Described("Sacks"), ElementsAre("null, by, Sacks, null, 1"));
  EXPECT_THAT(Described("ttnews"), ElementsAre("null, source, ttnews, null, 4"));
}

TEST(DescribeTest, AValueStandsForAllTermsThatEqualIt) {
  EXPECT_THAT(Described("describe 96"),
              UnorderedElementsAre("H100, gb, 96, \"for\", 0", "H100, gb, 96.0, \"for\", 0"));
  EXPECT_THAT(Described("describe 97"), IsEmpty());
}

TEST(DescribeTest, UnknownNodeHasNoRows) { EXPECT_THAT(Described("Atlantis"), IsEmpty()); }

}  // namespace
}  // namespace tern::claims
