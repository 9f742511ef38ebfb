#include "engine/syntax/expression_builder.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "engine/syntax/function_names.h"
#include "engine/syntax/parse_tree.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/pattern_check.h"
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

Expression ExpressionBuilder::Build(Parser::ExpressionContext* context, Place place, int depth) {
  const Place outer_place = std::exchange(place_, place);
  const bool was_inside = std::exchange(inside_aggregate_, false);
  const int outer_root = std::exchange(root_depth_, depth);
  Expression expression = Any(context, depth);
  root_depth_ = outer_root;
  place_ = outer_place;
  inside_aggregate_ = was_inside;
  if (place == Place::kMap) return expression;
  if (std::holds_alternative<NameSearch>(expression.value)) ComplainSearch(expression.where);
  return expression;
}

void ExpressionBuilder::ComplainSearch(const Location& where) {
  for (size_t i = 1; i < source_.tokens().size(); ++i) {
    const Lexeme& sign = source_.tokens()[i - 1];
    if (source_.tokens()[i].where.offset != where.offset || sign.type != TernQLParser::EQUAL) continue;
    if (!IsAdjacent(sign, source_.tokens()[i])) break;
    source_.Complain({"TQ017", "'=~' is not an operator here", "write matches(?x, \"…\")"},
                     Span(sign.where, where));
  }
  source_.Complain({"TQ036", "a name search stands as a node or as the value of a map",
                    "name the entity itself, or compare label(?x) with the text"},
                   where);
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
  CheckNullComparison(call);
  return {std::move(call), Where(context)};
}

