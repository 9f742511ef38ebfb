// Searches in sorted ids for who walks them forward: the place that is wanted is mostly near.
#ifndef TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_
#define TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_

#include <cstddef>

#include "storage/model/gallop.h"
#include "storage/model/term_id.h"

namespace tern::execute {

// The first of ids[from … size) that is not below `id`, else size. Eight ids at a time are compared without a
// branch, which a processor could not predict; what is further away is galloped to. REQUIRES: ids ascend.
inline size_t FirstAtLeast(const model::TermId* ids, size_t from, size_t size, model::TermId id) {
  constexpr size_t kStep = 8;
  constexpr size_t kSteps = 4;
  for (size_t step = 0; step < kSteps && from + kStep <= size; ++step) {
    size_t below = 0;
    for (size_t i = 0; i < kStep; ++i) below += ids[from + i] < id ? 1 : 0;
    from += below;
    if (below < kStep) return from;
  }
  return model::GallopTo(from, size, [&](size_t at) { return !(ids[at] < id); });
}

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_
