#include "storage/model/number_lexical.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace tern::model {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view TakeDigits(std::string_view& text) {
  size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

char TakeSign(std::string_view& text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return 0;
  const char sign = text[0];
  text.remove_prefix(1);
  return sign;
}

// The value of a written exponent, saturated far beyond any that matters.
int64_t ExponentValue(std::string_view exponent) {
  const char sign = TakeSign(exponent);
  int64_t value = 0;
  for (const char c : exponent)
    value = std::min<int64_t>(value * 10 + (c - '0'), int64_t{4} * kMaxDecimalExponent);
  return sign == '-' ? -value : value;
}

}  // namespace

std::optional<NumberLexical> ScanNumber(std::string_view text, NumberForm form) {
  NumberLexical lexical;
  lexical.sign = TakeSign(text);
  lexical.integral = TakeDigits(text);
  if (form != NumberForm::kInteger && !text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    lexical.point = true;
    lexical.fraction = TakeDigits(text);
  }
  if (lexical.integral.empty() && lexical.fraction.empty()) return std::nullopt;
  if (form == NumberForm::kDouble && !text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    lexical.exponent_mark = text[0];
    text.remove_prefix(1);
    const std::string_view whole = text;
    TakeSign(text);
    if (TakeDigits(text).empty()) return std::nullopt;
    lexical.exponent = whole.substr(0, whole.size() - text.size());
  }
  if (!text.empty()) return std::nullopt;
  return lexical;
}

DecimalNumber ToDecimal(const NumberLexical& lexical) {
  DecimalNumber number;
  number.digits.reserve(lexical.integral.size() + lexical.fraction.size());
  number.digits.append(lexical.integral).append(lexical.fraction);
  const size_t leading = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, leading);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  if (number.digits.empty()) return {};
  number.negative = lexical.sign == '-';
  const int64_t exponent = static_cast<int64_t>(lexical.integral.size()) - 1 - static_cast<int64_t>(leading) +
                           ExponentValue(lexical.exponent);
  number.exponent = static_cast<int32_t>(
      std::clamp<int64_t>(exponent, -int64_t{kMaxDecimalExponent}, int64_t{kMaxDecimalExponent}));
  return number;
}

std::strong_ordering CompareDecimals(const DecimalNumber& a, const DecimalNumber& b) {
  const auto sign = [](const DecimalNumber& number) {
    return number.digits.empty() ? 0 : number.negative ? -1 : 1;
  };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  if (sign(a) == 0) return std::strong_ordering::equal;
  const DecimalNumber& smaller_first = a.negative ? b : a;
  const DecimalNumber& other = a.negative ? a : b;
  if (smaller_first.exponent != other.exponent) return smaller_first.exponent <=> other.exponent;
  return smaller_first.digits <=> other.digits;
}

std::string WritePlain(const DecimalNumber& number, int zeros) {
  std::string text = number.negative ? "-" : "";
  const size_t digits = number.digits.size();
  const size_t integral =
      number.digits.empty() || number.exponent < 0 ? 0 : static_cast<size_t>(number.exponent) + 1;
  if (integral == 0) {
    text += '0';
  } else {
    text.append(number.digits, 0, integral);
    if (integral > digits) text.append(integral - digits, '0');
  }
  const bool has_fraction = digits > integral;
  if (has_fraction || zeros > 0) text += '.';
  if (has_fraction) {
    if (number.exponent < -1) text.append(static_cast<size_t>(-number.exponent - 1), '0');
    text.append(number.digits, integral);
  }
  text.append(static_cast<size_t>(zeros), '0');
  return text;
}

std::string WriteScientific(const DecimalNumber& number, ScientificStyle style) {
  std::string text = number.negative ? "-" : "";
  text += number.digits.empty() ? '0' : number.digits[0];
  if (number.digits.size() > 1) {
    text += '.';
    text.append(number.digits, 1);
  } else if (style.fraction) {
    text += ".0";
  }
  text += style.mark;
  if (number.exponent < 0 || style.padded) text += number.exponent < 0 ? '-' : '+';
  const std::string exponent = std::to_string(std::abs(number.exponent));
  if (style.padded && exponent.size() < 2) text += '0';
  return text + exponent;
}

}  // namespace tern::model
