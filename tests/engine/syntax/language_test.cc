// The parts of patterns and queries, and the statements that write: what each is in the tree.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/syntax/print.h"
#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

template <typename Part>
Part PartOf(std::string_view pattern, size_t index = 0) {
  const auto query = ParsedAs<Query>(model::StrCat("match ?x -[p]-> ?y, ", pattern, " return *"));
  const std::vector<PatternPart>& parts = PatternOf(query).parts;
  if (parts.size() <= index + 1 || !std::holds_alternative<Part>(parts[index + 1].value)) {
    ADD_FAILURE() << pattern;
    return {};
  }
  return std::get<Part>(parts[index + 1].value);
}

Expression ItemOf(std::string_view item) {
  const auto query = ParsedAs<Query>(model::StrCat("match ?x -[p]-> ?y return ", item));
  const Projection& projection = query.parts.back().projection;
  return projection.items.empty() ? Expression() : projection.items[0].expression;
}

TEST(LanguageTest, GroupsHaveTheirOwnCondition) {
  const auto optional = PartOf<OptionalGroup>("optional { ?y -[q]-> ?z, ?z -[r]-> ?w where ?z > 3 }");
  EXPECT_EQ(optional.pattern->parts.size(), 2u);
  EXPECT_TRUE(optional.pattern->where_clause.has_value());
  EXPECT_EQ(PartOf<NotGroup>("not { ?x -[q]-> A }").pattern->parts.size(), 1u);
  EXPECT_EQ(PartOf<OrGroup>("{ ?x -[q]-> A } or { ?x -[q]-> B } or { ?x -[q]-> C }").choices.size(), 3u);
  EXPECT_EQ(PartOf<OrGroup>("{ ?x -[q]-> A }").choices.size(), 1u);
}

TEST(LanguageTest, LetAndForBindAVariable) {
  EXPECT_EQ(PartOf<Let>("let ?v = ?y * 2").variable.name, "v");
  EXPECT_TRUE(std::holds_alternative<List>(PartOf<For>("for ?v in [1, A]").list.value));
  EXPECT_TRUE(std::holds_alternative<Parameter>(PartOf<For>("for ?v in $names").list.value));
}

TEST(LanguageTest, ASubqueryIsAPartAndAnyGroup) {
  const std::string_view query = "{ match ?y -[q]-> ?z return ?y, count(*) as ?n order by ?n limit 3 }";
  EXPECT_EQ(PartOf<Subquery>(query).query->parts[0].projection.items.size(), 2u);
  const auto optional = PartOf<OptionalGroup>(model::StrCat("optional ", query));
  EXPECT_TRUE(std::holds_alternative<Subquery>(optional.pattern->parts[0].value));
  EXPECT_EQ(PartOf<OrGroup>(model::StrCat(query, " or { ?x -[q]-> ?z }")).choices.size(), 2u);
}

TEST(LanguageTest, MatchesAndWithsMakeParts) {
  const auto query = ParsedAs<Query>(
      "match A -[p]-> ?x according to B as of 2025-12 where ?x > 1 optional match ?x -[q]-> ?y "
      "with distinct ?x, count(*) as ?n order by ?n skip 1 limit 2 where ?n > 3 match ?x -[r]-> ?z return "
      "?z");
  ASSERT_EQ(query.parts.size(), 2u);
  ASSERT_EQ(query.parts[0].matches.size(), 2u);
  EXPECT_EQ(PatternOf(query).according_to.size(), 1u);
  EXPECT_TRUE(PatternOf(query).as_of.has_value());
  EXPECT_TRUE(query.parts[0].matches[1].optional);
  EXPECT_TRUE(query.parts[0].projection.distinct);
  EXPECT_TRUE(query.parts[0].projection.where_clause.has_value());
  EXPECT_EQ(query.parts[1].matches.size(), 1u);
  EXPECT_TRUE(ParsedAs<Query>("match A -[p]-> ?x with ?x return ?x").parts[1].matches.empty());
}

TEST(LanguageTest, ABarePatternThatBindsNothingAsksYesOrNo) {
  ParsedAs<Ask>("A -[p]-> B as of 2025-12-12");
  ParsedAs<Ask>("A -[p]-> B, not { A -[q]-> ?x }");
  ParsedAs<Ask>("A -[p]-> B where exists { A -[q]-> ?x }");
  ParsedAs<Query>("A -[p]-> B, optional { A -[q]-> ?x }");
  ParsedAs<Query>("A -[p]-> B, { match A -[q]-> ?x return ?x }");
  ParsedAs<Query>("A -[p]-> B, let ?x = 1");
}

TEST(LanguageTest, KeysNamePredicates) {
  const auto key = [](std::string_view item) {
    return std::get<PropertyAccess>(ItemOf(item).value).steps[0];
  };
  EXPECT_EQ(key("?x.by").iri, "http://www.w3.org/ns/prov#wasAttributedTo");
  EXPECT_EQ(key("?x.`by`").iri, "urn:test:by");
  EXPECT_EQ(key("?x.`Release date`").iri, "urn:test:Release%20date");
  EXPECT_EQ(key("?x.wd:P1").iri, "http://www.wikidata.org/entity/P1");
  EXPECT_EQ(key("?x.wd:P1").name, "");
  EXPECT_EQ(key("?x.optional").name, "optional");
  EXPECT_EQ(key("?x.release-date").name, "release-date");
}

