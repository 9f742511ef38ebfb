// The part of TreeBuilder that makes patterns: their parts, groups, walks and nodes.
#include <memory>
#include <string_view>
#include <utility>

#include "engine/syntax/parse_tree.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/pattern_check.h"
#include "engine/syntax/tree_builder.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;

std::shared_ptr<const Pattern> Shared(Pattern pattern) {
  return std::make_shared<const Pattern>(std::move(pattern));
}

// `{ match … return … }` as a group of its own.
Pattern Around(Subquery subquery, const Location& where) {
  Pattern pattern;
  pattern.where = where;
  pattern.parts.push_back({std::move(subquery), where});
  return pattern;
}

}  // namespace

Pattern TreeBuilder::BuildPattern(Parser::PatternContext* context, Parser::TailContext* tail) {
  Pattern pattern;
  pattern.where = Where(context);
  for (size_t i = 0; i < context->children.size(); i += 2) {
    pattern.parts.push_back(BuildPart(ChildAs<Parser::PartContext>(context, i)));
  }
  BuildTail(tail, &pattern);
  CheckWalksHaveEdges(pattern, &source_);
  return pattern;
}

PatternPart TreeBuilder::BuildPart(Parser::PartContext* context) {
  const Location where = Where(context);
  switch (context->start->getType()) {
    case TernQLParser::K_OPTIONAL:
      return {OptionalGroup{Shared(BuildGroup(context->group(0)))}, where};
    case TernQLParser::K_NOT:
      return {NotGroup{Shared(BuildGroup(context->group(0)))}, where};
    case TernQLParser::LBRACE:
      return BuildChoices(context);
    case TernQLParser::K_LET:
    case TernQLParser::K_FOR: {
      const bool is_let = context->K_LET() != nullptr;
      Variable variable{std::string(TokenOf(context->VARIABLE()->getSymbol()).text.substr(1))};
      Expression expression =
          expressions_.Build(context->expression(), is_let ? Place::kLet : Place::kFor, depth_ + 1);
      if (is_let) return {Let{std::move(variable), std::move(expression)}, where};
      CheckIsList(expression, "'for' walks over a list", "write for ?x in [a, b]", &source_);
      return {For{std::move(variable), std::move(expression)}, where};
    }
    default:
      return {BuildWalk(context->walk()), where};
  }
}

PatternPart TreeBuilder::BuildChoices(Parser::PartContext* context) {
  const Location where = Where(context);
  OrGroup choices;
  for (Parser::GroupContext* group : context->group()) choices.choices.push_back(BuildGroup(group));
  if (choices.choices.size() == 1 && context->group(0)->reading() != nullptr) {
    return std::move(choices.choices[0].parts[0]);  // a subquery is a part by itself
  }
  return {std::move(choices), where};
}

Pattern TreeBuilder::BuildGroup(Parser::GroupContext* context) {
  const Location where = Where(context);
  if (depth_ + 1 > kMaxNesting) {
    source_.Complain({"TQ027", StrCat("groups of more than ", kMaxNesting, " levels"), "split the query"},
                     where);
  }
  if (source_.error()) return {};
  ++depth_;
  Pattern pattern;
  if (context->reading() != nullptr) {
    Query query;
    BuildReading(context->reading(), &query);
    query.parts.back().projection = BuildReturning(context->returning());
    pattern = Around(Subquery{std::make_shared<const Query>(std::move(query))}, where);
  } else {
    pattern = BuildPattern(context->pattern(), context->tail());
    pattern.where = where;
  }
  --depth_;
  return pattern;
}

// For `exists { }` and `count { }` inside an expression.
std::shared_ptr<const Pattern> TreeBuilder::BuildGroup(Parser::GroupContext* context, int depth) {
  const int outside = std::exchange(depth_, depth);
  const bool was_writing = std::exchange(writing_, false);
  std::shared_ptr<const Pattern> pattern = Shared(BuildGroup(context));
  depth_ = outside;
  writing_ = was_writing;
  return pattern;
}

std::vector<Walk> TreeBuilder::BuildWalks(Parser::WalksContext* context) {
  writing_ = true;
  std::vector<Walk> walks;
  for (size_t i = 0; i < context->children.size(); i += 2) {
    walks.push_back(BuildWalk(ChildAs<Parser::WalkContext>(context, i)));
  }
  writing_ = false;
  return walks;
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

Node TreeBuilder::BuildNode(Parser::NodeContext* context) {
  Node node;
  node.where = Where(context);
  if (context->children.size() == 2) {  // or else a negative number
    auto* fields = ChildAs<Parser::FieldsContext>(context, 1);
    auto* arguments = ChildAs<Parser::ArgumentsContext>(context, 1);
    if (fields != nullptr || arguments != nullptr) {
      node.value = BuildComputed(context, fields, arguments);
      return node;
    }
  }
  node.value =
      std::visit([](auto&& term) -> decltype(Node::value) { return std::forward<decltype(term)>(term); },
                 terms_.Build(context->start->getTokenIndex(), context->stop->getTokenIndex()));
  node.written = WrittenName(TokenOf(context->start));
  return node;
}

// `?row.maker` or `text(…)` where a node or a predicate stands.
Computed TreeBuilder::BuildComputed(antlr4::ParserRuleContext* context, Parser::FieldsContext* fields,
                                    Parser::ArgumentsContext* arguments) {
  Expression expression =
      fields != nullptr ? expressions_.BuildAccess(context->start, fields)
                        : expressions_.BuildCall(context->start, arguments, Place::kWritten, depth_ + 1);
  if (!writing_) {
    const Location where = Where(context);
    const auto* access = std::get_if<PropertyAccess>(&expression.value);
    source_.Complain(
        {"TQ043", StrCat("'", source_.TextOf(where), "' is a value and can be neither node nor predicate"),
         access != nullptr ? StrCat("bind it with an edge: ?", access->variable.name, " -[",
                                    source_.TextOf(access->steps[0].where), "]-> ?value")
                           : std::string("compute it with let ?x = …, or compare it in 'where'")},
        where);
  }
  return Computed{std::make_shared<const Expression>(std::move(expression))};
}

}  // namespace tern::syntax
