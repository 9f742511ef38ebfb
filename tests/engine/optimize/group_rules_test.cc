// The rules on groups: joins of every type, Apply, and what passes through them. Plans before and after,
// printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

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

class GroupRulesTest : public testing::Test {
 protected:
  struct Case {
    const char* query;
    const char* plan;
  };

  GroupRulesTest() {
    for (int i = 0; i < 400; ++i) {
      const std::string n = absl::StrCat("n", i);
      const std::string m = absl::StrCat("m", i % 40);
      snapshot_.Add(n, "p", Term::Iri("urn:tern:" + m));
      snapshot_.Add(n, "size", Term::Integer(i));
      snapshot_.Add(m, "q", Term::Integer(i % 7));
    }
    snapshot_.Add("k", "r", "n1");
  }

  void ExpectAfter(const std::vector<RuleFunction>& rules, absl::Span<const Case> cases) {
    for (const Case& c : cases) {
      auto plan = execute::PlanOf(c.query);
      ASSERT_TRUE(plan.ok()) << plan.status();
      Cardinality cardinality(&snapshot_);
      const RuleContext context = {&snapshot_, &cardinality, {}};
      for (const RuleFunction rule : rules) {
        auto root = rule(plan->root, context);
        ASSERT_TRUE(root.ok()) << root.status();
        plan->root = *root;
      }
      EXPECT_EQ(execute::Show(*plan), c.plan) << c.query;
    }
  }

  void ExpectOptimized(const PlannerOptions& options, absl::Span<const Case> cases) {
    for (const Case& c : cases) {
      auto plan = execute::PlanOf(c.query);
      ASSERT_TRUE(plan.ok()) << plan.status();
      auto optimized = Optimize(*plan, snapshot_, options);
      ASSERT_TRUE(optimized.ok()) << optimized.status();
      EXPECT_EQ(execute::Show(*optimized), c.plan) << c.query;
    }
  }

  FakeSnapshot snapshot_;
};

TEST_F(GroupRulesTest, GroupsThatNeedEqualValuesOnlyBecomeJoins) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?y -[q]-> ?z where ?z > 3 and ?x != ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash left where ?x != ?z\n"
       "    Scan ?x p ?y\n"
       "    Filter ?z > 3\n"
       "      Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, not { ?y -[q]-> ?z } return *",
       "Project ?x, ?y\n"
       "  Join hash anti\n"
       "    Scan ?x p ?y\n"
       "    Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y where exists { ?y -[q]-> ?z where ?z != ?x } return *",
       "Project ?x, ?y\n"
       "  Join hash semi where ?z != ?x\n"
       "    Scan ?x p ?y\n"
       "    Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { ?x -[size]-> ?z } or { ?x -[q]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash\n"
       "    Scan ?x p ?y\n"
       "    Union ?z, ?x\n"
       "      Scan ?x size ?z\n"
       "      Scan ?x q ?z\n"},
      {"match ?x -[p]-> ?y, { ?y -[q]-> ?z where ?x != ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Filter ?x != ?z\n"
       "    Join hash\n"
       "      Scan ?x p ?y\n"
       "      Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, optional { ?y -[q]-> ?z, optional { ?z -[r]-> ?w } } return *",
       "Project ?x, ?y, ?z, ?w\n"
       "  Join hash left\n"
       "    Scan ?x p ?y\n"
       "    Join hash left\n"
       "      Scan ?y q ?z\n"
       "      Scan ?z r ?w\n"},
      {"match ?x -[p]-> ?y, optional { ?y -[q]-> ?z, let ?w = ?z + 1 } return *",
       "Project ?x, ?y, ?z, ?w\n"
       "  Join hash left\n"
       "    Scan ?x p ?y\n"
       "    Extend ?w = ?z + 1\n"
       "      Scan ?y q ?z\n"},
  };
  ExpectAfter({Decorrelate}, kCases);
}

