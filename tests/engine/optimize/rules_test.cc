// Each rule alone: the plan before and the plan after, printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/optimize/optimize.h"
#include "engine/optimize/rule.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;
using execute::FakeSnapshot;
using model::Term;

using RuleFunction = absl::StatusOr<NodePtr> (*)(const NodePtr&, const RuleContext&);

class RulesTest : public testing::Test {
 protected:
  RulesTest() {
    snapshot_.Add("a", "p", "b");
    snapshot_.Add("a", "q", "c");
    snapshot_.Add("b", "r", "c");
    for (int i = 0; i < 400; ++i) snapshot_.Add("n" + std::to_string(i), "size", Term::Integer(i));
    snapshot_.Add("m", "mixed", Term::Integer(1));
    snapshot_.Add("m", "mixed", Term::Typed("2.5", std::string(model::iri::kXsdDecimal)));
    snapshot_.Add("m", "mixed", Term::Typed("03", std::string(model::iri::kXsdInteger)));
  }

  // The query's plan after these rules.
  std::string After(const std::string& query, std::vector<RuleFunction> rules) {
    auto plan = execute::PlanOf(query);
    EXPECT_TRUE(plan.ok()) << plan.status();
    Cardinality cardinality(&snapshot_);
    const RuleContext context = {&snapshot_, &cardinality, {}};
    for (const RuleFunction rule : rules) {
      auto root = rule(plan->root, context);
      EXPECT_TRUE(root.ok()) << root.status();
      plan->root = *root;
    }
    return execute::Show(*plan);
  }
  std::string Optimized(const std::string& query) {
    auto plan = execute::PlanOf(query);
    EXPECT_TRUE(plan.ok()) << plan.status();
    auto optimized = Optimize(*plan, snapshot_);
    EXPECT_TRUE(optimized.ok()) << optimized.status();
    return execute::Show(*optimized);
  }

  FakeSnapshot snapshot_;
};

TEST_F(RulesTest, UnknownConstantEmptiesWhatNeedsIt) {
  const std::string query = "match ?x -[unheard]-> ?y, ?y -[p]-> ?z return ?z";
  EXPECT_EQ(After(query, {ResolveConstants}),
            "Project ?z\n"
            "  Join hash\n"
            "    Values ?x, ?y: no rows\n"
            "    Scan ?y p ?z\n");
  EXPECT_EQ(After(query, {ResolveConstants, PruneEmpty}), "Values ?z: no rows\n");
}

TEST_F(RulesTest, EmptyChoiceOfAUnionGoes) {
  EXPECT_EQ(After("?x -[unheard/p|p]-> ?y", {ResolveConstants, PruneEmpty}),
            "Project ?x, ?y\n"
            "  Scan ?x p ?y\n");
}

TEST_F(RulesTest, CountOfNothingIsStillARow) {
  EXPECT_EQ(After("match ?x -[unheard]-> ?y return count(*)", {ResolveConstants, PruneEmpty}),
            "Project #count1 as count(*)\n"
            "  Group by nothing: #count1 = count(*)\n"
            "    Values ?x, ?y: no rows\n");
}

TEST_F(RulesTest, AlternativesBecomeOneScan) {
  EXPECT_EQ(After("?x -[p|q]-> ?y", {ResolveConstants, MergeAlternatives}),
            "Project ?x, ?y\n"
            "  Scan ?x p|q ?y\n");
  EXPECT_EQ(After("?x -[p|^q|r]-> ?y", {ResolveConstants, MergeAlternatives}),
            "Project ?x, ?y\n"
            "  Union ?x, ?y\n"
            "    Scan ?x p|r ?y\n"
            "    Scan ?y q ?x\n");
}

TEST_F(RulesTest, RepeatedAlternativeKeepsItsDuplicates) {
  EXPECT_EQ(After("?x -[p|p]-> ?y", {ResolveConstants, MergeAlternatives}),
            "Project ?x, ?y\n"
            "  Union ?x, ?y\n"
            "    Scan ?x p ?y\n"
            "    Scan ?x p ?y\n");
}

TEST_F(RulesTest, ConditionsMoveToTheirScans) {
  EXPECT_EQ(After("match ?x -[size]-> ?y, ?z -[size]-> ?w where ?y > 5 and ?w < 3 and ?y < ?w return ?x",
                  {PushFilters}),
            "Project ?x\n"
            "  Filter ?y < ?w\n"
            "    Join hash\n"
            "      Filter ?y > 5\n"
            "        Scan ?x size ?y\n"
            "      Filter ?w < 3\n"
            "        Scan ?z size ?w\n");
}

