// Patterns of the reference evaluator: parts from left to right, then absence, then conditions. Every group
// runs anew for each row to its left.
#ifndef TERN_TESTS_REFERENCE_PATTERNS_H_
#define TERN_TESTS_REFERENCE_PATTERNS_H_

#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/binding.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// The rows of a match's pattern behind the row `outer`, with the edges of its accesses.
std::vector<Binding> MatchPattern(const syntax::Pattern& pattern, const Scope& scope, const Binding& outer);

// The same for a group, which keeps its own accesses and claim variables to itself.
std::vector<Binding> MatchGroup(const syntax::Pattern& group, const Scope& scope, const Binding& outer);
// And with one row of nulls where there is no match.
std::vector<Binding> MatchOptional(const syntax::Pattern& group, const Scope& scope, const Binding& outer);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_PATTERNS_H_
