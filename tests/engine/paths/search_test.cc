#include "engine/paths/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "tests/engine/paths/expressions.h"

namespace tern::paths {
namespace {

using Kind = PathExpression::Kind;
using Edge = std::tuple<uint64_t, uint64_t, uint64_t>;  // subject, predicate, object
using Pairs = std::set<std::pair<uint64_t, uint64_t>>;

constexpr uint64_t kNodes = 6;
constexpr uint64_t kPredicates = 3;

class Graph : public EdgeSource, public SearchLimits {
 public:
  std::set<Edge> edges;
  int polls_left = 1'000'000;

  absl::Status Neighbours(model::TermId node, const Step& step,
                          absl::FunctionRef<void(model::TermId)> visit) override {
    for (const auto& [subject, predicate, object] : edges) {
      const bool named = std::binary_search(step.predicates.begin(), step.predicates.end(), Id(predicate));
      if (named == step.all_but || Id(step.inverse ? object : subject) != node) continue;
      visit(Id(step.inverse ? subject : object));
    }
    return absl::OkStatus();
  }
  absl::Status Poll() override {
    return polls_left-- > 0 ? absl::OkStatus() : absl::CancelledError("enough");
  }
  absl::Status Use(size_t /*bytes*/) override { return absl::OkStatus(); }
};

Pairs Composed(const Pairs& a, const Pairs& b) {
  Pairs pairs;
  for (const auto& [from, middle] : a) {
    for (const auto& [start, to] : b) {
      if (start == middle) pairs.emplace(from, to);
    }
  }
  return pairs;
}

// The pairs by the algebra of relations.
Pairs PairsOf(const PathExpression& path, const Graph& graph) {
  Pairs pairs;
  switch (path.kind) {
    case Kind::kStep:
    case Kind::kAnyStep:
      for (const auto& [subject, predicate, object] : graph.edges) {
        const bool named = std::find(path.ids->begin(), path.ids->end(), Id(predicate)) != path.ids->end();
        if (named == (path.kind == Kind::kStep)) pairs.emplace(subject, object);
      }
      return pairs;
    case Kind::kInverse:
      for (const auto& [from, to] : PairsOf(path.children[0], graph)) pairs.emplace(to, from);
      return pairs;
    case Kind::kAlternative:
      for (const PathExpression& child : path.children) pairs.merge(PairsOf(child, graph));
      return pairs;
    case Kind::kSequence:
      pairs = PairsOf(path.children[0], graph);
      for (size_t i = 1; i < path.children.size(); ++i)
        pairs = Composed(pairs, PairsOf(path.children[i], graph));
      return pairs;
    case Kind::kRepeat: {
      const Pairs once = PairsOf(path.children[0], graph);
      Pairs power;
      for (uint64_t node = 0; node < kNodes; ++node) power.emplace(node, node);
      const uint32_t most = path.at_most.value_or(path.at_least + kNodes);
      for (uint32_t i = 0;; ++i) {
        if (i >= path.at_least) pairs.insert(power.begin(), power.end());
        if (i == most) return pairs;
        power = Composed(power, once);
      }
    }
  }
  return pairs;
}

class RandomPaths {
 public:
  explicit RandomPaths(uint64_t seed) : random_(seed) {}
  uint64_t Below(uint64_t bound) { return random_() % bound; }

  PathExpression Path(int depth) {
    switch (depth > 2 ? Below(2) : Below(6)) {
      case 0:
        return StepOf(Below(kPredicates));
      case 1:
        return AllBut(Below(2) == 0 ? std::vector<model::TermId>() : std::vector{Id(Below(kPredicates))});
      case 2:
        return Of(Kind::kInverse, {Path(depth + 1)});
      case 3:
        return Of(Kind::kSequence, {Path(depth + 1), Path(depth + 1)});
      case 4:
        return Of(Kind::kAlternative, {Path(depth + 1), Path(depth + 1)});
      default: {
        const auto least = static_cast<uint32_t>(Below(3));
        const bool open = Below(2) == 0;
        return Repeat(Path(depth + 1), least,
                      open ? std::nullopt : std::optional<uint32_t>(least + Below(3)));
      }
    }
  }

 private:
  std::mt19937_64 random_;
};

Pairs Found(const PathExpression& path, Graph& graph, bool backward) {
  const auto automaton = Automaton::Make(path, backward);
  EXPECT_TRUE(automaton.ok()) << automaton.status();
  Pairs pairs;
  for (uint64_t node = 0; node < kNodes; ++node) {
    std::vector<model::TermId> ends;
    EXPECT_TRUE(FindEnds(*automaton, Id(node), std::nullopt, graph, graph, ends).ok());
    for (const model::TermId end : ends) {
      const uint64_t other = end.bits() - 1;
      EXPECT_TRUE(pairs.emplace(backward ? other : node, backward ? node : other).second)
          << "an end came twice";
      std::vector<model::TermId> target;
      EXPECT_TRUE(FindEnds(*automaton, Id(node), end, graph, graph, target).ok());
      EXPECT_EQ(target, std::vector{end});
    }
  }
  return pairs;
}

TEST(SearchTest, FindsThePairsOfTheAlgebraFromBothSides) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    RandomPaths random(seed);
    Graph graph;
    for (uint64_t i = 0; i < 3 + random.Below(9); ++i)
      graph.edges.emplace(random.Below(kNodes), random.Below(kPredicates), random.Below(kNodes));
    const PathExpression path = random.Path(0);
    const Pairs expected = PairsOf(path, graph);
    EXPECT_EQ(Found(path, graph, false), expected) << "seed " << seed;
    EXPECT_EQ(Found(path, graph, true), expected) << "seed " << seed << ", backward";
  }
}

TEST(SearchTest, EndsWhereItIsCancelled) {
  Graph graph;
  for (uint64_t i = 0; i < kNodes; ++i) graph.edges.emplace(i, 0, (i + 1) % kNodes);
  const auto automaton = Automaton::Make(Repeat(StepOf(0), 0, std::nullopt), false);
  ASSERT_TRUE(automaton.ok());
  graph.polls_left = 3;
  std::vector<model::TermId> ends;
  EXPECT_TRUE(absl::IsCancelled(FindEnds(*automaton, Id(0), std::nullopt, graph, graph, ends)));
}

}  // namespace
}  // namespace tern::paths
