// A search in something sorted for who walks it forward: the place that is wanted is mostly near.
#ifndef TERN_STORAGE_MODEL_GALLOP_H_
#define TERN_STORAGE_MODEL_GALLOP_H_

#include <algorithm>
#include <cstddef>

namespace tern::model {

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

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_GALLOP_H_
