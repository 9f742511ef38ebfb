// Statements: each kind from its text, and the order of clauses.
#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

TEST(QueryTest, MatchReturnsItsItems) {
  const auto query = ParsedAs<Query>(
      "match China -[rejected]-> ?chip where ?chip != H20 return distinct ?chip, lower( str(?chip) ), "
      "count(*) as ?n "
      "order by ?n desc, ?chip skip 2 limit $n;");
  EXPECT_FALSE(query.is_bare);
  EXPECT_TRUE(query.parts[0].projection.distinct);
  EXPECT_FALSE(query.parts[0].projection.all);
  ASSERT_EQ(query.parts[0].projection.items.size(), 3u);
  EXPECT_EQ(query.parts[0].projection.items[0].name, "chip");
  EXPECT_FALSE(query.parts[0].projection.items[0].has_alias);
  EXPECT_EQ(query.parts[0].projection.items[1].name, "lower( str(?chip) )");
  EXPECT_EQ(query.parts[0].projection.items[2].name, "n");
  EXPECT_TRUE(query.parts[0].projection.items[2].has_alias);
  EXPECT_TRUE(std::get<Aggregate>(query.parts[0].projection.items[2].expression.value).arguments.empty());
  ASSERT_EQ(query.parts[0].projection.order.items.size(), 2u);
  EXPECT_TRUE(query.parts[0].projection.order.items[0].descending);
  EXPECT_FALSE(query.parts[0].projection.order.items[1].descending);
  EXPECT_EQ(std::get<uint64_t>(*query.parts[0].projection.order.skip), 2u);
  EXPECT_EQ(std::get<Parameter>(*query.parts[0].projection.order.limit), Parameter{"n"});
}

TEST(QueryTest, KeywordsHaveNoCase) {
  EXPECT_EQ(Parsed("MATCH ?s -[p]-> ?o WHERE ?s IS NOT NULL RETURN DISTINCT * ORDER BY ?s DESC LIMIT 1"),
            Parsed("match ?s -[p]-> ?o where ?s is not null return distinct * order by ?s desc limit 1"));
}

TEST(QueryTest, ABareWalkAsksByItsVariables) {
  EXPECT_TRUE(ParsedAs<Query>("China -[rejected]-> ?x").is_bare);
  EXPECT_TRUE(ParsedAs<Ask>("China -[rejected]-> H200").is_bare);
  EXPECT_TRUE(ParsedAs<Ask>("China -[rejected]-> $chip").is_bare);
  EXPECT_TRUE(ParsedAs<Query>("China -[?p]-> H200").is_bare);
  EXPECT_TRUE(ParsedAs<Query>("China -[?c: rejected]-> H200").is_bare);
  EXPECT_TRUE(ParsedAs<Query>("China -[rejected {by: ?who}]-> H200").is_bare);
  EXPECT_TRUE(ParsedAs<Query>("China -[rejected]-> H200, H200 -[a]-> ?x where ?x = Chip order by ?x limit 1")
                  .is_bare);
  EXPECT_FALSE(ParsedAs<Ask>("ask China -[rejected]-> ?x").is_bare);
}

TEST(QueryTest, ALoneNodeIsDescribed) {
  EXPECT_EQ(ParsedAs<Describe>("China").node.value, decltype(Node::value)(Named("China")));
  EXPECT_EQ(ParsedAs<Describe>("~\"china\";").node.value,
            decltype(Node::value)(NameSearch{std::string("china")}));
  EXPECT_EQ(ParsedAs<Describe>("claim:68").node.value, decltype(Node::value)(Term::Claim("68")));
  EXPECT_EQ(ParsedAs<Describe>("42").node.value, decltype(Node::value)(Term::Integer(42)));
  EXPECT_EQ(ParsedAs<Describe>("explain").node.value, decltype(Node::value)(Named("explain")));
}

TEST(QueryTest, ExplainWrapsAQuestion) {
  const auto explain = ParsedAs<Explain>("explain match ?s -[p]-> ?o return *");
  ASSERT_NE(explain.inner, nullptr);
  EXPECT_TRUE(std::holds_alternative<Query>(explain.inner->value));
  EXPECT_EQ(explain.inner->text, "match ?s -[p]-> ?o return *");
  EXPECT_TRUE(std::holds_alternative<Describe>(ParsedAs<Explain>("explain China").inner->value));
  EXPECT_TRUE(std::holds_alternative<Ask>(ParsedAs<Explain>("explain ask A -[p]-> B").inner->value));
}

TEST(QueryTest, APrefixHoldsForWhatFollows) {
  Names names = TestNames();
  const auto statements =
      ParseText("prefix ex: <https://example.org/>; ex:a -[ex:p]-> ?x; prefix by:<urn:by>", names);
  ASSERT_TRUE(statements.ok()) << statements.status();
  ASSERT_EQ(statements->size(), 3u);
  EXPECT_EQ(names.prefixes["ex"], "https://example.org/");
  EXPECT_EQ(names.prefixes["by"], "urn:by");
  EXPECT_EQ(WalksOf(PatternOf(std::get<Query>((*statements)[1].value)))[0]->nodes[0].value,
            decltype(Node::value)(Term::Iri("https://example.org/a")));
  Names untouched = TestNames();
  EXPECT_FALSE(ParseStatement("prefix ex: <https://example.org/> nonsense", untouched).ok());
  EXPECT_EQ(untouched.prefixes.count("ex"), 0u);
}

TEST(QueryTest, TextStopsAtItsFirstError) {
  Names names = TestNames();
  const auto statements = ParseText("China;\n\nChina -[;\nH200", names);
  const auto diagnostic = FromStatus(statements.status());
  ASSERT_TRUE(diagnostic);
  EXPECT_EQ(diagnostic->where.line, 3u);
}

