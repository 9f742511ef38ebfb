#include "storage/block/decode_kernels.h"

#include <utility>

namespace tern::block {
namespace {

using model::TermId;
using Kernels = DecodeKernels;

template <int kWidth, size_t kIndex>
inline uint64_t Extract(const uint8_t* packed) {
  constexpr size_t kBit = kIndex * kWidth;
  constexpr int kShift = kBit % 8;
  uint64_t value = LoadWord(packed + kBit / 8) >> kShift;
  if constexpr (kShift + kWidth > 64) value |= static_cast<uint64_t>(packed[kBit / 8 + 8]) << (64 - kShift);
  return value & ((uint64_t{1} << kWidth) - 1);
}

template <int kWidth, size_t kCount>
void Unpack(const uint8_t* packed, uint64_t base, TermId* out) {
  [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    ((out[kIndex] = TermId::FromBits(base + Extract<kWidth, kIndex>(packed))), ...);
  }
  (std::make_index_sequence<kCount>{});
}

template <size_t kCount, size_t... kWidth>
constexpr Kernels::Unpackers MakeUnpackers(std::index_sequence<kWidth...>) {
  return {&Unpack<static_cast<int>(kWidth), kCount>...};
}

void AddUp(uint64_t start, TermId* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    start += values[i].bits();
    values[i] = TermId::FromBits(start);
  }
}

constexpr auto kWidths = std::make_index_sequence<kMaxPackedWidth + 1>{};
constexpr Kernels kPortable = {MakeUnpackers<Kernels::kGroup>(kWidths),
                               MakeUnpackers<Kernels::kSmallGroup>(kWidths), &AddUp};

}  // namespace

const DecodeKernels& PortableKernels() { return kPortable; }

const DecodeKernels& BestKernels() {
  static const DecodeKernels& best = Avx2Kernels() != nullptr ? *Avx2Kernels() : PortableKernels();
  return best;
}

}  // namespace tern::block
