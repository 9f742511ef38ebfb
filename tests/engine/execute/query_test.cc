// Whole queries as they were written, unoptimised: what each construct of the language answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using model::Stance;
using model::Term;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Term By() { return Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo"); }

std::shared_ptr<FakeSnapshot> Chips() {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto claim = [&](Stance stance, const char* who) {
    return snapshot->Claim(stance, {{By(), FakeSnapshot::Iri(who)}});
  };
  snapshot->Add("China", "rejected", "H200", claim(Stance::kFor, "Sacks"));
  snapshot->Add("China", "rejected", "H200", claim(Stance::kFor, "Reuters"));
  snapshot->Add("China", "rejected", "H200", claim(Stance::kAgainst, "Ministry"));
  snapshot->Add("China", "rejected", "H20");
  snapshot->Add("China", "accepted", "H200", claim(Stance::kUnclear, "Huang"));
  snapshot->Add("Nvidia", "makes", "H200");
  snapshot->Add("Nvidia", "makes", "H20");
  snapshot->Add("Huawei", "makes", "Ascend");
  snapshot->Add("Nvidia", "basedIn", "USA");
  snapshot->Add("Huawei", "basedIn", "China");
  snapshot->Add("Nvidia", "knows", "Nvidia");
  snapshot->Add("Nvidia", "knows", "Huawei");
  snapshot->Add("report", "about", "Ascend");
  snapshot->Add({snapshot->Iri_("Huawei"), snapshot->Iri_("sells"), snapshot->Iri_("Ascend"),
                 model::NamedClaim(snapshot->Iri_("report"), Stance::kFor)});
  return snapshot;
}

std::vector<std::string> Answer(const std::string& text, const algebra::Parameters& parameters = {}) {
  std::vector<std::string> first;
  for (const size_t batch_rows : {1, 3, 2048}) {
    auto plan = PlanOf(text, parameters);
    if (!plan.ok()) return {CodeOf(plan.status())};
    ContextOptions options;
    options.batch_rows = batch_rows;
    auto lines = Drain(Execute(*plan, Chips(), options));
    if (!lines.ok()) return {lines.status().ToString()};
    if (batch_rows == 1) first = *lines;
    EXPECT_EQ(Sorted(first), Sorted(*lines)) << "batches of " << batch_rows;
  }
  return first;
}

TEST(QueryTest, WalksJoin) {
  EXPECT_THAT(Answer("China -[rejected]-> ?chip <-[makes]- ?maker -[basedIn]-> USA"),
              UnorderedElementsAre("H200, Nvidia", "H20, Nvidia"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c, ?m -[basedIn]-> ?where return ?c, ?where"),
              UnorderedElementsAre("H200, USA", "H20, USA", "Ascend, China"));
}

TEST(QueryTest, EitherDirectionHasASelfLoopOnce) {
  EXPECT_THAT(Answer("Nvidia -[knows]- ?x"), UnorderedElementsAre("Nvidia", "Huawei"));
  EXPECT_THAT(Answer("?x -[knows]- ?y"),
              UnorderedElementsAre("Nvidia, Nvidia", "Nvidia, Huawei", "Huawei, Nvidia"));
  EXPECT_THAT(Answer("?x -[knows]- ?x"), ElementsAre("Nvidia"));
  EXPECT_THAT(Answer("match Huawei -[knows]- Nvidia return count(*)"), ElementsAre("1"));
}

TEST(QueryTest, EndsOfAnEitherEdgeAreComparedAsTerms) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "size", Term::Integer(1));
  snapshot->Add("a", "size", Term::Typed("1.0", std::string(model::iri::kXsdDecimal)));
  // Forward: each value with itself and the other; backward: only with the other.
  for (const char* query : {"?x -[^size/size]- 1", "1 -[^size/size]- ?x"}) {
    EXPECT_THAT(Sorted(*Drain(Execute(*PlanOf(query), snapshot))),
                ElementsAre("1", "1", "1", "1.0", "1.0", "1.0"))
        << query;
  }
  EXPECT_THAT(*Drain(Execute(*PlanOf("match 1 -[^size/size]- 1.0 return count(*)"), snapshot)),
              ElementsAre("6"));
  EXPECT_THAT(*Drain(Execute(*PlanOf("match 1 -[^size/size]- 1 return count(*)"), snapshot)),
              ElementsAre("6"));
}

