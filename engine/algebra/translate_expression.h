// Expressions of the syntax tree to expressions of the algebra: parameters filled in, functions and arities
// checked.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_EXPRESSION_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_EXPRESSION_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/expression.h"
#include "engine/algebra/plan.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

using Parameters = syntax::Parameters;

// TQ102 where `parameter` has no value, TQ103 where it is a list.
absl::StatusOr<model::Term> ParameterValue(const Parameters& parameters, const syntax::Parameter& parameter,
                                           model::Location where);

// What the names in an expression mean where it stands.
struct ExpressionScope {
  const Parameters* parameters = nullptr;
  std::function<absl::StatusOr<Expression>(const std::string& name, model::Location where)> variable;
  // An aggregate call as an expression; empty: aggregates are errors here.
  std::function<absl::StatusOr<Expression>(const syntax::Aggregate& aggregate, model::Location where)>
      aggregate;
  // Claim variables to the variables that hold their stance.
  const std::map<std::string, Variable>* stances = nullptr;
  std::vector<Mention>* mentions = nullptr;  // IRIs are added
};

absl::StatusOr<Expression> TranslateExpression(const syntax::Expression& expression,
                                               const ExpressionScope& scope);

// True where an aggregate stands anywhere in `expression`.
bool HasAggregate(const syntax::Expression& expression);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_EXPRESSION_H_
