#include "tests/reference/dates.h"

#include <cstdio>
#include <string_view>

#include "storage/model/term.h"

namespace tern::reference {
namespace {

constexpr int64_t kSecondsPerDay = 24 * 60 * 60;

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int DaysOfYear(int year) { return IsLeapYear(year) ? 366 : 365; }
int DaysOfMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

int64_t DayOf(int year, int month, int day) {
  int64_t days = day - 1;
  for (int y = 0; y < year; ++y) days += DaysOfYear(y);
  for (int m = 1; m < month; ++m) days += DaysOfMonth(year, m);
  return days;
}

std::string Printed(const char* format, int a, int b, int c) {
  char text[64];
  std::snprintf(text, sizeof text, format, a, b, c);
  return text;
}

}  // namespace

std::optional<Moment> MomentOf(const Cell& cell) {
  if (!cell.is_term() || !cell.term().is_literal()) return std::nullopt;
  const std::string& text = cell.term().value;
  const std::string_view type = cell.term().datatype;
  Moment moment;
  if (type == model::iri::kXsdGYearMonth) {
    moment.kind = Moment::Kind::kMonth;
    moment.day_of_month = 1;
    if (std::sscanf(text.c_str(), "%4d-%2d", &moment.year, &moment.month) != 2) return std::nullopt;
  } else if (type == model::iri::kXsdDate || type == model::iri::kXsdDateTime) {
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d", &moment.year, &moment.month, &moment.day_of_month) != 3) {
      return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
  moment.day = DayOf(moment.year, moment.month, moment.day_of_month);
  if (type != model::iri::kXsdDateTime) return moment;

  moment.kind = Moment::Kind::kDateTime;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(text.c_str() + 10, "T%2d:%2d:%2d", &hour, &minute, &second) != 3) return std::nullopt;
  moment.seconds = moment.day * kSecondsPerDay + (hour * 60 + minute) * 60 + second;
  int zone_hours = 0;
  int zone_minutes = 0;
  char sign = '+';
  if (std::sscanf(text.c_str() + 19, "%c%2d:%2d", &sign, &zone_hours, &zone_minutes) == 3) {
    moment.seconds += (sign == '+' ? -60 : 60) * (zone_hours * 60 + zone_minutes);
  }
  moment.day = moment.seconds / kSecondsPerDay;
  return moment;
}

bool IsNotAfter(const Moment& moment, const Moment& limit) {
  const bool both_times = moment.kind == Moment::Kind::kDateTime && limit.kind == Moment::Kind::kDateTime;
  return both_times ? moment.seconds <= limit.seconds : moment.day <= limit.day;
}

std::string DateText(int64_t day) {
  int year = 0;
  while (day >= DaysOfYear(year)) day -= DaysOfYear(year++);
  int month = 1;
  while (day >= DaysOfMonth(year, month)) day -= DaysOfMonth(year, month++);
  return Printed("%04d-%02d-%02d", year, month, static_cast<int>(day) + 1);
}

std::string DateTimeText(int64_t seconds) {
  const int rest = static_cast<int>(seconds % kSecondsPerDay);
  return DateText(seconds / kSecondsPerDay) +
         Printed("T%02d:%02d:%02dZ", rest / 3600, rest / 60 % 60, rest % 60);
}

}  // namespace tern::reference
