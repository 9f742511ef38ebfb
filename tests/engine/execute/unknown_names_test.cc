#include "engine/execute/unknown_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/query_harness.h"

namespace tern::execute {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Warnings(const std::string& text) {
  FakeSnapshot snapshot;
  snapshot.Add("China", "rejected", "H200");
  snapshot.Add("Chile", "accepted", "David Sacks");
  auto plan = PlanOf(text);
  EXPECT_TRUE(plan.ok()) << plan.status();
  auto warnings = UnknownNameWarnings(*plan, snapshot, TestNames());
  EXPECT_TRUE(warnings.ok()) << warnings.status();
  return *warnings;
}

TEST(UnknownNamesTest, NearestNamesAreProposed) {
  EXPECT_THAT(Warnings("Chnia -[rejected]-> ?x"), ElementsAre("no entity Chnia; did you mean China?"));
  EXPECT_THAT(Warnings("China -[rejcted]-> ?x"), ElementsAre("no predicate rejcted; did you mean rejected?"));
  EXPECT_THAT(Warnings("Chila -[rejected]-> ?x"),
              ElementsAre("no entity Chila; did you mean Chile or China?"));
}

TEST(UnknownNamesTest, KnownNamesAndFarOnesAreQuietlyHandled) {
  EXPECT_THAT(Warnings("China -[rejected]-> ?x"), IsEmpty());
  EXPECT_THAT(Warnings("Switzerland -[rejected]-> ?x"), ElementsAre("no entity Switzerland"));
}

TEST(UnknownNamesTest, EachNameOnceAndNotTooMany) {
  EXPECT_THAT(Warnings("Switzerland -[rejected]-> ?x, Switzerland -[accepted]-> ?y"),
              ElementsAre("no entity Switzerland"));
  std::string many = "match ?x -[rejected]-> ?y where ?x in [qqqqqq1";
  for (int i = 2; i < 20; ++i) many += ", qqqqqq" + std::to_string(i);
  EXPECT_EQ(Warnings(many + "] return ?x").size(), kMaxWarnings);
}

}  // namespace
}  // namespace tern::execute
