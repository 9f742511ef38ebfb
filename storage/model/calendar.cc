#include "storage/model/calendar.h"

#include <array>
#include <cstddef>
#include <cstdlib>

namespace tern::model {
namespace {

constexpr int kMaxZoneMinutes = 14 * 60;
constexpr int64_t kDaysPerEra = 146'097;     // 400 years
constexpr int64_t kEraOffsetDays = 719'468;  // from 0000-03-01 to 1970-01-01

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

bool IsLeapYear(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int64_t year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[static_cast<size_t>(month - 1)];
}

// Takes a text apart from the front; after the first failure every step fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && text_.empty(); }

  bool TakeIf(char c) {
    if (!ok_ || text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { ok_ = TakeIf(c); }

  std::string_view Digits() {
    size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
    const std::string_view digits = text_.substr(0, count);
    text_.remove_prefix(count);
    return digits;
  }

  // Two digits of a number in [min, max].
  int TwoDigits(int min, int max) {
    if (!ok_ || text_.size() < 2 || !IsDigit(text_[0]) || !IsDigit(text_[1])) {
      ok_ = false;
      return min;
    }
    const int value = (text_[0] - '0') * 10 + (text_[1] - '0');
    text_.remove_prefix(2);
    ok_ = value >= min && value <= max;
    return value;
  }

  // yearFrag: four digits, or more without a leading zero.
  int64_t Year() {
    const bool negative = TakeIf('-');
    const std::string_view digits = Digits();
    if (digits.size() < 4 || digits.size() > 6 || (digits.size() > 4 && digits[0] == '0')) ok_ = false;
    if (!ok_) return 0;
    int64_t year = 0;
    for (const char c : digits) year = year * 10 + (c - '0');
    ok_ = year <= kMaxYear;
    return negative ? -year : year;
  }

  CivilDate FullDate() {
    CivilDate date;
    date.year = Year();
    Expect('-');
    date.month = TwoDigits(1, 12);
    Expect('-');
    date.day = TwoDigits(1, 31);
    ok_ = ok_ && date.day <= DaysInMonth(date.year, date.month);
    return date;
  }

  Zone TakeZone() {
    if (!ok_ || text_.empty()) return {};
    if (TakeIf('Z')) return {Zone::Form::kUtc, 0};
    const bool negative = TakeIf('-');
    if (!negative) Expect('+');
    const int hours = TwoDigits(0, 14);
    Expect(':');
    const int minutes = hours * 60 + TwoDigits(0, 59);
    ok_ = ok_ && minutes <= kMaxZoneMinutes;
    return {Zone::Form::kOffset, negative ? -minutes : minutes};
  }

  // Microseconds of the day, 24:00:00 included.
  int64_t TimeOfDay(int& fraction_digits) {
    const int hour = TwoDigits(0, 24);
    Expect(':');
    const int minute = TwoDigits(0, 59);
    Expect(':');
    const int second = TwoDigits(0, 59);
    int64_t micros = ((int64_t{hour} * 60 + minute) * 60 + second) * 1'000'000;
    bool fraction_is_zero = true;
    if (TakeIf('.')) {
      const std::string_view digits = Digits();
      ok_ = ok_ && !digits.empty() && digits.size() < 1'000'000;
      fraction_digits = static_cast<int>(digits.size());
      int64_t unit = 100'000;
      for (const char c : digits) {
        fraction_is_zero &= c == '0';
        micros += (c - '0') * unit;
        unit /= 10;
      }
    }
    ok_ = ok_ && (hour < 24 || (minute == 0 && second == 0 && fraction_is_zero));
    return micros;
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  bool ok_ = true;
};

void AppendPadded(int64_t value, size_t width, std::string& out) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void AppendYearMonth(int64_t year, int month, std::string& out) {
  if (year < 0) out += '-';
  AppendPadded(year < 0 ? -year : year, 4, out);
  out += '-';
  AppendPadded(month, 2, out);
}

void AppendDate(int64_t days, std::string& out) {
  const CivilDate date = CivilFromDays(days);
  AppendYearMonth(date.year, date.month, out);
  out += '-';
  AppendPadded(date.day, 2, out);
}

void AppendZone(const Zone& zone, std::string& out) {
  if (zone.form == Zone::Form::kNone) return;
  if (zone.form == Zone::Form::kUtc) {
    out += 'Z';
    return;
  }
  out += zone.minutes < 0 ? '-' : '+';
  AppendPadded(std::abs(zone.minutes) / 60, 2, out);
  out += ':';
  AppendPadded(std::abs(zone.minutes) % 60, 2, out);
}

}  // namespace

// Both from H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March, in eras of 400
// years.
int64_t DaysFromCivil(const CivilDate& date) {
  const int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const int64_t era = FloorDivide(year, 400);
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kEraOffsetDays;
}

CivilDate CivilFromDays(int64_t days) {
  const int64_t shifted = days + kEraOffsetDays;
  const int64_t era = FloorDivide(shifted, kDaysPerEra);
  const int64_t day_of_era = shifted - era * kDaysPerEra;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  CivilDate date;
  date.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  date.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

std::optional<GYearMonth> ParseGYearMonth(std::string_view text) {
  Scanner scanner(text);
  const int64_t year = scanner.Year();
  scanner.Expect('-');
  const int month = scanner.TwoDigits(1, 12);
  const Zone zone = scanner.TakeZone();
  if (!scanner.at_end()) return std::nullopt;
  return GYearMonth{(year - 1970) * 12 + month - 1, zone};
}

std::optional<Date> ParseDate(std::string_view text) {
  Scanner scanner(text);
  const CivilDate date = scanner.FullDate();
  const Zone zone = scanner.TakeZone();
  if (!scanner.at_end()) return std::nullopt;
  return Date{DaysFromCivil(date), zone};
}

std::optional<DateTime> ParseDateTime(std::string_view text) {
  Scanner scanner(text);
  const CivilDate date = scanner.FullDate();
  scanner.Expect('T');
  DateTime time;
  const int64_t time_of_day = scanner.TimeOfDay(time.fraction_digits);
  time.zone = scanner.TakeZone();
  if (!scanner.at_end()) return std::nullopt;
  time.micros = DaysFromCivil(date) * kMicrosPerDay + time_of_day - time.zone.minutes * int64_t{60'000'000};
  return time;
}

std::string WriteGYearMonth(int64_t months) {
  std::string text;
  const int64_t years = FloorDivide(months, 12);
  AppendYearMonth(1970 + years, static_cast<int>(months - years * 12) + 1, text);
  return text;
}

std::string WriteDate(int64_t days, const Zone& zone) {
  std::string text;
  AppendDate(days, text);
  AppendZone(zone, text);
  return text;
}

std::string WriteDateTime(const DateTime& time) {
  const int64_t local = time.micros + time.zone.minutes * int64_t{60'000'000};
  const int64_t days = FloorDivide(local, kMicrosPerDay);
  const int64_t micros = local - days * kMicrosPerDay;
  const int64_t seconds = micros / 1'000'000;
  std::string text;
  AppendDate(days, text);
  text += 'T';
  AppendPadded(seconds / 3600, 2, text);
  text += ':';
  AppendPadded(seconds / 60 % 60, 2, text);
  text += ':';
  AppendPadded(seconds % 60, 2, text);
  if (time.fraction_digits > 0) {
    std::string fraction;
    AppendPadded(micros % 1'000'000, 6, fraction);
    text += '.';
    text.append(fraction, 0, static_cast<size_t>(time.fraction_digits));
  }
  AppendZone(time.zone, text);
  return text;
}

}  // namespace tern::model
