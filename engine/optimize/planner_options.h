// What the optimiser may do. Public so that tests can run one query many ways and compare the answers.
#ifndef TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_
#define TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_

#include <cstddef>
#include <cstdint>

namespace tern::optimize {

struct PlannerOptions {
  bool optimize = true;  // false: the plan as written
  // Every join that can be of this kind is; the others are chosen as ever.
  enum class ForceJoin : uint8_t { kNone, kHash, kMerge, kLookup };
  ForceJoin force_join = ForceJoin::kNone;
};

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_PLANNER_OPTIONS_H_
