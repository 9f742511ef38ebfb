// Parse tree to expressions. Checks what the grammar cannot: chained comparisons, functions and their
// arguments, where an aggregate may stand, how deep an expression is.
#ifndef TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_
#define TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_

#include <cstdint>
#include <string>

#include "TernQLParser.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"
#include "engine/syntax/term_builder.h"

namespace tern::syntax {

// Where an expression stands; it decides what may be in it.
enum class Place : uint8_t { kWhere, kReturn, kOrder, kMap };

class ExpressionBuilder {
 public:
  using Parser = tern_grammar::TernQLParser;

  // Both outlive the builder.
  ExpressionBuilder(SourceText* source, TermBuilder* terms) : source_(*source), terms_(*terms) {}

  Expression Build(Parser::ExpressionContext* context, Place place);

 private:
  Expression Any(Parser::ExpressionContext* context, int depth);
  Expression Negation(Parser::NegationContext* context, int depth);
  Expression Binary(Parser::ExpressionContext* context, int depth);
  Expression Comparison(Parser::ComparisonContext* context, int depth);
  Expression Membership(Parser::MembershipContext* context, int depth);
  Expression NullTest(Parser::NullTestContext* context, int depth);
  Expression Primary(Parser::PrimaryContext* context, int depth);
  Expression Call(Parser::CallContext* context, int depth);
  Expression AggregateCall(Parser::CallContext* context, std::string name, int depth);
  // `a and b and c`, which the parser hands over as a chain to the left, as one call.
  template <typename Chain>
  Expression Flat(Chain* context, Op op, int depth);

  Location Where(const antlr4::ParserRuleContext* context) const;
  const Lexeme& TokenOf(const antlr4::Token* token) const { return source_.tokens()[token->getTokenIndex()]; }

  SourceText& source_;
  TermBuilder& terms_;
  Place place_ = Place::kWhere;
  bool inside_aggregate_ = false;
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_
