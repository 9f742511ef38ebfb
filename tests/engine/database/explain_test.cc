// `explain analyze`: what is printed for each operator, and that being watched changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/engine/database/session_fixture.h"

namespace tern {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Times differ from run to run, and how often a clock rounds them.
std::string Masked(const std::string& text) {
  return std::regex_replace(text, std::regex("[0-9]+\\.[0-9]+ ms"), "* ms");
}

class ExplainTest : public SessionFixture {
 protected:
  ExplainTest() {
    Answer("insert China -[rejected]-> H200, China -[rejected]-> H20, Nvidia -[makes]-> H200");
    Answer("insert Nvidia -[makes]-> H20, Nvidia -[makes]-> B30A, Huawei -[makes]-> Ascend");
  }
};

TEST_F(ExplainTest, AnalyzeTellsRowsWorkAndTotals) {
  const std::string text = Masked(Answer("explain analyze match China -[rejected]-> ?chip return ?chip"));
  EXPECT_THAT(text, HasSubstr("(2 rows, 2 estimated)\n"));
  EXPECT_THAT(text, HasSubstr("rows scanned 2"));
  EXPECT_THAT(text, HasSubstr("\nparsing: * ms\nplanning: * ms"));
  EXPECT_THAT(text, HasSubstr("\nrunning: * ms; 2 rows; rows scanned 2"));
  EXPECT_THAT(text, HasSubstr("terms decoded 2"));
}

TEST_F(ExplainTest, AnalyzeIsNoWordOfTheLanguageElsewhere) {
  Answer("insert analyze -[is]-> fine");
  EXPECT_EQ(Answer("analyze -[is]-> ?x"), "x\nfine\n");
  EXPECT_THAT(Answer("explain analyze -[is]-> ?x"), Not(HasSubstr("running:")));
  EXPECT_THAT(Answer("explain analyze analyze -[is]-> ?x"), HasSubstr("running:"));
  EXPECT_THAT(Answer("explain ANALYZE match ?a -[is]-> ?x return ?x"), HasSubstr("running:"));
  EXPECT_THAT(Answer("explain China H200 -[is]-> ?x"), HasSubstr("TQ047: 'explain' knows 'analyze'"));
  EXPECT_THAT(Answer("explain analyze why China -[rejected]-> H20"),
              HasSubstr("TQ047: there is no plan of 'why'"));
}

TEST_F(ExplainTest, AnalyzeOfAnUpdateWritesNothing) {
  const std::string text = Answer("explain analyze match ?m -[makes]-> ?x insert ?x -[maker]-> ?m");
  EXPECT_THAT(text, HasSubstr("; 4 rows"));
  EXPECT_EQ(Answer("match ?x -[maker]-> ?m return count(*) as ?n"), "n\n0\n");
}

// What runs once a row is told with the number of its runs, and an estimate of one run.
TEST_F(ExplainTest, AnalyzeCountsTheRunsOfWhatRunsOnceARow) {
  RunOptions options;
  options.optimize = false;
  const std::string text = Answer(
      "explain analyze match ?m -[makes]-> ?x, { match ?m -[makes]-> ?y return ?y limit 1 } return ?m, ?y",
      options);
  EXPECT_THAT(text, HasSubstr("; runs "));
}

TEST_F(ExplainTest, AnalyzedPlansReadWhatOthersRead) {
  for (const std::string query :
       {"match ?m -[makes]-> ?x, China -[rejected]-> ?x return ?m, ?x",
        "match ?m -[makes]-> ?x return ?m, count(*)", "match ?m -[makes]-> ?x return ?x order by ?x limit 2",
        "match ?m -[makes]-> ?x, optional { China -[rejected]-> ?x } return count(*)",
        "match { ?m -[makes]-> ?x } or { China -[rejected]-> ?x } return count(distinct ?x)"}) {
    absl::StatusOr<Outcome> plain = session_->Run(query);
    ASSERT_TRUE(plain.ok()) << plain.status();
    execute::RowBatch batch;
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = plain->rows->Next(batch);
    const absl::StatusOr<Outcome> analyzed = session_->Run("explain analyze " + query);
    ASSERT_TRUE(analyzed.ok()) << analyzed.status();
    const store::WorkCounts work = plain->RowsWork();
    const std::string running = analyzed->json.substr(analyzed->json.find("\"running\""));
    EXPECT_THAT(running, HasSubstr("\"rowsScanned\": " + std::to_string(work.rows_scanned))) << query;
    EXPECT_THAT(running, HasSubstr("\"seeks\": " + std::to_string(work.seeks))) << query;
    EXPECT_THAT(running, HasSubstr("\"blocksRead\": " + std::to_string(work.blocks_read))) << query;
    EXPECT_THAT(running, HasSubstr("\"termsDecoded\": " + std::to_string(work.terms_decoded))) << query;
  }
}

TEST_F(ExplainTest, PlansAreJsonToo) {
  const absl::StatusOr<Outcome> plan = session_->Run("explain match ?m -[makes]-> \"a \\\"b\\\"\" return ?m");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->json, HasSubstr("{\"plan\": {\"operator\": \""));
  const absl::StatusOr<Outcome> run = session_->Run("explain analyze match ?m -[makes]-> ?x return ?m");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->json, HasSubstr("\"runs\": 1, \"rows\": 4, "));
  EXPECT_THAT(run->json, HasSubstr("\"parsingMs\": "));
  EXPECT_THAT(run->json, HasSubstr("\"running\": {\"ms\": "));
}

}  // namespace
}  // namespace tern
