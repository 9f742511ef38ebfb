// The oracle: evaluates a query by the letter of docs/language.md, over plain vectors, with nested loops and
// no ids, plans, orders or indexes. It shares nothing with the engine but the syntax tree and the terms, and
// it is never made faster.
#ifndef TERN_TESTS_REFERENCE_EVALUATOR_H_
#define TERN_TESTS_REFERENCE_EVALUATOR_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/syntax/syntax_tree.h"
#include "tests/reference/cell.h"
#include "tests/reference/dataset.h"
#include "tests/reference/scope.h"

namespace tern::reference {

struct Answer {
  std::vector<std::string> columns;
  std::vector<Row> rows;
  bool ordered = false;  // rows come in this very order
  // Where a limit cuts unordered rows any choice is right: `rows` is then everything before the cut.
  std::optional<size_t> cut_count;
  bool too_large = false;  // given up; the rest says nothing
};

// REQUIRES: translation accepts the query; it searches no entities by name; what `with` and subqueries limit
// is ordered.
Answer Evaluate(const Dataset& dataset, const syntax::Query& query, const Parameters& parameters = {},
                const Cell& now = {});

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_EVALUATOR_H_
