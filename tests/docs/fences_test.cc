#include "tests/docs/fences.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tern::docs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(FencesOfTest, FindsKindArgumentsTextAndLine) {
  const auto fences =
      FencesOf("# Title\n\n```ternql maker=Nvidia\n$maker -[makes]-> ?x;\n```\ntext\n```\nplain\n```\n");
  ASSERT_TRUE(fences.ok());
  ASSERT_THAT(*fences, SizeIs(2));
  EXPECT_EQ(fences->at(0).kind, "ternql");
  EXPECT_THAT(fences->at(0).arguments, ElementsAre("maker=Nvidia"));
  EXPECT_EQ(fences->at(0).text, "$maker -[makes]-> ?x;\n");
  EXPECT_EQ(fences->at(0).line, 3);
  EXPECT_EQ(fences->at(1).kind, "");
  EXPECT_EQ(fences->at(1).text, "plain\n");
}

TEST(FencesOfTest, TakesAnIndentedFenceWithoutItsIndent) {
  const auto fences = FencesOf("- a list\n  ```sh\n  tern query \\\n    'China'\n  ```\n");
  ASSERT_TRUE(fences.ok());
  ASSERT_THAT(*fences, SizeIs(1));
  EXPECT_EQ(fences->at(0).text, "tern query \\\n  'China'\n");
}

TEST(FencesOfTest, ALongerFenceHoldsAShorterOne) {
  const auto fences = FencesOf("````text\n```sh\ntern\n```\n````\n");
  ASSERT_TRUE(fences.ok());
  ASSERT_THAT(*fences, SizeIs(1));
  EXPECT_EQ(fences->at(0).text, "```sh\ntern\n```\n");
}

TEST(FencesOfTest, RefusesAFenceThatIsNeverClosed) {
  EXPECT_FALSE(FencesOf("```sh\ntern query\n").ok());
  EXPECT_FALSE(FencesOf("````sh\ntern query\n```\n").ok());
}

TEST(FencesOfTest, InlineCodeOpensNothing) {
  const auto fences = FencesOf("``` `China` ```\n");
  ASSERT_TRUE(fences.ok());
  EXPECT_THAT(*fences, IsEmpty());
}

TEST(RelativeLinksOfTest, FindsPathsAndLeavesAddressesAndFences) {
  EXPECT_THAT(
      RelativeLinksOf("See [a](docs/a.md#part), [b](https://b.example) and [c](#here), [d](../d.md).\n"
                      "```ternql\n?x [](nothing.md)\n```\n[e](LICENSE)\n"),
      ElementsAre("docs/a.md", "../d.md", "LICENSE"));
}

TEST(ErrorCodesOfTest, FindsEachCodeOnce) {
  EXPECT_THAT(ErrorCodesOf("TQ012: no; TQ003, TQ012 and TQ1x3 TQ"), ElementsAre("TQ012", "TQ003"));
  EXPECT_THAT(ErrorCodesOf("China -[rejected]-> H200;"), IsEmpty());
}

}  // namespace
}  // namespace tern::docs
