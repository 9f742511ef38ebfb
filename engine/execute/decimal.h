// Exact arithmetic on integers and decimals, as far as 38 digits go: what does not fit is no number (null),
// never a rounded one.
#ifndef TERN_ENGINE_EXECUTE_DECIMAL_H_
#define TERN_ENGINE_EXECUTE_DECIMAL_H_

#include <optional>
#include <string>

#include "storage/model/value.h"

namespace tern::execute {

// NOLINTNEXTLINE(modernize-use-using): a using cannot be marked as an extension
__extension__ typedef __int128 Int128;

// mantissa / 10^scale, 0 <= scale <= kMaxScale; no trailing zero behind the point.
struct Decimal {
  static constexpr int kMaxScale = 30;
  static constexpr int kDivisionDigits = 18;  // behind the point, rounded half to even

  Int128 mantissa = 0;
  int scale = 0;

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Nothing where the number is a double, INF or NaN, or has too many digits.
std::optional<Decimal> DecimalOf(const model::Value& value);

std::optional<Decimal> Add(const Decimal& a, const Decimal& b);
std::optional<Decimal> Subtract(const Decimal& a, const Decimal& b);
std::optional<Decimal> Multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> Divide(const Decimal& a, const Decimal& b);  // nothing by zero

Decimal Floor(const Decimal& a);
Decimal Ceil(const Decimal& a);
std::optional<Decimal> Round(const Decimal& a);  // halves up, as XPath's fn:round

// "-12" and "-12.0": the forms of xsd:integer and xsd:decimal. REQUIRES for IntegerText: scale is 0.
std::string IntegerText(const Decimal& a);
std::string DecimalText(const Decimal& a);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_DECIMAL_H_
