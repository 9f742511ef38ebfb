// Dates and times of XSD 1.1: the proleptic Gregorian calendar with a year 0000, negative years before it.
#ifndef TERN_STORAGE_MODEL_CALENDAR_H_
#define TERN_STORAGE_MODEL_CALENDAR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tern::model {

// Years beyond ±kMaxYear are no dates here, so that every instant in microseconds fits 64 bits (XSD 1.1 §5.4
// allows such a limit).
inline constexpr int64_t kMaxYear = 200'000;
inline constexpr int64_t kMinutesPerDay = 24 * 60;
inline constexpr int64_t kMicrosPerDay = kMinutesPerDay * 60 * 1'000'000;

struct CivilDate {
  int64_t year = 1970;
  int month = 1;
  int day = 1;
};

// Days since 1970-01-01, and back. REQUIRES: |days| < 2^58.
int64_t DaysFromCivil(const CivilDate& date);
CivilDate CivilFromDays(int64_t days);

// A time zone as written: none, "Z", or an offset.
struct Zone {
  enum class Form : uint8_t { kNone, kUtc, kOffset };
  Form form = Form::kNone;
  int minutes = 0;  // −840 … 840

  friend bool operator==(const Zone&, const Zone&) = default;
};

struct GYearMonth {
  int64_t months = 0;  // since 1970-01
  Zone zone;
};
struct Date {
  int64_t days = 0;  // since 1970-01-01, as written
  Zone zone;
};
struct DateTime {
  int64_t micros = 0;       // since 1970-01-01T00:00Z; without a zone as if UTC; further digits cut off
  int fraction_digits = 0;  // of the seconds, as written
  Zone zone;
};

// Nothing unless `text` is a lexical form of the type and a day that exists.
std::optional<GYearMonth> ParseGYearMonth(std::string_view text);
std::optional<Date> ParseDate(std::string_view text);
std::optional<DateTime> ParseDateTime(std::string_view text);

std::string WriteGYearMonth(int64_t months);
std::string WriteDate(int64_t days, const Zone& zone);
// REQUIRES: 0 <= fraction_digits <= 6.
std::string WriteDateTime(const DateTime& time);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_CALENDAR_H_
