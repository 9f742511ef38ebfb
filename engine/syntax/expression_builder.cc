#include "engine/syntax/expression_builder.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/syntax/function_names.h"
#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;

Op OperatorOf(size_t token_type) {
  switch (token_type) {
    case TernQLParser::EQUAL:
      return Op::kEqual;
    case TernQLParser::NOT_EQUAL:
      return Op::kNotEqual;
    case TernQLParser::LESS:
      return Op::kLess;
    case TernQLParser::LESS_EQUAL:
      return Op::kLessEqual;
    case TernQLParser::GREATER:
      return Op::kGreater;
    case TernQLParser::GREATER_EQUAL:
      return Op::kGreaterEqual;
    case TernQLParser::PLUS:
      return Op::kAdd;
    case TernQLParser::MINUS:
      return Op::kSubtract;
    case TernQLParser::STAR:
      return Op::kMultiply;
    default:
      return Op::kDivide;
  }
}

antlr4::Token* TokenAt(antlr4::ParserRuleContext* context, size_t child) {
  auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(context->children[child]);
  return terminal == nullptr ? nullptr : terminal->getSymbol();
}

TernQLParser::ExpressionContext* ExpressionAt(antlr4::ParserRuleContext* context, size_t child) {
  return dynamic_cast<TernQLParser::ExpressionContext*>(context->children[child]);
}

std::string Count(size_t count) { return StrCat(count, count == 1 ? " argument" : " arguments"); }

std::string ArgumentsWanted(const FunctionName& function) {
  if (function.arguments_min == function.arguments_max) return Count(function.arguments_min);
  if (function.arguments_max == FunctionName::kAnyNumber)
    return StrCat("at least ", Count(function.arguments_min));
  return StrCat(function.arguments_min, " or ", Count(function.arguments_max));
}

bool IsUnsignedNumber(const Expression& expression) {
  const Term* term = std::get_if<Term>(&expression.value);
  if (term == nullptr || !term->is_literal() || term->value.empty() || term->value[0] == '-') return false;
  return term->datatype == model::iri::kXsdInteger || term->datatype == model::iri::kXsdDecimal ||
         term->datatype == model::iri::kXsdDouble;
}

}  // namespace

Location ExpressionBuilder::Where(const antlr4::ParserRuleContext* context) const {
  return Span(TokenOf(context->start).where, TokenOf(context->stop).where);
}

Expression ExpressionBuilder::Build(Parser::ExpressionContext* context, Place place) {
  place_ = place;
  inside_aggregate_ = false;
  Expression expression = Any(context, 1);
  if (place != Place::kMap && std::holds_alternative<NameSearch>(expression.value)) {
    source_.Complain({"TQ036", "a name search stands as a node or as the value of a map",
                      "name the entity itself, or compare label(?x) with the text"},
                     expression.where);
  }
  return expression;
}

Expression ExpressionBuilder::Any(Parser::ExpressionContext* context, int depth) {
  if (depth > kMaxNesting) {
    source_.Complain({"TQ027", StrCat("an expression of more than ", kMaxNesting, " levels"), "split it"},
                     Where(context));
  }
  if (source_.error()) return {Term(), Where(context)};
  if (auto* value = dynamic_cast<Parser::ValueContext*>(context)) return Primary(value->primary(), depth);
  if (auto* comparison = dynamic_cast<Parser::ComparisonContext*>(context))
    return Comparison(comparison, depth);
  if (auto* chain = dynamic_cast<Parser::AndContext*>(context)) return Flat(chain, Op::kAnd, depth);
  if (auto* chain = dynamic_cast<Parser::OrContext*>(context)) return Flat(chain, Op::kOr, depth);
  if (auto* negation = dynamic_cast<Parser::NegationContext*>(context)) return Negation(negation, depth);
  if (auto* membership = dynamic_cast<Parser::MembershipContext*>(context))
    return Membership(membership, depth);
  if (auto* test = dynamic_cast<Parser::NullTestContext*>(context)) return NullTest(test, depth);
  if (auto* inverted = dynamic_cast<Parser::NotContext*>(context)) {
    OperatorCall call{Op::kNot, {}};
    call.operands.push_back(Any(inverted->expression(), depth + 1));
    return {std::move(call), Where(context)};
  }
  return Binary(context, depth);
}

