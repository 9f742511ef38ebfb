#include "engine/statement_context.h"

#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "engine/execute/unknown_names.h"
#include "engine/optimize/optimize.h"

namespace tern {
namespace {

// Rows that keep alive what they read from. The members go in reverse: rows, snapshot, store.
class HeldRows : public execute::Rows {
 public:
  HeldRows(StoreAccess::View view, std::unique_ptr<execute::Rows> rows)
      : view_(std::move(view)), rows_(std::move(rows)) {}

  const std::vector<std::string>& columns() const override { return rows_->columns(); }
  absl::StatusOr<bool> Next(execute::RowBatch& batch) override { return rows_->Next(batch); }

 private:
  StoreAccess::View view_;
  std::unique_ptr<execute::Rows> rows_;
};

}  // namespace

execute::ContextOptions LimitsOf(const RunOptions& options) {
  execute::ContextOptions limits;
  limits.cancelled = options.cancelled;
  limits.deadline = options.deadline;
  return limits;
}

execute::ContextOptions LimitsOf(const StatementContext& context) {
  execute::ContextOptions limits = LimitsOf(context.options);
  if (context.view.memory == nullptr) return limits;
  limits.accountant = context.view.memory;
  limits.memory_bytes = context.view.memory->limit_bytes();
  return limits;
}

StoreAccess::View Watched(StoreAccess::View view, const RunOptions& options) {
  if (view.snapshot->monitor() != nullptr) return view;
  auto monitor = std::make_shared<store::ReadMonitor>(
      [limits = LimitsOf(options)] { return execute::CheckLimits(limits); });
  auto watched = view.snapshot->Watched(std::move(monitor));
  if (watched == nullptr) return view;
  view.unwatched = std::exchange(view.snapshot, std::move(watched));
  return view;
}

StatementContext::StatementContext(StoreAccess::View read, const syntax::Names& session_names,
                                   const RunOptions& run_options)
    : view(Watched(std::move(read), run_options)), names(session_names), options(run_options) {}

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

absl::StatusOr<Outcome> RowsOutcome(absl::StatusOr<std::unique_ptr<execute::Rows>> rows,
                                    StatementContext context) {
  if (!rows.ok()) return rows.status();
  Outcome outcome;
  outcome.kind = Outcome::Kind::kRows;
  outcome.monitor = context.view.snapshot->monitor();
  if (outcome.monitor != nullptr) outcome.planning_work = outcome.monitor->counts();
  outcome.rows = std::make_unique<HeldRows>(std::move(context.view), *std::move(rows));
  outcome.warnings = std::move(context.warnings);
  return outcome;
}

}  // namespace tern
