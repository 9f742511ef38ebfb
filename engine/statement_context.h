// What the statements of a session have in common while one of them runs.
#ifndef TERN_ENGINE_STATEMENT_CONTEXT_H_
#define TERN_ENGINE_STATEMENT_CONTEXT_H_

#include <chrono>
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
  StatementContext(StoreAccess::View read, const syntax::Names& session_names, const RunOptions& run_options);

  StoreAccess::View view;  // its snapshot is watched: see Watched
  const syntax::Names& names;
  const RunOptions& options;
  std::vector<std::string> warnings;
  std::chrono::nanoseconds parse_time{0};  // that the statement took to be read
};

// The view, of which all that is read is counted and keeps to the limits of `options`.
StoreAccess::View Watched(StoreAccess::View view, const RunOptions& options);

// The limits that the caller set; those of the statement have the database's memory too.
execute::ContextOptions LimitsOf(const RunOptions& options);
execute::ContextOptions LimitsOf(const StatementContext& context);

// The plan made good to run on the view.
absl::StatusOr<algebra::Plan> Optimized(const algebra::Plan& plan, const StatementContext& context);

// Warns of every name in the plan that the store does not know.
absl::Status WarnOfUnknownNames(const algebra::Plan& plan, StatementContext& context);

// The outcome of rows, which keep alive what they read from.
absl::StatusOr<Outcome> RowsOutcome(absl::StatusOr<std::unique_ptr<execute::Rows>> rows,
                                    StatementContext context);

}  // namespace tern

#endif  // TERN_ENGINE_STATEMENT_CONTEXT_H_
