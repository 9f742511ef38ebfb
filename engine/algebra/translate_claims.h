// The tail of a match, `according to` and `as of`, to the filter of its claims.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_CLAIMS_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_CLAIMS_H_

#include "absl/status/statusor.h"
#include "engine/algebra/claim_filter.h"
#include "engine/algebra/scope.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

absl::StatusOr<ClaimFilter> TranslateClaimFilter(const syntax::Pattern& pattern, TranslationState& state);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_CLAIMS_H_
