// Finds a cheap sequence of joins for a group of relations: dynamic programming over their subsets while they
// are few (Selinger et al. 1979, with the sort orders worth keeping), else joining the pair with the smallest
// result again and again (greedy operator ordering). Bushy trees are allowed; products only where nothing
// connects.
#ifndef TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
#define TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_

#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/cardinality.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {

// One input of a group of joins: a scan with its own conditions, or any other plan.
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

struct JoinGroup {
  std::vector<Relation> relations;              // one or more
  std::vector<algebra::Expression> conditions;  // that need variables of several relations
  std::vector<algebra::Variable>
      wanted_groups;           // the parent would like equal values of these to be neighbours
  bool keep_sequence = false;  // joins stay in the sequence of the relations
};

// The joined plan, with its rows estimated.
algebra::NodePtr SearchJoins(const JoinGroup& group, PlannerOptions::ForceJoin force);

// The order in which `right` is looked up best by the values of `left`, a set of variables; nothing where no
// order leads to one of them. REQUIRES: right.scan is set.
struct LookupChoice {
  order::Order order;
  double cost_per_row;  // of the left side
};
std::optional<LookupChoice> BestLookup(const Relation& right, const algebra::VariableSet& left);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
