#include <gmock/gmock.h>

#include <chrono>
#include <thread>
#include <vector>

#include "tests/engine/database/session_fixture.h"

namespace tern {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class WritesTest : public SessionFixture {
 protected:
  void Insert(std::string_view facts) {
    ASSERT_THAT(Answer("insert " + std::string(facts)), HasSubstr("inserted"));
  }
  std::string Count(std::string_view pattern) {
    const std::string answer = Answer("match " + std::string(pattern) + " return count(*) as ?n");
    return answer.starts_with("n\n") ? answer.substr(2, answer.size() - 3) : answer;
  }
};

// --- delete

TEST_F(WritesTest, APlainEdgeTakesTheFactAndAllItsClaims) {
  Insert("A -[p]-> B, A -[p {by: X}]-> B, A -[not p {by: Y}]-> B, A -[p]-> C");
  EXPECT_EQ(Answer("delete A -[p]-> B"), "3 facts deleted");
  EXPECT_EQ(Count("A -[?c: said any]-> ?x"), "0");
  EXPECT_EQ(Answer("A -[?p]-> ?x"), "p,x\np,C\n");
}

TEST_F(WritesTest, AMapSelectsClaimsForThatHaveAtLeastTheseProperties) {
  Insert("A -[p]-> B, A -[p {by: X, on: 2025-01-01}]-> B, A -[p {by: X}]-> B, A -[p {by: Y}]-> B");
  Insert("A -[not p {by: X}]-> B");
  EXPECT_EQ(Answer("delete A -[p {by: X}]-> B"), "2 facts deleted");
  EXPECT_EQ(Answer("match A -[p {by: ?who}]-> B return ?who"), "who\nY\n");
  EXPECT_EQ(Count("A -[not p]-> B"), "1");
  EXPECT_EQ(Count("A -[p]-> B"), "1");
}

TEST_F(WritesTest, AnEmptyMapMeansEveryClaimForAsInAMatch) {
  Insert("A -[p]-> B, A -[p {by: X}]-> B, A -[not p {by: X}]-> B");
  EXPECT_EQ(Answer("delete A -[p {}]-> B"), "1 fact deleted");
  EXPECT_EQ(Count("A -[p]-> B"), "1");
  EXPECT_EQ(Count("A -[not p]-> B"), "1");
}

TEST_F(WritesTest, AStanceWordSelectsThatStance) {
  Insert("A -[p {by: X}]-> B, A -[not p {by: X}]-> B, A -[not p {by: Y}]-> B, A -[unclear p {by: X}]-> B");
  EXPECT_EQ(Answer("delete A -[not p {by: Y}]-> B"), "1 fact deleted");
  EXPECT_EQ(Answer("delete A -[not p]-> B"), "1 fact deleted");
  EXPECT_EQ(Answer("delete A -[unclear p]-> B"), "1 fact deleted");
  EXPECT_EQ(Count("A -[p {by: X}]-> B"), "1");
}

TEST_F(WritesTest, SaidMeansClaimsOfEveryStanceButNotTheFactWithoutOne) {
  Insert("A -[p]-> B, A -[p {by: X}]-> B, A -[not p {by: X}]-> B, A -[unclear p {by: Y}]-> B");
  EXPECT_EQ(Answer("delete A -[said p {by: X}]-> B"), "2 facts deleted");
  EXPECT_EQ(Answer("delete A -[said p]-> B"), "1 fact deleted");
  EXPECT_EQ(Count("A -[p]-> B"), "1");
}

TEST_F(WritesTest, WhatIsNotFoundChangesNothing) {
  Insert("A -[p]-> B");
  EXPECT_EQ(Answer("delete A -[p]-> C"), "0 facts deleted");
  EXPECT_EQ(Answer("delete Nobody -[q]-> C"), "0 facts deleted");
  EXPECT_EQ(Answer("delete A -[p {by: X}]-> B"), "0 facts deleted");
}

TEST_F(WritesTest, AMisspeltNameIsAWarningWhereNothingGoes) {
  Insert("China -[rejected {by: Sacks}]-> H200");
  EXPECT_EQ(Answer("delete Chnia -[rejected]-> H200"), "0 facts deleted");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("did you mean China?")));
  EXPECT_EQ(Answer("match ?x -[rejected]-> H200 delete ?x -[rejcted {by: Saks}]-> H200"), "0 facts deleted");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("did you mean rejected?"), HasSubstr("did you mean Sacks?")));
  EXPECT_EQ(Answer("delete China -[rejected {by: Sacks}]-> H200"), "1 fact deleted");
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(WritesTest, EachEdgeOfAWalkGoes) {
  Insert("A -[p]-> B -[q]-> C, D -[r]-> C");
  EXPECT_EQ(Answer("delete A -[p]-> B -[q]-> C <-[r]- D"), "3 facts deleted");
}

