// The syntax tree of a query to a plan: its meaning, independent of any store and of how it will be run.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_H_

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/translate_expression.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// `parameters`: values of $names, without the "$". Errors: InvalidArgument with a Diagnostic, TQ100 to TQ199.
absl::StatusOr<Plan> Translate(const syntax::Query& query, const Parameters& parameters);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_H_
