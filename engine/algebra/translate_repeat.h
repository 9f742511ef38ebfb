// Paths that repeat to regular expressions over predicates.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_REPEAT_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_REPEAT_H_

#include "absl/status/statusor.h"
#include "engine/algebra/path_expression.h"
#include "engine/algebra/scope.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// True where the whole path repeats, in whatever direction: `p+`, `^(p/q)*`.
bool IsRepeat(const syntax::Path& path);

absl::StatusOr<PathExpression> TranslateRepeat(const syntax::Path& path, TranslationState& state);

// The value of a parameter where a predicate stands; TQ103 where it is none.
absl::StatusOr<model::Term> PredicateParameter(const syntax::Parameter& parameter, model::Location where,
                                               const TranslationState& state);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_REPEAT_H_
