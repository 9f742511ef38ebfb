#include "engine/syntax/tree_builder.h"

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "engine/syntax/pattern_check.h"
#include "engine/syntax/term_text.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;

template <typename Context>
Context* ChildAs(antlr4::ParserRuleContext* context, size_t child) {
  return dynamic_cast<Context*>(context->children[child]);
}

// Statements of later versions that are one word and so parse as a lone node.
bool IsLaterStatementWord(std::string_view word) {
  constexpr std::array<std::string_view, 4> kWords = {"begin", "commit", "rollback", "contradictions"};
  std::string lower(word);
  absl::AsciiStrToLower(&lower);
  for (const std::string_view known : kWords) {
    if (lower == known) return true;
  }
  return false;
}

bool IsOrdered(const Order& order) { return !order.items.empty() || order.skip || order.limit; }

}  // namespace

Location TreeBuilder::Where(const antlr4::ParserRuleContext* context) const {
  return Span(TokenOf(context->start).where, TokenOf(context->stop).where);
}

Statement TreeBuilder::Wrap(Kind kind, antlr4::ParserRuleContext* context) {
  const Lexeme& first = TokenOf(context->start);
  const Location where = Where(context);
  return {std::move(kind), where, std::string(first.text.data(), where.length)};
}

Statement TreeBuilder::Build(Parser::StatementContext* context) {
  auto* inner = ChildAs<antlr4::ParserRuleContext>(context, 0);
  return Wrap(AnyStatement(inner), inner);
}

Statement TreeBuilder::Build(Parser::FactContext* context) {
  auto* inner = ChildAs<antlr4::ParserRuleContext>(context, 0);
  if (auto* pattern = ChildAs<Parser::PatternContext>(context, 0)) return Wrap(BuildInsert(pattern), inner);
  return Wrap(AnyStatement(inner), inner);
}

std::optional<ParameterValue> TreeBuilder::Build(Parser::LoneContext* context) {
  const bool is_list = context->start->getType() == TernQLParser::LBRACKET;
  std::vector<Term> terms;
  for (antlr4::tree::ParseTree* child : context->children) {
    auto* node = dynamic_cast<Parser::NodeContext*>(child);
    if (node == nullptr) continue;
    AnyTerm term = terms_.Build(node->start->getTokenIndex(), node->stop->getTokenIndex());
    if (auto* value = std::get_if<Term>(&term)) {
      terms.push_back(std::move(*value));
      continue;
    }
    if (!is_list) return std::nullopt;
    source_.Complain({"TQ046", "the list of a parameter holds terms only", "write [China, \"text\", 3]"},
                     Where(node));
  }
  if (is_list) return ParameterValue::List(std::move(terms));
  return ParameterValue(std::move(terms[0]));
}

TreeBuilder::Kind TreeBuilder::AnyStatement(antlr4::tree::ParseTree* context) {
  if (auto* query = dynamic_cast<Parser::QueryContext*>(context)) return BuildQuery(query);
  if (auto* bare = dynamic_cast<Parser::BareQueryContext*>(context)) return BuildBare(bare);
  if (auto* ask = dynamic_cast<Parser::AskContext*>(context)) return BuildAsk(ask);
  if (auto* insert = dynamic_cast<Parser::InsertContext*>(context)) return BuildInsert(insert->pattern());
  if (auto* prefix = dynamic_cast<Parser::PrefixContext*>(context)) return BuildPrefix(prefix);
  return BuildExplain(dynamic_cast<Parser::ExplainContext*>(context));
}

TreeBuilder::Kind TreeBuilder::BuildQuery(Parser::QueryContext* context) {
  Query query;
  QueryPart part;
  part.matches.push_back({false, BuildPattern(context->pattern(), context->filter())});
  CheckWalksHaveEdges(part.matches[0].pattern, &source_);
  part.projection.where = Where(context->items());
  part.projection.distinct = context->K_DISTINCT() != nullptr;
  BuildItems(context->items(), &part.projection);
  part.projection.order = BuildOrder(context->order());
  query.parts.push_back(std::move(part));
  return query;
}

TreeBuilder::Kind TreeBuilder::BuildBare(Parser::BareQueryContext* context) {
  Parser::PatternContext* pattern = context->pattern();
  const bool alone = pattern->children.size() == 1 && context->filter() == nullptr;
  Order order = BuildOrder(context->order());
  if (auto* walk = ChildAs<Parser::WalkContext>(pattern, 0);
      alone && walk->children.size() == 1 && !IsOrdered(order)) {
    return BuildLoneNode(walk);
  }
  Pattern built = BuildPattern(pattern, context->filter());
  CheckWalksHaveEdges(built, &source_);
  if (!HasVariables(built)) {
    if (IsOrdered(order)) {
      source_.Complain({"TQ032", "a walk without variables asks yes or no and has no rows to order or cut",
                        "put a ?variable where an answer is wanted"},
                       Where(context->order()));
    }
    return Ask{std::move(built), true};
  }
  Query query;
  QueryPart part;
  part.projection.where = built.where;
  part.matches.push_back({false, std::move(built)});
  part.projection.all = true;
  part.projection.order = std::move(order);
  query.parts.push_back(std::move(part));
  query.is_bare = true;
  return query;
}

TreeBuilder::Kind TreeBuilder::BuildLoneNode(Parser::WalkContext* context) {
  Node node = BuildNode(ChildAs<Parser::NodeContext>(context, 0));
  if (const auto* variable = std::get_if<Variable>(&node.value)) {
    source_.Complain({"TQ033", StrCat("?", variable->name, " alone asks for nothing"),
                      StrCat("give it an edge: ?", variable->name, " -[any]-> ?what")},
                     node.where);
  }
  const Lexeme& token = TokenOf(context->start);
  if (token.type == TernQLParser::NAME && IsLaterStatementWord(token.text)) {
    source_.Complain({"TQ026", StrCat("'", token.text, "' is not part of this version"),
                      StrCat("to describe a thing of that name, write `", token.text, "`")},
                     token.where);
  }
  return Describe{std::move(node)};
}

