// What the statements of a session have in common while one of them runs.
#ifndef TERN_ENGINE_STATEMENT_CONTEXT_H_
#define TERN_ENGINE_STATEMENT_CONTEXT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/database.h"
#include "engine/execute/context.h"
#include "engine/store_access.h"
#include "engine/syntax/names.h"

namespace tern {

// A statement's surroundings. Plain references: it lives as long as one call of Session::Run.
struct StatementContext {
  StoreAccess::View view;
  const syntax::Names& names;
  const RunOptions& options;
  std::vector<std::string> warnings = {};
};

// The limits that the caller set.
execute::ContextOptions LimitsOf(const RunOptions& options);

// The plan made good to run on the view.
absl::StatusOr<algebra::Plan> Optimized(const algebra::Plan& plan, const StatementContext& context);

// Warns of every name in the plan that the store does not know.
absl::Status WarnOfUnknownNames(const algebra::Plan& plan, StatementContext& context);

// The outcome of rows, which keep alive what they read from.
absl::StatusOr<Outcome> RowsOutcome(absl::StatusOr<std::unique_ptr<execute::Rows>> rows,
                                    StatementContext context);

}  // namespace tern

#endif  // TERN_ENGINE_STATEMENT_CONTEXT_H_
