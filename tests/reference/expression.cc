#include "tests/reference/expression.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tern::reference {
namespace {

using model::Term;
using syntax::Op;

bool IsNumeric(const Term& term) {
  if (!term.is_literal()) return false;
  const std::string_view type = term.datatype;
  return type == model::iri::kXsdInteger || type == model::iri::kXsdDecimal || type == model::iri::kXsdDouble;
}
bool IsText(const Term& term) { return term.is_literal() && term.datatype == model::iri::kXsdString; }
bool IsDate(const Term& term) { return term.is_literal() && term.datatype == model::iri::kXsdDate; }

// The generated numbers are short, so a long double holds each exactly enough to compare.
long double Number(const Term& term) { return std::strtold(term.value.c_str(), nullptr); }

// -1, 0, 1, or nothing where the two do not compare.
std::optional<int> Compare(const Term& a, const Term& b) {
  if (IsNumeric(a) && IsNumeric(b)) {
    const long double x = Number(a);
    const long double y = Number(b);
    if (std::isnan(x) || std::isnan(y)) return std::nullopt;
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if ((IsText(a) && IsText(b)) || (IsDate(a) && IsDate(b))) {
    const int order = a.value.compare(b.value);  // four-digit years: text order is date order
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.is_literal() && b.is_literal() && !a.language.empty() && !b.language.empty()) {
    const auto order = std::tie(a.value, a.language) <=> std::tie(b.value, b.language);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.is_literal() && b.is_literal() && a.datatype == model::iri::kXsdBoolean && b.datatype == a.datatype) {
    return static_cast<int>(a.value == "true") - static_cast<int>(b.value == "true");
  }
  return std::nullopt;
}

Cell Truth(bool value) { return Term::Boolean(value); }

Cell EqualityOf(const Term& a, const Term& b) {
  if (const auto order = Compare(a, b)) return Truth(*order == 0);
  return Truth(a == b);
}

std::optional<bool> AsTruth(const Cell& cell) {
  if (!cell || cell->datatype != model::iri::kXsdBoolean) return std::nullopt;
  return cell->value == "true";
}

struct Evaluation {
  const Binding& binding;
  const std::map<std::string, Term>& parameters;

  Cell Of(const syntax::Expression& expression) const {
    if (const auto* term = std::get_if<Term>(&expression.value)) return *term;
    if (const auto* variable = std::get_if<syntax::Variable>(&expression.value)) {
      const auto found = binding.variables.find(variable->name);
      return found == binding.variables.end() ? Cell() : found->second;
    }
    if (const auto* parameter = std::get_if<syntax::Parameter>(&expression.value)) {
      return parameters.at(parameter->name);
    }
    if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) return OfOperator(*call);
    if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) return OfFunction(*call);
    std::abort();  // an aggregate outside return
  }

  Cell OfLogic(const syntax::OperatorCall& call) const {
    const bool deciding = call.op == Op::kOr;  // what decides alone
    bool unknown = false;
    for (const auto& operand : call.operands) {
      const auto truth = AsTruth(Of(operand));
      if (!truth) {
        unknown = true;
      } else if (*truth == deciding) {
        return Truth(deciding);
      }
    }
    return unknown ? Cell() : Truth(!deciding);
  }

  Cell OfMembership(const syntax::OperatorCall& call) const {
    const Cell left = Of(call.operands[0]);
    if (!left) return std::nullopt;
    bool unknown = false;
    for (size_t i = 1; i < call.operands.size(); ++i) {
      const Cell item = Of(call.operands[i]);
      if (!item) {
        unknown = true;
      } else if (IsTrue(EqualityOf(*left, *item))) {
        return Truth(call.op == Op::kIn);
      }
    }
    return unknown ? Cell() : Truth(call.op == Op::kNotIn);
  }

  Cell OfComparison(const syntax::OperatorCall& call) const {
    const Cell a = Of(call.operands[0]);
    const Cell b = Of(call.operands[1]);
    if (!a || !b) return std::nullopt;
    if (call.op == Op::kEqual) return EqualityOf(*a, *b);
    if (call.op == Op::kNotEqual) return Truth(!IsTrue(EqualityOf(*a, *b)));
    const auto order = Compare(*a, *b);
    if (!order) return std::nullopt;
    switch (call.op) {
      case Op::kLess:
        return Truth(*order < 0);
      case Op::kLessEqual:
        return Truth(*order <= 0);
      case Op::kGreater:
        return Truth(*order > 0);
      default:
        return Truth(*order >= 0);
    }
  }

  Cell OfOperator(const syntax::OperatorCall& call) const {
    switch (call.op) {
      case Op::kOr:
      case Op::kAnd:
        return OfLogic(call);
      case Op::kNot: {
        const auto truth = AsTruth(Of(call.operands[0]));
        return truth ? Truth(!*truth) : Cell();
      }
      case Op::kIn:
      case Op::kNotIn:
        return OfMembership(call);
      case Op::kIsNull:
        return Truth(!Of(call.operands[0]));
      case Op::kIsNotNull:
        return Truth(Of(call.operands[0]).has_value());
      case Op::kEqual:
      case Op::kNotEqual:
      case Op::kLess:
      case Op::kLessEqual:
      case Op::kGreater:
      case Op::kGreaterEqual:
        return OfComparison(call);
      default:
        std::abort();  // arithmetic is tested by tables
    }
  }

  Cell OfFunction(const syntax::FunctionCall& call) const {
    if (call.name != "stance") std::abort();
    const auto* variable = std::get_if<syntax::Variable>(&call.arguments.at(0).value);
    const auto found = binding.stances.find(variable->name);
    if (found == binding.stances.end()) return std::nullopt;
    constexpr const char* kNames[] = {"for", "against", "unclear"};
    return Term::String(kNames[static_cast<int>(found->second)]);
  }
};

}  // namespace

bool SameValue(const Term& a, const Term& b) { return IsTrue(EqualityOf(a, b)); }

Cell Value(const syntax::Expression& expression, const Binding& binding,
           const std::map<std::string, Term>& parameters) {
  return Evaluation{binding, parameters}.Of(expression);
}

bool IsTrue(const Cell& cell) { return AsTruth(cell).value_or(false); }

}  // namespace tern::reference
