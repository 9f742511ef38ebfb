// Where nulls can be: which variables a plan always binds, and which a condition wants bound.
#ifndef TERN_ENGINE_OPTIMIZE_NULLNESS_H_
#define TERN_ENGINE_OPTIMIZE_NULLNESS_H_

#include "engine/algebra/plan.h"

namespace tern::optimize {

// True only where every row of `node` has a value for `variable`.
bool IsNeverNull(const algebra::Node& node, const algebra::Variable& variable);

// True only where `condition` is not true of any row in which `variable` is null.
bool RejectsNull(const algebra::Expression& condition, const algebra::Variable& variable);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_NULLNESS_H_
