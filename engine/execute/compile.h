// A plan to the operators that run it. Columns that nothing above reads are left out on the way.
#ifndef TERN_ENGINE_EXECUTE_COMPILE_H_
#define TERN_ENGINE_EXECUTE_COMPILE_H_

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/execute/context.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"

namespace tern::execute {

// The operator has all variables of the plan, in any sequence. `context` and `terms` must outlive it.
absl::StatusOr<OperatorPtr> Compile(const algebra::Node& plan, Context* context, Terms* terms);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_COMPILE_H_