TEST_F(GroupRulesTest, SubqueriesWithoutLimitsBecomeJoins) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, { match ?y -[q]-> ?z return distinct ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash\n"
       "    Scan ?x p ?y\n"
       "    Distinct\n"
       "      Project ?z, ?y\n"
       "        Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { match ?y -[q]-> ?z return ?z, count(*) as ?n } return *",
       "Project ?x, ?y, ?z, ?n\n"
       "  Join hash\n"
       "    Scan ?x p ?y\n"
       "    Project ?z, #count1 as ?n, ?y\n"
       "      Group by ?z, ?y: #count1 = count(*)\n"
       "        Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { match ?t -[q]-> ?y with ?t as ?u return ?u } return *",
       "Project ?x, ?y, ?u\n"
       "  Join hash\n"
       "    Scan ?x p ?y\n"
       "    Project ?t as ?u, ?y\n"
       "      Scan ?t q ?y\n"},
  };
  ExpectAfter({Decorrelate}, kCases);
}

TEST_F(GroupRulesTest, GroupsWithoutKeysAreGroupedByTheRowOutside) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y return ?x, exists { ?y -[q]-> ?z } as ?e",
       "Project ?x, #value1 as ?e\n"
       "  Extend #value1 = #1 > 0\n"
       "    Extend #1 = coalesce(#1 or null, 0)\n"
       "      Join hash left\n"
       "        Scan ?x p ?y\n"
       "        Group by ?y: #1 or null = count(*)\n"
       "          Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { match ?y -[q]-> ?z return sum(?z) + 1 as ?n, max(?z) as ?m, collect(?z) as ?l "
       "} return *",
       "Project ?x, ?y, ?n, ?m, ?l\n"
       "  Project #value1 as ?n, #max2 as ?m, #collect3 as ?l, ?x, ?y\n"
       "    Extend #value1 = #sum1 + 1\n"
       "      Extend #collect3 = coalesce(#collect3 or null, [])\n"
       "        Extend #max2 = #max2 or null\n"
       "          Extend #sum1 = if(#sum1 present is null, 0, #sum1 or null)\n"
       "            Join hash left\n"
       "              Scan ?x p ?y\n"
       "              Group by ?y: #sum1 or null = sum(?z), #max2 or null = max(?z), #collect3 or null = "
       "collect(?z), #sum1 present = count(*)\n"
       "                Scan ?y q ?z\n"},
  };
  ExpectAfter({Decorrelate}, kCases);
}

// Limits, values from outside, choices that need different ones, optional parts on nothing of their own.
TEST_F(GroupRulesTest, GroupsThatNeedTheRowOutsideStay) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, { match ?y -[q]-> ?z return ?z order by ?z limit 1 } return *",
       "Project ?x, ?y, ?z\n"
       "  Apply\n"
       "    Scan ?x p ?y\n"
       "    Slice limit 1\n"
       "      Project ?z\n"
       "        Sort by ?z\n"
       "          Join hash\n"
       "            OuterRow ?y\n"
       "            Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, optional { ?y -[q]-> ?z, let ?w = ?x } return *",
       "Project ?x, ?y, ?z, ?w\n"
       "  Apply left\n"
       "    Scan ?x p ?y\n"
       "    Project ?z, ?w\n"
       "      Extend ?w = ?x\n"
       "        Join hash\n"
       "          OuterRow ?x, ?y\n"
       "          Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { ?x -[size]-> ?z } or { ?y -[q]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Apply\n"
       "    Scan ?x p ?y\n"
       "    Union ?z\n"
       "      Join hash\n"
       "        OuterRow ?x, ?y\n"
       "        Scan ?x size ?z\n"
       "      Join hash\n"
       "        OuterRow ?x, ?y\n"
       "        Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, optional { optional { ?y -[q]-> ?z } } return *",
       "Project ?x, ?y, ?z\n"
       "  Apply left\n"
       "    Scan ?x p ?y\n"
       "    Project ?z\n"
       "      Join hash left\n"
       "        OuterRow ?y\n"
       "        Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y, { match ?y -[q]-> ?z with ?z limit 1 return count(*) as ?n } return *",
       "Project ?x, ?y, ?n\n"
       "  Apply\n"
       "    Scan ?x p ?y\n"
       "    Project #count1 as ?n\n"
       "      Group by nothing: #count1 = count(*)\n"
       "        Slice limit 1\n"
       "          Project ?z\n"
       "            Join hash\n"
       "              OuterRow ?y\n"
       "              Scan ?y q ?z\n"},
      {"match ?x -[p]-> ?y return count { ?y -[q]-> ?z where ?z > ?x } as ?n",
       "Project #1 as ?n\n"
       "  Apply\n"
       "    Scan ?x p ?y\n"
       "    Group by nothing: #1 = count(*)\n"
       "      Filter ?z > ?x\n"
       "        Join hash\n"
       "          OuterRow ?x, ?y\n"
       "          Scan ?y q ?z\n"},
  };
  ExpectAfter({Decorrelate}, kCases);
}

