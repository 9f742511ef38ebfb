// The inline payloads of xsd:decimal and xsd:double: sign, decimal exponent, mantissa of 14 digits, and in
// the lowest three bits how the number was written. docs/format.md, "Decimals and doubles".
#ifndef TERN_STORAGE_MODEL_INLINE_NUMBER_H_
#define TERN_STORAGE_MODEL_INLINE_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::model {

inline constexpr int kNumberStyleBits = 3;

// Nothing unless decoding gives `lexical` back exactly.
std::optional<uint64_t> EncodeDecimal(std::string_view lexical);
std::optional<uint64_t> EncodeDouble(std::string_view lexical);

std::string DecodeDecimal(uint64_t payload);
std::string DecodeDouble(uint64_t payload);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_INLINE_NUMBER_H_
