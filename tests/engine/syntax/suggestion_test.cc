#include "engine/syntax/suggestion.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tern::syntax {
namespace {

TEST(SuggestionTest, DistanceCountsEditsAndSwaps) {
  EXPECT_EQ(EditDistance("length", "length", 3), 0u);
  EXPECT_EQ(EditDistance("lenght", "length", 3), 1u);
  EXPECT_EQ(EditDistance("Chnia", "China", 3), 1u);
  EXPECT_EQ(EditDistance("CHINA", "china", 3), 0u);
  EXPECT_EQ(EditDistance("", "abc", 3), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting", 5), 3u);
  EXPECT_EQ(EditDistance("abc", "xyz", 1), 2u);  // more than the limit
  EXPECT_EQ(EditDistance(std::string(1000, 'a'), std::string(1000, 'a'), 2), 0u);
}

TEST(SuggestionTest, OnlyTheNearIsOffered) {
  const std::vector<std::string_view> known = {"lower", "length", "label", "upper"};
  EXPECT_EQ(Nearest("lenght", known), "length");
  EXPECT_EQ(Nearest("LOWER", known), "lower");
  EXPECT_EQ(Nearest("substring", known), std::nullopt);
  EXPECT_EQ(Nearest("x", known), std::nullopt);
  EXPECT_EQ(Nearest("", known), std::nullopt);
}

}  // namespace
}  // namespace tern::syntax
