// Searches in sorted ids for who walks them forward: the place that is wanted is mostly near.
#ifndef TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_
#define TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_

#include <algorithm>
#include <cstddef>

#include "storage/model/term_id.h"

namespace tern::execute {

// The first place in [from, size) that `reached` holds for, else size; with doubling steps. REQUIRES: reached
// is monotone.
template <typename Reached>
size_t GallopTo(size_t from, size_t size, const Reached& reached) {
  size_t low = from;  // all before it is not reached
  size_t step = 1;
  while (low + step <= size && !reached(low + step - 1)) {
    low += step;
    step *= 2;
  }
  size_t high = std::min(size, low + step - 1);  // reached, or the end
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (reached(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

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
  return GallopTo(from, size, [&](size_t at) { return !(ids[at] < id); });
}

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SORTED_SEARCH_H_
