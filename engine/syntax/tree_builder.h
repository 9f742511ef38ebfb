// Parse tree to syntax tree: statements (tree_builder.cc), queries (query_builder.cc), patterns
// (pattern_builder.cc) and edges (edge_builder.cc). Checks what the grammar cannot: claim forms on a single
// step, variables that stand alone, where a clause or a computed term may stand, what may be written.
#ifndef TERN_ENGINE_SYNTAX_TREE_BUILDER_H_
#define TERN_ENGINE_SYNTAX_TREE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "TernQLParser.h"
#include "engine/syntax/expression_builder.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"
#include "engine/syntax/term_builder.h"

namespace tern::syntax {

class TreeBuilder final : private GroupBuilder {
 public:
  using Parser = tern_grammar::TernQLParser;

  // Both outlive the builder.
  TreeBuilder(SourceText* source, const Names* names)
      : source_(*source), names_(*names), terms_(source, names), expressions_(source, &terms_, this) {}
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  Statement Build(Parser::StatementContext* context);
  Statement Build(Parser::FactContext* context);
  // Nothing where what was written is no value: a variable, a parameter or a search by name.
  std::optional<ParameterValue> Build(Parser::LoneContext* context);

 private:
  using Kind = decltype(Statement::value);
  using Count = std::optional<std::variant<uint64_t, Parameter>>;

  // Statements.
  Kind AnyStatement(antlr4::tree::ParseTree* context);
  Kind BuildBare(Parser::BareQueryContext* context);
  Kind BuildAsk(Parser::AskContext* context);
  Kind BuildInsert(Parser::WalksContext* context);
  Kind BuildDelete(Parser::WalksContext* context);
  Kind BuildWhy(Parser::WhyContext* context);
  Kind BuildDescribe(Parser::NodeContext* context);
  Kind BuildLoneNode(Parser::WalkContext* context);
  Kind BuildLoadRows(Parser::LoadRowsContext* context);
  Kind BuildPrefix(Parser::PrefixContext* context);
  Kind BuildExplain(Parser::ExplainContext* context);
  Statement Wrap(Kind kind, antlr4::ParserRuleContext* context);

  // Queries.
  Kind BuildMatching(Parser::MatchingContext* context);
  void BuildReading(Parser::ReadingContext* context, Query* query);
  MatchClause BuildMatch(Parser::MatchClauseContext* context);
  Projection BuildWith(Parser::WithClauseContext* context);
  Projection BuildReturning(Parser::ReturningContext* context);
  void BuildItems(Parser::ItemsContext* context, Projection* projection);
  ReturnItem BuildItem(Parser::ItemContext* context);
  Order BuildOrder(Parser::OrderContext* context);
  Count BuildCount(antlr4::ParserRuleContext* context);
  Update::Clause BuildWriting(Parser::WritingContext* context, const Query& asked);
  void BuildTail(Parser::TailContext* context, Pattern* pattern);
  void BuildAccording(Parser::AccordingContext* context, Pattern* pattern);
  void BuildAsOf(Parser::AsOfContext* context, Pattern* pattern);

  // Patterns.
  Pattern BuildPattern(Parser::PatternContext* context, Parser::TailContext* tail);
  PatternPart BuildPart(Parser::PartContext* context);
  PatternPart BuildChoices(Parser::PartContext* context);
  Pattern BuildGroup(Parser::GroupContext* context);
  std::shared_ptr<const Pattern> BuildGroup(Parser::GroupContext* context, int depth) override;
  std::vector<Walk> BuildWalks(Parser::WalksContext* context);
  Walk BuildWalk(Parser::WalkContext* context);
  Node BuildNode(Parser::NodeContext* context);
  Computed BuildComputed(antlr4::ParserRuleContext* context, Parser::FieldsContext* fields,
                         Parser::ArgumentsContext* arguments);

  // Edges.
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
  int depth_ = 0;         // of groups and expressions around what is built
  bool writing_ = false;  // inside what is written: nodes and predicates may be computed
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_TREE_BUILDER_H_
