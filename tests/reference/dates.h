// Dates of the reference evaluator, by the calendar's plainest rules: years of four digits, days counted one
// year and one month at a time.
#ifndef TERN_TESTS_REFERENCE_DATES_H_
#define TERN_TESTS_REFERENCE_DATES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tests/reference/cell.h"

namespace tern::reference {

struct Moment {
  enum class Kind { kMonth, kDate, kDateTime } kind = Kind::kDate;
  int64_t day = 0;      // since 0000-01-01; a month's first day; a time's UTC day
  int64_t seconds = 0;  // kDateTime: since 0000-01-01T00:00:00Z
  int year = 0;         // as written
  int month = 0;
  int day_of_month = 0;
};

// Nothing for what is no gYearMonth, date or dateTime.
std::optional<Moment> MomentOf(const Cell& cell);
// Whether a claim of that date counts `as of` the limit.
bool IsNotAfter(const Moment& moment, const Moment& limit);

std::string DateText(int64_t day);
std::string DateTimeText(int64_t seconds);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_DATES_H_
