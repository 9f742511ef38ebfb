#include "tests/reference/values.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "storage/model/term.h"
#include "tests/reference/dates.h"

namespace tern::reference {
namespace {

using model::Term;
using syntax::Op;
__extension__ typedef __int128 Int128;  // NOLINT(modernize-use-using): `using` would be pedantic
// Wide enough (113 bits) for the exact sum of the doubles here, which are near to one another in size.
#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 WideFloat;  // NOLINT(modernize-use-using)
#else
using WideFloat = long double;
#endif

bool HasType(const Cell& cell, std::string_view type) {
  return cell.is_term() && cell.term().is_literal() && cell.term().datatype == type;
}
bool IsInteger(const Cell& cell) { return HasType(cell, model::iri::kXsdInteger); }
bool IsDouble(const Cell& cell) { return HasType(cell, model::iri::kXsdDouble); }

// The generated numbers are short, so a long double holds each exactly enough to compare.
long double Number(const Cell& cell) { return std::strtold(cell.term().value.c_str(), nullptr); }

template <typename T>
int Sign(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// --- exact numbers ---------------------------------------------------------------------------------------

// units / 10^places.
struct Exact {
  Int128 units = 0;
  int places = 0;
};

Int128 Power(int places) {
  Int128 power = 1;
  while (places-- > 0) power *= 10;
  return power;
}

Exact Reduced(Exact number) {
  while (number.places > 0 && number.units % 10 == 0) {
    number.units /= 10;
    --number.places;
  }
  return number;
}

Exact ExactOf(const Cell& cell) {
  Exact number;
  bool behind_point = false;
  for (const char c : cell.term().value) {
    if (c == '.') behind_point = true;
    if (c < '0' || c > '9') continue;
    number.units = number.units * 10 + (c - '0');
    if (behind_point) ++number.places;
  }
  if (cell.term().value.starts_with('-')) number.units = -number.units;
  return Reduced(number);
}

std::string TextOf(const Exact& number, bool with_point) {
  Int128 rest = number.units < 0 ? -number.units : number.units;
  std::string digits;
  for (int i = 0; rest > 0 || i <= number.places; ++i) {
    if (i == number.places && i > 0) digits.insert(digits.begin(), '.');
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  }
  if (with_point && number.places == 0) digits += ".0";
  return (number.units < 0 ? "-" : "") + digits;
}

Cell ExactCell(const Exact& number, bool is_integer) {
  return Term::Typed(TextOf(number, !is_integer),
                     std::string(is_integer ? model::iri::kXsdInteger : model::iri::kXsdDecimal));
}

Cell DoubleCell(double number) {
  std::string text;
  if (std::isnan(number)) {
    text = "NaN";
  } else if (std::isinf(number)) {
    text = number > 0 ? "INF" : "-INF";
  } else {
    char buffer[32];
    text.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
    if (text.find('e') == std::string::npos) text += "e0";
  }
  return Term::Typed(text, std::string(model::iri::kXsdDouble));
}

// Long division to 18 places, the rest rounded half to even.
Cell Quotient(const Exact& a, const Exact& b) {
  if (b.units == 0) return {};
  constexpr int kPlaces = 18;
  const bool negative = (a.units < 0) != (b.units < 0);
  Int128 numerator = (a.units < 0 ? -a.units : a.units) * Power(b.places);
  Int128 denominator = (b.units < 0 ? -b.units : b.units) * Power(a.places);
  Int128 quotient = numerator / denominator;
  Int128 rest = numerator % denominator;
  for (int i = 0; i < kPlaces; ++i) {
    quotient = quotient * 10 + rest * 10 / denominator;
    rest = rest * 10 % denominator;
  }
  if (rest * 2 > denominator || (rest * 2 == denominator && quotient % 2 == 1)) ++quotient;
  return ExactCell(Reduced({negative ? -quotient : quotient, kPlaces}), false);
}

Cell CalculateNumbers(Op op, const Cell& a, const Cell& b) {
  if (IsDouble(a) || IsDouble(b)) {
    const double x = static_cast<double>(Number(a));
    const double y = static_cast<double>(Number(b));
    return DoubleCell(op == Op::kAdd        ? x + y
                      : op == Op::kSubtract ? x - y
                      : op == Op::kMultiply ? x * y
                                            : x / y);
  }
  const Exact x = ExactOf(a);
  const Exact y = ExactOf(b);
  const bool integers = IsInteger(a) && IsInteger(b);
  if (op == Op::kDivide) return Quotient(x, y);
  if (op == Op::kMultiply) return ExactCell(Reduced({x.units * y.units, x.places + y.places}), integers);
  const int places = std::max(x.places, y.places);
  const Int128 left = x.units * Power(places - x.places);
  const Int128 right = y.units * Power(places - y.places);
  return ExactCell(Reduced({op == Op::kAdd ? left + right : left - right, places}), integers);
}

// --- dates -----------------------------------------------------------------------------------------------

Cell MomentPlus(const Moment& moment, const Cell& number, int sign) {
  if (!IsNumber(number) || std::isnan(Number(number))) return {};
  const auto amount = static_cast<int64_t>(std::floor(Number(number)));
  if (moment.kind == Moment::Kind::kDate) {
    return Term::Typed(DateText(moment.day + sign * amount), std::string(model::iri::kXsdDate));
  }
  if (moment.kind == Moment::Kind::kMonth) return {};
  return Term::Typed(DateTimeText(moment.seconds + sign * amount), std::string(model::iri::kXsdDateTime));
}

Cell CalculateDates(Op op, const Cell& a, const Cell& b) {
  const std::optional<Moment> x = MomentOf(a);
  const std::optional<Moment> y = MomentOf(b);
  if (x && y) {
    if (op != Op::kSubtract || x->kind != y->kind || x->kind == Moment::Kind::kMonth) return {};
    return Cell::Integer(x->kind == Moment::Kind::kDate ? x->day - y->day : x->seconds - y->seconds);
  }
  if (op == Op::kAdd) return x ? MomentPlus(*x, b, 1) : MomentPlus(*y, a, 1);
  return op == Op::kSubtract && x ? MomentPlus(*x, b, -1) : Cell();
}

}  // namespace

bool IsNumber(const Cell& cell) {
  return IsInteger(cell) || IsDouble(cell) || HasType(cell, model::iri::kXsdDecimal);
}
bool IsString(const Cell& cell) { return HasType(cell, model::iri::kXsdString); }
bool IsText(const Cell& cell) { return IsString(cell) || (cell.is_term() && !cell.term().language.empty()); }

std::optional<bool> TruthOf(const Cell& cell) {
  if (!HasType(cell, model::iri::kXsdBoolean)) return std::nullopt;
  return cell.term().value == "true" || cell.term().value == "1";
}
bool IsTrue(const Cell& cell) { return TruthOf(cell).value_or(false); }

std::optional<int> Compare(const Cell& a, const Cell& b) {
  if (!a.is_term() || !b.is_term()) return std::nullopt;
  if (IsNumber(a) && IsNumber(b)) {
    const long double x = Number(a);
    const long double y = Number(b);
    if (std::isnan(x) || std::isnan(y)) return std::nullopt;
    return Sign(x, y);
  }
  if (IsString(a) && IsString(b)) return Sign(a.term().value, b.term().value);
  if (IsText(a) && IsText(b) && !IsString(a) && !IsString(b)) {
    return Sign(std::tie(a.term().value, a.term().language), std::tie(b.term().value, b.term().language));
  }
  if (const auto x = TruthOf(a), y = TruthOf(b); x && y) return Sign(*x, *y);
  const std::optional<Moment> x = MomentOf(a);
  const std::optional<Moment> y = MomentOf(b);
  if (!x || !y) return std::nullopt;
  const bool is_month = x->kind == Moment::Kind::kMonth;
  if (is_month != (y->kind == Moment::Kind::kMonth)) return std::nullopt;
  const bool both_times = x->kind == Moment::Kind::kDateTime && y->kind == Moment::Kind::kDateTime;
  return both_times ? Sign(x->seconds, y->seconds) : Sign(x->day, y->day);
}

bool SameValue(const Cell& a, const Cell& b) {
  if (a.is_null() || b.is_null()) return false;
  if (const auto order = Compare(a, b)) return *order == 0;
  return a == b;
}

bool StandsFor(const Cell& constant, const Cell& term) {
  const std::optional<Moment> x = MomentOf(constant);
  const std::optional<Moment> y = MomentOf(term);
  return SameValue(constant, term) && (!x || !y || x->kind == y->kind);
}

Cell Calculate(Op op, const Cell& a, const Cell& b) {
  if (!a.is_term() || !b.is_term()) return {};
  if (IsNumber(a) && IsNumber(b)) return CalculateNumbers(op, a, b);
  if (MomentOf(a) || MomentOf(b)) return CalculateDates(op, a, b);
  return {};
}

Cell SumOf(const std::vector<Cell>& numbers) {
  Cell exact = Cell::Integer(0);
  WideFloat doubles = 0;
  bool has_double = false;
  for (const Cell& number : numbers) {
    if (!IsNumber(number)) return {};
    if (IsDouble(number)) {
      has_double = true;
      doubles += static_cast<double>(Number(number));
    } else {
      exact = CalculateNumbers(Op::kAdd, exact, number);
    }
  }
  if (!has_double) return exact;
  return DoubleCell(static_cast<double>(doubles + static_cast<double>(Number(exact))));
}

Cell Negate(const Cell& number) {
  if (!IsNumber(number)) return {};
  if (IsDouble(number)) return DoubleCell(-static_cast<double>(Number(number)));
  Exact exact = ExactOf(number);
  exact.units = -exact.units;
  return ExactCell(exact, IsInteger(number));
}

Cell RoundTo(Rounding rounding, const Cell& number) {
  if (!IsNumber(number)) return {};
  if (IsDouble(number)) {
    const auto value = static_cast<double>(Number(number));
    switch (rounding) {
      case Rounding::kAbs:
        return DoubleCell(std::fabs(value));
      case Rounding::kRound:
        return DoubleCell(std::floor(value + 0.5));
      case Rounding::kFloor:
        return DoubleCell(std::floor(value));
      case Rounding::kCeil:
        return DoubleCell(std::ceil(value));
    }
  }
  const Exact exact = ExactOf(number);
  if (rounding == Rounding::kAbs) {
    return ExactCell({exact.units < 0 ? -exact.units : exact.units, exact.places}, IsInteger(number));
  }
  const Int128 one = Power(exact.places);
  const auto floor_of = [&](Int128 units) { return units / one - (units % one < 0 ? 1 : 0); };
  const Int128 whole = rounding == Rounding::kFloor  ? floor_of(exact.units)
                       : rounding == Rounding::kCeil ? -floor_of(-exact.units)
                                                     : floor_of(exact.units + one / 2);
  return ExactCell({whole, 0}, IsInteger(number));
}

std::optional<int64_t> WholeNumber(const Cell& cell) {
  if (!IsNumber(cell) || std::isnan(Number(cell))) return std::nullopt;
  return static_cast<int64_t>(std::floor(Number(cell) + 0.5L));
}

}  // namespace tern::reference