TEST(QueryTest, PathsKeepDuplicates) {
  EXPECT_THAT(Answer("match China -[rejected|rejected]-> ?x return count(*)"), ElementsAre("4"));
  EXPECT_THAT(Answer("China -[rejected/^makes]-> ?x"), UnorderedElementsAre("Nvidia", "Nvidia"));
  EXPECT_THAT(Answer("H20 -[^makes]-> ?x"), ElementsAre("Nvidia"));
  EXPECT_THAT(Answer("China -[(rejected|accepted)/^(makes|sells)]-> ?x"),
              UnorderedElementsAre("Nvidia", "Nvidia"));
}

TEST(QueryTest, NegatedAndOpenPredicates) {
  EXPECT_THAT(Answer("Nvidia -[!makes]-> ?x"), UnorderedElementsAre("USA", "Nvidia", "Huawei"));
  EXPECT_THAT(Answer("Nvidia -[!(makes|knows)]-> ?x"), ElementsAre("USA"));
  EXPECT_THAT(Answer("H20 -[!^makes]-> ?x"), ElementsAre("China"));
  EXPECT_THAT(Answer("Huawei -[any]-> ?x"), UnorderedElementsAre("Ascend", "China", "Ascend"));
  EXPECT_THAT(Answer("Huawei -[?p]-> Ascend"), UnorderedElementsAre("makes", "sells"));
}

TEST(QueryTest, ClaimsComeOneByOne) {
  EXPECT_THAT(Answer("China -[rejected {by: ?who}]-> H200"), UnorderedElementsAre("Sacks", "Reuters"));
  EXPECT_THAT(Answer("China -[not rejected {by: ?who}]-> ?x"), ElementsAre("Ministry, H200"));
  EXPECT_THAT(Answer("China -[unclear any {by: ?who}]-> ?x"), ElementsAre("Huang, H200"));
  EXPECT_THAT(Answer("match China -[said any {by: ?who}]-> ?x return ?who"),
              UnorderedElementsAre("Sacks", "Reuters", "Ministry", "Huang"));
  EXPECT_THAT(Answer("match China -[?c: rejected]-> ?x return count(?c)"), ElementsAre("2"));
  EXPECT_THAT(Answer("China -[accepted]-> ?x"), IsEmpty());
  EXPECT_THAT(Answer("China -[rejected {by: Sacks}]-> ?x"), ElementsAre("H200"));
  EXPECT_THAT(Answer("China -[rejected {by: ?who, by: Sacks}]-> ?x"), ElementsAre("Sacks, H200"));
}

TEST(QueryTest, StanceIsTold) {
  EXPECT_THAT(Answer("match China -[?c: said ?p {by: ?who}]-> H200 return ?p, stance(?c), ?who"),
              UnorderedElementsAre("rejected, \"for\", Sacks", "rejected, \"for\", Reuters",
                                   "rejected, \"against\", Ministry", "accepted, \"unclear\", Huang"));
  EXPECT_THAT(Answer("match China -[?c: said ?p]-> H200 where stance(?c) = \"against\" return ?p"),
              ElementsAre("rejected"));
}

TEST(QueryTest, NamedClaimIsAnEntity) {
  EXPECT_THAT(Answer("match Huawei -[?c: sells]-> ?x return ?c"), ElementsAre("report"));
  EXPECT_THAT(Answer("Huawei -[?c: sells]-> ?x, ?c -[about]-> ?x"), ElementsAre("report, Ascend"));
  EXPECT_THAT(Answer("match Huawei -[?c: sells]-> ?x return stance(?c)"), ElementsAre("\"for\""));
}

