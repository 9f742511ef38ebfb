// Expressions of the syntax tree to expressions of the algebra: parameters filled in, functions, arities and
// constant patterns checked. What an expression needs besides its own row (`?x.key`, `exists { }`) comes from
// its scope, which may join something to the rows that it is evaluated over.
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

// TQ102 where `parameter` has no value, TQ103 where it is a list and one term is needed.
absl::StatusOr<model::Term> ParameterValue(const Parameters& parameters, const syntax::Parameter& parameter,
                                           model::Location where);

// The terms of a parameter, of a list as of one term. TQ102 where it has no value.
absl::StatusOr<std::vector<model::Term>> ParameterTerms(const Parameters& parameters,
                                                        const syntax::Parameter& parameter,
                                                        model::Location where);

// What the names in an expression mean where it stands.
struct ExpressionScope {
  const Parameters* parameters = nullptr;
  std::function<absl::StatusOr<Expression>(const std::string& name, model::Location where)> variable;
  // What is empty here is an error in the expression.
  std::function<absl::StatusOr<Expression>(const syntax::Aggregate& aggregate, model::Location where)>
      aggregate;
  std::function<absl::StatusOr<Expression>(const syntax::PropertyAccess& access, model::Location where)>
      access;
  std::function<absl::StatusOr<Expression>(const syntax::PatternTest& test, model::Location where)> test;
  // Claim variables to the variables that hold their stance.
  const std::map<std::string, Variable>* stances = nullptr;
  std::vector<Mention>* mentions = nullptr;  // IRIs are added
};

absl::StatusOr<Expression> TranslateExpression(const syntax::Expression& expression,
                                               const ExpressionScope& scope);

// An expression where a list is wanted: a parameter that is one term is a list of one.
absl::StatusOr<Expression> TranslateList(const syntax::Expression& expression, const ExpressionScope& scope);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_EXPRESSION_H_
