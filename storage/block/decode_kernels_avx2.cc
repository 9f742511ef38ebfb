#include "storage/block/decode_kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <utility>

// Functions that use the instructions are marked one by one: with a compiler option for the whole file inline
// functions of other headers would get them too, and the linker might choose those for everybody.
#define TERN_AVX2 __attribute__((target("avx2")))

namespace tern::block {
namespace {

using model::TermId;
using Kernels = DecodeKernels;

// Values up to this width come four to a word of 8 bytes.
constexpr int kMaxWidthInWord = 15;
// Wider ones are put into their places bytewise, 8 bytes each, of which up to 7 bits lie before the value.
constexpr int kMaxWidthByBytes = 57;
// From this width on 16 bytes read at the last values of a group stay inside its slack.
constexpr int kMinWidthToTheEnd = 32;

TERN_AVX2 inline void Store(__m256i ids, TermId* out) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), ids);
}

// Shifts for four values in one word, the first at bit `bit`.
template <int kWidth>
TERN_AVX2 inline __m256i ShiftsInWord(int bit) {
  return _mm256_setr_epi64x(bit, bit + kWidth, bit + 2 * kWidth, bit + 3 * kWidth);
}

template <int kWidth>
TERN_AVX2 void UnpackNarrow(const uint8_t* packed, uint64_t base, TermId* out) {
  static_assert(4 + 4 * kWidth <= 64);
  const __m256i bases = _mm256_set1_epi64x(static_cast<long long>(base));
  const __m256i mask = _mm256_set1_epi64x((1LL << kWidth) - 1);
  // Four values begin on a byte or, with odd widths, on the half of one.
  const __m256i even = ShiftsInWord<kWidth>(0);
  const __m256i odd = ShiftsInWord<kWidth>(4 * kWidth % 8);
  for (size_t i = 0; i < Kernels::kGroup; i += 8, packed += kWidth) {
    const __m256i first = _mm256_set1_epi64x(static_cast<long long>(LoadWord(packed)));
    const __m256i second = _mm256_set1_epi64x(static_cast<long long>(LoadWord(packed + 4 * kWidth / 8)));
    Store(_mm256_add_epi64(_mm256_and_si256(_mm256_srlv_epi64(first, even), mask), bases), out + i);
    Store(_mm256_add_epi64(_mm256_and_si256(_mm256_srlv_epi64(second, odd), mask), bases), out + i + 4);
  }
}

// Where the bytes of four values lie, the first at bit kBit: two values in each half, which is read at the
// byte of its first.
template <int kWidth, int kBit>
struct Placement {
  static constexpr int Bit(int value) { return kBit + value * kWidth; }
  static constexpr int LoadAt(int half) { return Bit(2 * half) / 8; }
  static constexpr int kOffset0 = Bit(1) / 8 - LoadAt(0);
  static constexpr int kOffset1 = Bit(3) / 8 - LoadAt(1);
  static_assert(kOffset0 + 8 <= 16 && kOffset1 + 8 <= 16);

  // Eight bytes from `offset` on, as a shuffle has it.
  static constexpr long long Bytes(int offset) { return 0x0706050403020100 + offset * 0x0101010101010101; }

  TERN_AVX2 static inline __m256i Read(const uint8_t* packed) {
    const auto* low = reinterpret_cast<const __m128i*>(packed + LoadAt(0));
    const auto* high = reinterpret_cast<const __m128i*>(packed + LoadAt(1));
    const __m256i bytes =
        _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(low)), _mm_loadu_si128(high), 1);
    const __m256i words =
        _mm256_shuffle_epi8(bytes, _mm256_setr_epi64x(Bytes(0), Bytes(kOffset0), Bytes(0), Bytes(kOffset1)));
    return _mm256_srlv_epi64(words, _mm256_setr_epi64x(Bit(0) % 8, Bit(1) % 8, Bit(2) % 8, Bit(3) % 8));
  }
};

template <int kWidth>
TERN_AVX2 void UnpackByBytes(const uint8_t* packed, uint64_t base, TermId* out) {
  const __m256i bases = _mm256_set1_epi64x(static_cast<long long>(base));
  const __m256i mask = _mm256_set1_epi64x((1LL << kWidth) - 1);
  constexpr size_t kEnd = kWidth >= kMinWidthToTheEnd ? Kernels::kGroup : Kernels::kGroup - 8;
  for (size_t i = 0; i < kEnd; i += 8, packed += kWidth) {
    Store(_mm256_add_epi64(_mm256_and_si256(Placement<kWidth, 0>::Read(packed), mask), bases), out + i);
    Store(_mm256_add_epi64(_mm256_and_si256(Placement<kWidth, 4 * kWidth>::Read(packed), mask), bases),
          out + i + 4);
  }
  if constexpr (kEnd < Kernels::kGroup) {
    PortableKernels().unpack_small_group[kWidth](packed, base, out + kEnd);
  }
}

template <int kWidth>
constexpr Kernels::Unpack ChooseUnpacker(Kernels::Unpack portable) {
  if constexpr (kWidth == 0 || kWidth > kMaxWidthByBytes) return portable;
  if constexpr (kWidth <= kMaxWidthInWord) return &UnpackNarrow<kWidth>;
  if constexpr (kWidth > kMaxWidthInWord && kWidth <= kMaxWidthByBytes) return &UnpackByBytes<kWidth>;
}

template <size_t... kWidth>
Kernels::Unpackers MakeUnpackers(std::index_sequence<kWidth...>) {
  const Kernels::Unpackers& portable = PortableKernels().unpack_group;
  return {ChooseUnpacker<static_cast<int>(kWidth)>(portable[kWidth])...};
}

TERN_AVX2 void AddUp(uint64_t start, TermId* values, size_t count) {
  __m256i before = _mm256_set1_epi64x(static_cast<long long>(start));
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values + i));
    // Inside each half, then what the lower half adds to the upper one; `before` waits for neither.
    const __m256i pairs = _mm256_add_epi64(v, _mm256_slli_si256(v, 8));
    const __m256i low_sum = _mm256_permute4x64_epi64(pairs, 0x55);
    const __m256i sums = _mm256_add_epi64(pairs, _mm256_blend_epi32(_mm256_setzero_si256(), low_sum, 0xf0));
    Store(_mm256_add_epi64(sums, before), values + i);
    before = _mm256_add_epi64(before, _mm256_permute4x64_epi64(sums, 0xff));
  }
  PortableKernels().add_up(static_cast<uint64_t>(_mm256_extract_epi64(before, 0)), values + i, count - i);
}

}  // namespace

const DecodeKernels* Avx2Kernels() {
  static const bool supported = __builtin_cpu_supports("avx2") != 0;
  if (!supported) return nullptr;
  static const DecodeKernels kernels = {
      MakeUnpackers(std::make_index_sequence<kMaxPackedWidth + 1>{}),
      PortableKernels().unpack_small_group,
      &AddUp,
  };
  return &kernels;
}

}  // namespace tern::block

#else

namespace tern::block {

const DecodeKernels* Avx2Kernels() { return nullptr; }

}  // namespace tern::block

#endif