TEST_F(WritesTest, AWrittenLiteralMeansItsValue) {
  Insert("A -[p]-> 50, A -[p]-> 50.0, A -[p]-> \"050\"^^xsd:integer, A -[p {q: 5.0}]-> B");
  EXPECT_EQ(Answer("delete A -[p]-> 50"), "3 facts deleted");
  EXPECT_EQ(Answer("delete A -[p {q: 5}]-> B"), "1 fact deleted");
}

TEST_F(WritesTest, AnEntityMayBeFoundByItsName) {
  Insert("A -[label]-> \"the thing\", A -[p]-> B, D -[alias]-> \"twin\", E -[alias]-> \"twin\"");
  EXPECT_EQ(Answer("delete ~\"the thing\" -[p]-> B"), "1 fact deleted");
  EXPECT_THAT(Answer("delete ~\"twin\" -[p]-> B"), StartsWith("TQ202: 2 entities"));
  EXPECT_THAT(Answer("delete A -[p {by: ~\"nobody\"}]-> B"), StartsWith("TQ202: no entity"));
}

TEST_F(WritesTest, ParametersAreTerms) {
  Insert("A -[p]-> 3");
  RunOptions options;
  options.parameters = {{"who", model::Term::Iri("urn:tern:A")}, {"n", model::Term::Integer(3)}};
  EXPECT_EQ(Answer("delete $who -[p]-> $n", options), "1 fact deleted");
  EXPECT_THAT(Answer("delete $nobody -[p]-> $n", options), HasSubstr("$nobody"));
  options.parameters["n"] = syntax::ParameterValue::List({model::Term::Integer(3)});
  EXPECT_THAT(Answer("delete $who -[p]-> $n", options), StartsWith("TQ215"));
}

TEST_F(WritesTest, DeletingInNoDatabaseMakesNone) {
  EXPECT_THAT(Answer("delete A -[p]-> B"), StartsWith("NOT_FOUND"));
  EXPECT_THAT(Answer("insert A -[p]-> ?x"), StartsWith("TQ"));
  EXPECT_THAT(Answer("A -[p]-> B"), StartsWith("NOT_FOUND"));
}

TEST_F(WritesTest, TheFirstInsertMayCompute) {
  EXPECT_EQ(Answer("insert A -[p {confidence: 1 + 1}]-> B"), "1 fact inserted");
  EXPECT_EQ(Answer("match A -[p {confidence: ?c}]-> B return ?c"), "c\n2\n");
}

// --- properties of claims

TEST_F(WritesTest, PropertiesOfAClaimComeAndGoByThemselves) {
  Insert("A -[p {by: X}]-> B");
  const std::string answer = Answer("match A -[?c: p]-> B return ?c");
  const std::string claim = answer.substr(2, answer.size() - 3);
  EXPECT_EQ(Answer("insert " + claim + " -[confidence]-> 0.9"), "1 claim property inserted");
  EXPECT_EQ(Answer("match A -[p {confidence: ?x, by: X}]-> B return ?x"), "x\n0.9\n");
  EXPECT_EQ(Answer("delete " + claim + " -[by]-> X"), "1 claim property deleted");
  EXPECT_EQ(Count("A -[p {by: X}]-> B"), "0");
  EXPECT_EQ(Answer("delete " + claim + " -[by]-> X"), "0 facts deleted");
  EXPECT_THAT(Answer("delete " + claim + " -[not by]-> X"), StartsWith("TQ212"));
}

// --- match … delete … insert …

TEST_F(WritesTest, AnUpdateChangesWhatItMatches) {
  Insert("A -[p]-> B, C -[p]-> D");
  EXPECT_EQ(Answer("match ?x -[p]-> ?y delete ?x -[p]-> ?y insert ?y -[q]-> ?x"),
            "2 facts inserted; 2 facts deleted");
  EXPECT_EQ(Answer("match ?x -[q]-> ?y return ?x, ?y order by ?x"), "x,y\nB,A\nD,C\n");
  EXPECT_EQ(Count("?x -[p]-> ?y"), "0");
}

