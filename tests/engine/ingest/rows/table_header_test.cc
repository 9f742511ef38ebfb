#include "engine/ingest/rows/table_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TableHeaderTest, GoodNamesStay) {
  const TableHeader header({"country", "Release date", "x.y"});
  EXPECT_THAT(header.columns(), ElementsAre("country", "Release date", "x.y"));
  EXPECT_THAT(header.notes(), IsEmpty());
  EXPECT_EQ(header.Find("Release date"), 1u);
  EXPECT_EQ(header.Find("release date"), std::nullopt);
  EXPECT_EQ(header.Find(""), std::nullopt);
}

TEST(TableHeaderTest, SecondNamesAreNumbered) {
  const TableHeader header({"x", "x", "x", "x_2", "y", "y"});
  EXPECT_THAT(header.columns(), ElementsAre("x", "x_3", "x_4", "x_2", "y", "y_2"));
  EXPECT_THAT(header.notes(), ElementsAre("column 2 is named 'x' as one before it; it is called 'x_3'",
                                          "column 3 is named 'x' as one before it; it is called 'x_4'",
                                          "column 6 is named 'y' as one before it; it is called 'y_2'"));
}

TEST(TableHeaderTest, EmptyNamesGetTheirPlace) {
  const TableHeader header({"", "a", "", "column_1"});
  EXPECT_THAT(header.columns(), ElementsAre("column_1_2", "a", "column_3", "column_1"));
  EXPECT_EQ(header.Find("column_3"), 2u);
  EXPECT_EQ(header.Find("column_1"), 3u);
}

TEST(TableHeaderTest, NotesAreBounded) {
  const std::vector<std::string_view> names(100);
  const TableHeader header(names);
  EXPECT_EQ(header.columns().back(), "column_100");
  EXPECT_EQ(header.notes().size(), 21u);
  EXPECT_EQ(header.notes().back(), "80 more columns were renamed so");
}

TEST(TableHeaderTest, AdviceNamesTheNearestAndAll) {
  const TableHeader header({"country", "chip", "price"});
  EXPECT_EQ(header.AdviceFor("pirce"), "did you mean price? the columns are: country, chip, price");
  EXPECT_EQ(header.AdviceFor("zzzzzz"), "the columns are: country, chip, price");
  std::vector<std::string> many;
  std::vector<std::string_view> views;
  for (int i = 0; i < 60; ++i) many.push_back("c" + std::to_string(i));
  views.assign(many.begin(), many.end());
  EXPECT_THAT(TableHeader(views).AdviceFor("qqqqqqq"), HasSubstr("c39 and 20 more"));
}

}  // namespace
}  // namespace tern::ingest
