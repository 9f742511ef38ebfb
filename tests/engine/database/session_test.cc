#include <gmock/gmock.h>

#include "tests/engine/database/session_fixture.h"

namespace tern {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using SessionTest = SessionFixture;

TEST_F(SessionTest, InsertCountsWhatIsNew) {
  EXPECT_EQ(Answer("insert A -[p]-> B <-[q]- C"), "2 facts inserted");
  EXPECT_EQ(Answer("insert A -[p]-> B, A -[p]-> D"), "1 fact inserted, 1 unchanged");
  EXPECT_EQ(Answer("insert A -[p {by: X}]-> B"), "1 fact inserted");
  EXPECT_EQ(Answer("insert A -[p {by: X}]-> B"), "0 facts inserted, 1 unchanged");
}

TEST_F(SessionTest, EveryKindOfStatementAnswers) {
  ASSERT_EQ(
      Answer("insert China -[rejected {by: X, on: 2025-12-12}]-> H200, China -[not accepted {by: Y}]-> H200"),
      "2 facts inserted");
  EXPECT_EQ(Answer("match China -[rejected {by: ?who}]-> ?chip return ?chip, ?who"), "chip,who\nH200,X\n");
  EXPECT_THAT(Answer("China -[rejected]-> H200"),
              StartsWith("answer,fact,stance,claim,by,source,on,quote\nyes,"));
  EXPECT_THAT(Answer("China -[accepted]-> H200"),
              StartsWith("answer,fact,stance,claim,by,source,on,quote\nno,"));
  EXPECT_THAT(Answer("China"), StartsWith("subject,predicate,object,stance,claims\n"));
  EXPECT_THAT(Answer("explain match China -[rejected]-> ?chip return ?chip"), HasSubstr("Scan"));
  EXPECT_EQ(Answer("prefix ex: <http://e/>"), "prefix ex: set");
}

TEST_F(SessionTest, ParametersReachQueriesAndInserts) {
  RunOptions options;
  options.parameters = {{"who", model::Term::Iri("urn:tern:A")}, {"n", model::Term::Integer(3)}};
  EXPECT_EQ(Answer("insert $who -[count {confidence: $n}]-> $n", options), "1 fact inserted");
  EXPECT_EQ(Answer("match $who -[count]-> ?n where ?n >= $n return ?n limit $n", options), "n\n3\n");
  EXPECT_THAT(Answer("match $nobody -[count]-> ?n return ?n", options), HasSubstr("$nobody"));
  EXPECT_THAT(Answer("insert $nobody -[p]-> B", options), HasSubstr("$nobody"));
}

TEST_F(SessionTest, ANameSearchStandsForWhatItFindsAndOneThingWhereItWrites) {
  ASSERT_EQ(Answer("insert China -[rejected]-> H200, H200 -[alias]-> \"big chip\", H20 -[alias]-> \"chip\", "
                   "H100 -[alias]-> \"chip\""),
            "4 facts inserted");
  EXPECT_EQ(Answer("~\"china\" -[rejected]-> ?chip"), "chip\nH200\n");
  EXPECT_EQ(Answer("insert ~\"big chip\" -[madeBy]-> Nvidia"), "1 fact inserted");
  EXPECT_EQ(Answer("H200 -[madeBy]-> ?x"), "x\nNvidia\n");
  EXPECT_THAT(Answer("insert ~\"chip\" -[madeBy]-> Nvidia"), StartsWith("TQ202: 2 entities"));
  EXPECT_EQ(Answer("match ~\"chip\" -[?p]-> ?x return count(*) as ?n"), "n\n2\n");
  EXPECT_EQ(Answer("~\"nobody\" -[rejected]-> ?chip"), "chip\n");
}

TEST_F(SessionTest, ANameSearchIsFoundWhereverItStands) {
  ASSERT_THAT(Answer("insert China -[rejected {by: X}]-> H200, China -[rejected {by: Y}]-> H20, "
                     "X -[label]-> \"mister x\", H200 -[alias]-> \"big chip\", "
                     "A -[alias]-> \"twin\", B -[alias]-> \"twin\""),
              HasSubstr("inserted"));
  const std::string both = "chip\nH20\nH200\n";
  const std::string big = "chip\nH200\n";
  const std::string small = "chip\nH20\n";
  const auto chips = [this](const std::string& pattern) {
    return Answer("match " + pattern + " return ?chip order by ?chip");
  };
  EXPECT_EQ(
      chips("China -[rejected]-> ?chip where exists { ~\"china\" -[rejected {by: ~\"mister x\"}]-> ?chip }"),
      big);
  EXPECT_EQ(chips("China -[rejected]-> ?chip, not { China -[rejected {by: ~\"MISTER X\"}]-> ?chip }"), small);
  EXPECT_EQ(
      chips(
          "{ ~\"china\" -[rejected {by: Y}]-> ?chip } or { China -[rejected {by: ~\"mister_x\"}]-> ?chip }"),
      both);
  EXPECT_EQ(chips("China -[a]-> ?c, { match China -[rejected {by: ~\"mister x\"}]-> ?chip return ?chip }"),
            "chip\n");
  EXPECT_EQ(
      chips("China -[rejected]-> ?chip, { match ?w -[rejected {by: ~\"mister x\"}]-> ?chip return ?chip }"),
      big);
  EXPECT_EQ(chips("China -[rejected]-> ?chip according to ~\"mister x\""), big);
  EXPECT_THAT(chips("China -[rejected]-> ?chip according to ~\"twin\""), StartsWith("TQ202: 2 entities"));
  EXPECT_EQ(
      Answer(
          "match China -[rejected]-> ?chip return ?chip, count { ~\"big chip\" -[alias]-> ?n where ?chip = "
          "H200 } as ?n order by ?chip"),
      "chip,n\nH20,0\nH200,1\n");
  EXPECT_THAT(Answer("why ~\"china\" -[rejected]-> ~\"big chip\""),
              HasSubstr("China -[rejected]-> H200,for,"));
  EXPECT_THAT(Answer("why ~\"twin\" -[rejected]-> H200"), StartsWith("TQ202"));
  EXPECT_THAT(Answer("describe ~\"twin\""), StartsWith("TQ202"));
  EXPECT_EQ(Answer("describe ~\"mister x\""), Answer("describe X"));
}

TEST_F(SessionTest, AnUnknownFactIsAWarningOfWhy) {
  ASSERT_EQ(Answer("insert China -[rejected]-> H200"), "1 fact inserted");
  EXPECT_EQ(Answer("why China -[rejected]-> Chnia"), "fact,stance,claim,by,source,on,quote\n");
  EXPECT_THAT(warnings_, ::testing::ElementsAre("nothing is known of China -[rejected]-> Chnia",
                                                "no entity Chnia; did you mean China?"));
}

TEST_F(SessionTest, ListsComeAsParameters) {
  ASSERT_EQ(Answer("insert A -[p]-> B, C -[p]-> D, E -[p]-> F"), "3 facts inserted");
  RunOptions options;
  options.parameters = {
      {"xs", syntax::ParameterValue::List({model::Term::Iri("urn:tern:A"), model::Term::Iri("urn:tern:E")})},
      {"x", model::Term::Iri("urn:tern:C")}};
  EXPECT_EQ(Answer("match ?x -[p]-> ?y where ?x in $xs return ?y order by ?y", options), "y\nB\nF\n");
  EXPECT_EQ(Answer("match for ?x in $xs, ?x -[p]-> ?y return ?y order by ?y", options), "y\nB\nF\n");
  EXPECT_EQ(Answer("match ?x -[p]-> ?y where ?x in $x return ?y", options), "y\nD\n");
  EXPECT_THAT(Answer("match $xs -[p]-> ?y return ?y", options), StartsWith("TQ103"));
  EXPECT_EQ(Answer("match for ?x in $xs, ?x -[p]-> ?y insert ?x -[q]-> ?y", options), "2 facts inserted");
}

TEST_F(SessionTest, ABlankNodeAsPrintedIsTheStoredOne) {
  ASSERT_EQ(Answer("insert _:new -[p]-> A"), "1 fact inserted");
  const std::string printed = Answer("?x -[p]-> A").substr(2);
  const std::string blank = printed.substr(0, printed.size() - 1);
  EXPECT_THAT(blank, StartsWith("_:"));
  EXPECT_EQ(Answer("insert " + blank + " -[q]-> B"), "1 fact inserted");
  EXPECT_EQ(Answer("match ?x -[p]-> A, ?x -[q]-> B return ?x"), "x\n" + blank + "\n");
  EXPECT_EQ(Answer("insert _:new -[p]-> A"), "1 fact inserted");  // another one
}

TEST_F(SessionTest, AMapOfAnInsertMayHoldExpressions) {
  ASSERT_EQ(Answer("insert A -[p]-> B"), "1 fact inserted");
  EXPECT_EQ(Answer("insert A -[p {confidence: 1 + 2, by: X}]-> B"), "1 fact inserted");
  EXPECT_EQ(Answer("match A -[p {confidence: ?c}]-> B return ?c"), "c\n3\n");
  EXPECT_THAT(Answer("insert A -[p {confidence: 1 / 0}]-> B"), StartsWith("TQ208"));
  EXPECT_THAT(Answer("insert A -[p {confidence: ?x + 1}]-> B"), HasSubstr("?x"));
}

TEST_F(SessionTest, AStatementMayBeCancelled) {
  ASSERT_EQ(Answer("insert A -[p]-> B"), "1 fact inserted");
  RunOptions options;
  options.cancelled = [] { return true; };
  EXPECT_THAT(Answer("?s -[p]-> ?o", options), StartsWith("CANCELLED"));
}

TEST_F(SessionTest, AnUnknownNameIsAWarningWithTheNearestOne) {
  ASSERT_EQ(Answer("insert China -[rejected]-> H200"), "1 fact inserted");
  EXPECT_EQ(Answer("Chnia -[rejected]-> ?x"), "x\n");
  EXPECT_THAT(warnings_, ::testing::ElementsAre(HasSubstr("did you mean China?")));
}

TEST_F(SessionTest, TheUnoptimisedPlanAnswersTheSame) {
  ASSERT_EQ(Answer("insert A -[p]-> B, B -[q]-> C, A -[p]-> D"), "3 facts inserted");
  RunOptions as_written;
  as_written.optimize = false;
  const std::string query = "match ?a -[p]-> ?b -[q]-> ?c return ?a, ?b, ?c";
  EXPECT_EQ(Answer(query, as_written), Answer(query));
}

}  // namespace
}  // namespace tern
