// Every way to join, against nested loops over the scans' rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "engine/algebra/sortedness.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::Join;
using algebra::JoinKind;
using algebra::JoinType;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::Scan;
using model::Stance;
using model::TermId;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr size_t kBatchSizes[] = {1, 2, 3, 5, 64, 2048};

std::vector<IdRow> RunSorted(const algebra::Node& node, std::shared_ptr<const FakeSnapshot> snapshot,
                             size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = RunNode(node, std::move(snapshot), options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? SortedRows(*rows) : std::vector<IdRow>();
}

// Nested loops.
std::vector<IdRow> BruteForce(const Scan& left, const Scan& right,
                              std::shared_ptr<const FakeSnapshot> snapshot) {
  const std::vector<Variable> left_variables = algebra::VariablesOf(left);
  const std::vector<Variable> right_variables = algebra::VariablesOf(right);
  std::vector<IdRow> joined;
  for (const IdRow& a : RunSorted(*MakeNode(left), snapshot, 2048)) {
    for (const IdRow& b : RunSorted(*MakeNode(right), snapshot, 2048)) {
      std::map<Variable, TermId> row;
      for (size_t i = 0; i < a.size(); ++i) row[left_variables[i]] = a[i];
      bool matches = true;
      IdRow ids = a;
      for (size_t i = 0; i < b.size(); ++i) {
        const auto [entry, is_new] = row.emplace(right_variables[i], b[i]);
        matches = matches && entry->second == b[i];
        if (is_new) ids.push_back(b[i]);
      }
      if (matches) joined.push_back(ids);
    }
  }
  return SortedRows(joined);
}

// Expects the rows of `node`, and of counts over it: of all, and by each of its variables.
void ExpectRows(const NodePtr& node, std::shared_ptr<const FakeSnapshot> snapshot, size_t batch_rows,
                const std::vector<IdRow>& expected) {
  EXPECT_EQ(RunSorted(*node, snapshot, batch_rows), expected);
  EXPECT_EQ(RunSorted(*CountOf(node, {}), snapshot, batch_rows), CountedRows(*node, {}, expected));
  for (const Variable& variable : algebra::VariablesOf(*node)) {
    EXPECT_EQ(RunSorted(*CountOf(node, {variable}), snapshot, batch_rows),
              CountedRows(*node, {variable}, expected))
        << "counted by " << variable;
  }
}

// Joins two scans in every way that the operators have, and expects what the nested loops find.
void ExpectAllJoinsAgree(const Scan& left, const Scan& right, std::shared_ptr<const FakeSnapshot> snapshot) {
  const std::vector<IdRow> expected = BruteForce(left, right, snapshot);
  for (const size_t batch_rows : kBatchSizes) {
    const NodePtr hash = MakeNode(Join{JoinKind::kHash, {}}, {MakeNode(left), MakeNode(right)});
    {
      SCOPED_TRACE(absl::StrCat("hash, batches of ", batch_rows));
      ExpectRows(hash, snapshot, batch_rows, expected);
    }
    for (const order::Order right_order : algebra::PossibleOrders(right)) {
      Scan ordered_right = right;
      ordered_right.order = right_order;
      const NodePtr lookup = MakeNode(Join{JoinKind::kLookup, {}}, {MakeNode(left), MakeNode(ordered_right)});
      {
        SCOPED_TRACE(
            absl::StrCat("lookup in ", std::string(order::NameOf(right_order)), ", batches of ", batch_rows));
        ExpectRows(lookup, snapshot, batch_rows, expected);
      }
      for (const order::Order left_order : algebra::PossibleOrders(left)) {
        Scan ordered_left = left;
        ordered_left.order = left_order;
        const std::vector<Variable> a = algebra::SortedBy(left, left_order);
        const std::vector<Variable> b = algebra::SortedBy(right, right_order);
        for (size_t length = 1; length <= std::min(a.size(), b.size()); ++length) {
          if (!std::equal(a.begin(), a.begin() + static_cast<ptrdiff_t>(length), b.begin())) break;
          const std::vector<Variable> keys(a.begin(), a.begin() + static_cast<ptrdiff_t>(length));
          const NodePtr merge =
              MakeNode(Join{JoinKind::kMerge, keys}, {MakeNode(ordered_left), MakeNode(ordered_right)});
          SCOPED_TRACE(absl::StrCat("merge on ", length, " of ", std::string(order::NameOf(left_order)),
                                    " and ", std::string(order::NameOf(right_order)), ", batches of ",
                                    batch_rows));
          ExpectRows(merge, snapshot, batch_rows, expected);
        }
      }
    }
  }
}

std::shared_ptr<FakeSnapshot> RandomSnapshot(uint32_t seed, int facts, int entities) {
  std::mt19937 random(seed);
  auto snapshot = std::make_shared<FakeSnapshot>();
  const auto pick = [&](const char* kind, int count) {
    return absl::StrCat(kind, random() % static_cast<uint32_t>(count));
  };
  for (int i = 0; i < facts; ++i) {
    TermId claim;
    const auto stance = static_cast<Stance>(random() % 3);
    switch (random() % 3) {
      case 0:
        claim = model::AnonymousClaim(random() % 8 * 3 + static_cast<uint32_t>(stance), stance);
        break;
      case 1:
        claim = model::NamedClaim(snapshot->Iri_(pick("e", entities)), stance);
        break;
      default:
        break;
    }
    snapshot->Add(pick("e", entities), pick("p", 3), pick("e", entities), claim);
  }
  return snapshot;
}

TEST(JoinTest, AllStrategiesAgreeOnEveryShapeOfKeys) {
  const std::vector<std::pair<Scan, Scan>> shapes = {
      {ScanOf("?x", "p0", "?y"), ScanOf("?x", "p1", "?z")},      // star
      {ScanOf("?x", "p0", "?y"), ScanOf("?y", "p1", "?z")},      // chain
      {ScanOf("?x", "p0", "?y"), ScanOf("?z", "p1", "?y")},      // meeting in an object
      {ScanOf("?x", "p0", "?y"), ScanOf("?x", "p1", "?y")},      // two keys
      {ScanOf("?x", "p0", "?y"), ScanOf("?y", "p1", "?x")},      // two keys, crossed
      {ScanOf("?x", "?p", "?y"), ScanOf("?z", "?p", "?x")},      // predicate as a key
      {ScanOf("?x", "p0", "e1"), ScanOf("?x", "any", "?y")},     // constant and open place
      {ScanOf("?x", "p0", "?y"), ScanOf("?y", "?p", "?y")},      // repeated in one side
      {ScanOf("?x", "p0", "e1"), ScanOf("?y", "p1", "e2")},      // nothing shared
      {ScanOf("?x", "unheard", "?y"), ScanOf("?x", "p1", "?z")}  // empty side
  };
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    const auto snapshot = RandomSnapshot(seed, 40, 6);
    for (const auto& [left, right] : shapes) {
      SCOPED_TRACE(seed);
      ExpectAllJoinsAgree(left, right, snapshot);
      ExpectAllJoinsAgree(right, left, snapshot);
    }
  }
}

