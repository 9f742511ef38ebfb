// Where the next byte of some kind is, sixteen bytes at a time: the inner loops of reading lines. SSE2 is
// part of every x86-64, so nothing is dispatched; spans are tens of bytes, for which wider vectors gain
// nothing. Elsewhere the same, byte by byte. Nothing outside [begin, end) is ever touched.
#ifndef TERN_ENGINE_INGEST_BYTE_SEARCH_H_
#define TERN_ENGINE_INGEST_BYTE_SEARCH_H_

#include <cstddef>

#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

namespace tern::ingest {

// A kind of byte: Is tells it of one, Mask of sixteen (bit i: byte i).

// '\n' and '\r'.
struct LineEndByte {
  static bool Is(unsigned char c) { return c == '\n' || c == '\r'; }
#if defined(__SSE2__)
  static unsigned Mask(__m128i block) {
    const __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(block, _mm_set1_epi8('\r')));
    return static_cast<unsigned>(_mm_movemask_epi8(found));
  }
#endif
};

// What does not stand for itself in a string of one line: its end, a backslash, a line end.
struct StringStopByte {
  static bool Is(unsigned char c) { return c == '"' || c == '\\' || LineEndByte::Is(c); }
#if defined(__SSE2__)
  static unsigned Mask(__m128i block) {
    const __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')), _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
    return static_cast<unsigned>(_mm_movemask_epi8(found)) | LineEndByte::Mask(block);
  }
#endif
};

// What does not stand for itself in an IRI: 00..20 and <>"{}|^`\.
struct IriStopByte {
  static bool Is(unsigned char c) {
    return c <= 0x20 || (c | 2) == '>' || (c | 2) == '^' || c == '`' || c == '"' || (c >= '{' && c <= '}');
  }
#if defined(__SSE2__)
  static unsigned Mask(__m128i block) {
    const __m128i with_two = _mm_or_si128(block, _mm_set1_epi8(2));
    const __m128i space = _mm_set1_epi8(0x20);
    const __m128i from_brace = _mm_sub_epi8(block, _mm_set1_epi8('{'));
    const __m128i two = _mm_set1_epi8(2);
    __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(block, space), block);
    found = _mm_or_si128(found, _mm_cmpeq_epi8(with_two, _mm_set1_epi8('>')));  // <>
    found = _mm_or_si128(found, _mm_cmpeq_epi8(with_two, _mm_set1_epi8('^')));  // \^
    found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('`')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(from_brace, two), from_brace));  // {|}
    return static_cast<unsigned>(_mm_movemask_epi8(found));
  }
#endif
};

namespace byte_search_internal {

template <typename Kind>
const char* FindOneByOne(const char* at, const char* end, bool* has_high) {
  for (; at != end; ++at) {
    const auto byte = static_cast<unsigned char>(*at);
    if (Kind::Is(byte)) break;
    if (byte >= 0x80) *has_high = true;
  }
  return at;
}

}  // namespace byte_search_internal

// The first byte of the kind in [at, end), or `end`. Sets *has_high where one of 80..FF stands before it,
// else leaves it. REQUIRES: begin <= at <= end; all of [begin, end) can be read.
template <typename Kind>
inline const char* FindByte(const char* begin, const char* at, const char* end, bool* has_high) {
#if defined(__SSE2__)
  constexpr ptrdiff_t kBlock = 16;
  unsigned high = 0;
  const auto load = [](const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); };
  // `skipped` bytes of the block have been seen.
  const auto look = [&](const char* from, int skipped) -> const char* {
    const __m128i block = load(from);
    const unsigned found = Kind::Mask(block) >> skipped;
    const unsigned bits = static_cast<unsigned>(_mm_movemask_epi8(block)) >> skipped;
    if (found == 0) {
      high |= bits;
      return nullptr;
    }
    high |= bits & ((found & (~found + 1)) - 1);
    return from + skipped + std::countr_zero(found);
  };
  const char* found = nullptr;
  for (; found == nullptr && end - at >= kBlock; at += kBlock) found = look(at, 0);
  if (found == nullptr && at != end) {
    if (end - begin < kBlock) {
      if (high != 0) *has_high = true;
      return byte_search_internal::FindOneByOne<Kind>(at, end, has_high);
    }
    found = look(end - kBlock, static_cast<int>(kBlock - (end - at)));
  }
  if (high != 0) *has_high = true;
  return found != nullptr ? found : end;
#else
  static_cast<void>(begin);
  return byte_search_internal::FindOneByOne<Kind>(at, end, has_high);
#endif
}

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_BYTE_SEARCH_H_
