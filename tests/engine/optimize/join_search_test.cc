#include "engine/optimize/join_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/algebra/print.h"
#include "tests/engine/optimize/relation_testing.h"

namespace tern::optimize {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Plan(const JoinGroup& group, PlannerOptions::ForceJoin force = PlannerOptions::ForceJoin::kNone) {
  algebra::PrintOptions options;
  options.estimates = false;
  return algebra::Print(**SearchJoins(group, force), options);
}

TEST(JoinSearchTest, LargeScansOnOneVariableAreMerged) {
  JoinGroup group;
  group.relations = {RelationOf("x", "y", 1e6, 1e5, 1e5), RelationOf("x", "z", 1e6, 1e5, 1e5)};
  EXPECT_EQ(Plan(group),
            "Join merge on ?x\n"
            "  Scan PSO ?x <urn:p> ?y\n"
            "  Scan PSO ?x <urn:p> ?z\n");
}

TEST(JoinSearchTest, ChainsMeetInTheMiddle) {
  JoinGroup group;
  group.relations = {RelationOf("x", "y", 1e6, 1e6, 1e6), RelationOf("y", "z", 1e6, 1e6, 1e6)};
  EXPECT_EQ(Plan(group),
            "Join merge on ?y\n"
            "  Scan POS ?x <urn:p> ?y\n"
            "  Scan PSO ?y <urn:p> ?z\n");
}

TEST(JoinSearchTest, ManyRelationsHaveAPlanToo) {
  for (const size_t count : {12u, 13u, 70u}) {
    JoinGroup star;
    JoinGroup chain;
    for (size_t i = 0; i < count; ++i) {
      const std::string from = "v" + std::to_string(i);
      const std::string to = "v" + std::to_string(i + 1);
      star.relations.push_back(RelationOf("x", to.c_str(), 1e6, 1e5, 1e5));
      chain.relations.push_back(RelationOf(from.c_str(), to.c_str(), 1e6, 1e6, 1e6));
    }
    for (const JoinGroup* group : {&star, &chain}) {
      const std::string plan = Plan(*group);
      size_t scans = 0;
      for (size_t at = plan.find("Scan"); at != std::string::npos; at = plan.find("Scan", at + 1)) ++scans;
      EXPECT_EQ(scans, count) << plan;
    }
  }
}

TEST(JoinSearchTest, FewRowsAreLookedUp) {
  JoinGroup group;
  group.relations = {RelationOf("x", "z", 1e7, 1e6, 1e6), RelationOf("x", "y", 3, 3, 3)};
  EXPECT_EQ(Plan(group),
            "Join lookup\n"
            "  Scan PSO ?x <urn:p> ?y\n"
            "  Scan PSO ?x <urn:p> ?z\n");
}

TEST(JoinSearchTest, ProductsComeOnlyWhereNothingConnects) {
  JoinGroup group;
  group.relations = {RelationOf("a", "b", 10, 10, 10), RelationOf("c", "d", 10, 10, 10),
                     RelationOf("b", "c", 1e6, 1e6, 1e6)};
  const std::string connected = Plan(group, PlannerOptions::ForceJoin::kHash);
  EXPECT_THAT(connected, Not(HasSubstr("?a <urn:p> ?b\n    Scan PSO ?c")));
  group.relations.pop_back();
  EXPECT_THAT(Plan(group), HasSubstr("Join hash\n"));
}

TEST(JoinSearchTest, ManyRelationsAreJoinedGreedily) {
  JoinGroup group;
  for (int i = 0; i < 40; ++i) {
    group.relations.push_back(RelationOf(("v" + std::to_string(i)).c_str(),
                                         ("v" + std::to_string(i + 1)).c_str(), 1000.0 + i, 1000, 1000));
  }
  const std::string plan = Plan(group);
  size_t scans = 0;
  for (size_t at = plan.find("Scan"); at != std::string::npos; at = plan.find("Scan", at + 1)) ++scans;
  EXPECT_EQ(scans, 40u);
}

TEST(JoinSearchTest, ForcedKindsAreUsedWhereTheyCan) {
  JoinGroup group;
  group.relations = {RelationOf("x", "y", 1000, 1000, 1000), RelationOf("x", "z", 1000, 1000, 1000)};
  EXPECT_THAT(Plan(group, PlannerOptions::ForceJoin::kHash), HasSubstr("Join hash"));
  EXPECT_THAT(Plan(group, PlannerOptions::ForceJoin::kMerge), HasSubstr("Join merge"));
  EXPECT_THAT(Plan(group, PlannerOptions::ForceJoin::kLookup), HasSubstr("Join lookup"));
}

TEST(JoinSearchTest, ConditionsOfSeveralRelationsStandWhereTheyAreBound) {
  JoinGroup group;
  group.relations = {RelationOf("x", "y", 1000, 1000, 1000), RelationOf("x", "z", 1000, 1000, 1000),
                     RelationOf("x", "w", 1000, 1000, 1000)};
  group.conditions = {algebra::Expression::Call(
      algebra::Function::kLess, {algebra::Expression::Var("y"), algebra::Expression::Var("z")})};
  const std::string plan = Plan(group);
  size_t filters = 0;
  for (size_t at = plan.find("Filter"); at != std::string::npos; at = plan.find("Filter", at + 1)) ++filters;
  EXPECT_EQ(filters, 1u) << plan;
}

TEST(JoinSearchTest, SequenceIsKeptWhereAsked) {
  JoinGroup group;
  group.keep_sequence = true;
  group.relations = {RelationOf("x", "y", 1e6, 1e6, 1e6), RelationOf("x", "z", 1, 1, 1)};
  EXPECT_EQ(Plan(group, PlannerOptions::ForceJoin::kLookup),
            "Join lookup\n"
            "  Scan PSO ?x <urn:p> ?y\n"
            "  Scan PSO ?x <urn:p> ?z\n");
}

}  // namespace
}  // namespace tern::optimize
