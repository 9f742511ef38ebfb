// Queries and the plans that they mean, printed; and the errors of translation.
#include "engine/algebra/translate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/diagnostics.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::algebra {
namespace {

std::string PlanText(const std::string& query, const Parameters& parameters = {}) {
  auto plan = execute::PlanOf(query, parameters);
  return plan.ok() ? execute::Show(*plan) : execute::CodeOf(plan.status());
}

struct Case {
  const char* query;
  const char* plan;
};

void ExpectPlans(absl::Span<const Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(PlanText(c.query), c.plan) << c.query;
}

TEST(TranslateTest, Walks) {
  const Case kCases[] = {{"China -[rejected]-> ?chip",
                          "Project ?chip\n"
                          "  Scan China rejected ?chip\n"},
                         {"China -[rejected]-> ?chip <-[makes]- ?maker",
                          "Project ?chip, ?maker\n"
                          "  Join hash\n"
                          "    Scan China rejected ?chip\n"
                          "    Scan ?maker makes ?chip\n"},
                         {"?a -[knows]- ?b",
                          "Project ?a, ?b\n"
                          "  Union ?a, ?b\n"
                          "    Scan ?a knows ?b\n"
                          "    Filter not (?a same ?b)\n"
                          "      Scan ?b knows ?a\n"},
                         {"?a -[p|q/^r]-> ?b",
                          "Project ?a, ?b\n"
                          "  Union ?a, ?b\n"
                          "    Scan ?a p ?b\n"
                          "    Join hash\n"
                          "      Scan ?a q #1\n"
                          "      Scan ?b r #1\n"},
                         {"?a -[!(p|^q)]-> ?b",
                          "Project ?a, ?b\n"
                          "  Union ?a, ?b\n"
                          "    Filter #1 not in [p]\n"
                          "      Scan ?a #1 ?b\n"
                          "    Filter #2 not in [q]\n"
                          "      Scan ?b #2 ?a\n"},
                         {"?a -[any]-> ?b",
                          "Project ?a, ?b\n"
                          "  Scan ?a any ?b\n"}};
  ExpectPlans(kCases);
}

TEST(TranslateTest, ClaimForms) {
  const Case kCases[] = {{"?a -[p {by: ?who, on: 2025-12-12}]-> ?b",
                          "Project ?a, ?who, ?b\n"
                          "  Join hash\n"
                          "    Join hash\n"
                          "      Scan ?a p ?b for claim #1\n"
                          "      Scan #1 by ?who, facts and claim properties\n"
                          "    Scan #1 on 2025-12-12, facts and claim properties\n"},
                         {"match ?a -[?c: said p]-> ?b return stance(?c)",
                          "Project #value1 as stance(?c)\n"
                          "  Extend #value1 = stance(#stance(c))\n"
                          "    Scan ?a p ?b said claim ?c stance #stance(c)\n"},
                         {"?a -[not p]-> ?b",
                          "Project ?a, ?b\n"
                          "  Scan ?a p ?b not\n"},
                         {"?a -[unclear any]-> ?b",
                          "Project ?a, ?b\n"
                          "  Scan ?a any ?b unclear\n"},
                         {"?a -[?c: p]-> ?b, ?c -[source]-> ?s",
                          "Project ?a, ?c, ?b, ?s\n"
                          "  Join hash\n"
                          "    Scan ?a p ?b for claim ?c\n"
                          "    Scan ?c source ?s, facts and claim properties\n"},
                         {"claim:68 -[by]-> ?s",
                          "Project ?s\n"
                          "  Scan claim:68 by ?s, claim properties\n"}};
  ExpectPlans(kCases);
}

TEST(TranslateTest, ItemsGroupsAndOrder) {
  const Case kCases[] = {
      {"match ?a -[p]-> ?b where ?b > 5 return ?a as ?x, ?b + 1 as ?y order by ?y desc, ?b skip 2 limit 3",
       "Slice skip 2 limit 3\n"
       "  Project ?a as ?x, #value1 as ?y\n"
       "    Sort by #value1 desc, ?b, ?a\n"
       "      Extend #value1 = ?b + 1\n"
       "        Filter ?b > 5\n"
       "          Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b return distinct ?b order by ?b",
       "Sort by ?b\n"
       "  Distinct\n"
       "    Project ?b\n"
       "      Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b return ?a, count(*) as ?n order by ?n desc",
       "Project ?a, #count1 as ?n\n"
       "  Sort by #count1 desc, ?a\n"
       "    Group by ?a: #count1 = count(*)\n"
       "      Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b return count(?b) + 1 as ?n order by ?n",
       "Project #value1 as ?n\n"
       "  Sort by #value1\n"
       "    Extend #value1 = #count1 + 1\n"
       "      Group by nothing: #count1 = count(?b)\n"
       "        Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b return count(distinct ?b) as ?n, count(?a) as ?m",
       "Project #count1 as ?n, #count2 as ?m\n"
       "  Group by nothing: #count1 = count(distinct ?b), #count2 = count(?a)\n"
       "    Scan ?a p ?b\n"},
      {"match ?a -[p]-> ?b return ?b, ?a order by ?a",
       "Project ?b, ?a\n"
       "  Sort by ?a, ?b\n"
       "    Scan ?a p ?b\n"}};
  ExpectPlans(kCases);
}

TEST(TranslateTest, ParametersAreFilledIn) {
  const Parameters parameters = {{"who", model::Term::Iri("urn:tern:Sacks")}, {"n", model::Term::Integer(3)}};
  EXPECT_EQ(PlanText("match ?a -[p {by: $who}]-> ?b return ?b limit $n", parameters),
            "Slice limit 3\n"
            "  Project ?b\n"
            "    Join hash\n"
            "      Scan ?a p ?b for claim #1\n"
            "      Scan #1 by Sacks, facts and claim properties\n");
}

TEST(TranslateTest, MentionsAreTheNamesOfThePattern) {
  auto plan = execute::PlanOf("match China -[rejected {by: Sacks}]-> ?x where ?x != H200 return ?x");
  ASSERT_TRUE(plan.ok());
  std::vector<std::string> names;
  for (const Mention& mention : plan->mentions) {
    if (!mention.is_predicate) names.push_back(mention.term.value);
  }
  EXPECT_THAT(names, testing::ElementsAre("urn:tern:China", "urn:tern:Sacks", "urn:tern:H200"));
}

TEST(TranslateTest, ErrorsHaveTheirCodes) {
  const struct {
    const char* query;
    std::string_view code;
  } kCases[] = {
      {"match ?a -[p]-> ?b return ?c", kUnboundVariable},
      {"match ?a -[p]-> ?b where ?d > 5 return ?a", kUnboundVariable},
      {"match ?a -[p]-> ?b return ?a order by ?z", kUnboundVariable},
      {"$m -[p]-> ?b", kMissingParameter},
      {"match ?a -[p]-> ?b return ?b limit $n", kMissingParameter},
      {"match ?a -[p]-> ?b return ?b, count(*) + ?a as ?n", kNotGrouped},
      {"match ?a -[p]-> ?b return distinct ?b order by ?a", kNotGrouped},
      {"match ?a -[p]-> ?b return ?a as ?x, ?b as ?x", kDuplicateColumn},
  };
  for (const auto& c : kCases) EXPECT_EQ(PlanText(c.query), c.code) << c.query;
  EXPECT_EQ(PlanText("?a -[$p]-> ?b", {{"p", model::Term::Integer(5)}}), kWrongParameter);
  EXPECT_EQ(PlanText("match ?a -[p]-> ?b return ?b limit $n", {{"n", model::Term::String("x")}}),
            kWrongParameter);
  EXPECT_EQ(PlanText("match ?a -[p]-> ?b return ?b limit $n", {{"n", model::Term::Integer(-1)}}),
            kWrongParameter);
}

TEST(TranslateTest, UnboundVariableHasTheNearestNameAsAdvice) {
  auto plan = execute::PlanOf("match ?country -[p]-> ?chip return ?chp");
  const auto diagnostic = syntax::FromStatus(plan.status());
  ASSERT_TRUE(diagnostic.has_value());
  EXPECT_EQ(diagnostic->advice, "did you mean ?chip?");
  EXPECT_EQ(diagnostic->where.column, 36u);
}

TEST(TranslateTest, LargePatternIsRefused) {
  std::string query = "match ?x0 -[p]-> ?x1";
  for (int i = 1; i < 400; ++i) query += ", ?x" + std::to_string(i) + " -[p]-> ?x" + std::to_string(i + 1);
  EXPECT_EQ(PlanText(query + " return count(*)"), kPatternTooLarge);
}

}  // namespace
}  // namespace tern::algebra
