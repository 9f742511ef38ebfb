// The syntax tree of a query to a plan: its meaning, independent of any store and of how it will be run.
// translate_pattern.h has what becomes of patterns, translate_projection.h of `with` and `return`.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/translate_expression.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// `parameters`: values of $names, without the "$". Errors: InvalidArgument with a Diagnostic, TQ100 to TQ199.
absl::StatusOr<Plan> Translate(const syntax::Query& query, const Parameters& parameters);

// The rows of `source` with these values in place of what its last projection returns, a column each: what
// the clauses of an Update read. Neither they nor `*` drop rows or make distinct ones.
absl::StatusOr<Plan> TranslateValues(const syntax::Query& source,
                                     const std::vector<syntax::Expression>& values,
                                     const Parameters& parameters);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_H_
