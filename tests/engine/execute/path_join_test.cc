// Paths that repeat, alone and joined in every way, against relations composed by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/execute/node_harness.h"

namespace tern::execute {
namespace {

using algebra::Join;
using algebra::JoinKind;
using algebra::JoinType;
using algebra::MakeNode;
using algebra::NodePtr;
using algebra::PathExpression;
using algebra::PathScan;
using algebra::Slot;
using algebra::Values;
using model::Term;
using model::TermId;
using Kind = algebra::PathExpression::Kind;
using Pairs = std::set<std::pair<TermId, TermId>>;

constexpr size_t kBatchSizes[] = {1, 3, 2048};
constexpr JoinType kTypes[] = {JoinType::kInner, JoinType::kLeft, JoinType::kSemi, JoinType::kAnti};

PathExpression Step(const char* predicate) {
  PathExpression step;
  step.predicates = {FakeSnapshot::Iri(predicate)};
  return step;
}
PathExpression Of(Kind kind, std::vector<PathExpression> children) {
  PathExpression path;
  path.kind = kind;
  path.children = std::move(children);
  return path;
}
PathExpression Repeat(PathExpression inner, uint32_t least, std::optional<uint32_t> most) {
  PathExpression path = Of(Kind::kRepeat, {std::move(inner)});
  path.at_least = least;
  path.at_most = most;
  return path;
}

std::vector<PathExpression> Paths() {
  const PathExpression p = Step("p");
  const PathExpression q = Step("q");
  return {Repeat(p, 1, std::nullopt),
          Repeat(p, 0, std::nullopt),
          Repeat(p, 0, 1),
          Repeat(p, 2, 3),
          Repeat(Of(Kind::kSequence, {p, Of(Kind::kInverse, {q})}), 1, std::nullopt),
          Of(Kind::kSequence, {Repeat(p, 0, 1), q}),
          Of(Kind::kInverse, {Repeat(Of(Kind::kAlternative, {p, q}), 1, 2)})};
}

Pairs Composed(const Pairs& a, const Pairs& b) {
  Pairs pairs;
  for (const auto& [from, middle] : a) {
    for (const auto& [start, to] : b) {
      if (start == middle) pairs.emplace(from, to);
    }
  }
  return pairs;
}

class Graph {
 public:
  explicit Graph(std::mt19937& random) : snapshot(std::make_shared<FakeSnapshot>()) {
    snapshot->Iri_("lonely");  // known, but in no fact
    const auto edges = static_cast<uint32_t>(4 + random() % 12);
    for (uint32_t i = 0; i < edges; ++i) {
      const std::string subject = absl::StrCat("n", random() % 6);
      const std::string object = absl::StrCat("n", random() % 6);
      const char* predicate = random() % 2 == 0 ? "p" : "q";
      snapshot->Add(subject, predicate, object);
      edges_[FakeSnapshot::Iri(predicate)].emplace(snapshot->Iri_(subject), snapshot->Iri_(object));
      nodes.insert({snapshot->Iri_(subject), snapshot->Iri_(object)});
    }
  }

  // By the algebra of relations; no steps connect each of `itself` to itself.
  Pairs PairsOf(const PathExpression& path, const std::set<TermId>& itself) const {
    Pairs pairs;
    switch (path.kind) {
      case Kind::kStep:
      case Kind::kAnyStep: {
        const auto found = edges_.find(path.predicates[0]);
        return found == edges_.end() ? pairs : found->second;
      }
      case Kind::kInverse:
        for (const auto& [from, to] : PairsOf(path.children[0], itself)) pairs.emplace(to, from);
        return pairs;
      case Kind::kAlternative:
        for (const PathExpression& child : path.children) pairs.merge(PairsOf(child, itself));
        return pairs;
      case Kind::kSequence:
        return Composed(PairsOf(path.children[0], itself), PairsOf(path.children[1], itself));
      case Kind::kRepeat:
        break;
    }
    const Pairs once = PairsOf(path.children[0], itself);
    Pairs power;
    for (const TermId node : itself) power.emplace(node, node);
    for (uint32_t i = 0;; ++i) {
      if (i >= path.at_least) pairs.insert(power.begin(), power.end());
      if (i == path.at_most.value_or(path.at_least + 8)) return pairs;
      power = Composed(power, once);
    }
  }

  std::shared_ptr<FakeSnapshot> snapshot;
  std::set<TermId> nodes;

