// The inner loops of decoding, in a portable form and in one for processors with AVX2, chosen once a process:
// one program runs everywhere. Only loops that profiles of scans show are here.
#ifndef TERN_STORAGE_BLOCK_DECODE_KERNELS_H_
#define TERN_STORAGE_BLOCK_DECODE_KERNELS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "storage/block/bit_packing.h"
#include "storage/model/term_id.h"

namespace tern::block {

struct DecodeKernels {
  // So many values of any width fill whole bytes.
  static constexpr size_t kGroup = 64;
  static constexpr size_t kSmallGroup = 8;

  // out[i] = base + value i of a packed array, for a whole group; reads kPackedSlackBytes behind the group at
  // the most.
  using Unpack = void (*)(const uint8_t* packed, uint64_t base, model::TermId* out);
  using Unpackers = std::array<Unpack, kMaxPackedWidth + 1>;  // by width
  Unpackers unpack_group;
  Unpackers unpack_small_group;

  // values[i] = start + values[0] + … + values[i], modulo 2^64, for i < count.
  void (*add_up)(uint64_t start, model::TermId* values, size_t count);
};

const DecodeKernels& PortableKernels();
// Null where this processor has no AVX2.
const DecodeKernels* Avx2Kernels();
// The fastest that this processor can run.
const DecodeKernels& BestKernels();

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_DECODE_KERNELS_H_
