// What the optimiser may do. Public so that tests can run one query many ways and compare the answers.
#ifndef TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_
#define TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_

#include <cstddef>
#include <cstdint>

namespace tern::optimize {

struct PlannerOptions {
  bool optimize = true;  // false: the plan as written
  // Every join that can be of this kind is, outer, semi and anti joins too; the others are chosen as ever.
  enum class ForceJoin : uint8_t { kNone, kHash, kMerge, kLookup, kLeapfrog };
  ForceJoin force_join = ForceJoin::kNone;
  // Groups (`optional`, `not`, subqueries …) whose right side may run once instead of once a row do so.
  // False: they run once a row of the left side, as without the optimiser.
  bool decorrelate = true;
  // kNever: what `decorrelate` has freed runs once. kAlways: joins with more than a scan on one side run that
  // side once a row of the other. kByCost: whatever costs less.
  enum class RunPerRow : uint8_t { kByCost, kNever, kAlways };
  RunPerRow run_per_row = RunPerRow::kByCost;
};

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_
