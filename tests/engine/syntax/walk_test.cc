// Walks: nodes, directions, paths, claim forms and maps, and what the parser refuses in them.
#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/syntax/print.h"
#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

TEST(WalkTest, AChainKeepsItsNodesAndDirections) {
  const auto query = ParsedAs<Query>("China -[rejected]-> ?chip <-[makes]- ?maker -[near]- USA");
  ASSERT_EQ(WalksOf(PatternOf(query)).size(), 1u);
  const Walk& walk = *WalksOf(PatternOf(query))[0];
  ASSERT_EQ(walk.nodes.size(), 4u);
  ASSERT_EQ(walk.edges.size(), 3u);
  EXPECT_EQ(walk.edges[0].direction, Direction::kForward);
  EXPECT_EQ(walk.edges[1].direction, Direction::kBackward);
  EXPECT_EQ(walk.edges[2].direction, Direction::kEither);
  EXPECT_TRUE(query.is_bare);
  EXPECT_TRUE(query.parts[0].projection.all);
}

TEST(WalkTest, SpaceAndCommentsMeanNothing) {
  EXPECT_EQ(Parsed("China-[rejected]->?x,?x-[p]-?y"),
            Parsed("China # one\n -[ rejected ]-> ?x ,\t?x -[\n p ]- ?y # end"));
}

TEST(WalkTest, ClaimForms) {
  EXPECT_EQ(ParsedEdge("-[p]->").stance, StanceForm::kPlain);
  EXPECT_FALSE(ParsedEdge("-[p]->").is_claim_form());
  EXPECT_EQ(ParsedEdge("-[not p]->").stance, StanceForm::kNot);
  EXPECT_EQ(ParsedEdge("-[unclear p]->").stance, StanceForm::kUnclear);
  const Edge said = ParsedEdge("-[?c: said p|q]->");
  EXPECT_EQ(said.stance, StanceForm::kSaid);
  EXPECT_EQ(said.claim, Variable{"c"});
  EXPECT_EQ(ParsedEdge("-[?c:p]->").claim, Variable{"c"});
  EXPECT_EQ(ParsedEdge("-[not any]->").path.value, decltype(Path::value)(PathAny{}));
  EXPECT_EQ(ParsedEdge("-[not ?p]->").path.value, decltype(Path::value)(Variable{"p"}));
  EXPECT_TRUE(ParsedEdge("-[p {}]->").has_map);
  EXPECT_TRUE(ParsedEdge("-[p {}]->").is_claim_form());
}

TEST(WalkTest, KeywordsAreNamesInsideAnEdge) {
  for (const std::string_view word : {"match", "where", "return", "with", "order", "not", "unclear", "said",
                                      "true", "null", "limit", "in", "and", "exists", "for", "as"}) {
    const Edge edge = ParsedEdge(model::StrCat("-[", word, "]->"));
    EXPECT_EQ(edge.path.value, decltype(Path::value)(Named(word))) << word;
    EXPECT_EQ(edge.stance, StanceForm::kPlain) << word;
    const Edge keyed = ParsedEdge(model::StrCat("-[p {", word, ": 1}]->"));
    ASSERT_EQ(keyed.map.size(), 1u) << word;
    EXPECT_EQ(keyed.map[0].key, Named(word).value) << word;
  }
  const Edge both = ParsedEdge("-[not not]->");
  EXPECT_EQ(both.stance, StanceForm::kNot);
  EXPECT_EQ(both.path.value, decltype(Path::value)(Named("not")));
  EXPECT_EQ(ParsedEdge("-[any]->").path.value, decltype(Path::value)(PathAny{}));
  EXPECT_EQ(ParsedEdge("-[`any`]->").path.value, decltype(Path::value)(Named("any")));
  EXPECT_EQ(ParsedEdge("-[not/p]->").stance, StanceForm::kPlain);
  EXPECT_EQ(ParsedEdge("-[said {by: X}]->").path.value, decltype(Path::value)(Named("said")));
}

TEST(WalkTest, Maps) {
  const Edge edge =
      ParsedEdge("-[p {by: `David Sacks`, on: ?day, wd:P1: $x, <urn:k>: 1 + 2, `odd key`: ~\"x\"}]->");
  ASSERT_EQ(edge.map.size(), 5u);
  EXPECT_EQ(edge.map[0].key, "http://www.w3.org/ns/prov#wasAttributedTo");
  EXPECT_EQ(edge.map[0].value.value, decltype(Expression::value)(Named("David%20Sacks")));
  EXPECT_EQ(edge.map[1].value.value, decltype(Expression::value)(Variable{"day"}));
  EXPECT_EQ(edge.map[2].key, "http://www.wikidata.org/entity/P1");
  EXPECT_EQ(edge.map[3].key, "urn:k");
  EXPECT_EQ(edge.map[4].key, "urn:test:odd%20key");
  EXPECT_TRUE(std::holds_alternative<NameSearch>(edge.map[4].value.value));
}

