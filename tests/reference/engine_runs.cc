#include "tests/reference/engine_runs.h"

#include <utility>

#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/optimize/optimize.h"
#include "engine/syntax/parameter_value.h"

namespace tern::reference {
namespace {

Cell FromEngine(const execute::Cell& cell) {
  if (cell.is_null()) return {};
  if (!cell.is_list()) return *cell;
  std::vector<Cell> items;
  for (const execute::Cell& item : cell.items()) items.push_back(FromEngine(item));
  return Cell::List(std::move(items));
}

algebra::Parameters ToEngine(const Parameters& parameters) {
  algebra::Parameters values;
  for (const auto& [name, cell] : parameters) {
    if (cell.is_term()) {
      values[name] = cell.term();
      continue;
    }
    std::vector<model::Term> items;
    for (const Cell& item : cell.items()) items.push_back(item.term());
    values[name] = syntax::ParameterValue::List(std::move(items));
  }
  return values;
}

}  // namespace

const std::vector<Mode>& Modes() {
  using Options = optimize::PlannerOptions;
  using Force = Options::ForceJoin;
  const Options as_written = {.optimize = false};
  const auto forced = [](Force force) { return Options{.force_join = force}; };
  const auto correlated = [](Force force) { return Options{.force_join = force, .decorrelate = false}; };
  const auto per_row = [](Options::RunPerRow how) { return Options{.run_per_row = how}; };
  static const auto& modes =
      *new std::vector<Mode>{{"as written", as_written, 2048},
                             {"as written, batches of one row", as_written, 1},
                             {"optimised", Options{}, 2048},
                             {"optimised, batches of one row", Options{}, 1},
                             {"hash joins", forced(Force::kHash), 7},
                             {"merge joins", forced(Force::kMerge), 7},
                             {"lookup joins", forced(Force::kLookup), 7},
                             {"leapfrog joins", forced(Force::kLeapfrog), 7},
                             {"leapfrog joins, batches of one row", forced(Force::kLeapfrog), 1},
                             {"merge joins, batches of one row", forced(Force::kMerge), 1},
                             {"lookup joins, batches of one row", forced(Force::kLookup), 1},
                             {"correlated", correlated(Force::kNone), 2048},
                             {"correlated hash joins, batches of three rows", correlated(Force::kHash), 3},
                             {"correlated lookup joins, batches of one row", correlated(Force::kLookup), 1},
                             {"once a row", per_row(Options::RunPerRow::kAlways), 3, 16},
                             {"once for all rows", per_row(Options::RunPerRow::kNever), 2048}};
  return modes;
}

absl::StatusOr<EngineAnswer> RunEngine(const syntax::Query& query, const Parameters& parameters,
                                       const std::shared_ptr<const store::Snapshot>& snapshot,
                                       const Mode& mode) {
  auto plan = algebra::Translate(query, ToEngine(parameters));
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