TEST(LanguageTest, AggregatesAreNamedInAnyCase) {
  EXPECT_EQ(std::get<Aggregate>(ItemOf("SUM(?y)").value).name, "sum");
  EXPECT_TRUE(std::get<Aggregate>(ItemOf("collect(distinct ?y)").value).distinct);
  EXPECT_TRUE(std::get<Aggregate>(ItemOf("count(*)").value).arguments.empty());
  EXPECT_TRUE(std::holds_alternative<OperatorCall>(ItemOf("sum(?y) / count(*)").value));
}

TEST(LanguageTest, ListsTestsAndNullAreValues) {
  EXPECT_EQ(std::get<List>(ItemOf("[1, [?x], null]").value).items.size(), 3u);
  EXPECT_EQ(std::get<List>(ItemOf("[]").value).items.size(), 0u);
  EXPECT_EQ(std::get<PatternTest>(ItemOf("exists { ?x -[q]-> A }").value).kind, PatternTest::Kind::kExists);
  EXPECT_EQ(std::get<PatternTest>(ItemOf("count { ?x -[q]-> ?z }").value).kind, PatternTest::Kind::kCount);
  EXPECT_TRUE(std::holds_alternative<Null>(ItemOf("null").value));
}

TEST(LanguageTest, InTakesItemsOrAList) {
  const auto call = [](std::string_view item) { return std::get<OperatorCall>(ItemOf(item).value); };
  EXPECT_EQ(call("?x in [?y]").op, Op::kIn);
  EXPECT_EQ(call("?x in $xs").op, Op::kIn);
  EXPECT_EQ(call("?x in ?xs").op, Op::kInList);
  EXPECT_EQ(call("?x not in coalesce(?xs, $ys)").op, Op::kNotInList);
}

TEST(LanguageTest, BoundsOfPaths) {
  for (const auto& [edge, expected] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"p{1000}", "ok"},
                                                                  {"p{0,1000}", "ok"},
                                                                  {"p{1000,}", "ok"},
                                                                  {"p{1001}", "TQ034 at 1:7"},
                                                                  {"p{0,1001}", "TQ034 at 1:9"},
                                                                  {"p{2,1}", "TQ034 at 1:6"},
                                                                  {"p{0}", "ok"},
                                                                  {"?p+", "TQ030 at 1:5"}}) {
    EXPECT_EQ(ErrorOf(model::StrCat("A -[", edge, "]-> ?x")), expected) << edge;
  }
}

TEST(LanguageTest, DeletesAndUpdates) {
  EXPECT_EQ(ParsedAs<Delete>("delete A -[p]-> B, A -[not p {by: X}]-> C").walks.size(), 2u);
  const auto update = ParsedAs<Update>(
      "match A -[?c: p]-> ?x with ?x, ?c delete A -[?c: p]-> ?x insert ?x -[q {on: ?c.on}]-> lower(?x), "
      "?x.maker -[?r]-> B delete B -[said r]-> ?x");
  EXPECT_EQ(update.source.parts.size(), 2u);
  EXPECT_TRUE(update.source.parts[1].projection.all);
  ASSERT_EQ(update.clauses.size(), 3u);
  EXPECT_FALSE(update.clauses[0].insert);
  EXPECT_TRUE(update.clauses[0].walks[0].edges[0].claim.has_value());
  EXPECT_TRUE(std::holds_alternative<Computed>(update.clauses[1].walks[0].nodes[1].value));
  EXPECT_TRUE(std::holds_alternative<Computed>(update.clauses[1].walks[1].nodes[0].value));
}

TEST(LanguageTest, RowsHaveFields) {
  const auto load = ParsedAs<LoadRows>(
      "load 'chips.csv' as ?row insert ?row.maker.name -[?row.relation {source: ?row.url}]-> text(?row.by)");
  EXPECT_EQ(load.file, "chips.csv");
  EXPECT_EQ(load.row.name, "row");
  const auto steps_of = [](const decltype(Node::value)& node) {
    return std::get<PropertyAccess>(std::get<Computed>(node).expression->value).steps;
  };
  const std::vector<PropertyAccess::Step> steps = steps_of(load.walks[0].nodes[0].value);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].name, "name");
  EXPECT_TRUE(std::holds_alternative<Computed>(load.walks[0].edges[0].path.value));
  // A field is never a word of the field, and never has a prefix.
  const auto other =
      ParsedAs<LoadRows>("load 'a.json' as ?r insert ?r.by -[p]-> ?r.nope:P1, ?r.`by` -[p]-> ?r.`nope:P1`");
  EXPECT_EQ(steps_of(other.walks[0].nodes[0].value), steps_of(other.walks[1].nodes[0].value));
  EXPECT_EQ(steps_of(other.walks[0].nodes[1].value), steps_of(other.walks[1].nodes[1].value));
}

TEST(LanguageTest, SoftWordsAreNamesToo) {
  ParsedAs<Describe>("why");
  ParsedAs<Describe>("describe why");
  ParsedAs<Why>("why A -[p]-> B");
  ParsedAs<Ask>("why -[p]-> B");
  ParsedAs<Ask>("load -[count]-> to");
  ParsedAs<Query>("of -[to]-> ?x where ?x = count or ?x = load");
  const auto query = ParsedAs<Query>("?x -[with {let: 1, for: ?x.match}]-> ?y");
  EXPECT_EQ(WalksOf(PatternOf(query))[0]->edges[0].map.size(), 2u);
}

}  // namespace
}  // namespace tern::syntax
