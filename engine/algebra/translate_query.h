// The parts of a query, one behind the other: matches, then a projection that the next part goes on from.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_QUERY_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_QUERY_H_

#include "absl/status/status.h"
#include "engine/algebra/translate_pattern.h"

namespace tern::algebra {

// Continues `rows` by all parts of `query`; behind it they have the columns that it returns and no others.
// `claims`: what the match around it looks at.
absl::Status TranslateSubquery(const syntax::Query& query, const ClaimFilter& claims, TranslationState& state,
                               Rows& rows);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_QUERY_H_
