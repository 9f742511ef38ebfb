#include "engine/optimize/leapfrog_core.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/print.h"
#include "tests/engine/optimize/relation_testing.h"

namespace tern::optimize {
namespace {

using algebra::Scan;
using algebra::Slot;

// With half as many values of each variable as there are rows.
Relation RelationOf(const char* s, const char* o, double rows) {
  return optimize::RelationOf(s, o, rows, rows / 2, rows / 2);
}

// The plan of the group with its cycles replaced; empty where there are none.
std::string Plan(const JoinGroup& group, bool everywhere = false) {
  const auto replaced = ReplaceCycles(group, everywhere);
  if (!replaced.ok() || !*replaced) return "";
  algebra::PrintOptions options;
  options.estimates = false;
  return algebra::Print(**SearchJoins(**replaced, PlannerOptions::ForceJoin::kNone), options);
}

TEST(LeapfrogCoreTest, TrianglesAreOneJoin) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 1000), RelationOf("b", "c", 1000), RelationOf("a", "c", 1000)};
  EXPECT_EQ(Plan(group),
            "Leapfrog on ?a, ?b, ?c\n"
            "  Scan PSO ?a <urn:p> ?b\n"
            "  Scan PSO ?b <urn:p> ?c\n"
            "  Scan PSO ?a <urn:p> ?c\n");
}

TEST(LeapfrogCoreTest, WhatHangsOnACycleIsJoinedWithIt) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 1000), RelationOf("b", "c", 1000), RelationOf("a", "c", 1000),
                     RelationOf("a", "label", 1000)};
  const std::string plan = Plan(group);
  EXPECT_THAT(plan, testing::HasSubstr("Leapfrog on ?a, ?b, ?c\n")) << plan;
  EXPECT_THAT(plan, testing::StartsWith("Join ")) << plan;
}

TEST(LeapfrogCoreTest, ChainsAndStarsHaveNoCycle) {
  JoinGroup chain;
  chain.relations = {RelationOf("a", "b", 1000), RelationOf("b", "c", 1000), RelationOf("c", "d", 1000)};
  EXPECT_EQ(Plan(chain), "");
  JoinGroup star;
  star.relations = {RelationOf("a", "b", 1000), RelationOf("a", "c", 1000), RelationOf("a", "d", 1000)};
  EXPECT_EQ(Plan(star), "");
  EXPECT_THAT(Plan(star, true), testing::StartsWith("Leapfrog on "));
}

TEST(LeapfrogCoreTest, TheSameTwoVariablesTwiceAreNoCycle) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 1000), RelationOf("b", "a", 1000), RelationOf("a", "b", 1000)};
  EXPECT_EQ(Plan(group), "");
}

TEST(LeapfrogCoreTest, ACycleThroughAnotherPlanStaysAsItIs) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 1000), RelationOf("b", "c", 1000), RelationOf("a", "c", 1000)};
  group.relations[2].scan = nullptr;
  EXPECT_EQ(Plan(group), "");
}

TEST(LeapfrogCoreTest, ConditionsStandAboveTheJoin) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 1000), RelationOf("b", "c", 1000), RelationOf("a", "c", 1000)};
  const auto not_equal = [](const char* x, const char* y) {
    return algebra::Expression::Call(algebra::Function::kNotEqual,
                                     {algebra::Expression::Var(x), algebra::Expression::Var(y)});
  };
  group.relations[0].conditions = {not_equal("a", "b")};
  group.conditions = {not_equal("b", "c")};
  EXPECT_THAT(Plan(group), testing::StartsWith("Filter (?a != ?b) and (?b != ?c)\n  Leapfrog on "));
}

}  // namespace
}  // namespace tern::optimize
