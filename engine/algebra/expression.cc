#include "engine/algebra/expression.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "storage/model/text.h"

namespace tern::algebra {
namespace {

constexpr FunctionInfo kFunctions[] = {
    {Function::kOr, "or", 2, kManyArguments},
    {Function::kAnd, "and", 2, kManyArguments},
    {Function::kNot, "not", 1, 1},
    {Function::kEqual, "=", 2, 2},
    {Function::kNotEqual, "!=", 2, 2},
    {Function::kLess, "<", 2, 2},
    {Function::kLessEqual, "<=", 2, 2},
    {Function::kGreater, ">", 2, 2},
    {Function::kGreaterEqual, ">=", 2, 2},
    {Function::kIn, "in", 1, kManyArguments},
    {Function::kNotIn, "not in", 1, kManyArguments},
    {Function::kInList, "in", 2, 2},
    {Function::kNotInList, "not in", 2, 2},
    {Function::kMakeList, "[]", 0, kManyArguments},
    {Function::kIsNull, "is null", 1, 1},
    {Function::kIsNotNull, "is not null", 1, 1},
    {Function::kSameTerm, "same", 2, 2},
    {Function::kAdd, "+", 2, 2},
    {Function::kSubtract, "-", 2, 2},
    {Function::kMultiply, "*", 2, 2},
    {Function::kDivide, "/", 2, 2},
    {Function::kNegate, "-", 1, 1},
    {Function::kStr, "str", 1, 1},
    {Function::kText, "text", 1, 1},
    {Function::kLower, "lower", 1, 1},
    {Function::kUpper, "upper", 1, 1},
    {Function::kLength, "length", 1, 1},
    {Function::kContains, "contains", 2, 2},
    {Function::kStartsWith, "startsWith", 2, 2},
    {Function::kEndsWith, "endsWith", 2, 2},
    {Function::kSubstr, "substr", 2, 3},
    {Function::kMatches, "matches", 2, 2},
    {Function::kReplace, "replace", 3, 3},
    {Function::kConcat, "concat", 1, kManyArguments},
    {Function::kJoin, "join", 2, 2},
    {Function::kAbs, "abs", 1, 1},
    {Function::kRound, "round", 1, 1},
    {Function::kFloor, "floor", 1, 1},
    {Function::kCeil, "ceil", 1, 1},
    {Function::kNumber, "number", 1, 1},
    {Function::kYear, "year", 1, 1},
    {Function::kMonth, "month", 1, 1},
    {Function::kDay, "day", 1, 1},
    {Function::kDate, "date", 1, 1},
    {Function::kDateTime, "dateTime", 1, 1},
    {Function::kNow, "now", 0, 0},
    {Function::kIri, "iri", 1, 1},
    {Function::kLabel, "label", 1, 1},
    {Function::kLang, "lang", 1, 1},
    {Function::kDatatype, "datatype", 1, 1},
    {Function::kIsEntity, "isEntity", 1, 1},
    {Function::kIsText, "isText", 1, 1},
    {Function::kIsNumber, "isNumber", 1, 1},
    {Function::kIsDate, "isDate", 1, 1},
    {Function::kStance, "stance", 1, 1},
    {Function::kCoalesce, "coalesce", 1, kManyArguments},
    {Function::kIf, "if", 3, 3},
};

}  // namespace

const FunctionInfo& InfoOf(Function function) {
  const FunctionInfo& info = kFunctions[static_cast<size_t>(function)];
  assert(info.function == function);
  return info;
}

std::optional<Function> FunctionFromName(std::string_view name) {
  for (size_t i = static_cast<size_t>(Function::kStr); i < std::size(kFunctions); ++i) {
    if (absl::EqualsIgnoreCase(model::ToAbsl(kFunctions[i].name), model::ToAbsl(name)))
      return kFunctions[i].function;
  }
  return std::nullopt;
}

Expression Expression::Constant(model::Term term) {
  Expression expression;
  expression.kind = Kind::kConstant;
  expression.constant = std::move(term);
  return expression;
}

Expression Expression::Var(Variable variable) {
  Expression expression;
  expression.kind = Kind::kVariable;
  expression.variable = std::move(variable);
  return expression;
}

Expression Expression::Call(Function function, std::vector<Expression> arguments) {
  Expression expression;
  expression.kind = Kind::kCall;
  expression.function = function;
  expression.arguments = std::move(arguments);
  return expression;
}

void CollectVariables(const Expression& expression, VariableSet& variables) {
  if (expression.is_variable()) variables.insert(expression.variable);
  for (const Expression& argument : expression.arguments) CollectVariables(argument, variables);
}

std::vector<Expression> Conjuncts(const Expression& condition) {
  if (!condition.is_call(Function::kAnd)) return {condition};
  std::vector<Expression> conjuncts;
  for (const Expression& argument : condition.arguments) {
    for (Expression& conjunct : Conjuncts(argument)) conjuncts.push_back(std::move(conjunct));
  }
  return conjuncts;
}

Expression Conjunction(std::vector<Expression> conjuncts) {
  assert(!conjuncts.empty());
  if (conjuncts.size() == 1) return std::move(conjuncts[0]);
  return Expression::Call(Function::kAnd, std::move(conjuncts));
}

}  // namespace tern::algebra
