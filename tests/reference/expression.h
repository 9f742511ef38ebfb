// Expressions of the reference evaluator: operators with three-valued logic, accesses, exists and count, and
// aggregates over the rows of a group.
#ifndef TERN_TESTS_REFERENCE_EXPRESSION_H_
#define TERN_TESTS_REFERENCE_EXPRESSION_H_

#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/binding.h"
#include "tests/reference/cell.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// REQUIRES: the expression's accesses have been made in `binding`; it has no aggregates.
Cell ValueOf(const syntax::Expression& expression, const Scope& scope, const Binding& binding);

// As ValueOf; aggregates are over `group`. What is no aggregate is read from `binding`.
Cell ValueOfGrouped(const syntax::Expression& expression, const Scope& scope, const Binding& binding,
                    const std::vector<Binding>& group);

// The rows with an edge for each `?x.key` of the expression that has none yet: several values multiply a row,
// none leaves a null. Those inside `exists` and `count` are made there.
std::vector<Binding> MakeAccesses(const syntax::Expression& expression, const Scope& scope,
                                  std::vector<Binding> rows);
bool IsAccess(const std::string& name);

// The parameter's value, or the term.
Cell ValueOfParameter(const syntax::Parameter& parameter, const Scope& scope);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_EXPRESSION_H_
