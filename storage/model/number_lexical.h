// The lexical forms of numbers: taken apart, as exact decimals of any length, and written back.
#ifndef TERN_STORAGE_MODEL_NUMBER_LEXICAL_H_
#define TERN_STORAGE_MODEL_NUMBER_LEXICAL_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::model {

enum class NumberForm : uint8_t {
  kInteger,  // xsd:integer: a sign and digits
  kDecimal,  // xsd:decimal: with a point, too
  kDouble,   // xsd:double: with an exponent, too; INF and NaN are not scanned
};

// The parts of a number as written; views into the text that was scanned.
struct NumberLexical {
  char sign = 0;  // '+', '-' or 0
  std::string_view integral;
  bool point = false;
  std::string_view fraction;
  char exponent_mark = 0;     // 'e', 'E' or 0
  std::string_view exponent;  // with its sign
};

std::optional<NumberLexical> ScanNumber(std::string_view text, NumberForm form);

// An exact decimal: ± d.ddd × 10^exponent, digits without leading and trailing zeros. Zero has no digits,
// exponent 0 and no sign.
struct DecimalNumber {
  bool negative = false;
  int32_t exponent = 0;  // saturates at ±kMaxDecimalExponent
  std::string digits;
};

inline constexpr int32_t kMaxDecimalExponent = 2'000'000'000;

DecimalNumber ToDecimal(const NumberLexical& lexical);
std::strong_ordering CompareDecimals(const DecimalNumber& a, const DecimalNumber& b);

// "-17.25" with `zeros` more zeros behind the fraction; without a point if there is no digit behind it.
// REQUIRES: |exponent| is small (the text has about so many digits).
std::string WritePlain(const DecimalNumber& number, int zeros);

// How WriteScientific writes 1e6: the mark, and the rest as flags.
struct ScientificStyle {
  char mark = 'E';
  bool fraction = false;  // "1.0E6": always a digit behind the point
  bool padded = false;    // "1e+06": the exponent has a sign and at least two digits
};
std::string WriteScientific(const DecimalNumber& number, ScientificStyle style);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_NUMBER_LEXICAL_H_
