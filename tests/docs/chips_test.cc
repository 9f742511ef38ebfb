// The example answers what it was made for, through the program as a user runs it.
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/docs/workbench.h"

namespace tern::docs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

class ChipsTest : public ::testing::Test {
 protected:
  ChipsTest() : bench_(TERN_PROGRAM, TERN_SOURCE_DIR) {}

  void SetUp() override {
    const CommandResult loaded = bench_.Run("tern load --strict examples/chips/chips.tern");
    ASSERT_EQ(loaded.exit_status, 0) << loaded.err;
  }

  // The answer's rows as CSV, without the line of column names.
  std::vector<std::string> Ask(const std::string& arguments) {
    const CommandResult result = bench_.Run("tern query --format csv " + arguments);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    std::vector<std::string> rows;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with('\r')) line.pop_back();
      rows.push_back(line);
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
  }

  int Count(const std::string& query) {
    const std::vector<std::string> rows = Ask("'" + query + "'");
    return rows.size() == 1 ? std::stoi(rows[0]) : -1;
  }

  Workbench bench_;
};

TEST_F(ChipsTest, TheFoundingQuestionNamesBothChipsWithClaimantsAndDates) {
  EXPECT_THAT(Ask("-f examples/chips/rejected.tq"),
              ElementsAre("H20,Bloomberg,2025-12-12", "H200,`Transport Topics`,2025-12",
                          "H200,`David Sacks`,2025-12-12"));
}

TEST_F(ChipsTest, ContradictionsSetEveryClaimBesideThoseOfAnotherStance) {
  EXPECT_THAT(Ask("-f examples/chips/contradictions.tq"),
              ElementsAre("accepted,`David Sacks`,against,Bloomberg,unclear",
                          "accepted,`David Sacks`,against,`Jensen Huang`,unclear",
                          "rejected,`David Sacks`,for,Bloomberg,unclear",
                          "rejected,`Transport Topics`,for,Bloomberg,unclear"));
}

TEST_F(ChipsTest, APersonsClaimsComeWithTheirStances) {
  const std::vector<std::string> rows = Ask("-f examples/chips/claimed-by.tq --param 'who=`David Sacks`'");
  EXPECT_THAT(rows,
              IsSupersetOf({"for,China,rejected,H200,2025-12-12", "against,China,accepted,H200,2025-12-12"}));
  EXPECT_EQ(rows.size(), 6u);
}

TEST_F(ChipsTest, AMakersProductsComeWithTheirKinds) {
  EXPECT_THAT(
      Ask("-f examples/chips/made-by.tq --param maker=Nvidia"),
      ElementsAre("H20,Chip", "H200,Chip", "Blackwell,Generation", "Hopper,Generation", "Rubin,Generation"));
  EXPECT_THAT(Ask("-f examples/chips/made-by.tq --param maker=Huawei"),
              ElementsAre("`CloudMatrix 384`,Platform"));
}

TEST_F(ChipsTest, ProductsKeepTheirRowsWhereNothingMoreIsKnown) {
  EXPECT_THAT(Ask("-f examples/chips/products.tq"),
              ElementsAre("Huawei,`CloudMatrix 384`,,false", "Nvidia,Blackwell,,false", "Nvidia,H20,,true",
                          "Nvidia,H200,Hopper,true", "Nvidia,Hopper,,false", "Nvidia,Rubin,,false"));
}

TEST_F(ChipsTest, ClaimantsAreCountedWithWhatTheySpeakOf) {
  const std::vector<std::string> rows = Ask("-f examples/chips/claimants.tq");
  ASSERT_EQ(rows.size(), 9u);
  EXPECT_EQ(rows[1], "`David Sacks`,6,\"[China, H200, `H200 export approval`]\",2025-12-12");
}

TEST_F(ChipsTest, OneSourceAloneSaysThatItIsOpen) {
  EXPECT_THAT(Ask("-f examples/chips/according-to.tq --param who=Bloomberg"),
              ElementsAre("accepted,H200,unclear", "rejected,H20,for", "rejected,H200,unclear"));
}

TEST_F(ChipsTest, ThereIsEnoughToAskAbout) {
  EXPECT_GE(Count("match ?s -[?p]-> ?o return count(*)"), 60);
  EXPECT_GE(Count("match ?s -[?c: said ?p]-> ?o return count(*)"), 15);
  EXPECT_GE(Count("match ?s -[said ?p {by: ?who}]-> ?o return count(distinct ?who)"), 5);
  EXPECT_GE(Count("match ?s -[not ?p]-> ?o return count(*)"), 1);
  EXPECT_GE(Count("match ?s -[unclear ?p]-> ?o return count(*)"), 1);
}

}  // namespace
}  // namespace tern::docs
