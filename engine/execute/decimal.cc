#include "engine/execute/decimal.h"

#include <algorithm>
#include <cstddef>

namespace tern::execute {
namespace {

constexpr size_t kMaxDigits = 38;

std::optional<Int128> Power10(int exponent) {
  if (exponent < 0 || exponent > static_cast<int>(kMaxDigits)) return std::nullopt;
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::optional<Int128> Times(Int128 a, Int128 b) {
  Int128 product;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

Decimal Normalized(Decimal a) {
  while (a.scale > 0 && a.mantissa % 10 == 0) {
    a.mantissa /= 10;
    --a.scale;
  }
  return a;
}

// The mantissa of `a` with `scale` digits behind the point. REQUIRES: scale >= a.scale.
std::optional<Int128> MantissaAt(const Decimal& a, int scale) {
  const std::optional<Int128> power = Power10(scale - a.scale);
  return power ? Times(a.mantissa, *power) : std::nullopt;
}

// The whole part, towards minus infinity.
Int128 FloorPart(const Decimal& a) {
  const Int128 power = *Power10(a.scale);
  const Int128 whole = a.mantissa / power;
  return a.mantissa % power < 0 ? whole - 1 : whole;
}

std::string DigitsOf(Int128 magnitude) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude > 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace

std::optional<Decimal> DecimalOf(const model::Value& value) {
  if (value.kind != model::ValueKind::kNumber || value.is_double || value.special != 0) return std::nullopt;
  if (value.digits.empty()) return Decimal{};
  if (value.digits.size() > kMaxDigits - 1) return std::nullopt;
  Decimal result;
  for (const char digit : value.digits) result.mantissa = result.mantissa * 10 + (digit - '0');
  if (value.negative) result.mantissa = -result.mantissa;
  // value = 0.d1d2… or d1.d2…: the exponent is that of the first digit.
  const int64_t scale = static_cast<int64_t>(value.digits.size()) - 1 - value.exponent;
  if (scale > Decimal::kMaxScale || scale < -static_cast<int64_t>(kMaxDigits)) return std::nullopt;
  if (scale >= 0) {
    result.scale = static_cast<int>(scale);
    return result;
  }
  const std::optional<Int128> power = Power10(static_cast<int>(-scale));
  const std::optional<Int128> mantissa = power ? Times(result.mantissa, *power) : std::nullopt;
  if (!mantissa) return std::nullopt;
  return Decimal{*mantissa, 0};
}

std::optional<Decimal> Add(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale, b.scale);
  const std::optional<Int128> x = MantissaAt(a, scale);
  const std::optional<Int128> y = MantissaAt(b, scale);
  Int128 sum;
  if (!x || !y || __builtin_add_overflow(*x, *y, &sum)) return std::nullopt;
  return Normalized({sum, scale});
}

std::optional<Decimal> Subtract(const Decimal& a, const Decimal& b) {
  const std::optional<Int128> negated = Times(b.mantissa, -1);
  return negated ? Add(a, {*negated, b.scale}) : std::nullopt;
}

std::optional<Decimal> Multiply(const Decimal& a, const Decimal& b) {
  const std::optional<Int128> product = Times(a.mantissa, b.mantissa);
  if (!product) return std::nullopt;
  const Decimal result = Normalized({*product, a.scale + b.scale});
  return result.scale <= Decimal::kMaxScale ? std::optional(result) : std::nullopt;
}

// Long division, a digit at a time: neither side is multiplied by more than the two scales differ, so that a
// sum of many decimals is divided as well as its first.
std::optional<Decimal> Divide(const Decimal& a, const Decimal& b) {
  if (b.mantissa == 0) return std::nullopt;
  const bool negative = (a.mantissa < 0) != (b.mantissa < 0);
  std::optional<Int128> numerator = MantissaAt(a, std::max(a.scale, b.scale));
  std::optional<Int128> denominator = MantissaAt(b, std::max(a.scale, b.scale));
  if (numerator && *numerator < 0) numerator = Times(*numerator, -1);
  if (denominator && *denominator < 0) denominator = Times(*denominator, -1);
  if (!numerator || !denominator) return std::nullopt;
  Int128 quotient = *numerator / *denominator;
  Int128 rest = *numerator % *denominator;
  for (int i = 0; i < Decimal::kDivisionDigits; ++i) {
    const std::optional<Int128> tenfold = Times(rest, 10);
    const std::optional<Int128> shifted = Times(quotient, 10);
    if (!tenfold || !shifted) return std::nullopt;
    if (__builtin_add_overflow(*shifted, *tenfold / *denominator, &quotient)) return std::nullopt;
    rest = *tenfold % *denominator;
  }
  const Int128 other = *denominator - rest;
  const bool up = rest > other || (rest == other && quotient % 2 != 0);
  if (up && __builtin_add_overflow(quotient, 1, &quotient)) return std::nullopt;
  return Normalized({negative ? -quotient : quotient, Decimal::kDivisionDigits});
}

Decimal Floor(const Decimal& a) { return {FloorPart(a), 0}; }

Decimal Ceil(const Decimal& a) {
  const Int128 whole = FloorPart(a);
  return {a.scale > 0 ? whole + 1 : whole, 0};  // a normalized number with a scale is not whole
}

std::optional<Decimal> Round(const Decimal& a) {
  const std::optional<Decimal> shifted = Add(a, {5, 1});
  if (!shifted) return std::nullopt;
  return Floor(*shifted);
}

std::string IntegerText(const Decimal& a) {
  const bool negative = a.mantissa < 0;
  return (negative ? "-" : "") + DigitsOf(negative ? -a.mantissa : a.mantissa);
}

std::string DecimalText(const Decimal& a) {
  const bool negative = a.mantissa < 0;
  std::string digits = DigitsOf(negative ? -a.mantissa : a.mantissa);
  const size_t scale = static_cast<size_t>(a.scale);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale == 0) return (negative ? "-" : "") + digits + ".0";
  digits.insert(digits.size() - scale, ".");
  return (negative ? "-" : "") + digits;
}

}  // namespace tern::execute
