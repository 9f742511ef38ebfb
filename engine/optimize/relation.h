// One input of a group of joins, with what is known about it before any join.
#ifndef TERN_ENGINE_OPTIMIZE_RELATION_H_
#define TERN_ENGINE_OPTIMIZE_RELATION_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/cardinality.h"

namespace tern::optimize {

// A scan with its own conditions, or any other plan.
struct Relation {
  algebra::NodePtr node;
  const algebra::Scan* scan = nullptr;      // of `node`, below its conditions; null: another plan
  const algebra::PathScan* path = nullptr;  // likewise
  std::vector<algebra::Expression> conditions;
  double scanned_rows = 1;                                  // before the conditions
  double rows = 1;                                          // behind them
  absl::flat_hash_map<algebra::Variable, double> distinct;  // different values of each variable it binds
  double cost = 0;                                          // of a plan that is no scan
  PathEstimate reach = {};                                  // of a path
};

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_RELATION_H_