TEST_F(RulesTest, ConditionGoesIntoEveryChoiceOfAUnion) {
  EXPECT_EQ(After("match ?x -[p|^q]-> ?y where ?y != a return ?x", {PushFilters}),
            "Project ?x\n"
            "  Union ?x, ?y\n"
            "    Filter ?y != a\n"
            "      Scan ?x p ?y\n"
            "    Filter ?y != a\n"
            "      Scan ?y q ?x\n");
}

TEST_F(RulesTest, ComparisonOfIntegersBecomesARange) {
  for (const char* condition : {"?y >= 5", "5 <= ?y", "?y > 4.0", "?y = 7", "?y > 3 and ?y < 9"}) {
    EXPECT_EQ(After(std::string("match ?x -[size]-> ?y where ") + condition + " return ?x",
                    {ResolveConstants, PushFilters, PushRanges}),
              "Project ?x\n"
              "  Scan ?x size ?y, object in range\n")
        << condition;
  }
}

TEST_F(RulesTest, ComparisonAcrossTypesIsARangeOfEach) {
  for (const char* condition : {"?y >= 2", "?y > 0.5", "2.75 > ?y", "?y in [1, 3]", "?y < 2 or ?y = 2.5"}) {
    EXPECT_EQ(After(std::string("match ?x -[mixed]-> ?y where ") + condition + " return ?x",
                    {ResolveConstants, PushFilters, PushRanges}),
              "Project ?x\n"
              "  Scan ?x mixed ?y, object in range\n")
        << condition;
  }
}

TEST_F(RulesTest, ConditionStaysWhereARangeIsNotExact) {
  snapshot_.Add("m", "mixed", Term::String("b"));  // appended: not in the order of texts
  for (const char* condition : {"?y >= \"a\"", "?y < \"c\""}) {
    EXPECT_EQ(After(std::string("match ?x -[mixed]-> ?y where ") + condition + " return ?x",
                    {ResolveConstants, PushFilters, PushRanges}),
              std::string("Project ?x\n  Filter ") + condition + "\n    Scan ?x mixed ?y, object in range\n");
  }
}

// Numbers that do not fit into an id lie in the sequence in which they came: each is a range of its own.
TEST_F(RulesTest, ComparisonsOfScatteredValuesAreCutBeforeTheyAreTooMany) {
  for (int i = 0; i < 300; ++i) {
    const std::string number = absl::StrCat(i * 7919 % 300, ".1234567890123456789");
    snapshot_.Add("m", "scattered", Term::Typed(number, std::string(model::iri::kXsdDouble)));
    snapshot_.Add("m", "scattered", Term::Integer(i));
  }
  const std::vector<RuleFunction> rules = {ResolveConstants, PushFilters, PushRanges};
  EXPECT_EQ(After("match ?x -[scattered]-> ?y where ?y >= 100 and ?y < 110 return ?x", rules),
            "Project ?x\n"
            "  Scan ?x scattered ?y, object in range\n");
  EXPECT_EQ(After("match ?x -[scattered]-> ?y where ?y >= 100 return ?x", rules),
            "Project ?x\n"
            "  Filter ?y >= 100\n"
            "    Scan ?x scattered ?y, object in range\n");
}

TEST_F(RulesTest, ConditionStaysWhereNotAllOfItIsAComparison) {
  EXPECT_EQ(After("match ?x -[size]-> ?y where ?y > 5 or isText(?y) return ?x",
                  {ResolveConstants, PushFilters, PushRanges}),
            "Project ?x\n"
            "  Filter (?y > 5) or isText(?y)\n"
            "    Scan ?x size ?y\n");
}

TEST_F(RulesTest, CountOfARangeReadsBlockHeaders) {
  EXPECT_EQ(After("match ?x -[size]-> ?y where ?y >= 10 and ?y < 20 return count(*)",
                  {ResolveConstants, PushFilters, PushRanges, CountByBlocks}),
            "Project #count1 as count(*)\n"
            "  CountScan #count1 = POS ?x size ?y, object in range\n");
}

TEST_F(RulesTest, FirstRowsByAValueAreReadFromTheEnds) {
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y return ?x, ?y order by ?y desc limit 10"),
            "Slice limit 10\n"
            "  Project ?x, ?y\n"
            "    Top 10 by ?y desc, ?x\n"
            "      Scan POS ?x size ?y, object in range\n");
  // Not where few rows would be left out, or another column decides.
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y return ?x, ?y order by ?y desc limit 200").find("in range"),
            std::string::npos);
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y return ?x, ?y order by ?x, ?y limit 10").find("in range"),
            std::string::npos);
}