 private:
  std::map<Term, Pairs> edges_;
};

std::vector<IdRow> RunSorted(const algebra::Node& node, std::shared_ptr<const FakeSnapshot> snapshot,
                             size_t batch_rows) {
  ContextOptions options;
  options.batch_rows = batch_rows;
  auto rows = RunNode(node, std::move(snapshot), options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? SortedRows(*rows) : std::vector<IdRow>();
}

PathScan ScanOfPath(const PathExpression& path, const std::string& subject, const std::string& object) {
  return {Place(subject), Place(object), path, {}};
}

TEST(PathScanTest, EveryKindOfEnds) {
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const Graph graph(random);
    const TermId n1 = graph.snapshot->Iri_("n1");
    const TermId n2 = graph.snapshot->Iri_("n2");
    const TermId lonely = graph.snapshot->Iri_("lonely");
    for (const PathExpression& path : Paths()) {
      // A constant end connects to itself, whether or not it is a node.
      std::set<TermId> with_named = graph.nodes;
      with_named.insert({n1, lonely});
      std::vector<IdRow> open, cycles, from_n1, to_n1, from_lonely, both;
      for (const auto& [subject, object] : graph.PairsOf(path, graph.nodes)) {
        open.push_back({subject, object});
        if (subject == object) cycles.push_back({subject});
      }
      for (const auto& [subject, object] : graph.PairsOf(path, with_named)) {
        if (subject == n1) from_n1.push_back({object});
        if (object == n1) to_n1.push_back({subject});
        if (subject == lonely) from_lonely.push_back({object});
        if (subject == n1 && object == n2) both.emplace_back();
      }
      for (const size_t batch_rows : kBatchSizes) {
        SCOPED_TRACE(absl::StrCat("seed ", seed, ", batches of ", batch_rows));
        const auto run = [&](const char* subject, const char* object) {
          return RunSorted(*MakeNode(ScanOfPath(path, subject, object)), graph.snapshot, batch_rows);
        };
        EXPECT_EQ(run("?x", "?y"), SortedRows(open));
        EXPECT_EQ(run("?x", "?x"), SortedRows(cycles));
        EXPECT_EQ(run("n1", "?y"), SortedRows(from_n1));
        EXPECT_EQ(run("?x", "n1"), SortedRows(to_n1));
        EXPECT_EQ(run("lonely", "?y"), SortedRows(from_lonely));
        EXPECT_EQ(run("n1", "n2"), both);
      }
    }
  }
}

TEST(PathJoinTest, LookupsAgreeWithHashJoins) {
  const std::pair<const char*, const char*> kEnds[] = {{"?x", "?z"}, {"?z", "?y"},     {"?x", "?y"},
                                                       {"?x", "?x"}, {"n1", "?y"},     {"?x", "n2"},
                                                       {"?z", "?w"}, {"?x", "lonely"}, {"lonely", "?x"}};
  for (uint32_t seed = 1; seed <= 25; ++seed) {
    std::mt19937 random(seed);
    const Graph graph(random);
    Values left{{"x", "y"}, {}};
    const size_t rows = random() % 25;
    for (size_t i = 0; i < rows; ++i) {
      auto& row = left.rows.emplace_back();
      for (int c = 0; c < 2; ++c) {
        const std::string name = random() % 8 == 0 ? "lonely" : absl::StrCat("n", random() % 6);
        row.push_back(random() % 6 == 0 ? std::nullopt : std::make_optional(FakeSnapshot::Iri(name)));
      }
    }
    for (const PathExpression& path : Paths()) {
      for (const auto& [subject, object] : kEnds) {
        const NodePtr right = MakeNode(ScanOfPath(path, subject, object));
        for (const JoinType type : kTypes) {
          const auto join = [&](JoinKind kind) {
            return MakeNode(Join{kind, {}, type, std::nullopt}, {MakeNode(left), right});
          };
          const auto expected = RunSorted(*join(JoinKind::kHash), graph.snapshot, 2048);
          for (const size_t batch_rows : kBatchSizes) {
            EXPECT_EQ(RunSorted(*join(JoinKind::kLookup), graph.snapshot, batch_rows), expected)
                << "seed " << seed << ", " << subject << " to " << object << ", type "
                << static_cast<int>(type);
          }
        }
      }
    }
  }
}

// No step leads from a constant to itself, whether or not the graph has it; a variable is always a node.
TEST(PathJoinTest, AConstantOutsideTheGraphMeetsItself) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  snapshot->Add("a", "p", "b");
  snapshot->Iri_("lonely");
  const PathExpression any = Repeat(Step("p"), 0, std::nullopt);
  const Values left{{"x"}, {{FakeSnapshot::Iri("lonely")}, {FakeSnapshot::Iri("a")}}};
  for (const JoinKind kind : {JoinKind::kHash, JoinKind::kLookup}) {
    const auto run = [&](const char* subject, const char* object) {
      return RunSorted(
          *MakeNode(Join{kind, {}}, {MakeNode(left), MakeNode(ScanOfPath(any, subject, object))}), snapshot,
          1);
    };
    EXPECT_EQ(run("?x", "lonely"), (std::vector<IdRow>{{snapshot->Iri_("lonely")}}));
    EXPECT_EQ(run("lonely", "?x"), (std::vector<IdRow>{{snapshot->Iri_("lonely")}}));
    EXPECT_EQ(run("?x", "?y").size(), 2u);
  }
}

TEST(PathScanTest, ClaimFiltersCoverSteps) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const Term by = Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo");
  const TermId trusted = snapshot->Claim(model::Stance::kFor, {{by, FakeSnapshot::Iri("me")}});
  const TermId denial = snapshot->Claim(model::Stance::kAgainst, {{by, FakeSnapshot::Iri("me")}});
  snapshot->Add("a", "p", "b", trusted);
  snapshot->Add("b", "p", "c");
  snapshot->Add("b", "p", "d", trusted);
  snapshot->Add("d", "p", "e", denial);
  PathScan scan = ScanOfPath(Repeat(Step("p"), 1, std::nullopt), "a", "?y");
  EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, 2).size(), 3u);
  scan.claims.according_to = {FakeSnapshot::Iri("me")};
  EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, 2),
            SortedRows({{snapshot->Iri_("b")}, {snapshot->Iri_("d")}}));
  // The nodes of no steps are those of the facts that are left.
  scan.path = Repeat(Step("p"), 0, 0);
  scan.subject = Slot::Var("x");
  EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, 2).size(), 3u);
}

