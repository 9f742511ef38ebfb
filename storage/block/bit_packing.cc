#include "storage/block/bit_packing.h"

#include <algorithm>

#include "storage/block/decode_kernels.h"

namespace tern::block {

using model::TermId;

void UnpackRange(const uint8_t* packed, uint64_t begin, size_t count, int width, uint64_t base, TermId* out) {
  if (width == 0) {
    std::fill_n(out, count, TermId::FromBits(base));
    return;
  }
  // Every eighth value starts on a byte: single values up to there, then groups.
  const size_t head = std::min<size_t>((8 - begin % 8) % 8, count);
  size_t done = 0;
  for (; done < head; ++done) out[done] = TermId::FromBits(base + UnpackOne(packed, begin + done, width));
  const DecodeKernels& kernels = BestKernels();
  const auto unpack_groups = [&](DecodeKernels::Unpack unpack, size_t group) {
    for (; count - done >= group; done += group) {
      unpack(packed + (begin + done) / 8 * static_cast<uint64_t>(width), base, out + done);
    }
  };
  unpack_groups(kernels.unpack_group[static_cast<size_t>(width)], DecodeKernels::kGroup);
  unpack_groups(kernels.unpack_small_group[static_cast<size_t>(width)], DecodeKernels::kSmallGroup);
  for (; done < count; ++done) out[done] = TermId::FromBits(base + UnpackOne(packed, begin + done, width));
}

void AppendPacked(absl::Span<const uint64_t> values, int width, std::string& out) {
  const size_t size = PackedBytes(values.size(), width);
  const size_t start = out.size();
  out.resize(start + size + kPackedSlackBytes);
  char* next = out.data() + start;
  uint64_t word = 0;  // the lowest `used` bits wait to be written
  int used = 0;
  for (const uint64_t value : values) {
    word |= value << used;
    if (used + width < 64) {
      used += width;
      continue;
    }
    std::memcpy(next, &word, sizeof word);
    next += sizeof word;
    const int written = 64 - used;  // 1 … 64 bits of `value`
    word = written < 64 ? value >> written : 0;
    used = width - written;
  }
  std::memcpy(next, &word, sizeof word);
  out.resize(start + size);
}

}  // namespace tern::block
