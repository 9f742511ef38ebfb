#include "engine/execute/count_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "storage/model/inline_integer.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::CountRuns;
using algebra::MakeNode;
using algebra::NodePtr;
using model::TermId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

CountRuns ByObject() {
  CountRuns runs{ScanOf("?x", "?p", "?y"), "y", "n"};
  runs.scan.order = order::Order::kOsp;
  return runs;
}

// o<i> is the object of counts[i] facts.
std::shared_ptr<FakeSnapshot> Objects(const std::vector<int>& counts) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (size_t object = 0; object < counts.size(); ++object) snapshot->Iri_("o" + std::to_string(object));
  for (size_t object = 0; object < counts.size(); ++object) {
    for (int i = 0; i < counts[object]; ++i)
      snapshot->Add("s" + std::to_string(i), "p", "o" + std::to_string(object));
  }
  return snapshot;
}

std::vector<IdRow> RunsOf(const CountRuns& runs, const std::shared_ptr<FakeSnapshot>& snapshot,
                          size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = RunNode(*MakeNode(runs), snapshot, options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? *rows : std::vector<IdRow>();
}

TEST(CountRunsTest, CountsEachValueOnce) {
  const auto snapshot = Objects({3, 1, 2500, 2});
  const auto row = [&](const char* object, int count) {
    return IdRow{snapshot->Iri_(object), model::IntegerId(count)};
  };
  for (const size_t batch_rows : {1, 2, 2048}) {
    EXPECT_THAT(RunsOf(ByObject(), snapshot, batch_rows),
                ElementsAre(row("o0", 3), row("o1", 1), row("o2", 2500), row("o3", 2)));
  }
  CountRuns values = ByObject();
  values.count.clear();
  EXPECT_THAT(RunsOf(values, snapshot, 2048),
              ElementsAre(IdRow{snapshot->Iri_("o0")}, IdRow{snapshot->Iri_("o1")},
                          IdRow{snapshot->Iri_("o2")}, IdRow{snapshot->Iri_("o3")}));
  EXPECT_THAT(RunsOf(ByObject(), std::make_shared<FakeSnapshot>(), 2048), IsEmpty());
}

TEST(CountRunsTest, TopKeepsWhatTiesWithTheLast) {
  CountRuns runs = ByObject();
  const auto snapshot = Objects({2, 5, 1, 2, 7, 2});
  const auto row = [&](const char* object, int count) {
    return IdRow{snapshot->Iri_(object), model::IntegerId(count)};
  };
  for (const size_t batch_rows : {1, 2048}) {
    runs.top = 2;
    EXPECT_THAT(RunsOf(runs, snapshot, batch_rows), ElementsAre(row("o1", 5), row("o4", 7)));
    runs.top = 3;
    EXPECT_THAT(RunsOf(runs, snapshot, batch_rows),
                ElementsAre(row("o0", 2), row("o1", 5), row("o3", 2), row("o4", 7), row("o5", 2)));
    runs.top = 100;
    EXPECT_EQ(RunsOf(runs, snapshot, batch_rows).size(), 6u);
  }
}

TEST(CountRunsTest, TopOfManyDropsTheOthersOnTheWay) {
  std::vector<int> counts;
  for (int i = 0; i < 20000; ++i) counts.push_back(1 + i * 7919 % 20000 / 6000);
  CountRuns runs = ByObject();
  runs.top = 5;
  ContextOptions options;
  options.memory_bytes = 600'000;  // all of them do not fit
  auto rows = RunNode(*MakeNode(runs), Objects(counts), options);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->size(), 2000u);  // the last tie
  for (const IdRow& row : *rows) EXPECT_EQ(row[1], model::IntegerId(4));
}

TEST(CountRunsTest, RefusesWhatNeedsChecks) {
  CountRuns runs = ByObject();
  runs.scan.order = order::Order::kSpo;
  EXPECT_EQ(RunNode(*MakeNode(runs), Objects({1})).status().code(), absl::StatusCode::kInternal);
  runs = ByObject();
  runs.scan.subject = Place("?p");
  EXPECT_EQ(RunNode(*MakeNode(runs), Objects({1})).status().code(), absl::StatusCode::kInternal);
  runs = ByObject();
  runs.scan.predicate = Place("p");
  EXPECT_EQ(RunNode(*MakeNode(runs), Objects({1})).status().code(), absl::StatusCode::kInternal);
}

TEST(CountRunsTest, ClaimFilterIsCountedByRows) {
  CountRuns runs = ByObject();
  runs.scan.claims.according_to = std::vector<model::Term>();
  EXPECT_THAT(RunsOf(runs, Objects({1, 2}), 2048), IsEmpty());
}

}  // namespace
}  // namespace tern::execute
