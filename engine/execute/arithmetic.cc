// Arithmetic of expressions; see functions.h.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "engine/execute/decimal.h"
#include "engine/execute/functions.h"
#include "storage/model/calendar.h"
#include "storage/model/value.h"

namespace tern::execute {
namespace {

using algebra::Function;
using model::Term;
using model::Value;
using model::ValueKind;

constexpr int64_t kMicrosPerSecond = 1'000'000;

Datum DoubleArithmetic(Function function, double a, double b) {
  switch (function) {
    case Function::kAdd:
      return DoubleNumber(a + b);
    case Function::kSubtract:
      return DoubleNumber(a - b);
    case Function::kMultiply:
      return DoubleNumber(a * b);
    case Function::kDivide:
      return DoubleNumber(a / b);
    default:
      return Datum::Null();
  }
}

Datum NumberArithmetic(Function function, const ResolvedTerm& a, const ResolvedTerm& b) {
  if (a.value.is_double || b.value.is_double) {
    return DoubleArithmetic(function, model::ToDouble(a.value), model::ToDouble(b.value));
  }
  const std::optional<Decimal> x = DecimalOf(a.value);
  const std::optional<Decimal> y = DecimalOf(b.value);
  if (!x || !y) return Datum::Null();
  const bool integers = IsIntegerNumber(a) && IsIntegerNumber(b);
  switch (function) {
    case Function::kAdd:
      return ExactNumber(Add(*x, *y), integers);
    case Function::kSubtract:
      return ExactNumber(Subtract(*x, *y), integers);
    case Function::kMultiply:
      return ExactNumber(Multiply(*x, *y), integers);
    case Function::kDivide:
      return ExactNumber(Divide(*x, *y), false);
    default:
      return Datum::Null();
  }
}

// A number of whole days or of microseconds, small enough to add to an instant.
std::optional<int64_t> Scaled(const Value& number, int64_t factor) {
  std::optional<Decimal> exact;
  if (number.is_double) {
    const double value = model::ToDouble(number) * static_cast<double>(factor);
    if (!(std::fabs(value) < 1e18)) return std::nullopt;
    return static_cast<int64_t>(std::floor(value));
  }
  exact = DecimalOf(number);
  if (exact) exact = Multiply(*exact, {factor, 0});
  if (!exact) return std::nullopt;
  const Int128 whole = Floor(*exact).mantissa;
  if (whole > Int128{1} << 60 || whole < -(Int128{1} << 60)) return std::nullopt;
  return static_cast<int64_t>(whole);
}

// |instant| + |amount| stays far below 2^63, since both are bounded (calendar.h: kMaxYear; Scaled: 2^60).
Datum DatePlus(const Value& date, int64_t days) {
  const int64_t moved = date.instant + days;
  const int64_t limit = model::DaysFromCivil({model::kMaxYear, 1, 1});
  if (moved > limit || moved < -limit) return Datum::Null();
  return Datum::Of(Term::Typed(model::WriteDate(moved, {}), std::string(model::iri::kXsdDate)));
}

Datum DateTimePlus(const Value& time, int64_t micros) {
  model::DateTime moved;
  if (__builtin_add_overflow(time.instant, micros, &moved.micros)) return Datum::Null();
  const int64_t limit = model::DaysFromCivil({model::kMaxYear, 1, 1}) * model::kMicrosPerDay;
  if (moved.micros > limit || moved.micros < -limit) return Datum::Null();
  if (moved.micros % kMicrosPerSecond != 0) moved.fraction_digits = 6;
  moved.zone.form = model::Zone::Form::kUtc;
  return Datum::Of(Term::Typed(model::WriteDateTime(moved), std::string(model::iri::kXsdDateTime)));
}

Datum TimeArithmetic(Function function, const Value& a, const Value& b) {
  const bool is_date = a.kind == ValueKind::kDate;
  if (function == Function::kSubtract && a.kind == b.kind) {
    if (is_date) return Datum::Of(Term::Integer(a.instant - b.instant));
    int64_t micros;
    if (__builtin_sub_overflow(a.instant, b.instant, &micros)) return Datum::Null();
    return ExactNumber(Divide({micros, 0}, {kMicrosPerSecond, 0}), micros % kMicrosPerSecond == 0);
  }
  if (b.kind != ValueKind::kNumber || b.special != 0) return Datum::Null();
  if (function != Function::kAdd && function != Function::kSubtract) return Datum::Null();
  const std::optional<int64_t> amount = Scaled(b, is_date ? 1 : kMicrosPerSecond);
  if (!amount) return Datum::Null();
  const int64_t moved = function == Function::kAdd ? *amount : -*amount;
  return is_date ? DatePlus(a, moved) : DateTimePlus(a, moved);
}

bool IsTime(const Value& value) {
  return value.kind == ValueKind::kDate || value.kind == ValueKind::kDateTime;
}

}  // namespace

bool IsIntegerNumber(const ResolvedTerm& number) {
  return number.term.datatype != model::iri::kXsdDecimal && !number.value.is_double;
}

Datum ExactNumber(const std::optional<Decimal>& number, bool is_integer) {
  if (!number) return Datum::Null();
  if (is_integer && number->scale == 0) {
    return Datum::Of(Term::Typed(IntegerText(*number), std::string(model::iri::kXsdInteger)));
  }
  return Datum::Of(Term::Typed(DecimalText(*number), std::string(model::iri::kXsdDecimal)));
}

Datum DoubleNumber(double number) {
  std::string text;
  if (std::isnan(number)) {
    text = "NaN";
  } else if (std::isinf(number)) {
    text = number > 0 ? "INF" : "-INF";
  } else {
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number);
    if (error != std::errc()) return Datum::Null();
    text.assign(buffer, end);
    if (text.find('e') == std::string::npos) text += "e0";  // how TernQL tells a double from a decimal
  }
  return Datum::Of(Term::Typed(std::move(text), std::string(model::iri::kXsdDouble)));
}

Datum CallArithmetic(Function function, const ResolvedTerm& a, const ResolvedTerm& b) {
  if (a.value.kind == ValueKind::kNumber && b.value.kind == ValueKind::kNumber)
    return NumberArithmetic(function, a, b);
  if (IsTime(a.value)) return TimeArithmetic(function, a.value, b.value);
  if (IsTime(b.value) && function == Function::kAdd) return TimeArithmetic(function, b.value, a.value);
  return Datum::Null();
}

Datum CallRounding(Function function, const ResolvedTerm& number) {
  if (number.value.kind != ValueKind::kNumber) return Datum::Null();
  if (number.value.is_double) {
    const double value = model::ToDouble(number.value);
    switch (function) {
      case Function::kAbs:
        return DoubleNumber(std::fabs(value));
      case Function::kFloor:
        return DoubleNumber(std::floor(value));
      case Function::kCeil:
        return DoubleNumber(std::ceil(value));
      case Function::kRound:
        return DoubleNumber(std::floor(value + 0.5));
      default:
        return Datum::Null();
    }
  }
  const std::optional<Decimal> value = DecimalOf(number.value);
  if (!value) return Datum::Null();
  const bool is_integer = IsIntegerNumber(number);
  switch (function) {
    case Function::kAbs:
      return ExactNumber(value->mantissa < 0 ? Subtract({}, *value) : value, is_integer);
    case Function::kFloor:
      return ExactNumber(Floor(*value), is_integer);
    case Function::kCeil:
      return ExactNumber(Ceil(*value), is_integer);
    case Function::kRound:
      return ExactNumber(Round(*value), is_integer);
    default:
      return Datum::Null();
  }
}

}  // namespace tern::execute
