// Parse tree to expressions. Checks what the grammar cannot: chained comparisons, functions and their
// arguments, where an aggregate may stand, how deep an expression is.
#ifndef TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_
#define TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "TernQLParser.h"
#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"
#include "engine/syntax/term_builder.h"

namespace tern::syntax {

// Where an expression stands; it decides what may be in it.
enum class Place : uint8_t { kWhere, kReturn, kOrder, kMap, kLet, kFor, kWritten };

// Builds the groups that stand in expressions; `depth` is how deep in an expression.
class GroupBuilder {
 public:
  virtual std::shared_ptr<const Pattern> BuildGroup(tern_grammar::TernQLParser::GroupContext* context,
                                                    int depth) = 0;

 protected:
  ~GroupBuilder() = default;
};

class ExpressionBuilder {
 public:
  using Parser = tern_grammar::TernQLParser;

  // All outlive the builder.
  ExpressionBuilder(SourceText* source, TermBuilder* terms, GroupBuilder* groups)
      : source_(*source), terms_(*terms), groups_(*groups) {}

  // `depth`: of its outermost operator, counted from 1 where nothing stands around the expression.
  Expression Build(Parser::ExpressionContext* context, Place place, int depth);
  Expression BuildCall(const antlr4::Token* name, Parser::ArgumentsContext* arguments, Place place,
                       int depth);
  Expression BuildAccess(const antlr4::Token* variable, Parser::FieldsContext* fields);

  // From here on accesses are fields of a row that is bound to this variable.
  void ReadRowsAs(std::string variable) { row_ = std::move(variable); }

 private:
  Expression Any(Parser::ExpressionContext* context, int depth);
  Expression Negation(Parser::NegationContext* context, int depth);
  Expression Binary(Parser::ExpressionContext* context, int depth);
  Expression Comparison(Parser::ComparisonContext* context, int depth);
  Expression Membership(Parser::MembershipContext* context, int depth);
  Expression NullTest(Parser::NullTestContext* context, int depth);
  Expression Primary(Parser::PrimaryContext* context, int depth);
  Expression Test(Parser::PrimaryContext* context, int depth);
  Expression ListOf(Parser::PrimaryContext* context, int depth);
  Expression Call(const antlr4::Token* name, Parser::ArgumentsContext* arguments, int depth);
  Expression AggregateCall(std::string name, Parser::ArgumentsContext* arguments, const Location& where,
                           int depth);
  void CheckAggregatePlace(const std::string& name, const Location& where);
  void ComplainSearch(const Location& where);
  void CheckNullComparison(const OperatorCall& call);
  // `a and b and c`, which the parser hands over as a chain to the left, as one call.
  template <typename Chain>
  Expression Flat(Chain* context, Op op, int depth);

  Location Where(const antlr4::ParserRuleContext* context) const;
  const Lexeme& TokenOf(const antlr4::Token* token) const { return source_.tokens()[token->getTokenIndex()]; }

  SourceText& source_;
  TermBuilder& terms_;
  GroupBuilder& groups_;
  std::optional<std::string> row_;
  Place place_ = Place::kWhere;
  int root_depth_ = 1;  // of the outermost operator of what Build builds
  bool inside_aggregate_ = false;
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_EXPRESSION_BUILDER_H_