TEST_F(GroupRulesTest, LeftJoinWhoseNullsNobodyWantsIsAnInnerOne) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } where ?z > 3 return *",
       "Project ?x, ?y, ?z\n"
       "  Filter ?z > 3\n"
       "    Join hash\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z }, ?z -[r]-> ?w return *",
       "Project ?x, ?y, ?z, ?w\n"
       "  Join hash\n"
       "    Join hash\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size ?z\n"
       "    Scan ?z r ?w\n"},
      {"match ?x -[p]-> ?y where ?x.size > 3 return *",
       "Project ?x, ?y\n"
       "  Filter #1 > 3\n"
       "    Join hash\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size #1\n"},
  };
  ExpectAfter({Decorrelate, PushFilters, RejectNulls}, kCases);
}

TEST_F(GroupRulesTest, LeftJoinWhoseNullsMayCountStays) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } where ?z > 3 or ?z is null return *",
       "Project ?x, ?y, ?z\n"
       "  Filter (?z > 3) or (?z is null)\n"
       "    Join hash left\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } where coalesce(?z, 1) > 3 return *",
       "Project ?x, ?y, ?z\n"
       "  Filter coalesce(?z, 1) > 3\n"
       "    Join hash left\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z }, not { ?z -[r]-> ?w } return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash anti\n"
       "    Join hash left\n"
       "      Scan ?x p ?y\n"
       "      Scan ?x size ?z\n"
       "    Scan ?z r ?w\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } with ?z order by ?z limit 3 where ?z > 3 return *",
       "Project ?z\n"
       "  Filter ?z > 3\n"
       "    Slice limit 3\n"
       "      Project ?z\n"
       "        Sort by ?z\n"
       "          Join hash left\n"
       "            Scan ?x p ?y\n"
       "            Scan ?x size ?z\n"},
  };
  ExpectAfter({Decorrelate, PushFilters, RejectNulls}, kCases);
}

// And reach the right side too where they ask for what partners share, or for partners.
TEST_F(GroupRulesTest, ConditionsPassJoinsOnTheirLeftSide) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } where ?y != m1 and ?x != n1 return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash left\n"
       "    Filter (?y != m1) and (?x != n1)\n"
       "      Scan ?x p ?y\n"
       "    Filter ?x != n1\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y, not { ?x -[size]-> ?z where ?z > 3 and ?x != n1 } where ?x != n2 return *",
       "Project ?x, ?y\n"
       "  Join hash anti\n"
       "    Filter ?x != n2\n"
       "      Scan ?x p ?y\n"
       "    Filter (?x != n2) and (?z > 3) and (?x != n1)\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y with ?x, count(*) as ?n where ?n > 1 and ?x != n1 return *",
       "Project ?x, ?n\n"
       "  Project ?x, #count1 as ?n\n"
       "    Filter #count1 > 1\n"
       "      Group by ?x: #count1 = count(*)\n"
       "        Filter ?x != n1\n"
       "          Scan ?x p ?y\n"},
  };
  ExpectAfter({Decorrelate, PushFilters}, kCases);
}

TEST_F(GroupRulesTest, ConditionsDoNotPassLimits) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y with ?x order by ?x limit 3 where ?x != n1 return *",
       "Project ?x\n"
       "  Filter ?x != n1\n"
       "    Slice limit 3\n"
       "      Project ?x\n"
       "        Sort by ?x\n"
       "          Scan ?x p ?y\n"},
  };
  ExpectAfter({Decorrelate, PushFilters}, kCases);
}

