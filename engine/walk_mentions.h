// The names that a walk writes, for warnings about those that the store does not know. Queries have theirs
// from translation; this is for statements that name facts without a plan: `why`, `delete`.
#ifndef TERN_ENGINE_WALK_MENTIONS_H_
#define TERN_ENGINE_WALK_MENTIONS_H_

#include <vector>

#include "engine/algebra/plan.h"
#include "engine/syntax/syntax_tree.h"

namespace tern {

// Adds them in order of appearance: nodes, predicates, values of maps.
void AddMentions(const syntax::Walk& walk, std::vector<algebra::Mention>& mentions);

}  // namespace tern

#endif  // TERN_ENGINE_WALK_MENTIONS_H_
