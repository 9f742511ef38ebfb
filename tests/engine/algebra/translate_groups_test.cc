// What becomes of groups, subqueries, projections and paths: plans as translation makes them, printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/scope.h"
#include "engine/algebra/translate.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::algebra {
namespace {

struct Case {
  const char* query;
  const char* plan;
};

void ExpectPlans(absl::Span<const Case> cases) {
  for (const Case& c : cases) {
    auto plan = execute::PlanOf(c.query);
    ASSERT_TRUE(plan.ok()) << c.query << "\n" << plan.status();
    EXPECT_EQ(execute::Show(*plan), c.plan) << c.query;
  }
}

TEST(TranslateGroupsTest, OptionalIsALeftApplyOfTheRowOutside) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b, optional { ?b -[q]-> ?c where ?c > ?a } return *",
       "Project ?a, ?b, ?c\n"
       "  Apply left\n"
       "    Scan ?a p ?b\n"
       "    Project ?c\n"
       "      Filter ?c > ?a\n"
       "        Join hash\n"
       "          OuterRow ?a, ?b\n"
       "          Scan ?b q ?c\n"},
      {"match ?a -[p]-> ?b, optional { ?b -[q]-> C } return *",
       "Project ?a, ?b\n"
       "  Apply left\n"
       "    Scan ?a p ?b\n"
       "    Project nothing\n"
       "      Join hash\n"
       "        OuterRow ?b\n"
       "        Scan ?b q C\n"},
      {"match optional { ?a -[p]-> ?b } return ?a",
       "Project ?a\n"
       "  Join hash left\n"
       "    Values: 1 row(s)\n"
       "    Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b optional match ?b -[q]-> ?c where ?c > 1 return *",
       "Project ?a, ?b, ?c\n"
       "  Apply left\n"
       "    Scan ?a p ?b\n"
       "    Project ?c\n"
       "      Filter ?c > 1\n"
       "        Join hash\n"
       "          OuterRow ?b\n"
       "          Scan ?b q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, ChoicesAreAUnionWithNulls) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b, { ?a -[q]-> ?c } or { ?b -[r]-> ?d } return *",
       "Project ?a, ?b, ?c, ?d\n"
       "  Apply\n"
       "    Scan ?a p ?b\n"
       "    Union ?c, ?d\n"
       "      Extend ?d = null\n"
       "        Join hash\n"
       "          OuterRow ?a, ?b\n"
       "          Scan ?a q ?c\n"
       "      Extend ?c = null\n"
       "        Join hash\n"
       "          OuterRow ?a, ?b\n"
       "          Scan ?b r ?d\n"},
      {"match { ?a -[p]-> ?b } or { ?a -[q]-> ?c } return *",
       "Project ?a, ?b, ?c\n"
       "  Union ?a, ?b, ?c\n"
       "    Extend ?c = null\n"
       "      Scan ?a p ?b\n"
       "    Extend ?b = null\n"
       "      Scan ?a q ?c\n"},
      {"match ?a -[p]-> ?b, { ?b -[q]-> ?c } return *",
       "Project ?a, ?b, ?c\n"
       "  Apply\n"
       "    Scan ?a p ?b\n"
       "    Project ?c\n"
       "      Join hash\n"
       "        OuterRow ?b\n"
       "        Scan ?b q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, NotComesBehindAllPartsAndBeforeWhere) {
  const Case kCases[] = {
      {"match not { ?a -[q]-> ?c where ?c = ?b }, ?a -[p]-> ?b where ?b > 3 return *",
       "Project ?a, ?b\n"
       "  Filter ?b > 3\n"
       "    Apply anti\n"
       "      Scan ?a p ?b\n"
       "      Project nothing\n"
       "        Filter ?c = ?b\n"
       "          Join hash\n"
       "            OuterRow ?a, ?b\n"
       "            Scan ?a q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, LetAndForApplyWhereTheyStand) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b, let ?c = ?b + 1, for ?d in [?c, 2, null] return *",
       "Project ?a, ?b, ?c, ?d\n"
       "  Unnest ?d in [?c, 2, null]\n"
       "    Extend ?c = ?b + 1\n"
       "      Scan ?a p ?b\n"},
      {"match for ?x in [1, 2] return ?x",
       "Project ?x\n"
       "  Unnest ?x in [1, 2]\n"
       "    Values: 1 row(s)\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, SubqueriesRunOnceARow) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b, { match ?b -[q]-> ?c return ?c order by ?c limit 2 } return *",
       "Project ?a, ?b, ?c\n"
       "  Apply\n"
       "    Scan ?a p ?b\n"
       "    Slice limit 2\n"
       "      Project ?c\n"
       "        Sort by ?c\n"
       "          Join hash\n"
       "            OuterRow ?b\n"
       "            Scan ?b q ?c\n"},
      {"match ?a -[p]-> ?b, { match ?a -[q]-> ?c return ?a, count(?c) as ?n } return *",
       "Project ?a, ?b, ?n\n"
       "  Apply\n"
       "    Scan ?a p ?b\n"
       "    Filter ?a is not null\n"
       "      Project ?a, #count1 as ?n\n"
       "        Group by ?a: #count1 = count(?c)\n"
       "          Join hash\n"
       "            OuterRow ?a\n"
       "            Scan ?a q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, OnlyItemsAreInScopeBehindWith) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b with ?a, count(*) as ?n order by ?n desc limit 3 where ?n > 1 match ?a -[q]-> ?c "
       "return ?c",
       "Project ?c\n"
       "  Join hash\n"
       "    Filter ?n > 1\n"
       "      Slice limit 3\n"
       "        Project ?a, #count1 as ?n\n"
       "          Sort by #count1 desc, ?a\n"
       "            Group by ?a: #count1 = count(*)\n"
       "              Scan ?a p ?b\n"
       "    Scan ?a q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, ClaimsKeepTheirStanceThroughWith) {
  const Case kCases[] = {
      {"match ?a -[?c: said p]-> ?b with ?c as ?d return stance(?d)",
       "Project #value1 as stance(?d)\n"
       "  Extend #value1 = stance(#stance(d))\n"
       "    Project ?c as ?d, #stance(c) as #stance(d)\n"
       "      Scan ?a p ?b said claim ?c stance #stance(c)\n"},
      {"match ?a -[?c: said p]-> ?b with distinct ?c as ?d return stance(?d), ?d.by",
       "Project #value1 as stance(?d), #1 as ?d.by\n"
       "  Extend #value1 = stance(#stance(d))\n"
       "    Join hash left\n"
       "      Project ?c as ?d, #stance1 as #stance(d)\n"
       "        Group by ?c: #stance1 = min(#stance(c))\n"
       "          Scan ?a p ?b said claim ?c stance #stance(c)\n"
       "      Scan ?d by #1, facts and claim properties\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, AccessesAreOptionalEdgesMadeOnce) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b where ?a.q > 3 and ?a.q < 9 and ?b.q != 1 return ?a.q, ?b",
       "Project #1 as ?a.q, ?b\n"
       "  Filter (#1 > 3) and (#1 < 9) and (#2 != 1)\n"
       "    Join hash left\n"
       "      Join hash left\n"
       "        Scan ?a p ?b\n"
       "        Scan ?a q #1\n"
       "      Scan ?b q #2\n"},
      {"match ?a -[?c: p]-> ?b return ?c.by",
       "Project #1 as ?c.by\n"
       "  Join hash left\n"
       "    Scan ?a p ?b for claim ?c\n"
       "    Scan ?c by #1, facts and claim properties\n"},
      {"match ?a -[p]-> ?b, optional { ?a -[q]-> ?c where ?c > ?b.r and ?a.r = 1 }, let ?d = ?a.r return ?d",
       "Project ?d\n"
       "  Extend ?d = #3\n"
       "    Join hash left\n"
       "      Apply left\n"
       "        Scan ?a p ?b\n"
       "        Project ?c\n"
       "          Filter (?c > #1) and (#2 = 1)\n"
       "            Join hash left\n"
       "              Join hash left\n"
       "                Join hash\n"
       "                  OuterRow ?a, ?b\n"
       "                  Scan ?a q ?c\n"
       "                Scan ?b r #1\n"
       "              Scan ?a r #2\n"
       "      Scan ?a r #3\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, Aggregates) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b return ?a.q, sum(?b.r), avg(distinct ?b.r) order by max(?b.r)",
       "Project #1 as ?a.q, #sum1 as sum(?b.r), #avg2 as avg(distinct ?b.r)\n"
       "  Sort by #max3, #1, #sum1, #avg2\n"
       "    Group by #1: #sum1 = sum(#2), #avg2 = avg(distinct #2), #max3 = max(#2)\n"
       "      Join hash left\n"
       "        Join hash left\n"
       "          Scan ?a p ?b\n"
       "          Scan ?a q #1\n"
       "        Scan ?b r #2\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, ExistsIsASemiJoinInWhereAndAColumnElsewhere) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b where exists { ?a -[q]-> ?c } and not exists { ?b -[q]-> ?c } and ?b > 1 return "
       "?a",
       "Project ?a\n"
       "  Apply anti\n"
       "    Apply semi\n"
       "      Filter ?b > 1\n"
       "        Scan ?a p ?b\n"
       "      Project nothing\n"
       "        Join hash\n"
       "          OuterRow ?a\n"
       "          Scan ?a q ?c\n"
       "    Project nothing\n"
       "      Join hash\n"
       "        OuterRow ?b\n"
       "        Scan ?b q ?c\n"},
      {"match ?a -[p]-> ?b where exists { ?a -[q]-> ?c } or ?b > 1 return ?a",
       "Project ?a\n"
       "  Filter (#1 > 0) or (?b > 1)\n"
       "    Apply\n"
       "      Scan ?a p ?b\n"
       "      Group by nothing: #1 = count(*)\n"
       "        Slice limit 1\n"
       "          Join hash\n"
       "            OuterRow ?a\n"
       "            Scan ?a q ?c\n"},
      {"match ?a -[p]-> ?b return ?a, count { ?a -[q]-> ?c } as ?n order by count { ?a -[q]-> ?c }",
       "Project ?a, #1 as ?n\n"
       "  Sort by #1, ?a\n"
       "    Apply\n"
       "      Scan ?a p ?b\n"
       "      Group by nothing: #1 = count(*)\n"
       "        Join hash\n"
       "          OuterRow ?a\n"
       "          Scan ?a q ?c\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, OnlyWhatRepeatsIsAPathScan) {
  const Case kCases[] = {
      {"A -[p+]-> ?b",
       "Project ?b\n"
       "  PathScan A p+ ?b\n"},
      {"?a -[p/q*/^r]-> ?b",
       "Project ?a, ?b\n"
       "  Join hash\n"
       "    Join hash\n"
       "      Scan ?a p #1\n"
       "      PathScan #1 q* #2\n"
       "    Scan ?b r #2\n"},
      {"?a -[(p|^q){2,3}]- ?b",
       "Project ?a, ?b\n"
       "  PathScan ?a ((p|^q){2,3}|^(p|^q){2,3}) ?b\n"},
      {"?a -[^(!(p|^q))?]-> ?b",
       "Project ?a, ?b\n"
       "  PathScan ?b (!(p)|^!(q))? ?a\n"},
      {"?a -[p|q+]- ?b",
       "Project ?a, ?b\n"
       "  Union ?a, ?b\n"
       "    Union ?a, ?b\n"
       "      Scan ?a p ?b\n"
       "      PathScan ?a q+ ?b\n"
       "    Filter not (?a same ?b)\n"
       "      Union ?b, ?a\n"
       "        Scan ?b p ?a\n"
       "        PathScan ?b q+ ?a\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, TheTailOfAMatchCoversItsGroupsAndNoProperties) {
  const Case kCases[] = {
      {"match ?a -[p {by: X}]-> ?b according to X, Y as of 2025-06-01 where exists { ?a -[q]-> ?b } return "
       "?a.r",
       "Project #2 as ?a.r\n"
       "  Join hash left\n"
       "    Apply semi\n"
       "      Join hash\n"
       "        Scan ?a p ?b for claim #1 according to X, Y as of 2025-06-01\n"
       "        Scan #1 by X, facts and claim properties\n"
       "      Project nothing\n"
       "        Join hash\n"
       "          OuterRow ?a, ?b\n"
       "          Scan ?a q ?b according to X, Y as of 2025-06-01\n"
       "    Scan ?a r #2\n"},
      {"match ?a -[p]-> ?b, { match ?b -[q]-> ?c return ?c } according to X return ?a",
       "Project ?a\n"
       "  Apply\n"
       "    Scan ?a p ?b according to X\n"
       "    Project ?c\n"
       "      Join hash\n"
       "        OuterRow ?b\n"
       "        Scan ?b q ?c according to X\n"},
      {"match ?a -[p+]-> ?b as of 2025-06 return ?a",
       "Project ?a\n"
       "  PathScan ?a p+ ?b as of 2025-06\n"},
  };
  ExpectPlans(kCases);
}

TEST(TranslateGroupsTest, ADateInAnEdgeOfEitherDirectionMeetsNoPointInTime) {
  const Case kCases[] = {
      {"match ?a -[p]- 2025-06-30 return ?a",
       "Project ?a\n"
       "  Union ?a\n"
       "    Scan ?a p 2025-06-30\n"
       "    Filter (#1 = 2025-06-30) and (datatype(#1) same xsd:date) and (not (?a same #1))\n"
       "      Scan #1 p ?a\n"},
  };
  ExpectPlans(kCases);
}

// "TQ101 at 27: did you mean ?a?"
std::string ErrorOf(const std::string& query, const Parameters& parameters = {}) {
  const auto diagnostic = syntax::FromStatus(execute::PlanOf(query, parameters).status());
  if (!diagnostic) return "no diagnostic";
  return absl::StrCat(diagnostic->code, " at ", diagnostic->where.column, ": ", diagnostic->advice);
}

TEST(TranslateGroupsTest, UnboundVariablesAreToldWhatWouldBindThem) {
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b, not { ?a -[q]-> ?c } return ?c"),
            "TQ101 at 49: bind it outside as well");
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b where exists { ?a -[q]-> ?c } return ?c"),
            "TQ101 at 57: bind it outside as well");
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b with ?a return ?b"), "TQ101 at 35: add ?b to the items of 'with'");
  EXPECT_EQ(ErrorOf("match optional { ?a -[p]-> ?b where ?d > 1 }, ?a -[q]-> ?d return ?b"),
            "TQ101 at 37: move what binds it to the left");
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b return ?z.q"), "TQ101 at 27: did you mean ?a?");
}

TEST(TranslateGroupsTest, AVariableIsBoundOnce) {
  for (const char* query :
       {"match ?a -[p]-> ?b, let ?b = 3 return *", "match ?a -[p]-> ?b, for ?a in [1] return *",
        "match let ?b = 3, let ?b = 4 return *",
        "match ?a -[p]-> ?b, optional { ?a -[q]-> ?c, let ?b = 1 } return *"}) {
    EXPECT_THAT(ErrorOf(query), testing::StartsWith("TQ114")) << query;
  }
}

TEST(TranslateGroupsTest, WhatIsNotGroupedIsNamedAsItWasWritten) {
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b return ?a.q + count(*)"),
            "TQ109 at 27: return ?a.q as a column of its own to group by it");
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b return distinct ?a order by ?a.q"), "TQ109 at 48: return ?a.q too");
  EXPECT_EQ(ErrorOf("match ?a -[p]-> ?b return count { ?a -[p]-> ?x } + count(*)"),
            "TQ109 at 27: return count { } as a column of its own to group by it");
}

TEST(TranslateGroupsTest, ConstantPatternsAreChecked) {
  EXPECT_THAT(ErrorOf("match ?a -[p]-> ?b where matches(str(?b), \"(\") return ?a"),
              testing::StartsWith("TQ113 at 43"));
  EXPECT_THAT(
      ErrorOf("match ?a -[p]-> ?b where matches(?b, $re) return ?a", {{"re", model::Term::String("[")}}),
      testing::StartsWith("TQ113"));
  // Compiled it takes more memory than a pattern may.
  EXPECT_THAT(ErrorOf("match ?a -[p]-> ?b where matches(?b, \"\\\\pL{100}\") return ?a"),
              testing::StartsWith("TQ113 at 38"));
  EXPECT_TRUE(execute::PlanOf("match ?a -[p]-> ?b where matches(?b, ?a) return ?a").ok());
}

TEST(TranslateGroupsTest, ListsStandWhereListsAreWanted) {
  const Parameters parameters = {
      {"xs", syntax::ParameterValue::List({model::Term::Integer(1), model::Term::Integer(2)})},
      {"x", model::Term::Integer(1)},
      {"day", model::Term::String("today")}};
  for (const char* query :
       {"match ?a -[p]-> ?b where ?b in $xs return ?b", "match ?a -[p]-> ?b where ?b in $x return ?b",
        "match for ?b in $xs return ?b", "match for ?b in $x return ?b",
        "match let ?l = $xs return length(?l)", "match ?a -[p]-> ?b according to $xs return ?b"}) {
    EXPECT_TRUE(execute::PlanOf(query, parameters).ok()) << query;
  }
  for (const char* query :
       {"match ?a -[p]-> $xs return ?a", "match ?a -[p]-> ?b where ?b = $xs return ?b",
        "match ?a -[p {by: $xs}]-> ?b return ?b", "match ?a -[p]-> ?b return ?b limit $xs"}) {
    EXPECT_THAT(ErrorOf(query, parameters), testing::StartsWith("TQ103")) << query;
  }
  EXPECT_THAT(ErrorOf("match ?a -[p]-> ?b as of $day return ?b", parameters), testing::StartsWith("TQ115"));
}

TEST(TranslateGroupsTest, GroupsCountAsSteps) {
  std::string query = "match ?a -[p]-> ?b";
  for (int i = 0; i < kMaxPatternSteps; ++i) query += absl::StrCat(", let ?x", i, " = 1");
  EXPECT_THAT(ErrorOf(query + " return ?a"), testing::StartsWith("TQ112"));
}

TEST(TranslateValuesTest, ColumnsAreTheValuesInTheirOrder) {
  auto statement = execute::Parse("match ?a -[?c: said p]-> ?b return *");
  ASSERT_TRUE(statement.ok());
  auto condition = execute::Parse("match ?a -[?c: said p]-> ?b return stance(?c), ?b, ?b.q");
  ASSERT_TRUE(condition.ok());
  std::vector<syntax::Expression> values;
  for (const auto& item : std::get<syntax::Query>(condition->value).parts[0].projection.items)
    values.push_back(item.expression);
  auto plan = TranslateValues(std::get<syntax::Query>(statement->value), values, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(execute::Show(*plan),
            "Project #value1 as #0, ?b as #1, #1 as #2\n"
            "  Extend #value1 = stance(#stance(c))\n"
            "    Join hash left\n"
            "      Scan ?a p ?b said claim ?c stance #stance(c)\n"
            "      Scan ?b q #1\n");
}

}  // namespace
}  // namespace tern::algebra
