// Patterns to plans, part by part from left to right: every walk becomes a join of scans, one a step; a group
// becomes an Apply, whose right side starts with the row outside; `not` groups and the filter come last.
// Joins stand in the order of the text; the optimiser orders them and makes joins of what need not be an
// Apply.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/claim_filter.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/scope.h"
#include "engine/algebra/translate_expression.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// Rows while they are put together: a plan, and what its variables mean.
struct Rows {
  NodePtr root;  // null: the one row without variables
  Scope scope;
};

// Continues `rows` by one `match`. What it looks at is what its tail says; `claims` where it has none.
absl::Status AddMatch(const syntax::MatchClause& match, const ClaimFilter& claims, TranslationState& state,
                      Rows& rows);

// Continues `rows` by a pattern of which `claims` says what it looks at.
absl::Status AddPattern(const syntax::Pattern& pattern, const ClaimFilter& claims, TranslationState& state,
                        Rows& rows);

// Keeps the rows for which `condition` is true.
absl::Status AddCondition(const syntax::Expression& condition, const ClaimFilter& claims,
                          TranslationState& state, Rows& rows);

// For expressions over `rows`. The edges of `?x.key` and the groups of `exists` and `count` are joined to
// `rows` as they turn up. All arguments outlive the scope.
ExpressionScope ScopeOver(const ClaimFilter& claims, TranslationState& state, Rows& rows);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_
