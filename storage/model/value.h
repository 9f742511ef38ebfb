// The value of a literal: what `=`, `<` and `order by` compare. Numbers compare by value across types,
// exactly where both are exact; dates by day, dateTimes by UTC instant. A term without a value (IRI,
// ill-typed literal, unknown datatype) has kind kNone.
#ifndef TERN_STORAGE_MODEL_VALUE_H_
#define TERN_STORAGE_MODEL_VALUE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::model {

enum class ValueKind : uint8_t { kNone, kNumber, kBoolean, kDate, kDateTime, kGYearMonth, kText, kLangText };

struct Value {
  ValueKind kind = ValueKind::kNone;
  // kNumber: an exact decimal as sign, digits without leading or trailing zeros, and the power of ten of the
  // first digit (0.0 has no digits); `special` for INF (+1/-1) and NaN (2). Any length.
  bool negative = false;
  int8_t special = 0;
  int32_t exponent = 0;
  std::string digits;
  bool is_double = false;  // the literal is xsd:double or xsd:float: arithmetic on it is floating
  // kBoolean: 0/1. kDate: days since 1970-01-01. kDateTime: microseconds since 1970-01-01T00:00Z (no zone =
  // UTC). kGYearMonth: months since 1970-01.
  int64_t instant = 0;
  std::string text;      // kText, kLangText
  std::string language;  // kLangText
};

Value ValueOf(const Term& term);

// Value order: numbers across all numeric types; a date with a dateTime by UTC day; text by code point,
// language text by text, then tag. Nothing where the two do not compare (different kinds, NaN).
std::optional<std::strong_ordering> CompareValues(const Value& a, const Value& b);

// A number as a double, rounded to nearest. REQUIRES: value.kind is kNumber.
double ToDouble(const Value& value);

// The total order of `order by` (language.md): numbers, booleans, dates, text, names, claims; equal values by
// type, then lexical form. Any two different terms differ.
std::strong_ordering OrderTerms(const Term& a, const Term& b);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_VALUE_H_