TEST(PathScanTest, LiteralConstantsStandForTheNodesOfTheirValue) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  const Term fifty = Term::Typed("50.0", std::string(model::iri::kXsdDecimal));
  snapshot->Add("a", "p", fifty);
  PathScan scan = ScanOfPath(Repeat(Step("p"), 0, 1), "?x", "a");
  scan.object = Slot::Constant(Term::Integer(50));
  EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, 1),
            SortedRows({{snapshot->Iri_("a")}, {snapshot->Id(fifty)}}));
  scan.object = Slot::Constant(Term::Integer(51));
  EXPECT_EQ(RunSorted(*MakeNode(scan), snapshot, 1), (std::vector<IdRow>{{snapshot->Id(Term::Integer(51))}}));
}

// A chain of fifty nodes, from n0: rows that are asked about one start share its search.
TEST(PathJoinTest, OneSearchServesManyRows) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  Values left{{"x", "y"}, {}};
  for (int i = 0; i < 50; ++i) {
    snapshot->Add(absl::StrCat("n", i), "p", absl::StrCat("n", i + 1));
    left.rows.push_back({FakeSnapshot::Iri("n0"), FakeSnapshot::Iri(absl::StrCat("n", i))});
  }
  for (const char* subject : {"n0", "?x"}) {
    snapshot->scans = 0;
    const NodePtr right = MakeNode(ScanOfPath(Repeat(Step("p"), 1, std::nullopt), subject, "?y"));
    const NodePtr join = MakeNode(Join{JoinKind::kLookup, {}}, {MakeNode(left), right});
    EXPECT_EQ(RunSorted(*join, snapshot, 2048).size(), 49u);
    EXPECT_LE(snapshot->scans, 200u) << subject;
  }
}

// The second level is the large one: its nodes are counted and its edges cancelled while it is read.
TEST(PathScanTest, SearchesCanBeCancelledAndHaveABudget) {
  auto snapshot = std::make_shared<FakeSnapshot>();
  for (int i = 0; i < 5000; ++i) snapshot->Add("hub", "p", Term::Integer(i));
  const NodePtr scan = MakeNode(ScanOfPath(Repeat(Step("p"), 1, std::nullopt), "hub", "?y"));
  for (int polls_left : {0, 1, 3, 10}) {
    ContextOptions cancelled;
    cancelled.cancelled = [&] { return polls_left-- <= 0; };
    EXPECT_EQ(RunNode(*scan, snapshot, cancelled).status().code(), absl::StatusCode::kCancelled);
  }
  ContextOptions small;
  small.memory_bytes = 20'000;
  EXPECT_EQ(RunNode(*scan, snapshot, small).status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace tern::execute
