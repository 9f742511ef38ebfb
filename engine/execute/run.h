// Runs a plan: from the optimiser's (or translation's) plan to the rows that a caller pulls.
#ifndef TERN_ENGINE_EXECUTE_RUN_H_
#define TERN_ENGINE_EXECUTE_RUN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/execute/context.h"
#include "engine/execute/rows.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

// The rows hold the snapshot. Next returns Cancelled, DeadlineExceeded or ResourceExhausted where the
// options' limits are met, and what the store returns where it fails.
absl::StatusOr<std::unique_ptr<Rows>> Execute(const algebra::Plan& plan,
                                              std::shared_ptr<const store::Snapshot> snapshot,
                                              const ContextOptions& options = {});
// The same for a plan in parts.
absl::StatusOr<std::unique_ptr<Rows>> Execute(const algebra::NodePtr& root, std::vector<std::string> columns,
                                              std::shared_ptr<const store::Snapshot> snapshot,
                                              const ContextOptions& options = {});

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_RUN_H_
