// Leapfrog joins of every shape, against hash joins of the same scans.
#include "engine/execute/leapfrog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "engine/algebra/sortedness.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::MakeNode;
using algebra::NodePtr;
using algebra::Scan;
using model::Stance;
using model::TermId;

constexpr size_t kBatchSizes[] = {1, 3, 64, 2048};

std::vector<IdRow> Run(const algebra::Node& node, std::shared_ptr<const FakeSnapshot> snapshot,
                       size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = RunNode(node, std::move(snapshot), options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? *rows : std::vector<IdRow>();
}

// The scans joined variable by variable; null where the sequence does not suit them.
NodePtr LeapfrogOf(std::vector<Scan> scans, const std::vector<Variable>& sequence) {
  std::vector<NodePtr> children;
  for (Scan& scan : scans) {
    std::vector<Variable> wanted;
    for (const Variable& variable : sequence) {
      const std::vector<Variable> own = algebra::VariablesOf(scan);
      if (std::find(own.begin(), own.end(), variable) != own.end()) wanted.push_back(variable);
    }
    for (const order::Order order : algebra::PossibleOrders(scan)) {
      if (algebra::SortedBy(scan, order) == wanted) scan.order = order;
    }
    if (!scan.order) return nullptr;
    children.push_back(MakeNode(scan));
  }
  return MakeNode(algebra::Leapfrog{sequence}, std::move(children));
}

// The same rows by hash joins, with the columns in `sequence`.
std::vector<IdRow> HashJoined(const std::vector<Scan>& scans, const std::vector<Variable>& sequence,
                              std::shared_ptr<const FakeSnapshot> snapshot) {
  NodePtr joined = MakeNode(scans[0]);
  for (size_t i = 1; i < scans.size(); ++i) joined = MakeNode(algebra::Join{}, {joined, MakeNode(scans[i])});
  algebra::Project project;
  for (const Variable& variable : sequence) project.columns.push_back({variable, variable});
  return SortedRows(Run(*MakeNode(std::move(project), {joined}), std::move(snapshot), 2048));
}

void ExpectAgreement(const std::vector<Scan>& scans, std::shared_ptr<const FakeSnapshot> snapshot) {
  std::vector<Variable> sequence;
  for (const Scan& scan : scans) {
    for (const Variable& variable : algebra::VariablesOf(scan)) {
      if (std::find(sequence.begin(), sequence.end(), variable) == sequence.end())
        sequence.push_back(variable);
    }
  }
  std::sort(sequence.begin(), sequence.end());
  size_t sequences = 0;
  do {
    const NodePtr leapfrog = LeapfrogOf(scans, sequence);
    if (leapfrog == nullptr) continue;
    ++sequences;
    const std::vector<IdRow> expected = HashJoined(scans, sequence, snapshot);
    for (const size_t batch_rows : kBatchSizes) {
      SCOPED_TRACE(absl::StrCat("batches of ", batch_rows));
      EXPECT_EQ(Run(*leapfrog, snapshot, batch_rows), expected);  // the rows come sorted by the sequence
      EXPECT_EQ(Run(*CountOf(leapfrog, {}), snapshot, batch_rows), CountedRows(*leapfrog, {}, expected));
      for (const Variable& variable : sequence) {
        EXPECT_EQ(SortedRows(Run(*CountOf(leapfrog, {variable}), snapshot, batch_rows)),
                  CountedRows(*leapfrog, {variable}, expected))
            << "counted by " << variable;
      }
    }
  } while (std::next_permutation(sequence.begin(), sequence.end()));
  EXPECT_GT(sequences, 0u);
}

// Dense enough to have cycles; some facts have several claims.
std::shared_ptr<FakeSnapshot> RandomSnapshot(uint32_t seed, int facts, uint32_t entities) {
  std::mt19937 random(seed);
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto pick = [&](const char* kind, uint32_t count) { return absl::StrCat(kind, random() % count); };
  for (int i = 0; i < facts; ++i) {
    TermId claim;
    const auto stance = static_cast<Stance>(random() % 3);
    if (random() % 3 == 0)
      claim = model::AnonymousClaim(random() % 8 * 3 + static_cast<uint32_t>(stance), stance);
    snapshot->Add(pick("e", entities), pick("p", 3), pick("e", entities), claim);
  }
  return snapshot;
}

TEST(LeapfrogTest, AgreesWithHashJoinsOnEveryShapeAndSequence) {
  const std::vector<std::vector<Scan>> shapes = {
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p0", "?c"),
       ScanOf("?a", "p0", "?c")},  // triangle of one predicate
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p1", "?c"),
       ScanOf("?c", "p2", "?a")},  // triangle that goes round
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p1", "?d"), ScanOf("?a", "p1", "?c"),
       ScanOf("?c", "p0", "?d")},  // diamond
      {ScanOf("?a", "p0", "?b"), ScanOf("?a", "p1", "?c"), ScanOf("?a", "p2", "?d"), ScanOf("?b", "p0", "?c"),
       ScanOf("?b", "p1", "?d"), ScanOf("?c", "p2", "?d")},                            // clique of four
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p1", "?a")},                            // there and back
      {ScanOf("?a", "p0", "?b"), ScanOf("?a", "p1", "?c"), ScanOf("?a", "p2", "?d")},  // star
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p1", "?c"), ScanOf("?a", "p2", "e1")},  // a constant
      {ScanOf("?a", "p0", "?a"), ScanOf("?a", "p1", "?b"), ScanOf("?b", "p1", "?b")},  // loops
      {ScanOf("e1", "?p", "?a"), ScanOf("?a", "p1", "?b"), ScanOf("e2", "?p", "?b")},  // an open predicate
      {ScanOf("?a", "p0", "?b"), ScanOf("?b", "unheard", "?c"), ScanOf("?a", "p0", "?c")},
  };
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    const auto snapshot = RandomSnapshot(seed, 60, 4 + seed);
    for (size_t shape = 0; shape < shapes.size(); ++shape) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", shape ", shape));
      ExpectAgreement(shapes[shape], snapshot);
    }
  }
}

