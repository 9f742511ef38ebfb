// The part of Printer that writes expressions and paths.
#include <string_view>
#include <variant>

#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "engine/syntax/term_text.h"
#include "storage/model/text.h"

namespace tern::syntax {

using model::StrAppend;

namespace {

struct Sign {
  std::string_view text;
  int level;
};
Sign SignOf(Op op) {
  switch (op) {
    case Op::kOr:
      return {" or ", Printer::kOrLevel};
    case Op::kAnd:
      return {" and ", Printer::kAndLevel};
    case Op::kNot:
      return {"not ", Printer::kNotLevel};
    case Op::kEqual:
      return {" = ", Printer::kCompareLevel};
    case Op::kNotEqual:
      return {" != ", Printer::kCompareLevel};
    case Op::kLess:
      return {" < ", Printer::kCompareLevel};
    case Op::kLessEqual:
      return {" <= ", Printer::kCompareLevel};
    case Op::kGreater:
      return {" > ", Printer::kCompareLevel};
    case Op::kGreaterEqual:
      return {" >= ", Printer::kCompareLevel};
    case Op::kAdd:
      return {" + ", Printer::kSumLevel};
    case Op::kSubtract:
      return {" - ", Printer::kSumLevel};
    case Op::kMultiply:
      return {" * ", Printer::kProductLevel};
    case Op::kDivide:
      return {" / ", Printer::kProductLevel};
    case Op::kNegate:
      return {"-", Printer::kNegateLevel};
    case Op::kIn:
    case Op::kInList:
      return {" in ", Printer::kCompareLevel};
    case Op::kNotIn:
    case Op::kNotInList:
      return {" not in ", Printer::kCompareLevel};
    case Op::kIsNull:
      return {" is null", Printer::kCompareLevel};
    case Op::kIsNotNull:
      return {" is not null", Printer::kCompareLevel};
  }
  return {"", Printer::kValueLevel};
}

// A step of `?x.key`: a bare name where that reads back (without full stops, which stand between steps), a
// name in backticks, or the predicate itself.
std::string WriteStep(const PropertyAccess::Step& step, const Names& names) {
  if (step.name.empty()) return WriteIri(step.iri, names);
  const bool is_bare = IsBareName(step.name) && step.name.find('.') == std::string::npos;
  if (is_bare && IriOfBareName(step.name, names) == step.iri) return step.name;
  return WriteInBackticks(step.name);
}

}  // namespace

// --- expressions
// -------------------------------------------------------------------------------------------------

void Printer::Add(const Expression& expression, int level) {
  std::visit([&](const auto& value) { AddValue(value, level); }, expression.value);
}

void Printer::AddValue(const OperatorCall& call, int level) {
  Parenthesized(SignOf(call.op).level, level, [&] { AddOperator(call); });
}

void Printer::AddValue(const FunctionCall& call, int /*level*/) {
  StrAppend(&out_, call.name, "(");
  AddJoined(call.arguments, ", ", kOrLevel);
  out_ += ")";
}

void Printer::AddValue(const Aggregate& aggregate, int /*level*/) {
  StrAppend(&out_, aggregate.name, "(", aggregate.distinct ? "distinct " : "");
  if (aggregate.arguments.empty()) out_ += "*";
  AddJoined(aggregate.arguments, ", ", kOrLevel);
  out_ += ")";
}

void Printer::AddValue(const PropertyAccess& access, int /*level*/) {
  AddTerm(access.variable);
  for (const PropertyAccess::Step& step : access.steps) StrAppend(&out_, ".", WriteStep(step, names_));
}

void Printer::AddValue(const List& list, int /*level*/) {
  out_ += "[";
  AddJoined(list.items, ", ", kOrLevel);
  out_ += "]";
}

void Printer::AddValue(const PatternTest& test, int /*level*/) {
  out_ += test.kind == PatternTest::Kind::kExists ? "exists " : "count ";
  AddGroup(*test.pattern);
}

void Printer::AddOperator(const OperatorCall& call) {
  const Sign sign = SignOf(call.op);
  switch (call.op) {
    case Op::kNegate:
      return AddNegate(call.operands[0]);
    case Op::kNot:
      out_ += sign.text;
      return Add(call.operands[0], kNotLevel);
    case Op::kIsNull:
    case Op::kIsNotNull:
      Add(call.operands[0], kSumLevel);
      out_ += sign.text;
      return;
    case Op::kIn:
    case Op::kNotIn:
      return AddMembership(call, sign.text);
    case Op::kInList:
    case Op::kNotInList:
      Add(call.operands[0], kSumLevel);
      out_ += sign.text;
      return Add(call.operands[1], kValueLevel);
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:  // they associate to the left
      Add(call.operands[0], sign.level);
      out_ += sign.text;
      return Add(call.operands[1], sign.level + 1);
    default:
      return AddJoined(call.operands, sign.text, sign.level + 1);
  }
}

// `-5` is a number and `-[` opens an edge, so the negation of 5 is `-(5)`.
void Printer::AddNegate(const Expression& operand) {
  const Term* term = std::get_if<Term>(&operand.value);
  const bool is_other =
      (term != nullptr && term->is_literal()) || std::holds_alternative<List>(operand.value);
  out_ += is_other ? "-(" : "-";
  Add(operand, kNegateLevel);
  if (is_other) out_ += ")";
}

void Printer::AddMembership(const OperatorCall& call, std::string_view sign) {
  Add(call.operands[0], kSumLevel);
  out_ += sign;
  if (call.operands.size() == 2 && std::holds_alternative<Parameter>(call.operands[1].value)) {
    return Add(call.operands[1], kOrLevel);
  }
  out_ += "[";
  for (size_t i = 1; i < call.operands.size(); ++i) {
    if (i > 1) out_ += ", ";
    Add(call.operands[i], kOrLevel);
  }
  out_ += "]";
}

// --- paths
// -------------------------------------------------------------------------------------------------------

void Printer::Add(const Path& path, int level) {
  if (const auto* term = std::get_if<Term>(&path.value)) return AddTerm(*term);
  if (const auto* variable = std::get_if<Variable>(&path.value)) return AddTerm(*variable);
  if (const auto* parameter = std::get_if<Parameter>(&path.value)) return AddTerm(*parameter);
  if (const auto* computed = std::get_if<Computed>(&path.value)) return AddTerm(*computed);
  if (std::holds_alternative<PathAny>(path.value)) {
    out_ += "any";
  } else if (const auto* negated = std::get_if<PathNegated>(&path.value)) {
    AddNegated(*negated);
  } else if (const auto* inverse = std::get_if<PathInverse>(&path.value)) {
    Parenthesized(kStepLevel, level, [&] {
      out_ += "^";
      Add(*inverse->inner, kStepLevel);
    });
  } else if (const auto* quantified = std::get_if<PathQuantified>(&path.value)) {
    Parenthesized(kStepLevel, level, [&] {
      Add(*quantified->inner, kPrimaryLevel);
      AddQuantifier(*quantified);
    });
  } else if (const auto* sequence = std::get_if<PathSequence>(&path.value)) {
    Parenthesized(kSequenceLevel, level, [&] { AddJoined(sequence->steps, "/", kStepLevel); });
  } else {
    const auto& choices = std::get<PathAlternative>(path.value).choices;
    Parenthesized(kAlternativeLevel, level, [&] { AddJoined(choices, "|", kSequenceLevel); });
  }
}

void Printer::AddNegated(const PathNegated& negated) {
  const bool single = negated.forward.size() + negated.inverse.size() == 1;
  out_ += single ? "!" : "!(";
  std::string_view between;
  for (const std::string& iri : negated.forward) {
    StrAppend(&out_, between, syntax::Print(Term::Iri(iri), names_));
    between = "|";
  }
  for (const std::string& iri : negated.inverse) {
    // `!^x` alone reads like `!(^x)`.
    StrAppend(&out_, between, "^", syntax::Print(Term::Iri(iri), names_));
    between = "|";
  }
  if (!single) out_ += ")";
}

void Printer::AddQuantifier(const PathQuantified& quantified) {
  if (quantified.at_most == quantified.at_least) {
    StrAppend(&out_, "{", quantified.at_least, "}");
  } else if (quantified.at_most) {
    if (quantified.at_least == 0 && *quantified.at_most == 1) {
      out_ += "?";
    } else {
      StrAppend(&out_, "{", quantified.at_least, ",", *quantified.at_most, "}");
    }
  } else if (quantified.at_least <= 1) {
    out_ += quantified.at_least == 0 ? "*" : "+";
  } else {
    StrAppend(&out_, "{", quantified.at_least, ",}");
  }
}

}  // namespace tern::syntax