TEST(JoinTest, ClaimsAreKeysLikeAnyOther) {
  for (const auto mode : {store::ClaimMode::kFor, store::ClaimMode::kAgainst, store::ClaimMode::kEvery}) {
    Scan claimed = ScanOf("?x", "p0", "?y");
    claimed.mode = mode;
    claimed.claim = "c";
    claimed.stance = "stance";
    Scan also = ScanOf("?v", "p1", "?w");
    also.mode = store::ClaimMode::kEvery;
    also.claim = "c";
    Scan about = ScanOf("?c", "any", "?z");
    about.space = store::Space::kBoth;
    const auto snapshot = RandomSnapshot(11, 60, 4);
    ExpectAllJoinsAgree(claimed, also, snapshot);
    ExpectAllJoinsAgree(also, claimed, snapshot);
    ExpectAllJoinsAgree(claimed, about, snapshot);
    ExpectAllJoinsAgree(about, claimed, snapshot);
  }
}

TEST(JoinTest, ClaimPropertiesAreLookedUpByTheClaim) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const TermId first = snapshot->Claim(Stance::kFor, {{FakeSnapshot::Iri("by"), FakeSnapshot::Iri("x")}});
  const TermId second = snapshot->Claim(Stance::kFor, {{FakeSnapshot::Iri("by"), FakeSnapshot::Iri("y")},
                                                       {FakeSnapshot::Iri("by"), FakeSnapshot::Iri("z")}});
  snapshot->Add("a", "p", "b", first);
  snapshot->Add("a", "p", "b", second);
  Scan claims = ScanOf("a", "p", "b");
  claims.mode = store::ClaimMode::kFor;
  claims.claim = "c";
  Scan by = ScanOf("?c", "by", "?who");
  by.space = store::Space::kBoth;
  ExpectAllJoinsAgree(claims, by, snapshot);
  EXPECT_EQ(BruteForce(claims, by, snapshot).size(), 3u);
}

