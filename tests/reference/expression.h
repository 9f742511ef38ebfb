// Expressions of the reference evaluator: values, three-valued logic, the order of terms.
#ifndef TERN_TESTS_REFERENCE_EXPRESSION_H_
#define TERN_TESTS_REFERENCE_EXPRESSION_H_

#include <map>
#include <optional>
#include <string>

#include "engine/syntax/syntax_tree.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::reference {

using Cell = std::optional<model::Term>;

struct Binding {
  std::map<std::string, Cell> variables;
  std::map<std::string, model::Stance> stances;  // of claim variables
};

// "Equals this value": numbers, dates and the like by value, other terms as terms.
bool SameValue(const model::Term& a, const model::Term& b);

// The expression's value, or nothing where it is null. Aggregates are not expressions here.
Cell Value(const syntax::Expression& expression, const Binding& binding,
           const std::map<std::string, model::Term>& parameters);

// True only where the value is the boolean true.
bool IsTrue(const Cell& cell);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_EXPRESSION_H_
