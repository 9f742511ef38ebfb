// Whatever an operator keeps is counted, and whatever it does can be cancelled: each runs with a budget that
// is too small, and then is asked to stop at each of its first polls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::Aggregate;
using algebra::Apply;
using algebra::Expression;
using algebra::Function;
using algebra::Join;
using algebra::JoinKind;
using algebra::JoinType;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::OuterRow;
using model::Term;

constexpr int kRows = 3000;

std::shared_ptr<FakeSnapshot> ManyFacts() {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < kRows; ++i)
    snapshot->Add(absl::StrCat("s", i), "p", Term::String(absl::StrCat("text ", i)));
  return snapshot;
}

struct NamedPlan {
  const char* name;
  NodePtr root;
};

std::vector<NamedPlan> PlansThatKeepRows() {
  const NodePtr scan = MakeNode(ScanOf("?s", "p", "?o"));
  const NodePtr other = MakeNode(ScanOf("?s", "p", "?v"));
  const NodePtr objects = MakeNode(algebra::Project{{{"o", "o"}}}, {scan});
  const auto aggregate = [&](Aggregate::Kind kind, bool distinct) {
    return MakeNode(algebra::Group{{}, {{kind, distinct, "o", "r"}}}, {scan});
  };
  const Expression longer = Expression::Call(
      Function::kConcat, {Expression::Var("o"), Expression::Constant(Term::String(" and more"))});
  const Expression list = Expression::Call(Function::kMakeList, {Expression::Var("o")});
  return {{"hash join", MakeNode(Join{JoinKind::kHash, {}, JoinType::kLeft, std::nullopt}, {scan, other})},
          {"sort", MakeNode(algebra::Sort{{{"o", false}}, std::nullopt}, {scan})},
          {"distinct", MakeNode(algebra::Distinct{}, {objects})},
          {"group", MakeNode(algebra::Group{{"o"}, {{Aggregate::Kind::kCountRows, false, "", "n"}}}, {scan})},
          {"count distinct", aggregate(Aggregate::Kind::kCount, true)},
          {"collect", aggregate(Aggregate::Kind::kCollect, false)},
          {"computed terms", MakeNode(algebra::Extend{"v", longer}, {scan})},
          {"computed lists", MakeNode(algebra::Extend{"v", list}, {scan})},
          {"apply", MakeNode(Apply{}, {MakeNode(algebra::Values{{}, {{}}}),
                                       MakeNode(Join{}, {MakeNode(OuterRow{{}}), scan})})}};
}

TEST(LimitsTest, WhatIsKeptIsCounted) {
  const auto snapshot = ManyFacts();
  for (const NamedPlan& plan : PlansThatKeepRows()) {
    ContextOptions options;
    options.memory_bytes = 10'000;
    EXPECT_EQ(RunNode(*plan.root, snapshot, options).status().code(), absl::StatusCode::kResourceExhausted)
        << plan.name;
  }
}

TEST(LimitsTest, EveryOperatorStopsWhenItIsAsked) {
  const auto snapshot = ManyFacts();
  std::vector<NamedPlan> plans = PlansThatKeepRows();
  const NodePtr scan = MakeNode(ScanOf("?s", "p", "?o"));
  const NodePtr nowhere = MakeNode(ScanOf("?s", "q", "?v"));
  plans.push_back(
      {"lookup join", MakeNode(Join{JoinKind::kLookup, {}, JoinType::kAnti, std::nullopt}, {scan, nowhere})});
  plans.push_back(
      {"unnest", MakeNode(algebra::Unnest{"v", Expression::Call(Function::kMakeList, {})}, {scan})});
  plans.push_back({"semi apply", MakeNode(Apply{JoinType::kSemi},
                                          {scan, MakeNode(Join{}, {MakeNode(OuterRow{{"s"}}), nowhere})})});
  for (const NamedPlan& plan : plans) {
    for (int polls_left : {0, 1, 2, 5}) {
      ContextOptions options;
      options.batch_rows = 64;
      options.cancelled = [&] { return polls_left-- <= 0; };
      EXPECT_EQ(RunNode(*plan.root, snapshot, options).status().code(), absl::StatusCode::kCancelled)
          << plan.name;
    }
  }
}

TEST(LimitsTest, ListsHaveABoundOfDepth) {
  Context context(std::make_shared<FakeSnapshot>(), {});
  Terms terms(&context);
  auto list = terms.InternList({});
  for (int depth = 1; depth < Terms::kMaxListDepth; ++depth) {
    ASSERT_TRUE(list.ok());
    const model::TermId item = *list;
    list = terms.InternList({item});
  }
  ASSERT_TRUE(list.ok());
  const model::TermId item = *list;
  EXPECT_EQ(terms.InternList({item}).status().code(), absl::StatusCode::kResourceExhausted);
}

// A list of two of a list of two of …: small to keep, too large to write.
TEST(LimitsTest, ListsHaveABoundOfItems) {
  Context context(std::make_shared<FakeSnapshot>(), {});
  Terms terms(&context);
  absl::StatusOr<model::TermId> list = terms.InternList({model::TermId::Null(), model::TermId::Null()});
  int doublings = 1;
  for (; list.ok(); ++doublings) {
    const model::TermId item = *list;
    list = terms.InternList({item, item});
  }
  EXPECT_EQ(list.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_LT(doublings, 26);
}

}  // namespace
}  // namespace tern::execute