TEST(MergeJoinTest, KeepsDuplicatesOnBothSides) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (const char* o : {"a", "b", "c"}) snapshot->Add("x", "p", o);
  for (const char* o : {"d", "e"}) snapshot->Add("x", "q", o);
  const NodePtr join = MakeNode(Join{JoinKind::kMerge, {"x"}}, {MakeNode([] {
                                                                  Scan scan = ScanOf("?x", "p", "any");
                                                                  scan.order = order::Order::kPso;
                                                                  return scan;
                                                                }()),
                                                                MakeNode([] {
                                                                  Scan scan = ScanOf("?x", "q", "any");
                                                                  scan.order = order::Order::kPso;
                                                                  return scan;
                                                                }())});
  for (const size_t batch_rows : kBatchSizes) EXPECT_EQ(RunSorted(*join, snapshot, batch_rows).size(), 6u);
}

TEST(MergeJoinTest, LagsAreSkippedByTheCursor) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 20000; ++i) snapshot->Add("s", "many", model::Term::Integer(i));
  snapshot->Add("t", "few", model::Term::Integer(5));
  snapshot->Add("t", "few", model::Term::Integer(19990));
  Scan many = ScanOf("s", "many", "?o");
  many.order = order::Order::kSpo;
  Scan few = ScanOf("t", "few", "?o");
  few.order = order::Order::kSpo;
  const NodePtr join = MakeNode(Join{JoinKind::kMerge, {"o"}}, {MakeNode(many), MakeNode(few)});
  EXPECT_EQ(RunSorted(*join, snapshot, 64).size(), 2u);
  EXPECT_LT(snapshot->rows_read, 500u);
  // Whichever side has more rows, and however few are wanted of it: those behind a skip are read in small
  // steps.
  for (const JoinType type : {JoinType::kInner, JoinType::kLeft, JoinType::kSemi, JoinType::kAnti}) {
    snapshot->rows_read = 0;
    const NodePtr other = MakeNode(Join{JoinKind::kMerge, {"o"}, type}, {MakeNode(few), MakeNode(many)});
    RunSorted(*other, snapshot, 2048);
    EXPECT_LT(snapshot->rows_read, 2048u + 200u);
  }
}

TEST(HashJoinTest, WhatIsBelowTheBuiltKeysIsNotRead) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 20000; ++i) snapshot->Add("s", "many", model::Term::Integer(i));
  snapshot->Add("t", "few", model::Term::Integer(19000));
  snapshot->Add("t", "few", model::Term::Integer(19001));
  Scan many = ScanOf("s", "many", "?o");
  many.order = order::Order::kSpo;
  const NodePtr join = MakeNode(Join{}, {MakeNode(many), MakeNode(ScanOf("t", "few", "?o"))});
  EXPECT_EQ(RunSorted(*join, snapshot, 2048).size(), 2u);
  EXPECT_LT(snapshot->rows_read, 1100u);
}