TEST_F(RulesTest, LeastAndGreatestAreReadFromTheEnds) {
  EXPECT_NE(Optimized("match ?x -[size]-> ?y return min(?y), max(?y)").find("object in range"),
            std::string::npos);
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y return min(?y), sum(?y)").find("object in range"),
            std::string::npos);
}

TEST_F(RulesTest, ComparisonThatNoKindCanMeetIsEmpty) {
  EXPECT_EQ(After("match ?x -[size]-> ?y where ?y > 2025-01-01 return ?x",
                  {ResolveConstants, PushFilters, PushRanges}),
            "Values ?x: no rows\n");
  EXPECT_EQ(After("match ?x -[size]-> ?y where ?y > 5 and ?y < 3 return ?x",
                  {ResolveConstants, PushFilters, PushRanges}),
            "Values ?x: no rows\n");
  EXPECT_EQ(
      After("match ?x -[p]-> ?y where ?y = unheard return ?x", {ResolveConstants, PushFilters, PushRanges}),
      "Values ?x: no rows\n");
}

TEST_F(RulesTest, EqualityWithAnEntityIsARangeOfOne) {
  EXPECT_EQ(After("match ?x -[p]-> ?y where ?y = b return ?x", {ResolveConstants, PushFilters, PushRanges}),
            "Project ?x\n"
            "  Scan ?x p ?y, object in range\n");
}

TEST_F(RulesTest, CountOfAScanReadsBlockHeaders) {
  EXPECT_EQ(After("match ?s -[?p]-> ?o return count(*)", {ResolveConstants, CountByBlocks}),
            "Project #count1 as count(*)\n"
            "  CountScan #count1 = SPO ?s ?p ?o\n");
  EXPECT_EQ(After("match ?s -[size]-> ?o return count(?o)", {ResolveConstants, CountByBlocks}),
            "Project #count1 as count(?o)\n"
            "  CountScan #count1 = PSO ?s size ?o\n");
  EXPECT_EQ(Optimized("match ?s -[size]-> ?o where ?o >= 5 and ?o < 300 return count(*)"),
            "Project #count1 as count(*)\n"
            "  CountScan #count1 = POS ?s size ?o, object in range\n");
}

TEST_F(RulesTest, CountThatNeedsRowsStaysACount) {
  for (const char* pattern : {"?s -[?p]-> ?s", "?s -[?c: p]-> ?o", "?s -[not p]-> ?o"}) {
    EXPECT_THAT(
        After(std::string("match ") + pattern + " return count(*)", {ResolveConstants, CountByBlocks}),
        testing::Not(testing::HasSubstr("CountScan")));
  }
}

TEST_F(RulesTest, LimitReachesTheSort) {
  EXPECT_EQ(After("match ?x -[size]-> ?y return ?x order by ?y skip 2 limit 3", {PushLimit}),
            "Slice skip 2 limit 3\n"
            "  Project ?x\n"
            "    Top 5 by ?y, ?x\n"
            "      Scan ?x size ?y\n");
}

TEST_F(RulesTest, JoinsStartWhereThereAreFewRows) {
  EXPECT_EQ(Optimized("match ?x -[size]-> ?n, ?x -[size]-> 7 return ?n"),
            "Project ?n\n"
            "  Join lookup\n"
            "    Scan POS ?x size 7\n"
            "    Scan PSO ?x size ?n\n");
}

// The condition stands among the relations of one match, and a relation of another can apply it alone.
TEST_F(RulesTest, NoConditionIsLostBetweenTheRelationsOfAJoin) {
  for (const char* condition : {"?x != ?y", "?x not in [?y]", "not ?x = ?y"}) {
    const std::string query =
        absl::StrCat("match ?x -[p]-> ?v -[r]-> ?y where ", condition, " match ?x -[q]-> ?y return ?v");
    EXPECT_THAT(Optimized(query), ::testing::HasSubstr("Filter")) << query;
  }
}

TEST_F(RulesTest, GroupsAskForTheirOrder) {
  EXPECT_EQ(Optimized("match ?x -[?p]-> ?y return ?p, count(*), count(distinct ?y)"),
            "Project ?p, #count1 as count(*), #count2 as count(distinct ?y)\n"
            "  Group by ?p: #count1 = count(*), #count2 = count(distinct ?y)\n"
            "    Scan PSO ?x ?p ?y\n");
}

