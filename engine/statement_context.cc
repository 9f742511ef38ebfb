#include "engine/statement_context.h"

#include <iterator>
#include <utility>

#include "engine/execute/unknown_names.h"
#include "engine/optimize/optimize.h"

namespace tern {

execute::ContextOptions LimitsOf(const RunOptions& options) {
  execute::ContextOptions limits;
  limits.cancelled = options.cancelled;
  return limits;
}

absl::StatusOr<algebra::Plan> Optimized(const algebra::Plan& plan, const StatementContext& context) {
  optimize::PlannerOptions planner_options;
  planner_options.optimize = context.options.optimize;
  return optimize::Optimize(plan, *context.view.snapshot, planner_options);
}

absl::Status WarnOfUnknownNames(const algebra::Plan& plan, StatementContext& context) {
  absl::StatusOr<std::vector<std::string>> unknown =
      execute::UnknownNameWarnings(plan, *context.view.snapshot, context.names);
  if (!unknown.ok()) return unknown.status();
  std::move(unknown->begin(), unknown->end(), std::back_inserter(context.warnings));
  return absl::OkStatus();
}

}  // namespace tern
