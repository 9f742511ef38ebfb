#include "engine/syntax/tree_builder.h"

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "engine/syntax/later_syntax.h"
#include "engine/syntax/parse_tree.h"
#include "engine/syntax/pattern_check.h"
#include "engine/syntax/term_text.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;

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
  if (auto* walks = ChildAs<Parser::WalksContext>(context, 0)) return Wrap(BuildInsert(walks), inner);
  return Wrap(AnyStatement(inner), inner);
}

std::optional<ParameterValue> TreeBuilder::Build(Parser::LoneContext* context) {
  const bool is_list = context->start->getType() == TernQLParser::LBRACKET;
  std::vector<Term> terms;
  for (antlr4::tree::ParseTree* child : context->children) {
    auto* node_context = dynamic_cast<Parser::NodeContext*>(child);
    if (node_context == nullptr) continue;
    Node node = BuildNode(node_context);
    if (auto* value = std::get_if<Term>(&node.value)) {
      terms.push_back(std::move(*value));
      continue;
    }
    if (!is_list) return std::nullopt;
    source_.Complain({"TQ046", "the list of a parameter holds terms only", "write [China, \"text\", 3]"},
                     node.where);
  }
  if (is_list) return ParameterValue::List(std::move(terms));
  return ParameterValue(std::move(terms[0]));
}

TreeBuilder::Kind TreeBuilder::AnyStatement(antlr4::tree::ParseTree* context) {
  if (auto* query = dynamic_cast<Parser::MatchingContext*>(context)) return BuildMatching(query);
  if (auto* bare = dynamic_cast<Parser::BareQueryContext*>(context)) return BuildBare(bare);
  if (auto* ask = dynamic_cast<Parser::AskContext*>(context)) return BuildAsk(ask);
  if (auto* insert = dynamic_cast<Parser::InsertContext*>(context)) return BuildInsert(insert->walks());
  if (auto* deletion = dynamic_cast<Parser::DeletionContext*>(context)) return BuildDelete(deletion->walks());
  if (auto* why = dynamic_cast<Parser::WhyContext*>(context)) return BuildWhy(why);
  if (auto* describe = dynamic_cast<Parser::DescribeContext*>(context))
    return BuildDescribe(describe->node());
  if (auto* load = dynamic_cast<Parser::LoadRowsContext*>(context)) return BuildLoadRows(load);
  if (auto* prefix = dynamic_cast<Parser::PrefixContext*>(context)) return BuildPrefix(prefix);
  return BuildExplain(dynamic_cast<Parser::ExplainContext*>(context));
}

TreeBuilder::Kind TreeBuilder::BuildBare(Parser::BareQueryContext* context) {
  Parser::PatternContext* pattern = context->pattern();
  const bool alone = pattern->children.size() == 1 && context->tail()->children.empty();
  Order order = BuildOrder(context->order());
  if (Parser::WalkContext* walk = pattern->part(0)->walk();
      alone && walk != nullptr && walk->children.size() == 1 && !IsOrdered(order)) {
    return BuildLoneNode(walk);
  }
  Pattern built = BuildPattern(pattern, context->tail());
  if (!BindsVariables(built)) {
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
  auto* node = ChildAs<Parser::NodeContext>(context, 0);
  const Lexeme& token = TokenOf(context->start);
  if (token.type == TernQLParser::NAME && node->arguments() == nullptr && IsLaterStatementWord(token.text)) {
    source_.Complain({"TQ026", StrCat("'", token.text, "' is not part of this version"),
                      StrCat("to describe a thing of that name, write `", token.text, "`")},
                     token.where);
  }
  return BuildDescribe(node);
}

TreeBuilder::Kind TreeBuilder::BuildDescribe(Parser::NodeContext* context) {
  Node node = BuildNode(context);
  if (const auto* variable = std::get_if<Variable>(&node.value)) {
    source_.Complain({"TQ033", StrCat("?", variable->name, " alone asks for nothing"),
                      StrCat("give it an edge: ?", variable->name, " -[any]-> ?what")},
                     node.where);
  }
  return Describe{std::move(node)};
}

TreeBuilder::Kind TreeBuilder::BuildAsk(Parser::AskContext* context) {
  return Ask{BuildPattern(context->pattern(), context->tail()), false};
}

TreeBuilder::Kind TreeBuilder::BuildInsert(Parser::WalksContext* context) {
  Insert insert{BuildWalks(context)};
  CheckWritten(insert.walks, Writing::kInsert, nullptr, &source_);
  return insert;
}

TreeBuilder::Kind TreeBuilder::BuildDelete(Parser::WalksContext* context) {
  Delete removal{BuildWalks(context)};
  CheckWritten(removal.walks, Writing::kDelete, nullptr, &source_);
  return removal;
}

TreeBuilder::Kind TreeBuilder::BuildWhy(Parser::WhyContext* context) {
  Why why{BuildWalk(context->walk())};
  CheckWhy(why, &source_);
  return why;
}

TreeBuilder::Kind TreeBuilder::BuildLoadRows(Parser::LoadRowsContext* context) {
  LoadRows load;
  const Lexeme& file = TokenOf(ChildAs<antlr4::tree::TerminalNode>(context, 1)->getSymbol());
  load.file = terms_.Content(file);
  load.file_where = file.where;
  load.row.name = std::string(TokenOf(context->VARIABLE()->getSymbol()).text.substr(1));
  expressions_.ReadRowsAs(load.row.name);
  load.walks = BuildWalks(context->walks());
  CheckRows(load, &source_);
  return load;
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
  auto* word = context->NAME();
  if (word != nullptr) {
    const Lexeme& written = TokenOf(word->getSymbol());
    if (!absl::EqualsIgnoreCase(model::ToAbsl(written.text), "analyze")) {
      source_.Complain({"TQ047", StrCat("'explain' knows 'analyze' and no '", written.text, "'"),
                        "leave it out, or write an edge behind it: -[name]->"},
                       written.where);
    }
  }
  auto* inner = ChildAs<antlr4::ParserRuleContext>(context, word == nullptr ? 1 : 2);
  return Explain{std::make_shared<const Statement>(Wrap(AnyStatement(inner), inner)), word != nullptr};
}

}  // namespace tern::syntax
