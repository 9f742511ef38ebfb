// Aggregates over all rows of a group (`count { }`, `{ match … return sum(?x) as ?n }`) for all rows outside
// at once: they are grouped by what the rows outside must equal, and joined; a row outside that has no group
// has the aggregates of no rows.
#ifndef TERN_ENGINE_OPTIMIZE_GROUP_ONCE_H_
#define TERN_ENGINE_OPTIMIZE_GROUP_ONCE_H_

#include "engine/algebra/plan.h"

namespace tern::optimize {

// An inner Apply of `left` and `right` as such a join. Null where `right` ends in no Group without keys, with
// projections and computed columns above it, or where what it groups needs the row outside.
algebra::NodePtr GroupOnce(const algebra::NodePtr& left, const algebra::NodePtr& right);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_GROUP_ONCE_H_