// A name search is the whole value of a map entry: an operand or argument is none.
template <typename Chain>
Expression ExpressionBuilder::Flat(Chain* context, Op op, int depth) {
  std::vector<Parser::ExpressionContext*> parts;
  Parser::ExpressionContext* left = context;
  while (auto* chain = dynamic_cast<Chain*>(left)) {
    parts.push_back(chain->expression(1));
    left = chain->expression(0);
  }
  parts.push_back(left);
  std::reverse(parts.begin(), parts.end());
  OperatorCall call{op, {}};
  for (Parser::ExpressionContext* part : parts) call.operands.push_back(Any(part, depth + 1));
  return {std::move(call), Where(context)};
}

// `-5` is a number, `-?x` an operation.
Expression ExpressionBuilder::Negation(Parser::NegationContext* context, int depth) {
  Expression operand = Any(context->expression(), depth + 1);
  const bool is_literal = dynamic_cast<Parser::ValueContext*>(context->expression()) != nullptr;
  if (is_literal && context->expression()->start == context->expression()->stop &&
      IsUnsignedNumber(operand)) {
    Term term = std::get<Term>(std::move(operand.value));
    term.value.insert(0, 1, '-');
    return {std::move(term), Where(context)};
  }
  OperatorCall call{Op::kNegate, {}};
  call.operands.push_back(std::move(operand));
  return {std::move(call), Where(context)};
}

Expression ExpressionBuilder::Binary(Parser::ExpressionContext* context, int depth) {
  OperatorCall call{OperatorOf(TokenAt(context, 1)->getType()), {}};
  call.operands.push_back(Any(ExpressionAt(context, 0), depth + 1));
  call.operands.push_back(Any(ExpressionAt(context, 2), depth + 1));
  return {std::move(call), Where(context)};
}

Expression ExpressionBuilder::Comparison(Parser::ComparisonContext* context, int depth) {
  Parser::ExpressionContext* left = ExpressionAt(context, 0);
  if (auto* inner = dynamic_cast<Parser::ComparisonContext*>(left)) {
    const auto text = [&](antlr4::ParserRuleContext* part) {
      const Location where = Where(part);
      const Lexeme& first = TokenOf(part->start);
      return std::string_view(first.text.data(), where.length);
    };
    const std::string_view middle = text(ExpressionAt(inner, 2));
    source_.Complain({"TQ015", "comparisons do not chain",
                      StrCat("write ", text(inner), " and ", middle, " ", TokenAt(context, 1)->getText(), " ",
                             text(ExpressionAt(context, 2)))},
                     TokenOf(TokenAt(context, 1)).where);
  }
  return Binary(context, depth);
}

Expression ExpressionBuilder::Membership(Parser::MembershipContext* context, int depth) {
  OperatorCall call{Op::kIn, {}};
  call.operands.push_back(Any(ExpressionAt(context, 0), depth + 1));
  for (size_t i = 1; i < context->children.size(); ++i) {
    if (Parser::ExpressionContext* item = ExpressionAt(context, i)) {
      call.operands.push_back(Any(item, depth + 1));
      continue;
    }
    const antlr4::Token* token = TokenAt(context, i);
    if (token->getType() == TernQLParser::K_NOT) call.op = Op::kNotIn;
    if (token->getType() == TernQLParser::PARAMETER) {
      const Lexeme& list = TokenOf(token);
      call.operands.push_back({Parameter{std::string(list.text.substr(1))}, list.where});
    }
  }
  return {std::move(call), Where(context)};
}

Expression ExpressionBuilder::NullTest(Parser::NullTestContext* context, int depth) {
  OperatorCall call{context->K_NOT() != nullptr ? Op::kIsNotNull : Op::kIsNull, {}};
  call.operands.push_back(Any(context->expression(), depth + 1));
  return {std::move(call), Where(context)};
}

