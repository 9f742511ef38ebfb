// Patterns to plans: every walk becomes a join of scans, one a step; claim maps become joins with the claim's
// properties. Joins stand in the order of the text; the optimiser orders them.
#ifndef TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_
#define TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/algebra/translate_expression.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::algebra {

// Steps of one pattern, paths and map entries counted; more is TQ112. Bounds the depth of plans and the
// search for their joins.
inline constexpr int kMaxPatternSteps = 250;

struct PatternPlan {
  NodePtr root;
  std::vector<std::string> variables;       // written ones, in order of first appearance in the text
  std::map<std::string, Variable> stances;  // claim variables to the variables that hold their stance
  std::vector<Mention> mentions;
};

// `stance_wanted`: claim variables whose stance the rest of the query reads; the pattern's own where clause
// is looked through here.
absl::StatusOr<PatternPlan> TranslatePattern(const syntax::Pattern& pattern, const Parameters& parameters,
                                             absl::flat_hash_set<std::string> stance_wanted);

// Adds the variables whose stance `expression` reads.
void CollectStanceArguments(const syntax::Expression& expression,
                            absl::flat_hash_set<std::string>& variables);

// TQ101 for `name`, with the nearest of `known`.
absl::Status UnboundVariable(const std::string& name, const std::vector<std::string>& known,
                             model::Location where);

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_TRANSLATE_PATTERN_H_