TEST(QueryTest, EdgeFromAClaimReadsItsProperties) {
  EXPECT_THAT(Answer("match China -[?c: rejected]-> ?x, ?c -[by]-> ?who return ?who"),
              UnorderedElementsAre("Sacks", "Reuters"));
  EXPECT_THAT(Answer("match ?s -[by]-> ?who return ?who"), IsEmpty());
  EXPECT_THAT(Answer("match ?s -[?p]-> ?o return count(*)"), ElementsAre("11"));
}

TEST(QueryTest, ReturnStarIsInOrderOfAppearance) {
  auto plan = PlanOf("match ?z -[makes {by: ?w}]-> ?a, ?b -[?p]-> ?z return *");
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->columns, ElementsAre("z", "w", "a", "b", "p"));
}

TEST(QueryTest, ItemsAreRenamedComputedRepeated) {
  EXPECT_THAT(Answer("match Nvidia -[?a]-> ?b where ?a = basedIn return ?b as ?a, ?a as ?b"),
              ElementsAre("USA, basedIn"));
  EXPECT_THAT(Answer("match Nvidia -[basedIn]-> ?b return ?b, ?b as ?again, str(?b)"),
              ElementsAre("USA, USA, \"USA\""));
}

TEST(QueryTest, CountsGroupByTheOtherItems) {
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?m, count(*) order by count(*) desc"),
              ElementsAre("Nvidia, 2", "Huawei, 1"));
  EXPECT_THAT(Answer("match ?m -[any]-> ?c return count(*), count(?c), count(distinct ?m)"),
              ElementsAre("11, 11, 4"));
  EXPECT_THAT(Answer("match ?m -[nothing]-> ?c return count(*)"), ElementsAre("0"));
  EXPECT_THAT(Answer("match ?m -[nothing]-> ?c return ?m, count(*)"), IsEmpty());
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return count(*) + 1 as ?n"), ElementsAre("4"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return length(str(?m)) as ?l, count(*)"), ElementsAre("6, 3"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return count(1/0)"), ElementsAre("0"));
}

TEST(QueryTest, OrderIsTotalAndMayUseWhatIsNotReturned) {
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?c order by ?m, ?c desc"),
              ElementsAre("Ascend", "H200", "H20"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?m, ?c order by ?m desc"),
              ElementsAre("Nvidia, H20", "Nvidia, H200", "Huawei, Ascend"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return str(?c) as ?name order by ?name limit 2"),
              ElementsAre("\"Ascend\"", "\"H20\""));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return distinct ?m order by ?m"),
              ElementsAre("Huawei", "Nvidia"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return distinct ?m order by length(str(?m)), ?m desc"),
              ElementsAre("Nvidia", "Huawei"));
}

TEST(QueryTest, SkipAndLimit) {
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?c order by ?c skip 1 limit 1"), ElementsAre("H20"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?c limit 0"), IsEmpty());
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?c skip 9"), IsEmpty());
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c return ?c order by ?c limit $n", {{"n", Term::Integer(1)}}),
              ElementsAre("Ascend"));
}

TEST(QueryTest, ParametersStandForTerms) {
  EXPECT_THAT(Answer("$m -[makes]-> ?c", {{"m", FakeSnapshot::Iri("Huawei")}}), ElementsAre("Ascend"));
  EXPECT_THAT(Answer("Huawei -[$p]-> ?c", {{"p", FakeSnapshot::Iri("basedIn")}}), ElementsAre("China"));
  EXPECT_THAT(Answer("match ?m -[makes]-> ?c where ?m = $m return ?c", {{"m", FakeSnapshot::Iri("Huawei")}}),
              ElementsAre("Ascend"));
}

TEST(QueryTest, MapValuesMayBeExpressions) {
  EXPECT_THAT(Answer("match China -[rejected {by: iri(\"Sacks\")}]-> ?x return ?x"), ElementsAre("H200"));
}

}  // namespace
}  // namespace tern::execute
