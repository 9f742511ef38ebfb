// Queries of the reference evaluator: matches, one behind the other, and what `with` and `return` make of
// their rows.
#ifndef TERN_TESTS_REFERENCE_PROJECTION_H_
#define TERN_TESTS_REFERENCE_PROJECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/binding.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// What the last projection gives.
struct Table {
  std::vector<std::string> columns;
  std::vector<Binding> rows;  // of the columns alone
  bool ordered = false;
  // Where a limit cuts unordered rows any choice is right: `rows` is then everything before the cut.
  std::optional<size_t> cut_count;
};

// `outer`: the scope and the row that a subquery stands in; what surrounds a whole query is the scope of
// everything and the empty row.
Table TableOf(const syntax::Query& query, Scope scope, const Binding& outer);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_PROJECTION_H_