TreeBuilder::Kind TreeBuilder::BuildAsk(Parser::AskContext* context) {
  Ask ask;
  ask.pattern = BuildPattern(context->pattern(), context->filter());
  CheckWalksHaveEdges(ask.pattern, &source_);
  return ask;
}

TreeBuilder::Kind TreeBuilder::BuildInsert(Parser::PatternContext* context) {
  Insert insert;
  Pattern pattern = BuildPattern(context, nullptr);
  for (Walk* walk : WalksOf(pattern)) insert.walks.push_back(std::move(*walk));
  CheckInsert(insert, &source_);
  return insert;
}

TreeBuilder::Kind TreeBuilder::BuildPrefix(Parser::PrefixContext* context) {
  const Lexeme& name = TokenOf(context->edgeName()->start);
  if (name.text == "claim" || name.text == "_") {
    source_.Complain(
        {"TQ037", StrCat("the prefix '", name.text, ":' is the language's own"), "choose another name"},
        name.where);
  }
  Prefix prefix{std::string(name.text), ""};
  const Lexeme& iri = TokenOf(context->IRI()->getSymbol());
  OrComplaint<std::string> resolved = IriOfToken(iri.text);
  if (auto* complaint = std::get_if<Complaint>(&resolved)) {
    source_.Complain(std::move(*complaint), iri.where);
  } else {
    prefix.iri = std::get<std::string>(std::move(resolved));
  }
  return prefix;
}

TreeBuilder::Kind TreeBuilder::BuildExplain(Parser::ExplainContext* context) {
  auto* inner = ChildAs<antlr4::ParserRuleContext>(context, 1);
  return Explain{std::make_shared<const Statement>(Wrap(AnyStatement(inner), inner))};
}

void TreeBuilder::BuildItems(Parser::ItemsContext* context, Projection* projection) {
  projection->all = context->STAR() != nullptr;
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* item = dynamic_cast<Parser::ItemContext*>(child)) projection->items.push_back(BuildItem(item));
  }
}

ReturnItem TreeBuilder::BuildItem(Parser::ItemContext* context) {
  ReturnItem item;
  item.expression = expressions_.Build(context->expression(), Place::kReturn);
  item.has_alias = context->VARIABLE() != nullptr;
  if (item.has_alias) {
    item.name = std::string(TokenOf(context->VARIABLE()->getSymbol()).text.substr(1));
  } else if (const auto* variable = std::get_if<Variable>(&item.expression.value)) {
    item.name = variable->name;
  } else {
    item.name = std::string(TokenOf(context->start).text.data(), item.expression.where.length);
  }
  return item;
}

Order TreeBuilder::BuildOrder(Parser::OrderContext* context) {
  Order order;
  if (Parser::OrderByContext* keys = context->orderBy()) {
    for (antlr4::tree::ParseTree* child : keys->children) {
      auto* item = dynamic_cast<Parser::OrderItemContext*>(child);
      if (item == nullptr) continue;
      order.items.push_back(
          {expressions_.Build(item->expression(), Place::kOrder), item->K_DESC() != nullptr});
    }
  }
  if (context->skip() != nullptr) order.skip = BuildCount(context->skip());
  if (context->limit() != nullptr) order.limit = BuildCount(context->limit());
  return order;
}

TreeBuilder::Count TreeBuilder::BuildCount(antlr4::ParserRuleContext* context) {
  const Lexeme& token = TokenOf(context->stop);
  if (token.type == TernQLParser::PARAMETER) return Parameter{std::string(token.text.substr(1))};
  uint64_t count = 0;
  if (!absl::SimpleAtoi(model::ToAbsl(token.text), &count)) {
    source_.Complain({"TQ034", StrCat(token.text, " is more than anything can be counted to"), ""},
                     token.where);
  }
  return count;
}

Pattern TreeBuilder::BuildPattern(Parser::PatternContext* context, Parser::FilterContext* filter) {
  Pattern pattern;
  pattern.where = Where(context);
  for (size_t i = 0; i < context->children.size(); i += 2) {
    Walk walk = BuildWalk(ChildAs<Parser::WalkContext>(context, i));
    const Location where = walk.where;
    pattern.parts.push_back({std::move(walk), where});
  }
  if (filter != nullptr) {
    pattern.where_clause = expressions_.Build(filter->expression(), Place::kWhere);
    pattern.where = Span(pattern.where, pattern.where_clause->where);
  }
  return pattern;
}

Walk TreeBuilder::BuildWalk(Parser::WalkContext* context) {
  Walk walk;
  walk.where = Where(context);
  for (size_t i = 0; i < context->children.size(); ++i) {
    if (i % 2 == 0) {
      walk.nodes.push_back(BuildNode(ChildAs<Parser::NodeContext>(context, i)));
    } else {
      walk.edges.push_back(BuildEdge(ChildAs<Parser::EdgeContext>(context, i)));
    }
  }
  return walk;
}

Node TreeBuilder::BuildNode(antlr4::ParserRuleContext* context) {
  Node node;
  node.where = Where(context);
  node.value =
      std::visit([](auto&& term) -> decltype(Node::value) { return std::forward<decltype(term)>(term); },
                 terms_.Build(context->start->getTokenIndex(), context->stop->getTokenIndex()));
  node.written = WrittenName(TokenOf(context->start));
  return node;
}

}  // namespace tern::syntax