TEST_F(GroupRulesTest, EmptySidesArePrunedByTheTypeOfTheJoin) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?x -[unheard]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Extend ?z = null\n"
       "    Scan ?x p ?y\n"},
      {"match ?x -[p]-> ?y, not { ?x -[unheard]-> ?z } return *",
       "Project ?x, ?y\n"
       "  Scan ?x p ?y\n"},
      {"match ?x -[p]-> ?y where exists { ?x -[unheard]-> ?z } return *", "Values ?x, ?y: no rows\n"},
      {"match ?x -[p]-> ?y, { ?x -[unheard]-> ?z } or { ?x -[size]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Join hash\n"
       "    Scan ?x p ?y\n"
       "    Project ?z, ?x\n"
       "      Scan ?x size ?z\n"},
      {"match ?x -[p]-> ?y, { match ?x -[unheard]-> ?z return ?z limit 1 } return *",
       "Values ?x, ?y, ?z: no rows\n"},
  };
  ExpectAfter({ResolveConstants, Decorrelate, PruneEmpty}, kCases);
}

TEST_F(GroupRulesTest, AnUnknownEndStaysOnAPathOfNoSteps) {
  const Case kCases[] = {
      {"unheard -[p*]-> ?y",
       "Project ?y\n"
       "  PathScan unheard p* ?y\n"},
      {"unheard -[p+]-> ?y", "Values ?y: no rows\n"},
      {"?x -[unheard*]-> ?y",
       "Project ?x, ?y\n"
       "  PathScan ?x unheard* ?y\n"},
  };
  ExpectAfter({ResolveConstants, Decorrelate, PruneEmpty}, kCases);
}

TEST_F(GroupRulesTest, FewRowsAreLookedUp) {
  const Case kCases[] = {
      {"match k -[r]-> ?x, optional { ?x -[size]-> ?z } return *",
       "Project ?x, ?z\n"
       "  Join lookup left\n"
       "    Scan SPO k r ?x\n"
       "    Scan PSO ?x size ?z\n"},
      {"match k -[r]-> ?x where exists { ?x -[size]-> ?z } return *",
       "Project ?x\n"
       "  Join lookup semi\n"
       "    Scan SPO k r ?x\n"
       "    Scan PSO ?x size ?z\n"},
      {"k -[r]-> ?x -[p+]-> ?y",
       "Project ?x, ?y\n"
       "  Join lookup\n"
       "    Scan SPO k r ?x\n"
       "    PathScan ?x p+ ?y\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } where ?z = 7 return *",
       "Project ?x, ?y, ?z\n"
       "  Join lookup\n"
       "    Scan POS ?x size ?z, object in range\n"
       "    Scan PSO ?x p ?y\n"},
  };
  ExpectOptimized({}, kCases);
}

TEST_F(GroupRulesTest, ManyRowsAreMergedOrHashedAndSoAreFewOnTheRight) {
  const Case kCases[] = {
      {"match k -[r]-> ?x, not { ?x -[size]-> ?z where ?z > 390 } return *",
       "Project ?x\n"
       "  Join hash anti\n"
       "    Scan SPO k r ?x\n"
       "    Scan POS ?x size ?z, object in range\n"},
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Join merge left on ?x\n"
       "    Scan PSO ?x p ?y\n"
       "    Scan PSO ?x size ?z\n"},
      {"match ?x -[p]-> ?y, not { ?x -[size]-> ?z where ?z > 390 } return *",
       "Project ?x, ?y\n"
       "  Join hash anti\n"
       "    Scan PSO ?x p ?y\n"
       "    Scan POS ?x size ?z, object in range\n"},
  };
  ExpectOptimized({}, kCases);
}

TEST_F(GroupRulesTest, ClaimsThatAreFilteredAreCountedOneByOne) {
  const Case kCases[] = {
      {"match ?x -[size]-> ?y according to k return count(*)",
       "Project #count1 as count(*)\n"
       "  Group by nothing: #count1 = count(*)\n"
       "    Scan PSO ?x size ?y according to k\n"},
  };
  ExpectOptimized({}, kCases);
}

TEST_F(GroupRulesTest, NullsAreNotCounted) {
  const Case kCases[] = {
      {"match ?x -[size]-> ?y, optional { ?x -[p]-> ?z } return count(?z), count(?y)",
       "Project #count1 as count(?z), #count2 as count(?y)\n"
       "  Group by nothing: #count1 = count(?z), #count2 = count(*)\n"
       "    Join merge left on ?x\n"
       "      Scan PSO ?x size ?y\n"
       "      Scan PSO ?x p ?z\n"},
  };
  ExpectOptimized({}, kCases);
}

