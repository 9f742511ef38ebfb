// The inline payloads of xsd:decimal and xsd:double: sign, decimal exponent, mantissa of 14 digits, and in
// the lowest three bits how the number was written. docs/format.md, "Decimals and doubles".
#ifndef TERN_STORAGE_MODEL_INLINE_NUMBER_H_
#define TERN_STORAGE_MODEL_INLINE_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/model/number_lexical.h"

namespace tern::model {

inline constexpr int kNumberStyleBits = 3;

// Nothing unless decoding gives `lexical` back exactly.
std::optional<uint64_t> EncodeDecimal(std::string_view lexical);
std::optional<uint64_t> EncodeDouble(std::string_view lexical);

// Payloads below `begin` stand for smaller numbers, those from `end` on for greater ones, and those between
// for the number itself, however written.
struct NumberCut {
  uint64_t begin;
  uint64_t end;
};
NumberCut CutAtNumber(const DecimalNumber& number);

// An inline number by its parts, without making text of it.
struct InlineNumber {
  int sign = 0;  // -1, 0, 1
  int exponent = 0;
  uint64_t mantissa = 0;  // 14 digits, the first of which is not 0
};
InlineNumber InlineNumberOf(uint64_t payload);

std::string DecodeDecimal(uint64_t payload);
std::string DecodeDouble(uint64_t payload);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_INLINE_NUMBER_H_