// Keys far apart and close together, of one and of several kinds of ids: all ways to find them.
TEST(HashJoinTest, KeysAreFoundHoweverFarApartTheyAre) {
  for (const int step : {1, 3, 100, 1000000}) {
    auto snapshot = std::make_shared<FakeSnapshot>();
    for (int i = 0; i < 50; ++i) {
      snapshot->Add("a", "p", model::Term::Integer(i * step));
      snapshot->Add("b", "p", model::Term::Integer(i * step + (i % 2)));
    }
    for (const bool iris : {false, true}) {
      if (iris) {
        snapshot->Add("a", "p", "x");
        snapshot->Add("b", "p", "x");
      }
      for (const JoinType type : {JoinType::kInner, JoinType::kLeft, JoinType::kSemi, JoinType::kAnti}) {
        const NodePtr a = MakeNode(ScanOf("a", "p", "?o"));
        const NodePtr b = MakeNode(ScanOf("b", "p", "?o"));
        size_t common = 0;
        for (const IdRow& row : RunSorted(*a, snapshot, 2048)) {
          const auto others = RunSorted(*b, snapshot, 2048);
          common += static_cast<size_t>(std::count(others.begin(), others.end(), row));
        }
        const size_t all = RunSorted(*a, snapshot, 2048).size();
        const size_t expected = type == JoinType::kLeft   ? all
                                : type == JoinType::kAnti ? all - common
                                                          : common;
        const NodePtr join = MakeNode(Join{JoinKind::kHash, {}, type}, {a, b});
        const std::vector<IdRow> rows = RunSorted(*join, snapshot, 7);
        EXPECT_EQ(rows.size(), expected) << "step " << step;
        EXPECT_EQ(RunSorted(*CountOf(join, {}), snapshot, 7), CountedRows(*join, {}, rows));
      }
    }
  }
}

// Joins of joins: what one puts out with counts, the next one multiplies.
TEST(JoinTest, CountsOfJoinsMultiply) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    const auto snapshot = RandomSnapshot(seed, 60, 5);
    const auto in = [](Scan scan, order::Order order) {
      scan.order = order;
      return MakeNode(scan);
    };
    const NodePtr a = in(ScanOf("?x", "p0", "?a"), order::Order::kPso);
    const NodePtr b = in(ScanOf("?x", "p1", "?b"), order::Order::kPso);
    const NodePtr c = in(ScanOf("?x", "p2", "?c"), order::Order::kPso);
    for (const JoinKind first : {JoinKind::kHash, JoinKind::kMerge, JoinKind::kLookup}) {
      for (const JoinKind second : {JoinKind::kHash, JoinKind::kMerge}) {
        const bool merges = first != JoinKind::kLookup;
        if (second == JoinKind::kMerge && !merges) continue;
        const auto keys = [](JoinKind kind) {
          return kind == JoinKind::kMerge ? std::vector<Variable>{"x"} : std::vector<Variable>();
        };
        for (const bool swapped : {false, true}) {
          const NodePtr pair = MakeNode(Join{first, keys(first)}, {a, b});
          const NodePtr all = MakeNode(Join{second, keys(second)}, swapped ? std::vector<NodePtr>{c, pair}
                                                                           : std::vector<NodePtr>{pair, c});
          const std::vector<IdRow> rows = RunSorted(*all, snapshot, 2048);
          for (const size_t batch_rows : kBatchSizes) {
            SCOPED_TRACE(absl::StrCat("seed ", seed, ", batches of ", batch_rows));
            ExpectRows(all, snapshot, batch_rows, rows);
          }
        }
      }
    }
  }
}

TEST(JoinTest, ACountThatIsTooLargeIsRefused) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 2048; ++i) snapshot->Add("s", "p", model::Term::Integer(i));
  NodePtr joined;
  for (int i = 0; i < 6; ++i) {
    Scan scan = ScanOf("?x", "p", absl::StrCat("?v", i));
    scan.order = order::Order::kPso;
    joined = joined == nullptr ? MakeNode(scan)
                               : MakeNode(Join{JoinKind::kMerge, {"x"}}, {joined, MakeNode(scan)});
  }
  EXPECT_EQ(RunNode(*CountOf(joined, {}), snapshot).status().code(), absl::StatusCode::kOutOfRange);
  // Five of them are 2^55.
  const auto counted = RunNode(*CountOf(joined->children[0], {}), snapshot);
  ASSERT_TRUE(counted.ok()) << counted.status();
  EXPECT_THAT(*counted, ElementsAre(IdRow{*model::EncodeInline(model::Term::Integer(int64_t{1} << 55))}));
}

