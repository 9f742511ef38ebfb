// Arrays of unsigned integers of one bit width, packed without gaps: value i takes bits [i·width,
// (i+1)·width), the lowest bit of byte 0 first. The ground floor of blocks: any value in one or two loads,
// and runs of values through code unrolled for the width (decode_kernels.h; 0.1 to 0.3 ns each).
#ifndef TERN_STORAGE_BLOCK_BIT_PACKING_H_
#define TERN_STORAGE_BLOCK_BIT_PACKING_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/types/span.h"
#include "storage/model/term_id.h"

namespace tern::block {

static_assert(std::endian::native == std::endian::little, "blocks are read in place and are little-endian");

inline constexpr int kMaxPackedWidth = model::TermId::kPayloadBits;
// Readers may load this many bytes past the end of a packed array: what holds the array keeps them readable.
inline constexpr size_t kPackedSlackBytes = 8;

constexpr size_t PackedBytes(uint64_t count, int width) {
  return static_cast<size_t>((count * static_cast<uint64_t>(width) + 7) / 8);
}

inline uint64_t LoadWord(const uint8_t* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Value `index` of a packed array. REQUIRES: 0 <= width <= kMaxPackedWidth.
inline uint64_t UnpackOne(const uint8_t* packed, uint64_t index, int width) {
  const uint64_t bit = index * static_cast<uint64_t>(width);
  const uint8_t* bytes = packed + bit / 8;
  const int shift = static_cast<int>(bit % 8);
  uint64_t value = LoadWord(bytes) >> shift;
  if (shift + width > 64) value |= static_cast<uint64_t>(bytes[8]) << (64 - shift);
  return value & ((uint64_t{1} << width) - 1);
}

// out[i] = base + value begin+i, as bits of an id, for i < count.
void UnpackRange(const uint8_t* packed, uint64_t begin, size_t count, int width, uint64_t base,
                 model::TermId* out);

// Appends `values`, each below 2^width, in PackedBytes(values.size(), width) bytes.
void AppendPacked(absl::Span<const uint64_t> values, int width, std::string& out);

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BIT_PACKING_H_
