#include "tests/reference/engine_runs.h"

#include <utility>

#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/optimize/optimize.h"

namespace tern::reference {
namespace {

Cell FromEngine(const execute::Cell& cell) { return cell.has_value() ? Cell(*cell) : Cell(); }

}  // namespace

const std::vector<Mode>& Modes() {
  using Force = optimize::PlannerOptions::ForceJoin;
  static const auto& modes =
      *new std::vector<Mode>{{"as written", {false, Force::kNone}, 2048},
                             {"as written, batches of one row", {false, Force::kNone}, 1},
                             {"optimised", {true, Force::kNone}, 2048},
                             {"optimised, batches of one row", {true, Force::kNone}, 1},
                             {"hash joins", {true, Force::kHash}, 7},
                             {"merge joins", {true, Force::kMerge}, 7},
                             {"lookup joins", {true, Force::kLookup}, 7},
                             {"merge joins, batches of one row", {true, Force::kMerge}, 1},
                             {"lookup joins, batches of one row", {true, Force::kLookup}, 1}};
  return modes;
}

absl::StatusOr<EngineAnswer> RunEngine(const syntax::Query& query, const Parameters& parameters,
                                       const std::shared_ptr<const store::Snapshot>& snapshot,
                                       const Mode& mode) {
  algebra::Parameters values;
  for (const auto& [name, cell] : parameters) values[name] = cell.term();
  auto plan = algebra::Translate(query, values);
  if (!plan.ok()) return plan.status();
  auto optimised = optimize::Optimize(*plan, *snapshot, mode.planner);
  if (!optimised.ok()) return optimised.status();
  execute::ContextOptions context;
  context.batch_rows = mode.batch_rows;
  auto rows = execute::Execute(*optimised, snapshot, context);
  if (!rows.ok()) return rows.status();
  EngineAnswer answer;
  answer.columns = (*rows)->columns();
  execute::RowBatch batch;
  while (true) {
    auto more = (*rows)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return answer;
    const size_t width = answer.columns.size();
    for (size_t i = 0; i < batch.row_count; ++i) {
      Row row;
      for (size_t c = 0; c < width; ++c) row.push_back(FromEngine(batch.cells[i * width + c]));
      answer.rows.push_back(std::move(row));
    }
  }
}

}  // namespace tern::reference
