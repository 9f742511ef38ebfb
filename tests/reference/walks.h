// Walks of the reference evaluator: nested loops over statements.
#ifndef TERN_TESTS_REFERENCE_WALKS_H_
#define TERN_TESTS_REFERENCE_WALKS_H_

#include <string>
#include <variant>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/binding.h"
#include "tests/reference/cell.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// A place of a pattern: a constant or a variable.
using Place = std::variant<Cell, std::string>;

// Binds `place` to `value` in `binding`, or says that it cannot: a constant stands for its value, a variable
// for its term, and null joins nothing.
bool Bind(const Place& place, const Cell& value, Binding& binding);

// Every way to walk it from `binding`. Map values that are expressions are only remembered: they may read
// what stands behind, see HoldsMaps.
std::vector<Binding> MatchWalk(const syntax::Walk& walk, const Scope& scope, const Binding& binding);
// Whether the properties that the walk has met equal its maps' expressions.
bool HoldsMaps(const syntax::Walk& walk, const Scope& scope, const Binding& binding);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_WALKS_H_