TEST(WalkTest, AKeyNeedsNoSpaceBehindItsColon) {
  for (const auto& [tight, loose] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"{by:X}", "{by: X}"},
           {"{on:2025-12-12}", "{on: 2025-12-12}"},
           {"{on:2025-12}", "{on: 2025-12}"},
           {"{n:5,d:0.7,e:1e6,ok:true}", "{n: 5, d: 0.7, e: 1e6, ok: true}"},
           {"{by:?x}", "{by: ?x}"},
           {"{by:`a b`,n:-5}", "{by: `a b`, n: -5}"},
           {"{by:\"x\"}", "{by: \"x\"}"},
           {"{by:label}", "{by: label}"}}) {
    EXPECT_EQ(ParsedEdge(model::StrCat("-[p ", tight, "]->")),
              ParsedEdge(model::StrCat("-[p ", loose, "]->")))
        << tight;
  }
  EXPECT_EQ(ErrorOf("?s -[p {by:wd:Q1}]-> ?o"), "TQ023 at 1:9");
  EXPECT_EQ(ErrorOf("?s -[p {by:5G}]-> ?o"), "TQ008 at 1:12");
  EXPECT_EQ(ErrorOf("?s -[p {on:2025-02-30}]-> ?o"), "TQ009 at 1:12");
}

TEST(WalkTest, PathsBindAsInSparql) {
  const Names names = TestNames();
  for (const auto& [text, printed] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"a1/b1|c1", "a1/b1|c1"},
                                                                  {"a1/(b1|c1)", "a1/(b1|c1)"},
                                                                  {"^a1/b1", "^a1/b1"},
                                                                  {"^(a1/b1)", "^(a1/b1)"},
                                                                  {"^a1*", "^a1*"},
                                                                  {"(^a1)*", "(^a1)*"},
                                                                  {"((a1))", "a1"},
                                                                  {"^^a1", "^^a1"},
                                                                  {"!a1", "!a1"},
                                                                  {"!^a1", "!^a1"},
                                                                  {"!(a1)", "!a1"},
                                                                  {"!(a1|^b1|c1)", "!(a1|c1|^b1)"},
                                                                  {"a1{2}", "a1{2}"},
                                                                  {"a1{2,2}", "a1{2}"},
                                                                  {"a1{0,1}", "a1?"},
                                                                  {"a1{1,}", "a1+"},
                                                                  {"a1{0,}", "a1*"},
                                                                  {"a1{2,5}", "a1{2,5}"},
                                                                  {"(a1+)?", "(a1+)?"},
                                                                  {"any/any", "any/any"},
                                                                  {"wd:P1|<urn:x>", "wd:P1|<urn:x>"}}) {
    EXPECT_EQ(Print(ParsedEdge(model::StrCat("-[", text, "]->")).path, names), printed) << text;
  }
  const Edge edge = ParsedEdge("-[a1|b1/c1]->");
  const auto& choices = std::get<PathAlternative>(edge.path.value).choices;
  ASSERT_EQ(choices.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<PathSequence>(choices[1].value));
}

TEST(WalkTest, WhatAnEdgeCannotHold) {
  for (const auto& [edge, expected] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"-[a1/b1 {by: X}]->", "TQ029 at 1:6"},
                                                                  {"-[not ^a1]->", "TQ029 at 1:10"},
                                                                  {"-[?c: a1*]->", "TQ029 at 1:10"},
                                                                  {"-[unclear !a1]->", "TQ029 at 1:14"},
                                                                  {"-[said a1|^b1]->", "TQ029 at 1:11"},
                                                                  {"-[?p/a1]->", "TQ030 at 1:6"},
                                                                  {"-[a1|$p]->", "TQ030 at 1:9"},
                                                                  {"-[^?p]->", "TQ030 at 1:7"},
                                                                  {"-[?p*]->", "TQ030 at 1:6"},
                                                                  {"-[a1{3,1}]->", "TQ034 at 1:8"},
                                                                  {"-[a1{99999999999}]->", "TQ034 at 1:9"},
                                                                  {"-[]->", "TQ020 at 1:6"},
                                                                  {"-[?c:]->", "TQ020 at 1:9"},
                                                                  {"-[{by: X}]->", "TQ020 at 1:6"},
                                                                  {"<-[a1]->", "TQ020 at 1:9"},
                                                                  {"-[:a1]->", "TQ018 at 1:6"},
                                                                  {"-[a1] ->", "TQ021 at 1:8"},
                                                                  {"-[a1 b1]->", "TQ021 at 1:9"}}) {
    EXPECT_EQ(ErrorOf(model::StrCat("?s ", edge, " ?o")), expected) << edge;
  }
}

}  // namespace
}  // namespace tern::syntax
