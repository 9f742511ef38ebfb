#include "storage/model/inline_number.h"

#include <algorithm>
#include <cstddef>

#include "storage/model/number_lexical.h"
#include "storage/model/term_id.h"

namespace tern::model {
namespace {

constexpr int kMantissaDigits = 14;
constexpr int kMantissaBits = 47;  // 10^14 < 2^47
constexpr int kExponentBits = 8;
constexpr int kExponentBias = 128;  // exponents −127 … 127 become 1 … 255; 0 is zero's
constexpr int kMaxExponent = 127;
constexpr uint64_t kStyleMask = (1u << kNumberStyleBits) - 1;
constexpr uint64_t kMagnitudeMask = (uint64_t{1} << (kExponentBits + kMantissaBits)) - 1;
constexpr uint64_t kSignBit = uint64_t{1} << (kExponentBits + kMantissaBits);  // set: zero or positive
static_assert(1 + kExponentBits + kMantissaBits + kNumberStyleBits == TermId::kPayloadBits);

// On disk: never renumber. A decimal's style is the number of zeros behind its shortest form, or:
constexpr uint64_t kMaxDecimalZeros = 6;   // "17" 0, "17.0" 1, "17.250" 1, "17.000000" 6
constexpr uint64_t kDecimalBarePoint = 7;  // ".5", "-.25"

// On disk: never renumber.
enum DoubleStyle : uint64_t {
  kCanonical = 0,      // "1.7256E1", "1.0E6", "0.0E0"
  kPlain = 1,          // "17.256", "17"
  kPlainOneZero = 2,   // "17.0", "17.2560"
  kLower = 3,          // "1.7256e1", "1e6"
  kUpperShort = 4,     // "1E6"
  kLowerFraction = 5,  // "1.0e6"
  kLowerPadded = 6,    // "1e+06", "1.5e-07"
  kPlainTwoZeros = 7,  // "17.00"
};

// The payload without style, or nothing where the number has too many digits or is too far from 1.
std::optional<uint64_t> Pack(const DecimalNumber& number) {
  if (number.digits.empty()) return kSignBit << kNumberStyleBits;
  if (number.digits.size() > kMantissaDigits || number.exponent < -kMaxExponent ||
      number.exponent > kMaxExponent) {
    return std::nullopt;
  }
  uint64_t mantissa = 0;
  for (size_t i = 0; i < kMantissaDigits; ++i) {
    mantissa = mantissa * 10 + (i < number.digits.size() ? static_cast<uint64_t>(number.digits[i] - '0') : 0);
  }
  const uint64_t magnitude =
      static_cast<uint64_t>(number.exponent + kExponentBias) << kMantissaBits | mantissa;
  return (number.negative ? ~magnitude & kMagnitudeMask : magnitude | kSignBit) << kNumberStyleBits;
}

DecimalNumber Unpack(uint64_t payload) {
  const uint64_t value = payload >> kNumberStyleBits;
  DecimalNumber number;
  number.negative = (value & kSignBit) == 0;
  const uint64_t magnitude = (number.negative ? ~value : value) & kMagnitudeMask;
  if (magnitude == 0) return {};
  number.exponent = static_cast<int32_t>(magnitude >> kMantissaBits) - kExponentBias;
  number.digits = std::to_string(magnitude & ((uint64_t{1} << kMantissaBits) - 1));
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return number;
}

// "0.5" without its zero. REQUIRES: `plain` begins with "0." or "-0.".
std::string DropLeadingZero(std::string plain) {
  plain.erase(plain[0] == '-' ? 1 : 0, 1);
  return plain;
}

bool HasBarePoint(const DecimalNumber& number) { return !number.digits.empty() && number.exponent < 0; }

std::string WriteDecimal(const DecimalNumber& number, uint64_t style) {
  if (style != kDecimalBarePoint) return WritePlain(number, static_cast<int>(style));
  return HasBarePoint(number) ? DropLeadingZero(WritePlain(number, 0)) : WritePlain(number, 0);
}

std::string WriteDouble(const DecimalNumber& number, uint64_t style) {
  switch (style) {
    case kPlain:
      return WritePlain(number, 0);
    case kPlainOneZero:
      return WritePlain(number, 1);
    case kPlainTwoZeros:
      return WritePlain(number, 2);
    case kLower:
      return WriteScientific(number, {'e', false, false});
    case kUpperShort:
      return WriteScientific(number, {'E', false, false});
    case kLowerFraction:
      return WriteScientific(number, {'e', true, false});
    case kLowerPadded:
      return WriteScientific(number, {'e', false, true});
    default:
      return WriteScientific(number, {'E', true, false});
  }
}

uint64_t TrailingZeros(std::string_view fraction) {
  const size_t last = fraction.find_last_not_of('0');
  return fraction.size() - (last == std::string_view::npos ? 0 : last + 1);
}

// The only style that can write `lexical`; the caller checks whether it does.
uint64_t DecimalStyleOf(const NumberLexical& lexical) {
  if (lexical.integral.empty()) return kDecimalBarePoint;
  return std::min(TrailingZeros(lexical.fraction), kMaxDecimalZeros);
}

uint64_t DoubleStyleOf(const NumberLexical& lexical, const DecimalNumber& number) {
  if (lexical.exponent_mark == 0) {
    const uint64_t zeros = TrailingZeros(lexical.fraction);
    return zeros == 0 ? kPlain : zeros == 1 ? kPlainOneZero : kPlainTwoZeros;
  }
  const bool one_digit = number.digits.size() <= 1;
  if (lexical.exponent_mark == 'E') return one_digit && !lexical.point ? kUpperShort : kCanonical;
  if (one_digit && lexical.point) return kLowerFraction;
  const bool padded = lexical.exponent[0] == '+' || lexical.exponent.substr(0, 2) == "-0";
  return padded ? kLowerPadded : kLower;
}

// "-0" is another double than "0" and another lexical form of the same decimal: neither is inline.
bool IsNegativeZero(const NumberLexical& lexical, const DecimalNumber& number) {
  return number.digits.empty() && lexical.sign == '-';
}

}  // namespace

std::optional<uint64_t> EncodeDecimal(std::string_view lexical) {
  const std::optional<NumberLexical> scanned = ScanNumber(lexical, NumberForm::kDecimal);
  if (!scanned.has_value()) return std::nullopt;
  const DecimalNumber number = ToDecimal(*scanned);
  const std::optional<uint64_t> packed = Pack(number);
  if (!packed.has_value() || IsNegativeZero(*scanned, number)) return std::nullopt;
  const uint64_t style = DecimalStyleOf(*scanned);
  if (WriteDecimal(number, style) != lexical) return std::nullopt;
  return *packed | style;
}

std::optional<uint64_t> EncodeDouble(std::string_view lexical) {
  const std::optional<NumberLexical> scanned = ScanNumber(lexical, NumberForm::kDouble);
  if (!scanned.has_value()) return std::nullopt;
  const DecimalNumber number = ToDecimal(*scanned);
  const std::optional<uint64_t> packed = Pack(number);
  if (!packed.has_value() || IsNegativeZero(*scanned, number)) return std::nullopt;
  const uint64_t style = DoubleStyleOf(*scanned, number);
  if (WriteDouble(number, style) != lexical) return std::nullopt;
  return *packed | style;
}

NumberCut CutAtNumber(const DecimalNumber& number) {
  // In units of values: without style.
  const auto cut = [](uint64_t begin, uint64_t end) {
    return NumberCut{begin << kNumberStyleBits, end << kNumberStyleBits};
  };
  constexpr uint64_t kAll = kSignBit << 1;
  if (number.digits.empty()) return cut(kSignBit, kSignBit + 1);
  if (number.exponent > kMaxExponent) return number.negative ? cut(0, 0) : cut(kAll, kAll);
  if (number.exponent < -kMaxExponent) {
    return number.negative ? cut(kSignBit, kSignBit) : cut(kSignBit + 1, kSignBit + 1);
  }
  DecimalNumber kept = number;
  const bool exact = kept.digits.size() <= kMantissaDigits;
  if (!exact) kept.digits.resize(kMantissaDigits);
  const uint64_t unit = *Pack(kept) >> kNumberStyleBits;
  if (exact) return cut(unit, unit + 1);
  // What was cut off makes the number greater in magnitude than what is kept.
  return number.negative ? cut(unit, unit) : cut(unit + 1, unit + 1);
}

InlineNumber InlineNumberOf(uint64_t payload) {
  const uint64_t value = payload >> kNumberStyleBits;
  const bool negative = (value & kSignBit) == 0;
  const uint64_t magnitude = (negative ? ~value : value) & kMagnitudeMask;
  if (magnitude == 0) return {};
  return {negative ? -1 : 1, static_cast<int>(magnitude >> kMantissaBits) - kExponentBias,
          magnitude & ((uint64_t{1} << kMantissaBits) - 1)};
}

std::string DecodeDecimal(uint64_t payload) { return WriteDecimal(Unpack(payload), payload & kStyleMask); }

std::string DecodeDouble(uint64_t payload) { return WriteDouble(Unpack(payload), payload & kStyleMask); }

}  // namespace tern::model
