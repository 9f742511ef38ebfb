#include "engine/algebra/nearest_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tern::algebra {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EditDistanceTest, CountsEditsUpToTheBound) {
  const struct {
    const char* a;
    const char* b;
    size_t distance;
  } kCases[] = {{"", "", 0},
                {"a", "", 1},
                {"China", "China", 0},
                {"Chnia", "China", 1},
                {"abc", "cba", 2},
                {"lenght", "length", 1},
                {"kitten", "sitting", 3},
                {"abcdef", "ghijkl", 6}};
  for (const auto& c : kCases) {
    EXPECT_EQ(EditDistance(c.a, c.b, 10), c.distance) << c.a << " " << c.b;
    EXPECT_EQ(EditDistance(c.b, c.a, 10), c.distance) << c.b << " " << c.a;
    if (c.distance > 0) {
      EXPECT_EQ(EditDistance(c.a, c.b, c.distance - 1), c.distance) << "one over the bound";
    }
  }
}

TEST(NearestNamesTest, KeepsTheNearestInOrder) {
  NearestNames nearest("chnia", 2);
  for (const char* name : {"Peru", "Chile", "China", "Chad", "China"}) nearest.Offer(name);
  EXPECT_THAT(nearest.Take(), ElementsAre("China"));
  NearestNames longer("rejected", 2);
  for (const char* name : {"rejecting", "rejecte", "reject", "accepted", "elected"}) longer.Offer(name);
  EXPECT_THAT(longer.Take(), ElementsAre("rejecte", "elected"));
}

TEST(NearestNamesTest, VeryLongNamesAreLeftAlone) {
  NearestNames nearest(std::string(1000, 'a'));
  nearest.Offer(std::string(1000, 'a'));
  EXPECT_THAT(nearest.Take(), IsEmpty());
}

TEST(DidYouMeanTest, ReadsAsASentence) {
  EXPECT_EQ(DidYouMean({}, "?"), "");
  EXPECT_EQ(DidYouMean({"a"}, "?"), "did you mean ?a?");
  EXPECT_EQ(DidYouMean({"a", "b", "c"}, ""), "did you mean a, b or c?");
}

}  // namespace
}  // namespace tern::algebra