TEST_F(WritesTest, AClauseIsAppliedToAllRowsBeforeTheNext) {
  // Row by row the second row would delete what the first one inserted.
  Insert("A -[p]-> B, B -[p]-> A");
  EXPECT_EQ(Answer("match ?x -[p]-> ?y delete ?x -[p]-> ?y insert ?y -[p]-> ?x"),
            "0 facts inserted; 0 facts deleted");
  EXPECT_EQ(Count("?x -[p]-> ?y"), "2");
  EXPECT_EQ(Answer("match ?x -[p]-> ?y insert ?x -[q]-> ?y delete ?x -[q]-> ?y"),
            "0 facts inserted; 0 facts deleted");
  EXPECT_EQ(Count("?x -[q]-> ?y"), "0");
}

TEST_F(WritesTest, AnUpdateSeesNothingOfItself) {
  Insert("A -[next]-> B, B -[next]-> C");
  EXPECT_EQ(Answer("match ?x -[next]-> ?y insert ?y -[next]-> ?x"), "2 facts inserted");
}

TEST_F(WritesTest, WhatAMatchDoesNotFindIsNotWritten) {
  Insert("A -[p]-> B");
  EXPECT_EQ(Answer("match A -[r]-> ?x insert A -[q]-> C"), "0 facts inserted");
  EXPECT_EQ(Answer("match A -[p]-> B insert A -[q]-> C"), "1 fact inserted");
  EXPECT_EQ(Answer("match A -[p]-> B insert A -[q]-> C"), "0 facts inserted, 1 unchanged");
}

TEST_F(WritesTest, ABoundClaimIsThatVeryClaim) {
  Insert("A -[p {by: X}]-> B, A -[p {by: Y}]-> B, A -[not p {by: X}]-> B");
  EXPECT_EQ(Answer("match A -[?c: p {by: X}]-> B delete A -[?c: p]-> B"), "1 fact deleted");
  EXPECT_EQ(Answer("match A -[p {by: ?w}]-> B return ?w"), "w\nY\n");
  // An edge is what it would be in a match: claims of another stance stay.
  EXPECT_EQ(Answer("match A -[?c: said p]-> B delete A -[?c: not p]-> B"), "1 fact deleted");
  EXPECT_EQ(Answer("match A -[?c: said p]-> B delete A -[?c: said p]-> B"), "1 fact deleted");
}

TEST_F(WritesTest, PropertiesOfMatchedClaimsMayChange) {
  Insert("A -[p {by: X}]-> B");
  EXPECT_EQ(Answer("match A -[?c: p {by: X}]-> B delete ?c -[by]-> X insert ?c -[by]-> Y"),
            "1 claim property inserted; 1 claim property deleted");
  EXPECT_EQ(Answer("match A -[p {by: ?w}]-> B return ?w"), "w\nY\n");
}

TEST_F(WritesTest, ALiteralThatBecomesASubjectIsAnErrorAndNothingIsWritten) {
  Insert("A -[p]-> B, C -[p]-> 42");
  EXPECT_THAT(Answer("match ?x -[p]-> ?y insert ?y -[q]-> ?x"), "TQ203: a fact cannot be about the value 42");
  EXPECT_EQ(Count("?x -[q]-> ?y"), "0");
}

TEST_F(WritesTest, APredicateMayBeAVariable) {
  Insert("A -[p]-> B, A -[q]-> C");
  EXPECT_EQ(Answer("match A -[?p]-> ?x delete A -[?p]-> ?x insert Z -[?p]-> ?x"),
            "2 facts inserted; 2 facts deleted");
  EXPECT_EQ(Answer("match Z -[?p]-> ?x return ?p order by ?p"), "p\np\nq\n");
}

TEST_F(WritesTest, MapsMayComputeOverTheRow) {
  Insert("A -[p {confidence: 0.5, on: 2025-03-04}]-> B");
  EXPECT_EQ(
      Answer(
          "match A -[p {confidence: ?c, on: ?d}]-> B insert A -[q {confidence: ?c * 2, on: year(?d)}]-> B"),
      "1 fact inserted");
  EXPECT_EQ(Answer("match A -[q {confidence: ?c, on: ?d}]-> B return ?c, ?d"), "c,d\n1.0,2025\n");
}

