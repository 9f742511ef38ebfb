#include "storage/model/value_cut.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/numbers.h"
#include "storage/model/calendar.h"
#include "storage/model/inline_layout.h"
#include "storage/model/inline_number.h"
#include "storage/model/inline_value.h"
#include "storage/model/number_lexical.h"
#include "storage/model/text.h"

namespace tern::model {
namespace {

constexpr uint64_t kAllPayloads = TermId::kPayloadMask + 1;
constexpr int8_t kNaN = 2;
constexpr int64_t kIntegerLimit = int64_t{1} << 58;  // inline integers lie in [−limit, limit)
constexpr int32_t kMaxIntegerExponent = 17;          // 10^18 is beyond the limit

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

// The units [begin, end) as payloads: a unit is a value, its payloads are the ways to write it. Units beyond
// what the payload has room for are cut off.
ValueCut CutAtUnits(int64_t begin, int64_t end, int64_t bias, int style_bits) {
  const int64_t units = static_cast<int64_t>(kAllPayloads >> style_bits);
  const auto payload = [&](int64_t unit) {
    return static_cast<uint64_t>(std::clamp<int64_t>(unit, -bias, units - bias) + bias) << style_bits;
  };
  return {payload(begin), payload(end)};
}

ValueCut CutAtInteger(const Value& value) {
  const auto cut = [](int64_t begin, int64_t end) { return CutAtUnits(begin, end, kIntegerLimit, 0); };
  if (value.digits.empty()) return cut(0, 1);
  if (value.exponent > kMaxIntegerExponent) {
    return value.negative ? cut(-kIntegerLimit, -kIntegerLimit) : cut(kIntegerLimit, kIntegerLimit);
  }
  if (value.exponent < 0) return value.negative ? cut(0, 0) : cut(1, 1);
  const size_t whole_digits = static_cast<size_t>(value.exponent) + 1;
  std::string digits = value.digits;
  const bool exact = digits.size() <= whole_digits;
  digits.resize(whole_digits, '0');
  int64_t whole = 0;  // the magnitude without its fraction
  (void)absl::SimpleAtoi(digits, &whole);
  if (exact) return value.negative ? cut(-whole, -whole + 1) : cut(whole, whole + 1);
  return value.negative ? cut(-whole, -whole) : cut(whole + 1, whole + 1);
}

ValueCut CutAtDay(int64_t day) { return CutAtUnits(day, day + 1, kDayBias, kDateStyleBits); }

ValueCut CutAtTime(const Value& value) {
  const auto cut = [](int64_t begin, int64_t end) {
    return CutAtUnits(begin, end, kMillisBias, kDateTimeStyleBits);
  };
  if (value.kind == ValueKind::kDate)
    return cut(value.instant * kMillisPerDay, (value.instant + 1) * kMillisPerDay);
  const int64_t millis = FloorDivide(value.instant, kMicrosPerMilli);
  return millis * kMicrosPerMilli == value.instant ? cut(millis, millis + 1) : cut(millis + 1, millis + 1);
}

std::optional<ValueCut> CutAtNumber(Tag tag, const Value& value) {
  if (value.special == kNaN) return std::nullopt;
  if (value.special != 0) return value.special > 0 ? ValueCut{kAllPayloads, kAllPayloads} : ValueCut{0, 0};
  if (tag == Tag::kInteger) return CutAtInteger(value);
  const NumberCut cut = CutAtNumber(DecimalNumber{value.negative, value.exponent, value.digits});
  return ValueCut{cut.begin, cut.end};
}

}  // namespace

std::optional<ValueCut> CutAtValue(Tag tag, const Value& value) {
  const bool is_date = value.kind == ValueKind::kDate || value.kind == ValueKind::kDateTime;
  switch (tag) {
    case Tag::kInteger:
    case Tag::kDecimal:
    case Tag::kDouble:
      if (value.kind != ValueKind::kNumber) return std::nullopt;
      return CutAtNumber(tag, value);
    case Tag::kBoolean:
      if (value.kind != ValueKind::kBoolean) return std::nullopt;
      return CutAtUnits(value.instant, value.instant + 1, 0, kBooleanStyleBits);
    case Tag::kGYearMonth:
      if (value.kind != ValueKind::kGYearMonth) return std::nullopt;
      return CutAtUnits(value.instant, value.instant + 1, kMonthBias, 0);
    case Tag::kDate:
      if (!is_date) return std::nullopt;
      return CutAtDay(value.kind == ValueKind::kDate ? value.instant
                                                     : FloorDivide(value.instant, kMicrosPerDay));
    case Tag::kDateTime:
      if (!is_date) return std::nullopt;
      return CutAtTime(value);
    default:
      return std::nullopt;
  }
}

}  // namespace tern::model
