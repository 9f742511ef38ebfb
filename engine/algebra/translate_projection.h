// `with` and `return`: items, grouping, order, distinct rows, slices, and the filter behind a `with`.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_PROJECTION_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_PROJECTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/translate_pattern.h"

namespace tern::algebra {

enum class ProjectionUse {
  kAnswer,    // the columns of the answer, nothing else
  kContinue,  // a `with` or a subquery's `return`: claim variables keep their stance
};

// Puts `rows` through the projection: behind it they have its columns, whose names are returned. `claims`:
// what its `?x.key`, `exists` and `count` look at; that of the match around a subquery, else all.
absl::StatusOr<std::vector<std::string>> AddProjection(const syntax::Projection& projection,
                                                       ProjectionUse use, const ClaimFilter& claims,
                                                       TranslationState& state, Rows& rows);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_PROJECTION_H_