TEST_F(RulesTest, CountsByOneVariableOfAScanAreRuns) {
  EXPECT_EQ(Optimized("match ?x -[?p]-> ?y return ?p, count(*)"),
            "Project ?p, #count1 as count(*)\n"
            "  CountRuns ?p, #count1 = count(*) of PSO ?x ?p ?y\n");
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y return ?y, count(?x)"),
            "Project ?y, #count1 as count(?x)\n"
            "  CountRuns ?y, #count1 = count(*) of POS ?x size ?y\n");
  EXPECT_EQ(Optimized("match ?x -[size]-> ?y where ?y >= 5 return ?y, count(*)"),
            "Project ?y, #count1 as count(*)\n"
            "  CountRuns ?y, #count1 = count(*) of POS ?x size ?y, object in range\n");
}

TEST_F(RulesTest, DistinctValuesOfAScanAreRuns) {
  EXPECT_EQ(Optimized("match ?x -[?p]-> ?y return distinct ?p"), "CountRuns ?p of PSO ?x ?p ?y\n");
  EXPECT_EQ(Optimized("match ?x -[?p]-> ?y return count(distinct ?y)"),
            "Project #count1 as count(distinct ?y)\n"
            "  Group by nothing: #count1 = count(?y)\n"
            "    CountRuns ?y of OSP ?x ?p ?y\n");
}

TEST_F(RulesTest, CountsThatNeedRowsAreNoRuns) {
  for (const char* query :
       {"match ?x -[?p]-> ?x return ?x, count(*)", "match ?x -[not ?p]-> ?y return ?p, count(*)",
        "match ?x -[?c: ?p]-> ?y return ?p, count(*)", "match ?x -[p|q]-> ?y return ?x, count(*)",
        "match a -[?p]-> b return ?p, sum(1)", "match ?x -[size]-> ?y where ?y >= 5 return ?x, count(*)",
        "match ?x -[?p]-> ?y return ?p, ?y, count(*)",
        "match ?x -[?p]-> ?y according to b return ?p, count(*)"}) {
    EXPECT_THAT(Optimized(query), testing::Not(testing::HasSubstr("CountRuns"))) << query;
  }
}

TEST_F(RulesTest, DistinctValuesOfAUnionAreMerged) {
  EXPECT_EQ(Optimized("match { ?x -[p]-> ?y } or { ?x -[size]-> ?z } return count(distinct ?x)"),
            "Project #count1 as count(distinct ?x)\n"
            "  Group by nothing: #count1 = count(?x)\n"
            "    Distinct\n"
            "      Union ?x merged by ?x\n"
            "        CountRuns ?x of PSO ?x p ?y\n"
            "        CountRuns ?x of PSO ?x size ?z\n");
  EXPECT_EQ(Optimized("match ?x -[q|p]-> ?y return distinct ?y"),
            "Distinct\n"
            "  Union ?y merged by ?y\n"
            "    CountRuns ?y of POS ?x p ?y\n"
            "    CountRuns ?y of POS ?x q ?y\n");
}

TEST_F(RulesTest, TopOfTheCountsIsCountedAlone) {
  EXPECT_EQ(Optimized("match ?x -[?p]-> ?y return ?y, count(*) as ?n order by ?n desc limit 2"),
            "Slice limit 2\n"
            "  Project ?y, #count1 as ?n\n"
            "    Top 2 by #count1 desc, ?y\n"
            "      CountRuns ?y, #count1 = count(*), top 2 of OSP ?x ?p ?y\n");
  // Here the least are wanted, or those that come first.
  for (const char* order : {"?n limit 2", "?y, ?n desc limit 2", "?n desc"}) {
    EXPECT_THAT(Optimized(absl::StrCat("match ?x -[?p]-> ?y return ?y, count(*) as ?n order by ", order)),
                testing::AllOf(testing::HasSubstr("CountRuns"), testing::Not(testing::HasSubstr(", top "))));
  }
}

TEST_F(RulesTest, CountForOneValueIsLookedUp) {
  EXPECT_THAT(Optimized("match a -[p]-> ?y, { match ?y -[?p]-> ?z return ?y, count(*) as ?n } return ?n"),
              testing::Not(testing::HasSubstr("Apply")));
}

TEST_F(RulesTest, NothingIsDoneWhereOptimizingIsOff) {
  auto plan = execute::PlanOf("match ?x -[size]-> ?n, ?x -[p]-> ?y where ?n > 3 return ?n");
  ASSERT_TRUE(plan.ok());
  PlannerOptions options;
  options.optimize = false;
  auto same = Optimize(*plan, snapshot_, options);
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(execute::Show(*same), execute::Show(*plan));
}

}  // namespace
}  // namespace tern::optimize
