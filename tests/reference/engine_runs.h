// The ways in which the engine can run one query, for tests that compare them.
#ifndef TERN_TESTS_REFERENCE_ENGINE_RUNS_H_
#define TERN_TESTS_REFERENCE_ENGINE_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/optimize/planner_options.h"
#include "engine/syntax/syntax_tree.h"
#include "storage/store/snapshot.h"
#include "tests/reference/cell.h"
#include "tests/reference/scope.h"

namespace tern::reference {

// One way to run a query.
struct Mode {
  std::string name;
  optimize::PlannerOptions planner;
  size_t batch_rows;
  uint64_t every = 1;  // only every so many queries: what takes long to plan
};

// As written, optimised, and with every kind of join forced; in large batches and in batches of one row.
const std::vector<Mode>& Modes();

struct EngineAnswer {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

absl::StatusOr<EngineAnswer> RunEngine(const syntax::Query& query, const Parameters& parameters,
                                       const std::shared_ptr<const store::Snapshot>& snapshot,
                                       const Mode& mode);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_ENGINE_RUNS_H_
