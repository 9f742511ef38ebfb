// Walks to joins: one edge after the other is joined to the rows so far, and claim maps become joins with the
// claim's properties.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_WALK_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_WALK_H_

#include <vector>

#include "absl/status/status.h"
#include "engine/algebra/translate_pattern.h"

namespace tern::algebra {

// A map value that is no term and no variable: an expression, which the property must equal. It may name
// variables that are bound further to the right.
struct MapCondition {
  Variable property;
  const syntax::Expression* value;
};

// Continues `rows` by a walk. Conditions that cannot be stated yet are added to `deferred`.
absl::Status AddWalk(const syntax::Walk& walk, const ClaimFilter& claims, TranslationState& state, Rows& rows,
                     std::vector<MapCondition>& deferred);

absl::Status AddMapCondition(const MapCondition& condition, const ClaimFilter& claims,
                             TranslationState& state, Rows& rows);

// The variable of the optional edge that `access` is, joined to `rows` where it is not there yet.
absl::StatusOr<Variable> AddAccess(const syntax::PropertyAccess& access, model::Location where,
                                   const ClaimFilter& claims, TranslationState& state, Rows& rows);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_WALK_H_