// `?x = null` is never true, and nobody means that.
void ExpressionBuilder::CheckNullComparison(const OperatorCall& call) {
  if (call.op != Op::kEqual && call.op != Op::kNotEqual) return;
  for (const Expression& operand : call.operands) {
    if (!std::holds_alternative<Null>(operand.value)) continue;
    source_.Complain(
        {"TQ035", "nothing equals null", call.op == Op::kEqual ? "write 'is null'" : "write 'is not null'"},
        operand.where);
  }
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

// `in [a, b]` and `in $list` have their items as operands, every other list stands for itself.
Expression ExpressionBuilder::Membership(Parser::MembershipContext* context, int depth) {
  const bool negated = context->K_NOT() != nullptr;
  OperatorCall call{negated ? Op::kNotIn : Op::kIn, {}};
  call.operands.push_back(Any(context->expression(), depth + 1));
  Parser::PrimaryContext* list = context->primary();
  const Location where = Where(list);
  switch (list->start->getType()) {
    case TernQLParser::LBRACKET:
      for (Parser::ExpressionContext* item : list->expression()) {
        call.operands.push_back(Any(item, depth + 1));
      }
      if (list->expression().empty()) {
        source_.Complain(
            {"TQ016", "nothing is in an empty list", "write in [a, b], or leave the condition out"}, where);
      }
      break;
    case TernQLParser::LPAREN:
      source_.Complain({"TQ016", "a list stands in square brackets", "write in [a, b]"}, where);
      break;
    default:
      call.operands.push_back(Primary(list, depth + 1));
      CheckIsList(call.operands[1], "'in' takes a list", "write in [a, b], or in $list", &source_);
      if (!std::holds_alternative<Parameter>(call.operands[1].value)) {
        call.op = negated ? Op::kNotInList : Op::kInList;
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
  const Location where = Where(context);
  switch (context->start->getType()) {
    case TernQLParser::LPAREN: {
      Expression expression = Any(context->expression(0), depth);
      expression.where = where;
      return expression;
    }
    case TernQLParser::LBRACKET:
      return ListOf(context, depth);
    case TernQLParser::K_NULL:
      return {Null{}, where};
    default:
      break;
  }
  if (context->group() != nullptr) return Test(context, depth);
  if (context->fields() != nullptr) return BuildAccess(context->start, context->fields());
  if (context->arguments() != nullptr) return Call(context->start, context->arguments(), depth);
  AnyTerm term = terms_.Build(context->start->getTokenIndex(), context->stop->getTokenIndex());
  if (std::holds_alternative<NameSearch>(term) && (depth > root_depth_ || place_ != Place::kMap))
    ComplainSearch(where);
  return std::visit([&](auto& value) { return Expression{std::move(value), where}; }, term);
}

// exists { }, count { }
Expression ExpressionBuilder::Test(Parser::PrimaryContext* context, int depth) {
  const Location where = Where(context);
  if (source_.error()) return {Term(), where};
  PatternTest test;
  test.kind = context->K_EXISTS() != nullptr ? PatternTest::Kind::kExists : PatternTest::Kind::kCount;
  test.pattern = groups_.BuildGroup(context->group(), depth);
  return {std::move(test), where};
}

Expression ExpressionBuilder::ListOf(Parser::PrimaryContext* context, int depth) {
  List list;
  for (Parser::ExpressionContext* item : context->expression()) list.items.push_back(Any(item, depth + 1));
  return {std::move(list), Where(context)};
}

Expression ExpressionBuilder::BuildAccess(const antlr4::Token* variable, Parser::FieldsContext* fields) {
  PropertyAccess access{{std::string(TokenOf(variable).text.substr(1))}, {}};
  const Location where = Span(TokenOf(variable).where, TokenOf(fields->stop).where);
  for (size_t i = fields->start->getTokenIndex(); i < fields->stop->getTokenIndex(); i += 2) {
    const Lexeme& dot = source_.tokens()[i];
    if (!IsAdjacent(source_.tokens()[i - 1], dot) || !IsAdjacent(dot, source_.tokens()[i + 1])) {
      source_.Complain({"TQ010", "a statement does not end with a full stop",
                        "end it with ';', or write ?x.key without spaces"},
                       dot.where);
    }
    terms_.AddSteps(i + 1, row_.has_value(), &access.steps);
  }
  if (access.steps.size() > 1 && !row_) {
    const PropertyAccess::Step& first = access.steps[0];
    const std::string_view name(TokenOf(variable).text);
    const std::string_view key(first.name.empty() ? std::string_view("key") : std::string_view(first.name));
    const std::string_view next(access.steps[1].name.empty() ? std::string_view("key")
                                                             : std::string_view(access.steps[1].name));
    source_.Complain({"TQ043", "a key leads from a variable, not from another key",
                      StrCat("bind the first: ", name, " -[", key, "]-> ?y, then ?y.", next,
                             "; a name with a full stop stands in backticks")},
                     where);
  }
  return {std::move(access), where};
}

Expression ExpressionBuilder::BuildCall(const antlr4::Token* name, Parser::ArgumentsContext* arguments,
                                        Place place, int depth) {
  const Place outer_place = std::exchange(place_, place);
  Expression call = Call(name, arguments, depth);
  place_ = outer_place;
  return call;
}

Expression ExpressionBuilder::Call(const antlr4::Token* name_token, Parser::ArgumentsContext* arguments,
                                   int depth) {
  const Lexeme& name = TokenOf(name_token);
  const Location where = Span(name.where, TokenOf(arguments->stop).where);
  if (depth > kMaxNesting) {
    source_.Complain({"TQ027", StrCat("an expression of more than ", kMaxNesting, " levels"), "split it"},
                     where);
  }
  if (source_.error()) return {Term(), where};
  if (const std::string_view aggregate = FindAggregate(name.text); !aggregate.empty()) {
    return AggregateCall(std::string(aggregate), arguments, where, depth);
  }
  if (IsLaterFunctionName(name.text)) {
    source_.Complain({"TQ026", StrCat("'", name.text, "' is not part of this version"),
                      "paths are not bound to variables yet"},
                     name.where);
    return {Term(), where};
  }
  const FunctionName* function = FindFunction(name.text);
  if (function == nullptr && absl::EqualsIgnoreCase(model::ToAbsl(name.text), "filter")) {
    source_.Complain({"TQ019", StrCat("there is no '", name.text, "'"), "write where … behind the pattern"},
                     name.where);
    return {Term(), where};
  }
  if (function == nullptr) {
    const std::optional<std::string_view> nearest = NearestFunction(name.text);
    source_.Complain({"TQ012", StrCat("unknown function '", name.text, "'"),
                      nearest ? StrCat("did you mean '", *nearest, "'?") : ""},
                     name.where);
    return {Term(), where};
  }
  FunctionCall call{std::string(function->name), {}};
  for (size_t i = 1; i + 1 < arguments->children.size(); ++i) {
    if (Parser::ExpressionContext* argument = ExpressionAt(arguments, i)) {
      call.arguments.push_back(Any(argument, depth + 1));
    } else if (const Lexeme& token = TokenOf(TokenAt(arguments, i));
               token.type == TernQLParser::STAR || token.type == TernQLParser::K_DISTINCT) {
      source_.Complain({"TQ014", StrCat("'", token.text, "' stands in count( ) and its like only"), ""},
                       token.where);
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

Expression ExpressionBuilder::AggregateCall(std::string name, Parser::ArgumentsContext* arguments,
                                            const Location& where, int depth) {
  CheckAggregatePlace(name, where);
  inside_aggregate_ = true;
  Aggregate aggregate{std::move(name), false, {}};
  bool star = false;
  for (size_t i = 1; i + 1 < arguments->children.size(); ++i) {
    if (Parser::ExpressionContext* argument = ExpressionAt(arguments, i)) {
      aggregate.arguments.push_back(Any(argument, depth + 1));
      continue;
    }
    const size_t type = TokenAt(arguments, i)->getType();
    star |= type == TernQLParser::STAR;
    aggregate.distinct |= type == TernQLParser::K_DISTINCT;
  }
  inside_aggregate_ = false;
  const bool is_count = aggregate.name == "count";
  if (star && !is_count) {
    source_.Complain({"TQ014", StrCat("'", aggregate.name, "' takes a value, not *"),
                      StrCat("write ", aggregate.name, "(?x); only count(*) counts rows")},
                     where);
  }
  if (!star && aggregate.arguments.size() != 1) {
    source_.Complain(
        {"TQ014", StrCat("'", aggregate.name, "' takes 1 argument, not ", aggregate.arguments.size()),
         is_count ? "write count(*), count(?x) or count(distinct ?x)"
                  : StrCat("write ", aggregate.name, "(?x) or ", aggregate.name, "(distinct ?x)")},
        where);
  }
  return {std::move(aggregate), where};
}

void ExpressionBuilder::CheckAggregatePlace(const std::string& name, const Location& where) {
  const auto refuse = [&](std::string_view place, std::string advice) {
    source_.Complain(
        {"TQ013", StrCat("'", name, "' combines rows and cannot stand in ", place), std::move(advice)},
        where);
  };
  switch (place_) {
    case Place::kWhere:
      refuse("'where'", StrCat("'where' looks at one row; combine before it: with ?x, ", name,
                               "(…) as ?total where ?total > 1"));
      break;
    case Place::kMap:
      refuse("a map", "");
      break;
    case Place::kLet:
      refuse("'let'", StrCat("write with …, ", name, "(…) as ?total"));
      break;
    case Place::kFor:
      refuse("'for'", "");
      break;
    case Place::kWritten:
      refuse("what is written", StrCat("write with …, ", name, "(…) as ?total before it"));
      break;
    case Place::kReturn:
    case Place::kOrder:
      break;
  }
  if (inside_aggregate_) {
    source_.Complain(
        {"TQ013", StrCat("'", name, "' inside another one"), "combine twice: with … between the two"}, where);
  }
}

}  // namespace tern::syntax