TEST_F(WritesTest, AVariableThatNothingBindsIsAnError) {
  Insert("A -[p]-> B");
  EXPECT_THAT(Answer("match A -[p]-> ?x insert A -[q]-> ?y"), AllOf(StartsWith("TQ101"), HasSubstr("?y")));
  EXPECT_THAT(Answer("match A -[p]-> ?x delete A -[?c: p]-> ?x"),
              AllOf(StartsWith("TQ101"), HasSubstr("?c")));
}

TEST_F(WritesTest, ABlankLabelIsANewNodeForEachRow) {
  Insert("A -[p]-> B, A -[p]-> C");
  EXPECT_EQ(Answer("match A -[p]-> ?x insert _:note -[about]-> ?x, _:note -[a]-> Note"), "4 facts inserted");
  EXPECT_EQ(Answer("match ?n -[about]-> ?x, ?n -[a]-> Note return count(distinct ?n) as ?n"), "n\n2\n");
}

TEST_F(WritesTest, TailsAndLimitsHoldForTheRowsOfAnUpdate) {
  Insert("A -[n]-> 1, A -[n]-> 2, A -[n]-> 3");
  EXPECT_EQ(Answer("match A -[n]-> ?x where ?x > 1 delete A -[n]-> ?x"), "2 facts deleted");
  EXPECT_EQ(Answer("A -[n]-> ?x"), "x\n1\n");
}

TEST_F(WritesTest, UnknownNamesOfTheMatchAreWarnings) {
  Insert("China -[p]-> B");
  EXPECT_EQ(Answer("match Chnia -[p]-> ?x delete Chnia -[p]-> ?x"), "0 facts deleted");
  EXPECT_THAT(warnings_, ::testing::Contains(HasSubstr("did you mean China?")));
}

TEST_F(WritesTest, AnUpdateMayBeCancelled) {
  Insert("A -[p]-> B");
  RunOptions options;
  options.cancelled = [] { return true; };
  EXPECT_THAT(Answer("match A -[p]-> ?x delete A -[p]-> ?x", options), StartsWith("CANCELLED"));
  EXPECT_EQ(Count("A -[p]-> ?x"), "1");
}

TEST_F(WritesTest, ExplainShowsThePlanOfAnUpdatesMatch) {
  Insert("A -[p]-> B");
  EXPECT_THAT(Answer("explain match A -[p]-> ?x delete A -[p]-> ?x"), HasSubstr("Scan"));
  EXPECT_EQ(Count("A -[p]-> ?x"), "1");
}

// --- what else goes on meanwhile

TEST_F(WritesTest, UpdatesOfSeveralSessionsLoseNothing) {
  Insert("A -[n]-> 0");
  constexpr int kSessions = 3;
  constexpr int kRounds = 10;
  std::vector<std::thread> threads;
  for (int i = 0; i < kSessions; ++i) {
    threads.emplace_back([this] {
      const std::unique_ptr<Session> session = database_->NewSession();
      for (int round = 0; round < kRounds; ++round) {
        const auto outcome =
            session->Run("match A -[n]-> ?x, let ?y = ?x + 1 delete A -[n]-> ?x insert A -[n]-> ?y");
        EXPECT_TRUE(outcome.ok()) << outcome.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Answer("A -[n]-> ?x"), "x\n30\n");
}

TEST_F(WritesTest, AWriterThatIsLetGoStopsItsFoldAndLeavesNothingHalfDone) {
  DatabaseOptions options;
  options.create = true;
  options.hold_writer = false;
  options.writer_wait = std::chrono::milliseconds(0);
  const std::unique_ptr<Database> prompt = *Database::Open(directory_.File("prompt"), options);
  const std::unique_ptr<Session> session = prompt->NewSession();
  std::string points = "insert ";
  for (int i = 0; i < 190; ++i) points += "P" + std::to_string(i) + " -[a]-> Point, ";
  ASSERT_TRUE(session->Run(points + "P -[a]-> Point").ok());
  // Long enough for the log to be folded in the background, and too short to wait for.
  const auto outcome = session->Run("match ?x -[a]-> Point, ?y -[a]-> Point insert ?x -[near]-> ?y");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "36481 facts inserted");
  const std::unique_ptr<Database> other = *Database::Open(directory_.File("prompt"), options);
  EXPECT_TRUE(other->NewSession()->Run("insert A -[p]-> B").ok());  // without a moment's wait
  EXPECT_TRUE(session->Run("delete A -[p]-> B").ok());
  const auto report = prompt->Check({});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->statements, 36481u + 191u);
}

}  // namespace
}  // namespace tern
