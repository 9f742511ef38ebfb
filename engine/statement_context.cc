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

absl::StatusOr<Outcome> RowsOutcome(absl::StatusOr<std::unique_ptr<execute::Rows>> rows,
                                    StatementContext context) {
  if (!rows.ok()) return rows.status();
  Outcome outcome;
  outcome.kind = Outcome::Kind::kRows;
  outcome.rows = std::make_unique<HeldRows>(std::move(context.view), *std::move(rows));
  outcome.warnings = std::move(context.warnings);
  return outcome;
}

}  // namespace tern
