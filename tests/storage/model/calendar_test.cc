#include "storage/model/calendar.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::model {
namespace {

TEST(CalendarTest, KnownDays) {
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DaysFromCivil({1969, 12, 31}), -1);
  EXPECT_EQ(DaysFromCivil({2000, 3, 1}), 11017);
  EXPECT_EQ(DaysFromCivil({0, 1, 1}), -719528);
  EXPECT_EQ(DaysFromCivil({-1, 12, 31}), -719529);
}

TEST(CalendarTest, EveryDayOfFourCenturiesFollowsTheOneBefore) {
  CivilDate previous = CivilFromDays(DaysFromCivil({-201, 12, 31}));
  for (int64_t day = DaysFromCivil({-200, 1, 1}); day < DaysFromCivil({200, 1, 2}); ++day) {
    const CivilDate date = CivilFromDays(day);
    ASSERT_EQ(DaysFromCivil(date), day);
    const bool next_day =
        date.year == previous.year && date.month == previous.month && date.day == previous.day + 1;
    const bool next_month =
        date.day == 1 && previous.day >= 28 &&
        (date.month == previous.month + 1 || (date.month == 1 && date.year == previous.year + 1));
    ASSERT_TRUE(next_day || next_month) << WriteDate(day, {});
    previous = date;
  }
}

TEST(CalendarTest, DatesThatExistAndThoseThatDoNot) {
  for (const char* text : {"2024-02-29", "2000-02-29", "0000-02-29", "-0004-02-29", "2025-12-31",
                           "2025-01-01Z", "2025-01-01+14:00", "2025-01-01-14:00", "2025-01-01-00:00",
                           "10000-01-01", "-10000-01-01", "200000-12-31", "-0000-01-01"}) {
    EXPECT_TRUE(ParseDate(text).has_value()) << text;
  }
  for (const char* text : {"",
                           "2025-02-29",
                           "1900-02-29",
                           "2025-13-01",
                           "2025-00-01",
                           "2025-01-00",
                           "2025-01-32",
                           "2025-04-31",
                           "2025-1-5",
                           "25-01-01",
                           "02025-01-01",
                           "2025-01-01+14:01",
                           "2025-01-01+15:00",
                           "2025-01-01+1:00",
                           "2025-01-01z",
                           "2025-01-01 ",
                           " 2025-01-01",
                           "+2025-01-01",
                           "200001-01-01",
                           "2025-01-01T00:00:00",
                           "2025/01/01",
                           "2025-01-01+01:60"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(CalendarTest, TimesThatExistAndThoseThatDoNot) {
  for (const char* text : {"2025-12-12T00:00:00", "2025-12-12T23:59:59.999999999Z", "2025-12-12T24:00:00",
                           "2025-12-12T24:00:00.0", "2025-12-12T09:30:00+05:45"}) {
    EXPECT_TRUE(ParseDateTime(text).has_value()) << text;
  }
  for (const char* text :
       {"2025-12-12", "2025-12-12T24:00:01", "2025-12-12T24:01:00", "2025-12-12T24:00:00.1",
        "2025-12-12T25:00:00", "2025-12-12T09:60:00", "2025-12-12T09:30:60", "2025-12-12T09:30",
        "2025-12-12T09:30:00.", "2025-12-12t09:30:00", "2025-02-30T09:30:00", "2025-12-12T9:30:00"}) {
    EXPECT_FALSE(ParseDateTime(text).has_value()) << text;
  }
  EXPECT_EQ(ParseDateTime("2025-12-12T24:00:00")->micros, ParseDateTime("2025-12-13T00:00:00")->micros);
  EXPECT_EQ(ParseDateTime("2025-12-12T02:00:00+02:00")->micros,
            ParseDateTime("2025-12-12T00:00:00Z")->micros);
  EXPECT_EQ(ParseDateTime("1970-01-01T00:00:00.1234567Z")->micros, 123456);
  EXPECT_EQ(ParseDateTime("1969-12-31T23:59:59.5Z")->micros, -500000);
}

}  // namespace
}  // namespace tern::model