Expression ExpressionBuilder::Primary(Parser::PrimaryContext* context, int depth) {
  if (auto* call = context->call()) return Call(call, depth);
  if (auto* inner = context->expression()) {
    Expression expression = Any(inner, depth);
    expression.where = Where(context);
    return expression;
  }
  const Location where = Where(context);
  AnyTerm term = terms_.Build(context->start->getTokenIndex(), context->stop->getTokenIndex());
  if (std::holds_alternative<NameSearch>(term) && depth > 1) {
    source_.Complain({"TQ036", "a name search stands as a node or as the value of a map",
                      "name the entity itself, or compare label(?x) with the text"},
                     where);
  }
  return std::visit([&](auto& value) { return Expression{std::move(value), where}; }, term);
}

Expression ExpressionBuilder::Call(Parser::CallContext* context, int depth) {
  const Lexeme& name = TokenOf(context->start);
  if (IsAggregateName(name.text)) return AggregateCall(context, "count", depth);
  const Location where = Where(context);
  if (IsLaterAggregateName(name.text)) {
    source_.Complain({"TQ026", StrCat("'", name.text, "' is not part of this version"), "count is"},
                     name.where);
    return {Term(), where};
  }
  const FunctionName* function = FindFunction(name.text);
  if (function == nullptr) {
    const std::optional<std::string_view> nearest = NearestFunction(name.text);
    source_.Complain({"TQ012", StrCat("unknown function '", name.text, "'"),
                      nearest ? StrCat("did you mean '", *nearest, "'?") : ""},
                     name.where);
    return {Term(), where};
  }
  FunctionCall call{std::string(function->name), {}};
  for (size_t i = 1; i < context->children.size(); ++i) {
    if (Parser::ExpressionContext* argument = ExpressionAt(context, i)) {
      call.arguments.push_back(Any(argument, depth + 1));
    } else if (const Lexeme& token = TokenOf(TokenAt(context, i));
               token.type == TernQLParser::STAR || token.type == TernQLParser::K_DISTINCT) {
      source_.Complain({"TQ014", StrCat("'", token.text, "' stands in count( ) only"), ""}, token.where);
    }
  }
  const size_t count = call.arguments.size();
  if (count < function->arguments_min || count > function->arguments_max) {
    source_.Complain(
        {"TQ014", StrCat("'", function->name, "' takes ", ArgumentsWanted(*function), ", not ", count), ""},
        where);
  }
  return {std::move(call), where};
}

Expression ExpressionBuilder::AggregateCall(Parser::CallContext* context, std::string name, int depth) {
  const Location where = Where(context);
  if (place_ == Place::kWhere || place_ == Place::kMap) {
    source_.Complain({"TQ013",
                      StrCat("'", name, "' counts rows and cannot stand in ",
                             place_ == Place::kWhere ? "'where'" : "a map"),
                      place_ == Place::kWhere ? "'where' looks at one row; put the count into 'return'" : ""},
                     where);
  }
  if (inside_aggregate_) source_.Complain({"TQ013", "a count inside a count", ""}, where);
  inside_aggregate_ = true;
  Aggregate aggregate{std::move(name), false, {}};
  bool star = false;
  for (size_t i = 1; i < context->children.size(); ++i) {
    if (Parser::ExpressionContext* argument = ExpressionAt(context, i)) {
      aggregate.arguments.push_back(Any(argument, depth + 1));
      continue;
    }
    const size_t type = TokenAt(context, i)->getType();
    star |= type == TernQLParser::STAR;
    aggregate.distinct |= type == TernQLParser::K_DISTINCT;
  }
  inside_aggregate_ = false;
  if (star ? !aggregate.arguments.empty() : aggregate.arguments.size() != 1) {
    source_.Complain({"TQ014", StrCat("'count' takes 1 argument, not ", aggregate.arguments.size()),
                      "write count(*), count(?x) or count(distinct ?x)"},
                     where);
  }
  return {std::move(aggregate), where};
}

}  // namespace tern::syntax
