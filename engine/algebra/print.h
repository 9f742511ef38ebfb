// Plans and expressions as text: `explain`, and the expected plans of tests. One operator a line, children
// indented below it:
//
//   Project ?chip, ?maker (12 rows)
//     Join merge on ?chip (12 rows)
//       Scan POS [?chip <rejected> …]
#ifndef TERN_ENGINE_ALGEBRA_PRINT_H_
#define TERN_ENGINE_ALGEBRA_PRINT_H_

#include <functional>
#include <string>

#include "engine/algebra/plan.h"

namespace tern::algebra {

struct PrintOptions {
  // How terms are written; empty: as in N-Triples.
  std::function<std::string(const model::Term&)> term;
  bool estimates = true;
};

std::string Print(const Expression& expression, const PrintOptions& options = {});
std::string Print(const Node& node, const PrintOptions& options = {});
// The line of one operator, without its estimate.
std::string PrintOperator(const Node& node, const PrintOptions& options = {});

// What `explain` shows.
std::string ExplainText(const Plan& plan, const PrintOptions& options = {});

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_PRINT_H_