TEST(MergeJoinTest, RefusesInputsThatAreNotSorted) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const NodePtr join = MakeNode(Join{JoinKind::kMerge, {"y"}},
                                {MakeNode(ScanOf("?x", "p", "?y")), MakeNode(ScanOf("?y", "q", "?z"))});
  EXPECT_EQ(RunNode(*join, snapshot).status().code(), absl::StatusCode::kInternal);
}

TEST(HashJoinTest, NullJoinsNothing) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const algebra::Values left{{"x"}, {{FakeSnapshot::Iri("a")}, {std::nullopt}}};
  const algebra::Values right{
      {"x", "y"},
      {{FakeSnapshot::Iri("a"), model::Term::Integer(1)}, {std::nullopt, model::Term::Integer(2)}}};
  snapshot->Iri_("a");
  const NodePtr join = MakeNode(Join{}, {MakeNode(left), MakeNode(right)});
  EXPECT_EQ(RunSorted(*join, snapshot, 1).size(), 1u);
}

TEST(UnionTest, KeepsDuplicatesAndMatchesColumnsByName) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  const NodePtr forward = MakeNode(ScanOf("?x", "p", "?y"));
  const NodePtr backward = MakeNode(ScanOf("?y", "p", "?x"));
  const NodePtr both = MakeNode(algebra::Union{{"x", "y"}}, {forward, forward, backward});
  const TermId a = snapshot->Iri_("a");
  const TermId b = snapshot->Iri_("b");
  EXPECT_THAT(RunSorted(*both, snapshot, 1), ElementsAre(IdRow{a, b}, IdRow{a, b}, IdRow{b, a}));
}

TEST(UnionTest, MergesWhatIsSortedAlike) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 60; ++i) {
    const std::string name = "n" + std::to_string(i * 7 % 60);
    if (i % 2 == 0) snapshot->Add(name, "p", "b");
    if (i % 3 == 0) snapshot->Add(name, "q", "b");
    if (i % 5 == 0) snapshot->Add(name, "r", "c");
  }
  const auto scan = [](const char* predicate) {
    algebra::Scan scan = ScanOf("?x", predicate, "?y");
    scan.order = order::Order::kPso;
    return MakeNode(scan);
  };
  for (const std::vector<algebra::Variable>& keys :
       {std::vector<algebra::Variable>{"x"}, std::vector<algebra::Variable>{"x", "y"}}) {
    const NodePtr two = MakeNode(algebra::Union{{"x", "y"}, keys}, {scan("p"), scan("q")});
    const NodePtr three = MakeNode(algebra::Union{{"x", "y"}, keys}, {scan("p"), scan("q"), scan("r")});
    for (const size_t batch_rows : {1, 3, 2048}) {
      ContextOptions options;
      options.batch_rows = batch_rows;
      for (const auto& [node, rows] : {std::pair(two, 50u), std::pair(three, 62u)}) {
        auto merged = RunNode(*node, snapshot, options);
        ASSERT_TRUE(merged.ok()) << merged.status();
        EXPECT_EQ(merged->size(), rows);
        EXPECT_EQ(*merged, SortedRows(*merged));
      }
    }
  }
  // One column, of which equal values are put out once.
  const auto subjects = [&](const char* predicate) {
    return MakeNode(algebra::Project{{{"x", "x"}}}, {scan(predicate)});
  };
  const NodePtr distinct =
      MakeNode(algebra::Distinct{}, {MakeNode(algebra::Union{{"x"}, {"x"}}, {subjects("p"), subjects("q")})});
  for (const size_t batch_rows : {1, 3, 2048}) {
    ContextOptions options;
    options.batch_rows = batch_rows;
    auto rows = RunNode(*distinct, snapshot, options);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(rows->size(), 40u);
    EXPECT_EQ(*rows, SortedRows(*rows));
  }
  const NodePtr unsorted = MakeNode(algebra::Union{{"x", "y"}, {"y"}}, {scan("p"), scan("q")});
  EXPECT_EQ(RunNode(*unsorted, snapshot).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace tern::execute
