// A plan that was made for some values of parameters, for other values: where a parameter is nothing but an
// end or a predicate of a walk, only the ids in the plan's scans change, and nothing is planned again. That
// costs a look-up of each value instead of a translation, all rules and a join search.
#ifndef TERN_ENGINE_OPTIMIZE_REBIND_H_
#define TERN_ENGINE_OPTIMIZE_REBIND_H_

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/syntax/parameter_value.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// True where the two differ in nothing but the terms of slots that stand for a parameter: two translations of
// one query with other values, neither of which parameter values have shaped.
bool DifferOnlyInParameters(const algebra::Node& a, const algebra::Node& b);

// Immutable; thread-safe.
class RebindablePlan {
 public:
  // `optimised` is what the rules made of `translated` in `snapshot` with `parameters`. Nothing where a rule
  // has used up a parameter, so that the plan holds for that value alone. REQUIRES: every parameter of the
  // query is in `translated` only as slots that carry its name.
  static absl::StatusOr<std::optional<RebindablePlan>> Create(const algebra::Node& translated,
                                                              algebra::NodePtr optimised,
                                                              syntax::Parameters parameters,
                                                              const store::Snapshot& snapshot);

  // The plan for `parameters`, in the snapshot of Create or one with the same content. Nothing where another
  // plan is needed: a value is missing, of another kind, or unknown to the store, or has far more or fewer
  // rows than the one that the joins were chosen for.
  absl::StatusOr<std::optional<algebra::NodePtr>> For(const syntax::Parameters& parameters,
                                                      const store::Snapshot& snapshot) const;

 private:
  RebindablePlan(algebra::NodePtr plan, syntax::Parameters parameters)
      : plan_(std::move(plan)), parameters_(std::move(parameters)) {}

  algebra::NodePtr plan_;
  syntax::Parameters parameters_;
  // Rows of the scans with parameters, in the sequence of a walk through the plan. Empty where the plan reads
  // one place only: there is no other way to run it.
  std::vector<double> rows_;
};

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_REBIND_H_
