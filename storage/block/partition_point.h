// Searches over packed values: they end, and inside the range, whatever damaged bytes make of the values.
#ifndef TERN_STORAGE_BLOCK_PARTITION_POINT_H_
#define TERN_STORAGE_BLOCK_PARTITION_POINT_H_

#include <cstdint>

namespace tern::block {

// The first value in [begin, end) for which `below` is false, else end.
template <typename Below>
uint32_t PartitionPoint(uint32_t begin, uint32_t end, const Below& below) {
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    if (below(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

// The same with doubling steps, for a point that is probably near.
template <typename Below>
uint32_t GallopPoint(uint32_t begin, uint32_t end, const Below& below) {
  for (uint32_t step = 1; step < end - begin; step *= 2) {
    if (!below(begin + step - 1)) return PartitionPoint(begin, begin + step - 1, below);
    begin += step;
  }
  return PartitionPoint(begin, end, below);
}

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_PARTITION_POINT_H_
