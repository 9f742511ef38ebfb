// The part of TreeBuilder that makes queries: matches and their tails, `with`, `return`, and what a `match`
// writes.
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "engine/syntax/parse_tree.h"
#include "engine/syntax/pattern_check.h"
#include "engine/syntax/tree_builder.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;
namespace iri = model::iri;

bool IsPointInTime(const Node& node) {
  if (std::holds_alternative<Parameter>(node.value)) return true;
  const Term* term = std::get_if<Term>(&node.value);
  return term != nullptr && (term->datatype == iri::kXsdDate || term->datatype == iri::kXsdDateTime ||
                             term->datatype == iri::kXsdGYearMonth);
}

bool IsYear(const Node& node) {
  const Term* term = std::get_if<Term>(&node.value);
  return term != nullptr && term->datatype == iri::kXsdInteger && term->value.size() == 4;
}

}  // namespace

TreeBuilder::Kind TreeBuilder::BuildMatching(Parser::MatchingContext* context) {
  Query query;
  BuildReading(context->reading(), &query);
  if (context->returning() != nullptr) {
    query.parts.back().projection = BuildReturning(context->returning());
    return query;
  }
  Projection& everything = query.parts.back().projection;
  everything.all = true;
  everything.where = Where(context->reading());
  Update update{std::move(query), {}};
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* writing = dynamic_cast<Parser::WritingContext*>(child))
      update.clauses.push_back(BuildWriting(writing, update.source));
  }
  return update;
}

// The last part's projection is left to whoever knows what follows.
void TreeBuilder::BuildReading(Parser::ReadingContext* context, Query* query) {
  query->parts.emplace_back();
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* match = dynamic_cast<Parser::MatchClauseContext*>(child)) {
      query->parts.back().matches.push_back(BuildMatch(match));
    } else if (auto* with = dynamic_cast<Parser::WithClauseContext*>(child)) {
      query->parts.back().projection = BuildWith(with);
      query->parts.emplace_back();
    }
  }
}

MatchClause TreeBuilder::BuildMatch(Parser::MatchClauseContext* context) {
  return {context->K_OPTIONAL() != nullptr, BuildPattern(context->pattern(), context->tail())};
}

Projection TreeBuilder::BuildWith(Parser::WithClauseContext* context) {
  Projection projection;
  projection.where = Where(context->items());
  projection.distinct = context->K_DISTINCT() != nullptr;
  BuildItems(context->items(), &projection);
  for (const ReturnItem& item : projection.items) {
    if (item.has_alias || std::holds_alternative<Variable>(item.expression.value)) continue;
    source_.Complain({"TQ038", "behind 'with' this value could not be named",
                      StrCat("write with ", item.name, " as ?name")},
                     item.expression.where);
  }
  projection.order = BuildOrder(context->order());
  if (context->filter() != nullptr) {
    projection.where_clause = expressions_.Build(context->filter()->expression(), Place::kWhere, depth_ + 1);
  }
  return projection;
}

Projection TreeBuilder::BuildReturning(Parser::ReturningContext* context) {
  Projection projection;
  projection.where = Where(context->items());
  projection.distinct = context->K_DISTINCT() != nullptr;
  BuildItems(context->items(), &projection);
  projection.order = BuildOrder(context->order());
  return projection;
}

void TreeBuilder::BuildItems(Parser::ItemsContext* context, Projection* projection) {
  projection->all = context->STAR() != nullptr;
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* item = dynamic_cast<Parser::ItemContext*>(child)) projection->items.push_back(BuildItem(item));
  }
}

ReturnItem TreeBuilder::BuildItem(Parser::ItemContext* context) {
  ReturnItem item;
  item.expression = expressions_.Build(context->expression(), Place::kReturn, depth_ + 1);
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
          {expressions_.Build(item->expression(), Place::kOrder, depth_ + 1), item->K_DESC() != nullptr});
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

Update::Clause TreeBuilder::BuildWriting(Parser::WritingContext* context, const Query& asked) {
  Update::Clause clause;
  clause.insert = context->K_INSERT() != nullptr;
  clause.walks = BuildWalks(context->walks());
  CheckWritten(clause.walks, clause.insert ? Writing::kUpdateInsert : Writing::kUpdateDelete, &asked,
               &source_);
  return clause;
}

void TreeBuilder::BuildTail(Parser::TailContext* context, Pattern* pattern) {
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* according = dynamic_cast<Parser::AccordingContext*>(child)) {
      BuildAccording(according, pattern);
    } else if (auto* as_of = dynamic_cast<Parser::AsOfContext*>(child)) {
      BuildAsOf(as_of, pattern);
    } else if (auto* filter = dynamic_cast<Parser::FilterContext*>(child)) {
      pattern->where_clause = expressions_.Build(filter->expression(), Place::kWhere, depth_ + 1);
    }
  }
  if (!context->children.empty()) pattern->where = Span(pattern->where, Where(context));
}

void TreeBuilder::BuildAccording(Parser::AccordingContext* context, Pattern* pattern) {
  if (depth_ > 0) {
    source_.Complain({"TQ042", "'according to' covers a whole match and cannot stand in a group",
                      "put it behind the match's pattern, before its 'where'"},
                     Where(context));
  }
  if (!pattern->according_to.empty()) {
    source_.Complain({"TQ042", "a second 'according to'", "list the names: according to X, Y"},
                     Where(context));
  }
  for (Parser::NodeContext* node : context->node()) {
    pattern->according_to.push_back(BuildNode(node));
    if (!std::holds_alternative<Variable>(pattern->according_to.back().value)) continue;
    source_.Complain(
        {"TQ042", "'according to' takes names, not a variable", "bind who claims it: -[p {by: ?who}]->"},
        pattern->according_to.back().where);
  }
}

void TreeBuilder::BuildAsOf(Parser::AsOfContext* context, Pattern* pattern) {
  if (depth_ > 0) {
    source_.Complain({"TQ042", "'as of' covers a whole match and cannot stand in a group",
                      "put it behind the match's pattern, before its 'where'"},
                     Where(context));
  }
  if (pattern->as_of) source_.Complain({"TQ042", "a second 'as of'", "leave one out"}, Where(context));
  pattern->as_of = BuildNode(context->node());
  if (IsPointInTime(*pattern->as_of)) return;
  const std::string_view year = TokenOf(context->node()->start).text;
  source_.Complain({"TQ042", "'as of' takes a date",
                    IsYear(*pattern->as_of) ? StrCat("write as of ", year, "-12-31")
                                            : std::string("write as of 2025-12-12, or as of $day")},
                   pattern->as_of->where);
}

}  // namespace tern::syntax
