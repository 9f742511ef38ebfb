// Expressions: what binds tighter, what is one call, and what is refused.
#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/syntax/function_names.h"
#include "engine/syntax/print.h"
#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

TEST(ExpressionTest, BindsAsExpected) {
  const Names names = TestNames();
  // The right side is the left side with every parenthesis that its grouping allows.
  for (const auto& [text, grouped] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"?a or ?b and ?c", "?a or (?b and ?c)"},
           {"not ?a and ?b", "(not ?a) and ?b"},
           {"not ?a = ?b", "not (?a = ?b)"},
           {"?a + ?b * ?c = ?d", "(?a + (?b * ?c)) = ?d"},
           {"?a - ?b - ?c", "(?a - ?b) - ?c"},
           {"?a / ?b * ?c", "(?a / ?b) * ?c"},
           {"-?a * ?b", "(-?a) * ?b"},
           {"?a in [1, 2] and ?b", "(?a in [1, 2]) and ?b"},
           {"not ?a in [1]", "not (?a in [1])"},
           {"?a + 1 is null or ?b", "((?a + 1) is null) or ?b"},
           {"?a is not null = true", "(?a is not null) = true"}}) {
    EXPECT_EQ(ParsedCondition(text), ParsedCondition(grouped)) << text;
  }
  EXPECT_NE(ParsedCondition("(?a or ?b) and ?c"), ParsedCondition("?a or ?b and ?c"));
  EXPECT_NE(ParsedCondition("?a - (?b - ?c)"), ParsedCondition("?a - ?b - ?c"));
}

TEST(ExpressionTest, AndAndOrTakeAnyNumberOfOperands) {
  const Expression chain = ParsedCondition("?a = 1 and ?b = 2 and ?c = 3");
  const auto& call = std::get<OperatorCall>(chain.value);
  EXPECT_EQ(call.op, Op::kAnd);
  EXPECT_EQ(call.operands.size(), 3u);
  EXPECT_EQ(std::get<OperatorCall>(call.operands[0].value).op, Op::kEqual);
}

TEST(ExpressionTest, AMinusBeforeANumberIsPartOfIt) {
  EXPECT_EQ(ParsedCondition("-5").value, decltype(Expression::value)(Term::Integer(-5)));
  EXPECT_EQ(std::get<OperatorCall>(ParsedCondition("-(5)").value).op, Op::kNegate);
  const Expression difference = ParsedCondition("?x-5");
  EXPECT_EQ(std::get<OperatorCall>(difference.value).op, Op::kSubtract);
  const Expression negated = ParsedCondition("--5");
  EXPECT_EQ(std::get<OperatorCall>(negated.value).operands[0].value,
            decltype(Expression::value)(Term::Integer(-5)));
}

TEST(ExpressionTest, Lists) {
  const Expression in = ParsedCondition("?x in [China, 5, \"x\"]");
  EXPECT_EQ(std::get<OperatorCall>(in.value).op, Op::kIn);
  EXPECT_EQ(std::get<OperatorCall>(in.value).operands.size(), 4u);
  const Expression not_in = ParsedCondition("?x not in $list");
  EXPECT_EQ(std::get<OperatorCall>(not_in.value).op, Op::kNotIn);
  EXPECT_EQ(std::get<OperatorCall>(not_in.value).operands[1].value,
            decltype(Expression::value)(Parameter{"list"}));
}

TEST(ExpressionTest, FunctionsAreKnownInAnyCase) {
  const Expression call = ParsedCondition("STARTSWITH(?x, \"H\")");
  EXPECT_EQ(std::get<FunctionCall>(call.value).name, "startsWith");
  EXPECT_EQ(std::get<FunctionCall>(call.value).arguments.size(), 2u);
  for (const FunctionName& function : FunctionNames()) {
    std::string arguments;
    for (size_t i = 0; i < function.arguments_min; ++i) arguments += i == 0 ? "?s" : ", ?s";
    EXPECT_EQ(ErrorOf(model::StrCat("?s -[p]-> ?o where ", function.name, "(", arguments, ")")), "ok")
        << function.name;
    EXPECT_EQ(ErrorOf(model::StrCat("?s -[p]-> ?o where ", function.name, "(*)")),
              "TQ014 at 1:" + std::to_string(21 + function.name.size()))
        << function.name;
  }
}

TEST(ExpressionTest, WhatIsRefused) {
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"1 < ?x < 5", "TQ015 at 1:27"},
                                                                  {"?x = ?y = ?z", "TQ015 at 1:28"},
                                                                  {"(1 < ?x) = true", "ok"},
                                                                  {"nope(?x)", "TQ012 at 1:20"},
                                                                  {"lower()", "TQ014 at 1:20"},
                                                                  {"lower(?s, ?o)", "TQ014 at 1:20"},
                                                                  {"lower(distinct ?s)", "TQ014 at 1:26"},
                                                                  {"count(?s) > 1", "TQ013 at 1:20"},
                                                                  {"sum(?s) > 1", "TQ013 at 1:20"},
                                                                  {"?x = null", "TQ035 at 1:25"},
                                                                  {"?x != null", "TQ035 at 1:26"},
                                                                  {"?x in (1, 2)", "TQ016 at 1:26"},
                                                                  {"?x in 5", "TQ016 at 1:26"},
                                                                  {"?x in []", "TQ016 at 1:26"},
                                                                  {"?x == 5", "TQ017 at 1:23"},
                                                                  {"?x <> 5", "TQ017 at 1:23"},
                                                                  {"?x && ?y", "TQ017 at 1:23"},
                                                                  {"?x || ?y", "TQ017 at 1:23"},
                                                                  {"!?x", "TQ017 at 1:20"},
                                                                  {"+5", "TQ017 at 1:20"},
                                                                  {"?x = ~\"china\"", "TQ036 at 1:25"},
                                                                  {"?x.by.on = China", "TQ043 at 1:20"},
                                                                  {"exists { ?s }", "TQ033 at 1:29"},
                                                                  {"nodes(?x) is null", "TQ026 at 1:20"},
                                                                  {"(?x = 5", "TQ002 at 1:27"},
                                                                  {"?x = 5)", "TQ001 at 1:26"},
                                                                  {"?x =", "TQ002 at 1:24"},
                                                                  {"?x = 5, ?y = 6", "TQ032 at 1:26"}}) {
    EXPECT_EQ(ErrorOf(model::StrCat("?s -[p]-> ?o where ", text)), expected) << text;
  }
}

}  // namespace
}  // namespace tern::syntax
