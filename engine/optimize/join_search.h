// Finds a cheap sequence of joins for a group of relations: dynamic programming over their subsets while they
// are few (Selinger et al. 1979, with the sort orders worth keeping), else joining the pair with the smallest
// result again and again (greedy operator ordering). Bushy trees are allowed; products only where nothing
// connects.
#ifndef TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
#define TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {

// One input of a group of joins: a scan with its own conditions, or any other plan.
struct Relation {
  algebra::NodePtr node;
  const algebra::Scan* scan = nullptr;  // of `node`, below its conditions; null: another plan
  std::vector<algebra::Expression> conditions;
  double scanned_rows = 1;                                  // before the conditions
  double rows = 1;                                          // behind them
  absl::flat_hash_map<algebra::Variable, double> distinct;  // different values of each variable it binds
};

struct JoinGroup {
  std::vector<Relation> relations;              // one or more
  std::vector<algebra::Expression> conditions;  // that need variables of several relations
  std::vector<algebra::Variable>
      wanted_groups;           // the parent would like equal values of these to be neighbours
  bool keep_sequence = false;  // joins stay in the sequence of the relations
};

// The joined plan, with its rows estimated.
algebra::NodePtr SearchJoins(const JoinGroup& group, PlannerOptions::ForceJoin force);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
