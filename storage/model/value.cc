#include "storage/model/value.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>
#include <string_view>

#include "absl/strings/charconv.h"
#include "storage/model/calendar.h"
#include "storage/model/datatype.h"
#include "storage/model/number_lexical.h"

namespace tern::model {
namespace {

constexpr int8_t kNaN = 2;
// Beyond these powers of ten every double is INF or 0.
constexpr int32_t kMaxDoubleExponent = 400;

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

Value NumberValue(DecimalNumber number) {
  Value value;
  value.kind = ValueKind::kNumber;
  value.negative = number.negative;
  value.exponent = number.exponent;
  value.digits = std::move(number.digits);
  return value;
}

Value SpecialDouble(int8_t special) {
  Value value;
  value.kind = ValueKind::kNumber;
  value.special = special;
  value.negative = special < 0;
  value.is_double = true;
  return value;
}

Value ExactValue(std::string_view lexical, NumberForm form) {
  const std::optional<NumberLexical> scanned = ScanNumber(lexical, form);
  return scanned.has_value() ? NumberValue(ToDecimal(*scanned)) : Value{};
}

Value DoubleValue(std::string_view lexical) {
  if (lexical == "NaN") return SpecialDouble(kNaN);
  if (lexical == "INF" || lexical == "+INF") return SpecialDouble(1);
  if (lexical == "-INF") return SpecialDouble(-1);
  Value value = ExactValue(lexical, NumberForm::kDouble);
  if (value.kind == ValueKind::kNone) return value;
  if (value.exponent > kMaxDoubleExponent) return SpecialDouble(value.negative ? -1 : 1);
  if (value.exponent < -kMaxDoubleExponent) value = NumberValue({});
  value.is_double = true;
  return value;
}

Value InstantValue(ValueKind kind, int64_t instant) {
  Value value;
  value.kind = kind;
  value.instant = instant;
  return value;
}

Value BooleanValue(std::string_view lexical) {
  if (lexical == "true" || lexical == "1") return InstantValue(ValueKind::kBoolean, 1);
  if (lexical == "false" || lexical == "0") return InstantValue(ValueKind::kBoolean, 0);
  return {};
}

Value TextValue(const Term& term) {
  if (term.language.empty() != (term.datatype == iri::kXsdString)) return {};
  Value value;
  value.kind = term.language.empty() ? ValueKind::kText : ValueKind::kLangText;
  value.text = term.value;
  value.language = term.language;
  return value;
}

// Where a number without digits stands: −INF, numbers, INF.
int Infinity(const Value& value) { return value.special == kNaN ? 0 : value.special; }

std::strong_ordering CompareFinite(const Value& a, const Value& b) {
  // As CompareDecimals, without copies of the digits.
  const auto sign = [](const Value& value) { return value.digits.empty() ? 0 : value.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  if (sign(a) == 0) return std::strong_ordering::equal;
  const Value& smaller_first = a.negative ? b : a;
  const Value& other = a.negative ? a : b;
  if (smaller_first.exponent != other.exponent) return smaller_first.exponent <=> other.exponent;
  return smaller_first.digits <=> other.digits;
}

bool IsDateKind(ValueKind kind) { return kind == ValueKind::kDate || kind == ValueKind::kDateTime; }

int64_t DayOf(const Value& value) {
  switch (value.kind) {
    case ValueKind::kDateTime:
      return FloorDivide(value.instant, kMicrosPerDay);
    case ValueKind::kGYearMonth: {
      const int64_t years = FloorDivide(value.instant, 12);
      return DaysFromCivil({1970 + years, static_cast<int>(value.instant - years * 12) + 1, 1});
    }
    default:
      return value.instant;
  }
}

// --- the order of `order by` --------------------------------------------------------------------------

enum class Group { kNumber, kBoolean, kDate, kText, kOtherLiteral, kIri, kBlank, kClaim };

Group GroupOf(const Term& term, const Value& value) {
  if (term.kind == TermKind::kIri) return Group::kIri;
  if (term.kind == TermKind::kBlank) return Group::kBlank;
  if (term.kind == TermKind::kClaim) return Group::kClaim;
  switch (value.kind) {
    case ValueKind::kNumber:
      return Group::kNumber;
    case ValueKind::kBoolean:
      return Group::kBoolean;
    case ValueKind::kDate:
    case ValueKind::kDateTime:
    case ValueKind::kGYearMonth:
      return Group::kDate;
    case ValueKind::kText:
    case ValueKind::kLangText:
      return Group::kText;
    case ValueKind::kNone:
      break;
  }
  return Group::kOtherLiteral;
}

std::strong_ordering OrderNumbers(const Value& a, const Value& b) {
  if ((a.special == kNaN) != (b.special == kNaN)) return (a.special == kNaN) <=> (b.special == kNaN);
  return CompareValues(a, b).value_or(std::strong_ordering::equal);
}

// A month sorts as its first day; on one day months come before dates and dates before times. Unlike value
// order, where a date equals every time of its day, this is total.
std::strong_ordering OrderDates(const Value& a, const Value& b) {
  if (const auto order = DayOf(a) <=> DayOf(b); order != 0) return order;
  const auto rank = [](ValueKind kind) {
    return kind == ValueKind::kGYearMonth ? 0 : kind == ValueKind::kDate ? 1 : 2;
  };
  if (const auto order = rank(a.kind) <=> rank(b.kind); order != 0) return order;
  return a.instant <=> b.instant;
}

// Numbers written without leading zeros, by value ("b2" before "b17").
std::strong_ordering OrderNumbered(const std::string& a, const std::string& b) {
  if (const auto order = a.size() <=> b.size(); order != 0) return order;
  return a <=> b;
}

// "Type" in "equal values by type, then lexical form".
int TypeRank(const Term& term) { return static_cast<int>(DatatypeOf(term.datatype)); }

std::strong_ordering OrderEqualValues(const Term& a, const Term& b) {
  if (const auto order = TypeRank(a) <=> TypeRank(b); order != 0) return order;
  if (const auto order = a.datatype <=> b.datatype; order != 0) return order;
  if (const auto order = a.value <=> b.value; order != 0) return order;
  return a.language <=> b.language;
}

std::strong_ordering OrderInGroup(Group group, const Term& a, const Value& value_a, const Term& b,
                                  const Value& value_b) {
  switch (group) {
    case Group::kNumber:
      return OrderNumbers(value_a, value_b);
    case Group::kBoolean:
      return value_a.instant <=> value_b.instant;
    case Group::kDate:
      return OrderDates(value_a, value_b);
    case Group::kText:
    case Group::kOtherLiteral:
    case Group::kIri:
      return a.value <=> b.value;
    case Group::kBlank:
    case Group::kClaim:
      return OrderNumbered(a.value, b.value);
  }
  return std::strong_ordering::equal;
}

}  // namespace

Value ValueOf(const Term& term) {
  if (!term.is_literal()) return {};
  switch (DatatypeOf(term.datatype)) {
    case Datatype::kString:
    case Datatype::kLangString:
      return TextValue(term);
    case Datatype::kInteger:
      return ExactValue(term.value, NumberForm::kInteger);
    case Datatype::kDerivedInteger:
      return IsDerivedInteger(term.value, term.datatype) ? ExactValue(term.value, NumberForm::kInteger)
                                                         : Value{};
    case Datatype::kDecimal:
      return ExactValue(term.value, NumberForm::kDecimal);
    case Datatype::kDouble:
    case Datatype::kFloat:
      return DoubleValue(term.value);
    case Datatype::kBoolean:
      return BooleanValue(term.value);
    case Datatype::kGYearMonth: {
      const std::optional<GYearMonth> parsed = ParseGYearMonth(term.value);
      return parsed.has_value() ? InstantValue(ValueKind::kGYearMonth, parsed->months) : Value{};
    }
    case Datatype::kDate: {
      const std::optional<Date> parsed = ParseDate(term.value);
      return parsed.has_value() ? InstantValue(ValueKind::kDate, parsed->days) : Value{};
    }
    case Datatype::kDateTime: {
      const std::optional<DateTime> parsed = ParseDateTime(term.value);
      return parsed.has_value() ? InstantValue(ValueKind::kDateTime, parsed->micros) : Value{};
    }
    case Datatype::kOther:
      break;
  }
  return {};
}

std::optional<std::strong_ordering> CompareValues(const Value& a, const Value& b) {
  if (IsDateKind(a.kind) && IsDateKind(b.kind) && a.kind != b.kind) return DayOf(a) <=> DayOf(b);
  if (a.kind != b.kind || a.kind == ValueKind::kNone) return std::nullopt;
  switch (a.kind) {
    case ValueKind::kNumber:
      if (a.special == kNaN || b.special == kNaN) return std::nullopt;
      if (Infinity(a) != Infinity(b)) return Infinity(a) <=> Infinity(b);
      return Infinity(a) != 0 ? std::strong_ordering::equal : CompareFinite(a, b);
    case ValueKind::kText:
      return a.text <=> b.text;
    case ValueKind::kLangText:
      if (const auto order = a.text <=> b.text; order != 0) return order;
      return a.language <=> b.language;
    default:
      return a.instant <=> b.instant;
  }
}

double ToDouble(const Value& value) {
  assert(value.kind == ValueKind::kNumber);
  if (value.special == kNaN) return std::numeric_limits<double>::quiet_NaN();
  const double sign = value.negative ? -1.0 : 1.0;
  if (value.special != 0 || value.exponent > kMaxDoubleExponent) {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (value.digits.empty() || value.exponent < -kMaxDoubleExponent) return 0.0;
  std::string text = value.digits;
  text += 'e';
  text += std::to_string(value.exponent + 1 - static_cast<int64_t>(value.digits.size()));
  double result = 0;
  const auto parsed = absl::from_chars(text.data(), text.data() + text.size(), result);
  if (parsed.ec == std::errc::result_out_of_range) {
    result = value.exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return sign * result;
}

std::strong_ordering OrderTerms(const Term& a, const Term& b) {
  const Value value_a = ValueOf(a);
  const Value value_b = ValueOf(b);
  const Group group = GroupOf(a, value_a);
  if (const auto order = group <=> GroupOf(b, value_b); order != 0) return order;
  if (const auto order = OrderInGroup(group, a, value_a, b, value_b); order != 0) return order;
  return OrderEqualValues(a, b);
}

}  // namespace tern::model
