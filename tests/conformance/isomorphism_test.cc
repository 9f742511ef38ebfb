#include "tests/conformance/isomorphism.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>

namespace tern::conformance {
namespace {

using model::Quad;
using model::Term;

Term Node(const std::string& name) {
  return name.rfind("_:", 0) == 0 ? Term::Blank(name.substr(2)) : Term::Iri("urn:" + name);
}

Quad Edge(const std::string& subject, const std::string& object, const std::string& graph = "") {
  Quad quad = {Node(subject), Node("p"), Node(object), {}, false};
  if (!graph.empty()) {
    quad.graph = Node(graph);
    quad.has_graph = true;
  }
  return quad;
}

TEST(IsomorphismTest, OnlyTheLabelsOfBlankNodesMayDiffer) {
  EXPECT_TRUE(AreIsomorphic({}, {}));
  EXPECT_TRUE(AreIsomorphic({Edge("a", "b")}, {Edge("a", "b"), Edge("a", "b")}));
  EXPECT_FALSE(AreIsomorphic({Edge("a", "b")}, {Edge("a", "c")}));
  EXPECT_FALSE(AreIsomorphic({Edge("a", "b")}, {}));
  EXPECT_TRUE(AreIsomorphic({Edge("_:x", "_:y")}, {Edge("_:y", "_:x")}));
  EXPECT_FALSE(AreIsomorphic({Edge("_:x", "_:y")}, {Edge("_:x", "_:x")}));
  EXPECT_FALSE(AreIsomorphic({Edge("_:x", "a")}, {Edge("b", "a")}));
}

TEST(IsomorphismTest, GraphNamesCount) {
  EXPECT_TRUE(AreIsomorphic({Edge("_:x", "a", "_:g")}, {Edge("_:g", "a", "_:x")}));
  EXPECT_FALSE(AreIsomorphic({Edge("_:x", "a", "_:x")}, {Edge("_:g", "a", "_:x")}));
  EXPECT_FALSE(AreIsomorphic({Edge("a", "b", "g")}, {Edge("a", "b")}));
}

std::vector<Quad> Cycle(const std::string& name, int first, int length) {
  std::vector<Quad> quads;
  for (int i = 0; i < length; ++i) {
    quads.push_back(Edge("_:" + name + std::to_string(first + i),
                         "_:" + name + std::to_string(first + (i + 1) % length)));
  }
  return quads;
}

// In both every node has one edge in and one out, so colours alone never tell them apart.
TEST(IsomorphismTest, OneCycleOfSixIsNotTwoOfThree) {
  std::vector<Quad> two = Cycle("y", 0, 3);
  const std::vector<Quad> other = Cycle("y", 3, 3);
  two.insert(two.end(), other.begin(), other.end());
  EXPECT_FALSE(AreIsomorphic(Cycle("x", 0, 6), two));
  EXPECT_TRUE(AreIsomorphic(Cycle("x", 0, 6), Cycle("z", 10, 6)));
  EXPECT_TRUE(AreIsomorphic(two, two));
}

TEST(IsomorphismTest, RandomGraphsAreFoundAgainAndOneMovedEdgeIsSeen) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const int nodes = 2 + static_cast<int>(random() % 6);
    std::vector<int> names;
    for (int i = 0; i < nodes; ++i) names.push_back(i);
    std::shuffle(names.begin(), names.end(), random);
    std::vector<Quad> quads;
    std::vector<Quad> renamed;
    for (int edge = 0; edge < nodes * 2; ++edge) {
      const size_t from = random() % names.size();
      const size_t to = random() % names.size();
      quads.push_back(Edge("_:x" + std::to_string(from), "_:x" + std::to_string(to)));
      renamed.push_back(Edge("_:y" + std::to_string(names[from]), "_:y" + std::to_string(names[to])));
    }
    std::shuffle(renamed.begin(), renamed.end(), random);
    EXPECT_TRUE(AreIsomorphic(quads, renamed));
    renamed.push_back(Edge("_:y0", "a"));
    quads.push_back(Edge("_:x0", "b"));
    EXPECT_FALSE(AreIsomorphic(quads, renamed));
  }
}

}  // namespace
}  // namespace tern::conformance
