#include "storage/model/order_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "storage/model/calendar.h"
#include "storage/model/datatype.h"
#include "storage/model/inline_layout.h"
#include "storage/model/inline_number.h"
#include "storage/model/value.h"

namespace tern::model {
namespace {

enum class Group : uint64_t { kNumber, kBoolean, kDate, kText, kOtherLiteral, kIri, kBlank, kClaim };
static_assert(static_cast<uint64_t>(Group::kText) == kTextGroup);
static_assert(static_cast<uint64_t>(Group::kIri) == kIriGroup);

constexpr int8_t kNaN = 2;
constexpr int kMantissaDigits = 18;
constexpr int kMantissaBits = 60;  // 10^18 < 2^60
constexpr int64_t kIntegerBias = int64_t{1} << 58;

constexpr std::array<uint64_t, kMantissaDigits + 1> kPowersOfTen = [] {
  std::array<uint64_t, kMantissaDigits + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

OrderKey KeyOf(Group group, uint64_t high, uint64_t low) {
  return {static_cast<uint64_t>(group) << kOrderGroupShift | high, low};
}

// --- numbers ---------------------------------------------------------------------------------------------

// ± d.ddd… × 10^exponent with 18 digits.
struct Number {
  enum Class : uint64_t { kMinusInfinity, kNegative, kZero, kPositive, kInfinity, kNaN };
  Class number_class = kZero;
  int32_t exponent = 0;
  uint64_t mantissa = 0;
  bool cut = false;  // there are more digits
};

// Bits of the high word below the group, from the top: 3 class, 32 exponent, 25 mantissa; of the low word: 36
// mantissa, the last of which says that digits were cut off, 8 type, 20 nothing. All of a negative number but
// its class and type is inverted.
OrderKey KeyOf(const Number& number, Datatype type) {
  constexpr int kLowBits = 36;
  constexpr int kTypeShift = 20;
  constexpr uint64_t kMantissaMask = (uint64_t{1} << (kMantissaBits + 1)) - 1;
  uint64_t exponent = static_cast<uint64_t>(static_cast<int64_t>(number.exponent) + (int64_t{1} << 31));
  uint64_t mantissa = number.mantissa << 1 | (number.cut ? 1 : 0);
  if (number.number_class == Number::kNegative) {
    exponent = ~exponent & 0xffffffff;
    mantissa = ~mantissa & kMantissaMask;
  }
  // Of two numbers that were cut, the greater one may have any type.
  const uint64_t type_rank = number.cut ? 0 : static_cast<uint64_t>(type);
  return KeyOf(Group::kNumber,
               static_cast<uint64_t>(number.number_class) << 57 | exponent << 25 | mantissa >> kLowBits,
               mantissa << (64 - kLowBits) | type_rank << kTypeShift);
}

Number NumberOf(const Value& value) {
  if (value.special == kNaN) return {Number::kNaN};
  if (value.special != 0) return {value.special < 0 ? Number::kMinusInfinity : Number::kInfinity};
  if (value.digits.empty()) return {};
  Number number{value.negative ? Number::kNegative : Number::kPositive, value.exponent};
  const size_t kept = std::min<size_t>(value.digits.size(), kMantissaDigits);
  for (size_t i = 0; i < kept; ++i)
    number.mantissa = number.mantissa * 10 + static_cast<uint64_t>(value.digits[i] - '0');
  number.mantissa *= kPowersOfTen[kMantissaDigits - kept];
  number.cut = kept < value.digits.size();
  return number;
}

// REQUIRES: an inline number.
Number NumberOf(TermId id) {
  if (id.tag() == Tag::kInteger) {
    const int64_t value = static_cast<int64_t>(id.payload()) - kIntegerBias;
    if (value == 0) return {};
    const uint64_t magnitude = static_cast<uint64_t>(value < 0 ? -value : value);
    int digits = 1;
    while (digits < kMantissaDigits && magnitude >= kPowersOfTen[static_cast<size_t>(digits)]) ++digits;
    return {value < 0 ? Number::kNegative : Number::kPositive, digits - 1,
            magnitude * kPowersOfTen[static_cast<size_t>(kMantissaDigits - digits)]};
  }
  const InlineNumber number = InlineNumberOf(id.payload());
  if (number.sign == 0) return {};
  constexpr size_t kMoreDigits = 4;  // than the 14 of the payload
  return {number.sign < 0 ? Number::kNegative : Number::kPositive, number.exponent,
          number.mantissa * kPowersOfTen[kMoreDigits]};
}

// --- dates -----------------------------------------------------------------------------------------------

// Bits of the high word below the group: 36 day, 2 kind, 22 nothing; the low word has the time of the day.
enum class DateKind : uint64_t { kMonth, kDate, kTime };
OrderKey DateKey(DateKind kind, int64_t day, int64_t micros_of_day) {
  constexpr int64_t kDayKeyBias = int64_t{1} << 35;
  return KeyOf(Group::kDate,
               static_cast<uint64_t>(day + kDayKeyBias) << 24 | static_cast<uint64_t>(kind) << 22,
               static_cast<uint64_t>(micros_of_day));
}

OrderKey MonthKey(int64_t months) {
  const int64_t years = FloorDivide(months, 12);
  return DateKey(DateKind::kMonth,
                 DaysFromCivil({1970 + years, static_cast<int>(months - years * 12) + 1, 1}), 0);
}

OrderKey TimeKey(int64_t micros) {
  const int64_t day = FloorDivide(micros, kMicrosPerDay);
  return DateKey(DateKind::kTime, day, micros - day * kMicrosPerDay);
}

// --- texts -----------------------------------------------------------------------------------------------

// The first `count` bytes as a number, in the highest of 8 bytes.
uint64_t FirstBytes(std::string_view text, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < 8; ++i) {
    bytes = bytes << 8 | (i < count && i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  }
  return bytes;
}

OrderKey TextKey(Group group, std::string_view text) {
  constexpr size_t kHighBytes = 7;
  const std::string_view rest = text.substr(std::min(text.size(), kHighBytes));
  return KeyOf(group, FirstBytes(text, kHighBytes) >> 4, FirstBytes(rest, 8));
}

// By length, then digits: as numbers sort.
OrderKey NumberedKey(Group group, std::string_view text) {
  constexpr size_t kMaxLength = (size_t{1} << 20) - 1;
  return KeyOf(group, std::min(text.size(), kMaxLength) << 40, FirstBytes(text, 8));
}

OrderKey NumberedKey(Group group, uint64_t number, std::string_view mark) {
  // As the text would give it: "b" and the digits.
  char text[24];
  size_t length = 0;
  for (const char c : mark) text[length++] = c;
  char digits[20];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) text[length++] = digits[--count];
  return NumberedKey(group, std::string_view(text, length));
}

}  // namespace

OrderKey OrderKeyOf(const Term& term) {
  if (term.kind == TermKind::kIri) return TextKey(Group::kIri, term.value);
  if (term.kind == TermKind::kBlank) return NumberedKey(Group::kBlank, term.value);
  if (term.kind == TermKind::kClaim) return NumberedKey(Group::kClaim, term.value);
  const Value value = ValueOf(term);
  switch (value.kind) {
    case ValueKind::kNumber:
      return KeyOf(NumberOf(value), DatatypeOf(term.datatype));
    case ValueKind::kBoolean:
      return KeyOf(Group::kBoolean, static_cast<uint64_t>(value.instant), 0);
    case ValueKind::kDate:
      return DateKey(DateKind::kDate, value.instant, 0);
    case ValueKind::kDateTime:
      return TimeKey(value.instant);
    case ValueKind::kGYearMonth:
      return MonthKey(value.instant);
    case ValueKind::kText:
    case ValueKind::kLangText:
      return TextKey(Group::kText, term.value);
    case ValueKind::kNone:
      break;
  }
  return TextKey(Group::kOtherLiteral, term.value);
}

std::optional<OrderKey> OrderKeyOf(TermId id) {
  const uint64_t payload = id.payload();
  switch (id.tag()) {
    case Tag::kInteger:
      return KeyOf(NumberOf(id), Datatype::kInteger);
    case Tag::kDecimal:
      return KeyOf(NumberOf(id), Datatype::kDecimal);
    case Tag::kDouble:
      return KeyOf(NumberOf(id), Datatype::kDouble);
    case Tag::kBoolean:
      return KeyOf(Group::kBoolean, payload >> kBooleanStyleBits & 1, 0);
    case Tag::kGYearMonth:
      return MonthKey(static_cast<int64_t>(payload) - kMonthBias);
    case Tag::kDate:
      return DateKey(DateKind::kDate, static_cast<int64_t>(payload >> kDateStyleBits) - kDayBias, 0);
    case Tag::kDateTime:
      return TimeKey((static_cast<int64_t>(payload >> kDateTimeStyleBits) - kMillisBias) * kMicrosPerMilli);
    case Tag::kBlank:
      return NumberedKey(Group::kBlank, payload, "b");
    case Tag::kClaim:
      return NumberedKey(Group::kClaim, payload, "");
    default:
      return std::nullopt;
  }
}

std::strong_ordering CompareInlineNumbers(TermId a, TermId b) {
  return KeyOf(NumberOf(a), Datatype::kInteger) <=> KeyOf(NumberOf(b), Datatype::kInteger);
}

}  // namespace tern::model
