#include "engine/algebra/translate_expression.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/nearest_name.h"
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
    case Op::kInList:
      return Function::kIn;
    case Op::kNotIn:
    case Op::kNotInList:
      return Function::kNotIn;
    case Op::kIsNull:
      return Function::kIsNull;
    case Op::kIsNotNull:
      return Function::kIsNotNull;
  }
  return Function::kAnd;
}

// Functions of the language that this version does not have.
constexpr std::string_view kLaterFunctions[] = {"substr",   "matches", "replace", "join",   "now",
                                                "dateTime", "label",   "nodes",   "edges",  "sum",
                                                "avg",      "min",     "max",     "collect"};

absl::Status UnknownFunction(const std::string& name, model::Location where) {
  for (const std::string_view later : kLaterFunctions) {
    if (absl::EqualsIgnoreCase(model::ToAbsl(later), name)) {
      return Error(kUnknownFunction, absl::StrCat("function '", name, "' is not part of this version"),
                   where);
    }
  }
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
    auto term = ParameterValue(*scope_.parameters, parameter, where_);
    if (!term.ok()) return term.status();
    return Expression::Constant(*std::move(term));
  }
  absl::StatusOr<Expression> operator()(const syntax::OperatorCall& call) const {
    if (call.op == Op::kInList || call.op == Op::kNotInList) return NotYet();
    if ((call.op == Op::kIn || call.op == Op::kNotIn) && call.operands.size() == 2) {
      if (const auto* parameter = std::get_if<syntax::Parameter>(&call.operands[1].value)) {
        const auto found = scope_.parameters->find(parameter->name);
        if (found != scope_.parameters->end() && found->second.is_list) {
          return Among(FunctionOf(call.op), call.operands[0], found->second.terms);
        }
      }
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
          auto source = scope_.variable(stance->second, where_);
          if (!source.ok()) return source.status();
          return Expression::Call(Function::kStance, {*std::move(source)});
        }
      }
    }
    return CallOf(*function, call.arguments);
  }
  absl::StatusOr<Expression> operator()(const syntax::NameSearch&) const {
    return Error(kNameSearch, "a search by name (~\"…\") is not part of this version", where_,
                 "write the name itself");
  }
  absl::StatusOr<Expression> operator()(const syntax::PropertyAccess&) const { return NotYet(); }
  absl::StatusOr<Expression> operator()(const syntax::List&) const { return NotYet(); }
  absl::StatusOr<Expression> operator()(const syntax::PatternTest&) const { return NotYet(); }
  absl::StatusOr<Expression> operator()(const syntax::Null&) const { return Expression(); }
  absl::StatusOr<Expression> operator()(const syntax::Aggregate& aggregate) const {
    if (!scope_.aggregate) {
      return Error(kMisplacedAggregate, absl::StrCat("'", aggregate.name, "' may not stand here"), where_,
                   "aggregates belong to return and order by");
    }
    return scope_.aggregate(aggregate, where_);
  }

 private:
  absl::StatusOr<Expression> Among(Function function, const syntax::Expression& left,
                                   const std::vector<model::Term>& items) const {
    auto value = TranslateExpression(left, scope_);
    if (!value.ok()) return value.status();
    std::vector<Expression> arguments = {*std::move(value)};
    for (const model::Term& item : items) arguments.push_back(Expression::Constant(item));
    return Expression::Call(function, std::move(arguments));
  }
  absl::Status NotYet() const {
    return Error(kUnknownFunction, "this expression is not part of this version", where_);
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

absl::StatusOr<Expression> TranslateExpression(const syntax::Expression& expression,
                                               const ExpressionScope& scope) {
  return std::visit(Translation(scope, expression.where), expression.value);
}

bool HasAggregate(const syntax::Expression& expression) {
  if (std::holds_alternative<syntax::Aggregate>(expression.value)) return true;
  if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) {
    return std::any_of(call->operands.begin(), call->operands.end(), HasAggregate);
  }
  if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) {
    return std::any_of(call->arguments.begin(), call->arguments.end(), HasAggregate);
  }
  return false;
}

}  // namespace tern::algebra
