#include "engine/algebra/translate_expression.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/nearest_name.h"
#include "engine/algebra/pattern_options.h"
#include "re2/re2.h"
#include "storage/model/text.h"

namespace tern::algebra {
namespace {

using syntax::Op;

Function FunctionOf(Op op) {
  switch (op) {
    case Op::kOr:
      return Function::kOr;
    case Op::kAnd:
      return Function::kAnd;
    case Op::kNot:
      return Function::kNot;
    case Op::kEqual:
      return Function::kEqual;
    case Op::kNotEqual:
      return Function::kNotEqual;
    case Op::kLess:
      return Function::kLess;
    case Op::kLessEqual:
      return Function::kLessEqual;
    case Op::kGreater:
      return Function::kGreater;
    case Op::kGreaterEqual:
      return Function::kGreaterEqual;
    case Op::kAdd:
      return Function::kAdd;
    case Op::kSubtract:
      return Function::kSubtract;
    case Op::kMultiply:
      return Function::kMultiply;
    case Op::kDivide:
      return Function::kDivide;
    case Op::kNegate:
      return Function::kNegate;
    case Op::kIn:
      return Function::kIn;
    case Op::kNotIn:
      return Function::kNotIn;
    case Op::kInList:
      return Function::kInList;
    case Op::kNotInList:
      return Function::kNotInList;
    case Op::kIsNull:
      return Function::kIsNull;
    case Op::kIsNotNull:
      return Function::kIsNotNull;
  }
  return Function::kAnd;
}

absl::Status UnknownFunction(const std::string& name, model::Location where) {
  NearestNames nearest(name, 1);
  for (int i = static_cast<int>(Function::kStr); i <= static_cast<int>(Function::kIf); ++i) {
    nearest.Offer(InfoOf(static_cast<Function>(i)).name);
  }
  return Error(kUnknownFunction, absl::StrCat("unknown function '", name, "'"), where,
               DidYouMean(nearest.Take(), ""));
}

absl::Status WrongArgumentCount(const FunctionInfo& info, size_t count, model::Location where) {
  const std::string wanted = info.max_arguments == kManyArguments
                                 ? absl::StrCat("at least ", info.min_arguments)
                             : info.min_arguments == info.max_arguments
                                 ? absl::StrCat(info.min_arguments)
                                 : absl::StrCat(info.min_arguments, " to ", info.max_arguments);
  return Error(kArgumentCount,
               model::StrCat("function '", info.name, "' takes ", wanted,
                             info.min_arguments == 1 ? " argument" : " arguments", ", not ", count),
               where);
}

// TQ113 where the pattern of `matches` or `replace` is a constant that RE2 does not read.
absl::Status CheckPattern(Function function, const std::vector<Expression>& arguments,
                          model::Location where) {
  if (function != Function::kMatches && function != Function::kReplace) return absl::OkStatus();
  if (!arguments[1].is_constant() || !arguments[1].constant.is_literal()) return absl::OkStatus();
  const RE2 pattern(arguments[1].constant.value, PatternOptions());
  if (pattern.ok()) return absl::OkStatus();
  return Error(kBadPattern, absl::StrCat("a wrong regular expression: ", pattern.error()), where);
}

Expression ListOf(const std::vector<model::Term>& terms) {
  std::vector<Expression> items;
  items.reserve(terms.size());
  for (const model::Term& term : terms) items.push_back(Expression::Constant(term));
  return Expression::Call(Function::kMakeList, std::move(items));
}

class Translation {
 public:
  Translation(const ExpressionScope& scope, model::Location where) : scope_(scope), where_(where) {}