TEST_F(GroupRulesTest, HashJoinsAreForced) {
  const Case kCases[] = {
      {"match k -[r]-> ?x, optional { ?x -[size]-> ?z } return *",
       "Project ?x, ?z\n"
       "  Join hash left\n"
       "    Scan SPO k r ?x\n"
       "    Scan PSO ?x size ?z\n"},
      {"match k -[r]-> ?x, not { ?x -[size]-> ?z } return *",
       "Project ?x\n"
       "  Join hash anti\n"
       "    Scan SPO k r ?x\n"
       "    Scan PSO ?x size ?z\n"},
  };
  ExpectOptimized({.force_join = PlannerOptions::ForceJoin::kHash}, kCases);
}

TEST_F(GroupRulesTest, LookupJoinsAreForced) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, not { ?x -[size]-> ?z where ?z > 390 } return *",
       "Project ?x, ?y\n"
       "  Join lookup anti\n"
       "    Scan PSO ?x p ?y\n"
       "    Scan PSO ?x size ?z, object in range\n"},
      {"match ?x -[p]-> ?y where exists { ?x -[size]-> ?z } return *",
       "Project ?x, ?y\n"
       "  Join lookup semi\n"
       "    Scan PSO ?x p ?y\n"
       "    Scan PSO ?x size ?z\n"},
  };
  ExpectOptimized({.force_join = PlannerOptions::ForceJoin::kLookup}, kCases);
}

TEST_F(GroupRulesTest, GroupsRunOnceARowWhereThatIsForced) {
  const Case kCases[] = {
      {"match ?x -[p]-> ?y, optional { ?x -[size]-> ?z, ?y -[q]-> ?w } return *",
       "Project ?x, ?y, ?z, ?w\n"
       "  Apply left\n"
       "    Scan PSO ?x p ?y\n"
       "    Join lookup\n"
       "      Join lookup\n"
       "        OuterRow ?x, ?y\n"
       "        Scan PSO ?x size ?z\n"
       "      Scan PSO ?y q ?w\n"},
      {"match ?x -[p]-> ?y, { ?x -[size]-> ?z } or { ?x -[q]-> ?z } return *",
       "Project ?x, ?y, ?z\n"
       "  Apply\n"
       "    Scan PSO ?x p ?y\n"
       "    Project ?z, ?x\n"
       "      Join lookup\n"
       "        OuterRow ?x\n"
       "        Scan PSO ?x size|q ?z\n"},
  };
  ExpectOptimized({.run_per_row = PlannerOptions::RunPerRow::kAlways}, kCases);
}

TEST_F(GroupRulesTest, NothingIsFreedWhereThatIsOff) {
  const Case kCases[] = {
      {"match k -[r]-> ?x, optional { ?x -[p]-> ?y, ?y -[q]-> ?w } return *",
       "Project ?x, ?y, ?w\n"
       "  Apply left\n"
       "    Scan SPO k r ?x\n"
       "    Project ?y, ?w\n"
       "      Join lookup\n"
       "        Join lookup\n"
       "          OuterRow ?x\n"
       "          Scan PSO ?x p ?y\n"
       "        Scan PSO ?y q ?w\n"},
  };
  ExpectOptimized({.decorrelate = false}, kCases);
}

// Thousands of rows are not built for the sake of one.
TEST_F(GroupRulesTest, AGroupOfSeveralStepsRunsOnceARowWhereThatCostsLess) {
  for (int i = 0; i < 8000; ++i) {
    snapshot_.Add(absl::StrCat("big", i), "next", Term::Iri(absl::StrCat("urn:tern:big", i + 1)));
  }
  snapshot_.Add("k", "start", "big7");
  const Case kCases[] = {{"match k -[start]-> ?x, optional { ?x -[next]-> ?y -[next]-> ?z } return *",
                          "Project ?x, ?y, ?z\n"
                          "  Apply left\n"
                          "    Scan SPO k start ?x\n"
                          "    Join lookup\n"
                          "      Join lookup\n"
                          "        OuterRow ?x\n"
                          "        Scan PSO ?x next ?y\n"
                          "      Scan PSO ?y next ?z\n"}};
  ExpectOptimized({}, kCases);
}

}  // namespace
}  // namespace tern::optimize
