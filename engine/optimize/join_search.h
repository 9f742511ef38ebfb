// Finds a cheap sequence of joins for a group of relations: dynamic programming over their subsets while they
// are few (Selinger et al. 1979, with the sort orders worth keeping), else joining the pair with the smallest
// result again and again (greedy operator ordering). Bushy trees are allowed; products only where nothing
// connects.
#ifndef TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
#define TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/join_sample.h"
#include "engine/optimize/relation.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {

struct JoinGroup {
  std::vector<Relation> relations;              // one or more
  std::vector<algebra::Expression> conditions;  // that need variables of several relations
  std::vector<algebra::Variable>
      wanted_groups;           // the parent would like equal values of these to be neighbours
  bool keep_sequence = false;  // joins stay in the sequence of the relations
};

// The joined plan, with its rows estimated. What the search looks at is bounded by counts of candidates, not
// by time, so that a question has one plan. `snapshot`, where there is one, is asked how relations match
// where the plan found without that is worth it.
absl::StatusOr<algebra::NodePtr> SearchJoins(const JoinGroup& group, PlannerOptions::ForceJoin force,
                                             const store::Snapshot* snapshot = nullptr);

// Puts the relations into a sequence that does not depend on the one in which the query was written.
void SortRelations(JoinGroup& group);

// The order in which `right` is looked up best by the values of `left`, a set of variables; nothing where no
// order leads to one of them. REQUIRES: right.scan is set.
struct LookupChoice {
  order::Order order;
  double cost_per_row;  // of the left side
};
std::optional<LookupChoice> BestLookup(const Relation& right, const algebra::VariableSet& left);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_JOIN_SEARCH_H_