  absl::StatusOr<Expression> operator()(const model::Term& term) const {
    if (term.kind == model::TermKind::kIri && scope_.mentions != nullptr) {
      scope_.mentions->push_back({term, "", where_, false});
    }
    return Expression::Constant(term);
  }
  absl::StatusOr<Expression> operator()(const syntax::Variable& variable) const {
    return scope_.variable(variable.name, where_);
  }
  absl::StatusOr<Expression> operator()(const syntax::Parameter& parameter) const {
    const auto found = scope_.parameters->find(parameter.name);
    if (found != scope_.parameters->end() && found->second.is_list) return ListOf(found->second.terms);
    auto term = ParameterValue(*scope_.parameters, parameter, where_);
    if (!term.ok()) return term.status();
    return Expression::Constant(*std::move(term));
  }
  absl::StatusOr<Expression> operator()(const syntax::OperatorCall& call) const {
    if (call.op == Op::kIn || call.op == Op::kNotIn) return MembershipOf(call);
    const bool has_list = call.op == Op::kInList || call.op == Op::kNotInList;
    for (size_t i = 0; i < call.operands.size() - (has_list ? 1 : 0); ++i) {
      // Where one term is needed, a list is a mistake.
      const auto* parameter = std::get_if<syntax::Parameter>(&call.operands[i].value);
      if (parameter == nullptr) continue;
      auto term = ParameterValue(*scope_.parameters, *parameter, call.operands[i].where);
      if (!term.ok()) return term.status();
    }
    return CallOf(FunctionOf(call.op), call.operands);
  }
  absl::StatusOr<Expression> operator()(const syntax::FunctionCall& call) const {
    const std::optional<Function> function = FunctionFromName(call.name);
    if (!function) return UnknownFunction(call.name, where_);
    const FunctionInfo& info = InfoOf(*function);
    const int count = static_cast<int>(std::min<size_t>(call.arguments.size(), kManyArguments));
    if (count < info.min_arguments || count > info.max_arguments) {
      return WrongArgumentCount(info, call.arguments.size(), where_);
    }
    if (*function == Function::kStance && scope_.stances != nullptr) {
      if (const auto* variable = std::get_if<syntax::Variable>(&call.arguments[0].value)) {
        const auto stance = scope_.stances->find(variable->name);
        if (stance != scope_.stances->end()) {
          return Expression::Call(Function::kStance, {Expression::Var(stance->second)});
        }
      }
    }
    return CallOf(*function, call.arguments);
  }
  absl::StatusOr<Expression> operator()(const syntax::NameSearch&) const {
    return Error(kNameSearch, "a search by name (~\"…\") may not stand in an expression", where_,
                 "write the name itself");
  }
  absl::StatusOr<Expression> operator()(const syntax::PropertyAccess& access) const {
    if (scope_.access) return scope_.access(access, where_);
    return Error(kUnboundVariable,
                 absl::StrCat("'?", access.variable.name, "' has no properties to read here"), where_);
  }
  absl::StatusOr<Expression> operator()(const syntax::List& list) const {
    return CallOf(Function::kMakeList, list.items);
  }
  absl::StatusOr<Expression> operator()(const syntax::PatternTest& test) const {
    if (scope_.test) return scope_.test(test, where_);
    const bool counts = test.kind == syntax::PatternTest::Kind::kCount;
    return Error(kMisplacedAggregate,
                 absl::StrCat("'", counts ? "count" : "exists", " { }' may not stand here"), where_);
  }
  absl::StatusOr<Expression> operator()(const syntax::Null&) const { return Expression(); }
  absl::StatusOr<Expression> operator()(const syntax::Aggregate& aggregate) const {
    if (!scope_.aggregate) {
      return Error(kMisplacedAggregate, absl::StrCat("'", aggregate.name, "' may not stand here"), where_,
                   "aggregates belong to the items and the order of return and with");
    }
    return scope_.aggregate(aggregate, where_);
  }

 private:
  // `x in [a, b]` and `x in $list`.
  absl::StatusOr<Expression> MembershipOf(const syntax::OperatorCall& call) const {
    const Function function = FunctionOf(call.op);
    const auto* parameter =
        call.operands.size() == 2 ? std::get_if<syntax::Parameter>(&call.operands[1].value) : nullptr;
    if (parameter == nullptr) return CallOf(function, call.operands);
    auto value = TranslateExpression(call.operands[0], scope_);
    if (!value.ok()) return value.status();
    auto items = ParameterTerms(*scope_.parameters, *parameter, call.operands[1].where);
    if (!items.ok()) return items.status();
    std::vector<Expression> arguments = {*std::move(value)};
    for (model::Term& item : *items) arguments.push_back(Expression::Constant(std::move(item)));
    return Expression::Call(function, std::move(arguments));
  }
  absl::StatusOr<Expression> CallOf(Function function,
                                    const std::vector<syntax::Expression>& operands) const {
    std::vector<Expression> arguments;
    arguments.reserve(operands.size());
    for (const syntax::Expression& operand : operands) {
      auto argument = TranslateExpression(operand, scope_);
      if (!argument.ok()) return argument.status();
      arguments.push_back(*std::move(argument));
    }
    if (arguments.size() > 1) {
      absl::Status status = CheckPattern(function, arguments, operands[1].where);
      if (!status.ok()) return status;
    }
    return Expression::Call(function, std::move(arguments));
  }

  const ExpressionScope& scope_;
  model::Location where_;
};

}  // namespace

absl::StatusOr<model::Term> ParameterValue(const Parameters& parameters, const syntax::Parameter& parameter,
                                           model::Location where) {
  const auto found = parameters.find(parameter.name);
  if (found != parameters.end() && !found->second.is_list) return found->second.terms[0];
  if (found != parameters.end()) {
    return Error(kWrongParameter, absl::StrCat("parameter $", parameter.name, " is a list, not one term"),
                 where, "a list stands behind 'in', in 'for' and in 'according to'");
  }
  return Error(kMissingParameter, absl::StrCat("parameter $", parameter.name, " has no value"), where,
               absl::StrCat("give it with --param ", parameter.name, "=…"));
}

absl::StatusOr<std::vector<model::Term>> ParameterTerms(const Parameters& parameters,
                                                        const syntax::Parameter& parameter,
                                                        model::Location where) {
  const auto found = parameters.find(parameter.name);
  if (found != parameters.end()) return found->second.terms;
  return ParameterValue(parameters, parameter, where).status();
}

absl::StatusOr<Expression> TranslateExpression(const syntax::Expression& expression,
                                               const ExpressionScope& scope) {
  return std::visit(Translation(scope, expression.where), expression.value);
}

absl::StatusOr<Expression> TranslateList(const syntax::Expression& expression, const ExpressionScope& scope) {
  const auto* parameter = std::get_if<syntax::Parameter>(&expression.value);
  if (parameter == nullptr) return TranslateExpression(expression, scope);
  auto items = ParameterTerms(*scope.parameters, *parameter, expression.where);
  if (!items.ok()) return items.status();
  return ListOf(*items);
}

}  // namespace tern::algebra
