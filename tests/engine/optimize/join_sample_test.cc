#include "engine/optimize/join_sample.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/algebra/resolve.h"
#include "tests/engine/execute/fake_snapshot.h"

namespace tern::optimize {
namespace {

using algebra::Scan;
using algebra::Slot;
using execute::FakeSnapshot;

class JoinSampleTest : public ::testing::Test {
 protected:
  // "?s <predicate> ?o", as the planner knows it.
  void AddRelation(const char* s, const char* predicate, const char* o) {
    Scan scan;
    scan.subject = Slot::Var(s);
    scan.predicate = Slot::Constant(FakeSnapshot::Iri(predicate));
    scan.predicate.ids = *algebra::ResolveIds(scan.predicate, snapshot_);
    scan.object = Slot::Var(o);
    Cardinality cardinality(&snapshot_);
    Relation relation;
    relation.node = algebra::MakeNode(scan);
    relation.scan = relation.node->As<Scan>();
    relation.scanned_rows = relation.rows = *cardinality.Rows(scan);
    for (const char* variable : {s, o})
      relation.distinct[variable] = *cardinality.DistinctValues(scan, variable);
    relations_.push_back(std::move(relation));
  }
  // The rows of all relations joined on their one shared variable: what independence says, corrected.
  double Correction(RelationMask members) {
    JoinSample sample(relations_, snapshot_);
    const absl::StatusOr<double> correction = sample.Correction(members);
    EXPECT_TRUE(correction.ok()) << correction.status();
    return correction.value_or(-1);
  }

  FakeSnapshot snapshot_;
  std::vector<Relation> relations_;
};

TEST_F(JoinSampleTest, WhatNeverMeetsIsAlmostNothing) {
  for (int i = 0; i < 100; ++i) {
    snapshot_.Add("a" + std::to_string(i), "p", "x");
    snapshot_.Add("b" + std::to_string(i), "q", "x");
  }
  AddRelation("s", "p", "o1");
  AddRelation("s", "q", "o2");
  EXPECT_LT(Correction(0b11), 0.01);
}

TEST_F(JoinSampleTest, WhatAlwaysMeetsIsAsExpected) {
  for (int i = 0; i < 100; ++i) {
    for (const char* predicate : {"p", "q", "r"}) snapshot_.Add("a" + std::to_string(i), predicate, "x");
  }
  AddRelation("s", "p", "o1");
  AddRelation("s", "q", "o2");
  AddRelation("s", "r", "o3");
  EXPECT_NEAR(Correction(0b11), 1, 0.01);
  EXPECT_NEAR(Correction(0b111), 1, 0.01);
}

// Pairs alone cannot tell: each two of the three meet at half the subjects, but never all three.
TEST_F(JoinSampleTest, AStarIsSeenWhole) {
  for (int i = 0; i < 90; ++i) {
    const char* const missing[] = {"p", "q", "r"};
    for (const char* predicate : {"p", "q", "r"}) {
      if (std::string(predicate) != missing[i % 3]) snapshot_.Add("a" + std::to_string(i), predicate, "x");
    }
  }
  AddRelation("s", "p", "o1");
  AddRelation("s", "q", "o2");
  AddRelation("s", "r", "o3");
  EXPECT_NEAR(Correction(0b011), 0.5, 0.1);
  EXPECT_LT(Correction(0b111), 0.02);
}

// The one value that most rows have weighs as much as they do.
TEST_F(JoinSampleTest, HubsHaveTheirWeight) {
  for (int i = 0; i < 60; ++i) {  // few enough that the sample has them all
    snapshot_.Add("a" + std::to_string(i), "p", i < 48 ? "hub" : "b" + std::to_string(i));
    snapshot_.Add("hub", "q", "c" + std::to_string(i));
    snapshot_.Add("b" + std::to_string(i), "q", "d");
  }
  AddRelation("s", "p", "m");
  AddRelation("m", "q", "o");
  const double independent = relations_[0].rows * relations_[1].rows /
                             std::max(relations_[0].distinct["m"], relations_[1].distinct["m"]);
  EXPECT_NEAR(Correction(0b11) * independent, 48 * 60 + 12, 1);
}

TEST_F(JoinSampleTest, NothingIsSaidOfWhatIsNotShared) {
  for (int i = 0; i < 10; ++i) snapshot_.Add("a" + std::to_string(i), "p", "x");
  AddRelation("s", "p", "o1");
  AddRelation("t", "p", "o2");
  EXPECT_EQ(Correction(0b01), 1);
  EXPECT_EQ(Correction(0b11), 1);
}

}  // namespace
}  // namespace tern::optimize