TEST(LeapfrogTest, RowsOfSeveralClaimsCountSeverally) {
  for (const auto mode : {store::ClaimMode::kFor, store::ClaimMode::kEvery, store::ClaimMode::kRaw}) {
    std::vector<Scan> scans = {ScanOf("?a", "p0", "?b"), ScanOf("?b", "p0", "?c"), ScanOf("?a", "p1", "?c"),
                               ScanOf("?a", "p2", "e1")};
    for (Scan& scan : scans) scan.mode = mode;
    for (uint32_t seed = 1; seed <= 6; ++seed) ExpectAgreement(scans, RandomSnapshot(seed, 120, 4));
  }
}

TEST(LeapfrogTest, LongListsAreLeaptThrough) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 3000; ++i) {
    snapshot->Add("a", "p0", model::Term::Integer(3 * i));
    snapshot->Add("b", "p1", model::Term::Integer(1000 + 7 * i));
    if (i % 100 == 0) snapshot->Add("c", "p2", model::Term::Integer(i * 50));
  }
  ExpectAgreement({ScanOf("?a", "p0", "?o"), ScanOf("?b", "p1", "?o"), ScanOf("?c", "p2", "?o")}, snapshot);
}

TEST(LeapfrogTest, WhatItKeepsIsCounted) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 5000; ++i) snapshot->Add("a", "p0", model::Term::Integer(i));
  const NodePtr leapfrog = LeapfrogOf({ScanOf("?a", "p0", "?o"), ScanOf("?b", "p0", "?o")}, {"o", "a", "b"});
  ContextOptions options;
  options.memory_bytes = 64 * 1024;
  EXPECT_EQ(RunNode(*leapfrog, snapshot, options).status().code(), absl::StatusCode::kResourceExhausted);
  options.memory_bytes = 1024 * 1024;
  EXPECT_TRUE(RunNode(*leapfrog, snapshot, options).ok());
}

TEST(LeapfrogTest, RefusesScansThatAreNotSorted) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  Scan by_object = ScanOf("?a", "p0", "?b");
  by_object.order = order::Order::kPos;
  const NodePtr leapfrog =
      MakeNode(algebra::Leapfrog{{"a", "b"}}, {MakeNode(by_object), MakeNode(by_object)});
  EXPECT_EQ(RunNode(*leapfrog, snapshot).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace tern::execute
