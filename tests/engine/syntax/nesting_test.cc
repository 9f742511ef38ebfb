// Depth and size have limits, and the limits hold on both sides.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

std::string Repeat(std::string_view text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string Code(const std::string& text) { return ErrorOf(text).substr(0, 5); }

TEST(NestingTest, ParenthesesUpToTheLimit) {
  const auto nested = [](size_t depth) {
    return "?s -[p]-> ?o where " + Repeat("(", depth) + "?o" + Repeat(")", depth);
  };
  EXPECT_EQ(Code(nested(kMaxNesting)), "ok");
  EXPECT_EQ(Code(nested(kMaxNesting + 1)), "TQ027");
  EXPECT_EQ(Code(nested(1'000'000 / 8)), "TQ027");
}

TEST(NestingTest, OperatorsBeforeAValueUpToTheLimit) {
  for (const std::string_view sign : {"not ", "- ", "not -"}) {
    EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat(sign, 90) + "?o"), "ok") << sign;
    EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat(sign, 50'000) + "?o"), "TQ027") << sign;
  }
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("not ", kMaxNesting - 1) + "?o"), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("not ", kMaxNesting + 1) + "?o"), "TQ027");
}

TEST(NestingTest, PathsUpToTheLimit) {
  const auto parens = [](size_t depth) {
    return "?s -[" + Repeat("(", depth) + "p" + Repeat(")", depth) + "]-> ?o";
  };
  EXPECT_EQ(Code(parens(kMaxNesting - 1)), "ok");  // the edge's bracket counts
  EXPECT_EQ(Code(parens(kMaxNesting)), "TQ027");
  EXPECT_EQ(Code("?s -[" + Repeat("^", 190) + "p]-> ?o"), "ok");
  EXPECT_EQ(Code("?s -[" + Repeat("^", 100'000) + "p]-> ?o"), "TQ027");
  EXPECT_EQ(Code("?s -[" + Repeat("^(", 100) + "p" + Repeat(")", 100) + "]-> ?o"), "TQ027");
  EXPECT_EQ(Code("?s -[" + Repeat("(p/", 60) + "p" + Repeat(")*", 60) + "]-> ?o"), "ok");
}

// Every level of parentheses with as many operators as fit: the deepest stack that the limits allow.
TEST(NestingTest, TheDeepestAllowedTextDoesNotOverflow) {
  for (const std::string_view level :
       {"?a or ?b and ?c = ?d + ?e * (", "lower(", "coalesce(1, ", "(?a and "}) {
    for (const size_t depth : {20, 60, 190, 200}) {
      const std::string text = "?s -[p]-> ?o where " + Repeat(level, depth) + "?o" + Repeat(")", depth);
      const std::string code = Code(text);
      EXPECT_TRUE(code == "ok" || code == "TQ027") << level << depth << " " << code;
    }
  }
}

// A level of groups is one bracket, whatever kinds of groups follow each other.
TEST(NestingTest, GroupsUpToTheLimit) {
  for (const auto& [open, inner] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"optional { ", "?s -[p]-> ?o"},
           {"{ ", "?s -[p]-> ?o"},
           {"{ ?s -[p]-> ?o } or { ", "?s -[p]-> ?o"}}) {
    const auto nested = [&, open = open, inner = inner](size_t depth) {
      return "?s -[p]-> ?o, " + Repeat(open, depth) + std::string(inner) + Repeat(" }", depth);
    };
    EXPECT_EQ(Code(nested(kMaxNesting - 1)), "ok") << open;  // the innermost edge's bracket counts
    EXPECT_EQ(Code(nested(kMaxNesting)), "TQ027") << open;
    EXPECT_EQ(Code(nested(20'000)), "TQ027") << open;
  }
}

TEST(NestingTest, GroupsInExpressionsCountWithThem) {
  const auto nested = [](std::string_view open, std::string_view close, size_t depth) {
    return "?s -[p]-> ?o where " + Repeat(open, depth) + "true" + Repeat(close, depth);
  };
  EXPECT_EQ(Code(nested("exists { ?s -[p]-> ?o where ", " }", 90)), "ok");
  EXPECT_EQ(Code(nested("exists { ?s -[p]-> ?o where ", " }", 250)), "TQ027");
  EXPECT_EQ(Code(nested("count { { match ?s -[p]-> ?o return [lower(", ")] as ?x } } + ", 200)), "TQ027");
  EXPECT_EQ(Code(nested("?a + exists { ?s -[p]-> ?o where ", " }", 60)), "ok");
  EXPECT_EQ(Code(nested("1 + (1 + exists { ?s -[p]-> ?o where ", " })", 90)), "TQ027");
  EXPECT_EQ(Code("?s -[p]-> ?o, " + Repeat("{ match ?s -[p]-> ?o, ", 150) + "?s -[p]-> ?o" +
                 Repeat(" return * }", 150)),
            "ok");
}

TEST(NestingTest, LongChainsAreNotDeep) {
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("?o = 1 or ", 10'000) + "?o = 2"), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("?o = 1 and ", 10'000) + "?o = 2"), "ok");
  EXPECT_EQ(Code("?s -[" + Repeat("p/", 10'000) + "p]-> ?o"), "ok");
  EXPECT_EQ(Code("?s" + Repeat(" -[p]-> ?o", 10'000)), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o" + Repeat(", ?s -[p]-> ?o", 5'000)), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o" + Repeat(", optional { ?s -[p]-> ?o }", 3'000)), "ok");
  EXPECT_EQ(Code("{ ?s -[p]-> ?o }" + Repeat(" or { ?s -[p]-> ?o }", 3'000)), "ok");
  EXPECT_EQ(Code("match ?s -[p]-> ?o" + Repeat(" match ?s -[p]-> ?o with ?s", 3'000) + " return *"), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o where ?o in [1" + Repeat(", 1", 50'000) + "]"), "ok");
}

// `1 + 1 + 1 …` is as deep as it is long.
TEST(NestingTest, LongSumsAreDeep) {
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("1 + ", kMaxNesting - 2) + "1"), "ok");
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("1 + ", kMaxNesting) + "1"), "TQ027");
  EXPECT_EQ(Code("?s -[p]-> ?o where " + Repeat("1 + ", 100'000) + "1"), "TQ027");
}

TEST(NestingTest, AStatementOfTooManyWordsIsRefused) {
  EXPECT_EQ(Code("?s -[p]-> ?o where ?o in [1" + Repeat(", 1", 140'000) + "]"), "TQ028");
}

TEST(NestingTest, AStatementOfTooManyBytesIsRefused) {
  std::string text = "?s -[p]-> \"" + std::string(kMaxStatementBytes, 'x') + "\"";
  EXPECT_EQ(ErrorOf(text), "TQ028 at 1:1");
}

TEST(NestingTest, ALiteralOfAMegabyteIsFine) {
  for (const std::string_view character : {"x", "中", "😀"}) {
    const std::string value = Repeat(character, (size_t{1} << 20) / character.size());
    EXPECT_EQ(std::get<Term>(ParsedNode("\"" + value + "\"")).value, value);
  }
}

}  // namespace
}  // namespace tern::syntax
