#include "engine/optimize/selectivity.h"

#include <algorithm>

namespace tern::optimize {

using algebra::Expression;
using algebra::Function;

double Selectivity(const Expression& condition) {
  if (condition.kind != Expression::Kind::kCall) return 0.5;
  switch (condition.function) {
    case Function::kEqual:
    case Function::kSameTerm:
      return 0.1;
    case Function::kLess:
    case Function::kLessEqual:
    case Function::kGreater:
    case Function::kGreaterEqual:
      return 1.0 / 3;
    case Function::kIn:
      return std::min(0.5, 0.1 * static_cast<double>(condition.arguments.size() - 1));
    case Function::kNot:
      return std::max(0.1, 1 - Selectivity(condition.arguments[0]));
    case Function::kNotEqual:
    case Function::kNotIn:
    case Function::kIsNotNull:
      return 0.9;
    case Function::kAnd:
      return Selectivity(condition.arguments);
    case Function::kOr: {
      double missed = 1;
      for (const Expression& argument : condition.arguments) missed *= 1 - Selectivity(argument);
      return 1 - missed;
    }
    default:
      return 0.25;
  }
}

double Selectivity(const std::vector<Expression>& conditions) {
  double share = 1;
  for (const Expression& condition : conditions) share *= Selectivity(condition);
  return share;
}

}  // namespace tern::optimize
