// Parse tree to syntax tree: statements, walks and paths. Checks what the grammar cannot: claim forms on a
// single step, variables that stand alone, what `insert` may hold.
#ifndef TERN_ENGINE_SYNTAX_TREE_BUILDER_H_
#define TERN_ENGINE_SYNTAX_TREE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "TernQLParser.h"
#include "engine/syntax/expression_builder.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"
#include "engine/syntax/term_builder.h"

namespace tern::syntax {

class TreeBuilder {
 public:
  using Parser = tern_grammar::TernQLParser;

  // Both outlive the builder.
  TreeBuilder(SourceText* source, const Names* names)
      : source_(*source), names_(*names), terms_(source, names), expressions_(source, &terms_) {}

  Statement Build(Parser::StatementContext* context);
  Statement Build(Parser::FactContext* context);
  // Nothing where what was written is no value: a variable, a parameter or a search by name.
  std::optional<ParameterValue> Build(Parser::LoneContext* context);

 private:
  using Kind = decltype(Statement::value);
  using Count = std::optional<std::variant<uint64_t, Parameter>>;

  Kind AnyStatement(antlr4::tree::ParseTree* context);
  Kind BuildQuery(Parser::QueryContext* context);
  Kind BuildBare(Parser::BareQueryContext* context);
  Kind BuildAsk(Parser::AskContext* context);
  Kind BuildInsert(Parser::PatternContext* context);
  Kind BuildPrefix(Parser::PrefixContext* context);
  Kind BuildExplain(Parser::ExplainContext* context);
  Kind BuildLoneNode(Parser::WalkContext* context);
  void BuildItems(Parser::ItemsContext* context, Projection* projection);
  ReturnItem BuildItem(Parser::ItemContext* context);
  Order BuildOrder(Parser::OrderContext* context);
  Count BuildCount(antlr4::ParserRuleContext* context);
  Statement Wrap(Kind kind, antlr4::ParserRuleContext* context);

  Pattern BuildPattern(Parser::PatternContext* context, Parser::FilterContext* filter);
  Walk BuildWalk(Parser::WalkContext* context);
  Node BuildNode(antlr4::ParserRuleContext* context);
  Edge BuildEdge(Parser::EdgeContext* context);
  void BuildInside(Parser::InsideContext* context, Edge* edge);
  void BuildMap(Parser::MapContext* context, Edge* edge);
  MapEntry BuildEntry(Parser::EntryContext* context);
  MapEntry EntryWithoutSpace(const Lexeme& token);

  Path BuildPath(Parser::PathContext* context, int depth);
  Path BuildSequence(Parser::PathSequenceContext* context, int depth);
  Path BuildStep(Parser::PathStepContext* context, int depth);
  Path BuildPrimary(Parser::PathPrimaryContext* context, int depth);
  Path BuildNegated(Parser::PathPrimaryContext* context);
  Path Quantified(Path inner, Parser::QuantifierContext* context);
  void CheckPath(const Edge& edge);
  void CheckPathDepth(int depth, const Location& where);

  Location Where(const antlr4::ParserRuleContext* context) const;
  const Lexeme& TokenOf(const antlr4::Token* token) const { return source_.tokens()[token->getTokenIndex()]; }

  SourceText& source_;
  const Names& names_;
  TermBuilder terms_;
  ExpressionBuilder expressions_;
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_TREE_BUILDER_H_