TEST(QueryTest, InsertStatesFacts) {
  const auto insert = ParsedAs<Insert>(
      "insert China -[rejected {by: X, on: 2025-12-12}]-> H200 <-[makes]- Nvidia, A -[not b1]-> $x, _:b "
      "-[$p]-> \"t\"");
  EXPECT_EQ(insert.walks.size(), 3u);
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"?x -[p]-> A", "TQ031 at 1:8"},
                                                                  {"A -[?p]-> B", "TQ031 at 1:12"},
                                                                  {"A -[?c: p]-> B", "TQ031 at 1:10"},
                                                                  {"A -[p {by: ?x}]-> B", "TQ031 at 1:19"},
                                                                  {"A -[p {n: 1 + ?x}]-> B", "TQ031 at 1:22"},
                                                                  {"A -[a|b]-> B", "TQ031 at 1:12"},
                                                                  {"A -[any]-> B", "TQ031 at 1:12"},
                                                                  {"A -[^b]-> B", "TQ031 at 1:12"},
                                                                  {"A -[b/c]-> B", "TQ031 at 1:12"},
                                                                  {"A -[said b]-> B", "TQ031 at 1:10"},
                                                                  {"A -[b]- B", "TQ031 at 1:10"},
                                                                  {"\"t\" -[b]-> B", "TQ025 at 1:8"},
                                                                  {"A <-[b]- 5", "TQ025 at 1:17"},
                                                                  {"A", "TQ033 at 1:8"},
                                                                  {"A -[b]-> B where ?x", "TQ032 at 1:19"}}) {
    EXPECT_EQ(ErrorOf(model::StrCat("insert ", text)), expected) << text;
  }
}

TEST(QueryTest, AFactNeedsNoInsert) {
  Names names = TestNames();
  const auto bare = ParseFact("China -[rejected {by: X}]-> H200", names);
  const auto with = ParseFact("insert China -[rejected {by: X}]-> H200;", names);
  ASSERT_TRUE(bare.ok()) << bare.status();
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(*bare, *with);
  EXPECT_TRUE(std::holds_alternative<Prefix>(ParseFact("prefix ex: <urn:ex:>", names)->value));
  EXPECT_EQ(names.prefixes["ex"], "urn:ex:");
  for (const std::string_view text : {"China", "?x -[p]-> y", "match ?x -[p]-> ?y return *", "ask A -[p]-> B",
                                      "A -[p]-> B where 1 = 1", "explain A -[p]-> B", ""}) {
    EXPECT_FALSE(ParseFact(text, names).ok()) << text;
  }
}

TEST(QueryTest, WhatIsRefused) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"", "TQ002 at 1:1"},
           {" # only a comment", "TQ002 at 1:1"},
           {"?x", "TQ033 at 1:1"},
           {"match China return *", "TQ033 at 1:7"},
           {"A -[p]-> ?x, B", "TQ033 at 1:14"},
           {"A -[p]-> B limit 1", "TQ032 at 1:12"},
           {"return 1", "TQ032 at 1:1"},
           {"where 1 = 1", "TQ032 at 1:1"},
           {"A -[p]-> ?x return ?x", "TQ032 at 1:13"},
           {"match A -[p]-> ?x", "TQ002 at 1:18"},
           {"match A -[p]-> ?x return ?x where ?x = 1", "TQ032 at 1:29"},
           {"match A -[p]-> ?x return ?x limit 1 skip 2", "TQ032 at 1:37"},
           {"match A -[p]-> ?x return ?x limit -1", "TQ034 at 1:35"},
           {"match A -[p]-> ?x return ?x limit 99999999999999999999", "TQ034 at 1:35"},
           {"match A -[p]-> ?x return ?x as y", "TQ038 at 1:32"},
           {"match A -[p]-> ?x return ?x group by ?x", "TQ032 at 1:29"},
           {"match A -[p]-> ?x return count(count(*))", "TQ013 at 1:32"},
           {"A -[p]-> B\nC -[p]-> D", "TQ022 at 2:1"},
           {"A -[p]-> B match C -[p]-> ?x return *", "TQ022 at 1:12"},
           {"prefix : <urn:x>", "TQ037 at 1:8"},
           {"prefix claim: <urn:x>", "TQ037 at 1:8"},
           {"prefix ex: urn", "TQ037 at 1:12"}}) {
    EXPECT_EQ(ErrorOf(text), expected) << text;
  }
}

// What later versions answer is told from what is wrong.
TEST(QueryTest, LaterConstructsHaveTheirOwnCode) {
  for (const auto& [text, place] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"match ?w = any shortest A -[any{1,6}]-> B return ?w", "1:7"},
           {"declare rejected opposite accepted", "1:1"},
           {"drop declare rejected opposite accepted", "1:1"},
           {"contradictions", "1:1"},
           {"contradictions A -[p]-> ?x", "1:1"},
           {"withdraw X", "1:1"},
           {"query q($p) { A -[p]-> $p }", "1:1"},
           {"run q(p: 1)", "1:1"},
           {"show prefixes", "1:1"},
           {"save prefix ex: <urn:ex:>", "1:1"},
           {"begin", "1:1"},
           {"commit", "1:1"},
           {"rollback", "1:1"}}) {
    EXPECT_EQ(ErrorOf(text), model::StrCat("TQ026 at ", place)) << text;
  }
  // The same words as names.
  for (const std::string_view text : {"load -[p]-> ?x", "describe -[p]-> ?x", "begin -[p]-> show", "`commit`",
                                      "A -[optional]-> ?x", "A -[p {let: 1}]-> ?x"}) {
    EXPECT_EQ(ErrorOf(text), "ok") << text;
  }
}

}  // namespace
}  // namespace tern::syntax
