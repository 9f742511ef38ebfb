#include "storage/block/bit_packing.h"

#include <array>
#include <utility>

namespace tern::block {
namespace {

using model::TermId;

constexpr size_t kGroup = 64;  // so many values of any width fill whole bytes, and one group is unrolled

template <int kWidth, size_t kIndex>
inline uint64_t Extract(const uint8_t* packed) {
  constexpr size_t kBit = kIndex * kWidth;
  constexpr int kShift = kBit % 8;
  uint64_t value = LoadWord(packed + kBit / 8) >> kShift;
  if constexpr (kShift + kWidth > 64) value |= static_cast<uint64_t>(packed[kBit / 8 + 8]) << (64 - kShift);
  return value & ((uint64_t{1} << kWidth) - 1);
}

template <int kWidth>
void UnpackGroup(const uint8_t* packed, uint64_t base, TermId* out) {
  [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    ((out[kIndex] = TermId::FromBits(base + Extract<kWidth, kIndex>(packed))), ...);
  }
  (std::make_index_sequence<kGroup>{});
}

using GroupUnpacker = void (*)(const uint8_t*, uint64_t, TermId*);

template <size_t... kWidth>
constexpr auto MakeUnpackers(std::index_sequence<kWidth...>) {
  return std::array<GroupUnpacker, sizeof...(kWidth)>{&UnpackGroup<static_cast<int>(kWidth)>...};
}

constexpr auto kUnpackers = MakeUnpackers(std::make_index_sequence<kMaxPackedWidth + 1>{});

}  // namespace

void UnpackRange(const uint8_t* packed, uint64_t begin, size_t count, int width, uint64_t base, TermId* out) {
  if (width == 0) {
    for (size_t i = 0; i < count; ++i) out[i] = TermId::FromBits(base);
    return;
  }
  // Every eighth value starts on a byte: single values up to there, then groups.
  const size_t to_byte = (8 - begin % 8) % 8;
  const size_t head = to_byte < count ? to_byte : count;
  size_t done = 0;
  for (; done < head; ++done) out[done] = TermId::FromBits(base + UnpackOne(packed, begin + done, width));
  const GroupUnpacker unpack_group = kUnpackers[static_cast<size_t>(width)];
  for (; count - done >= kGroup; done += kGroup) {
    unpack_group(packed + (begin + done) / 8 * static_cast<uint64_t>(width), base, out + done);
  }
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
