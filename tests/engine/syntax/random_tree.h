// Random syntax trees of every construct, for property tests.
#ifndef TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_
#define TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_

#include <cstdint>
#include <random>

#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

class RandomTree {
 public:
  explicit RandomTree(uint64_t seed) : random_(seed) {}

  // A statement as the parser could give it, without Prefix.
  Statement MakeStatement();

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  bool Chance(size_t percent) { return Below(100) < percent; }

  Term MakeTerm();
  Term MakeIri();
  decltype(Node::value) MakeNode(bool variables);
  Path MakePath(int depth);
  Path MakeCompoundPath(int depth);
  Path MakeSingleStep(bool variables);
  Edge MakeEdge(bool variables);
  Walk MakeWalk(bool variables);
  Pattern MakePattern(bool variables);
  Expression MakeExpression(int depth);
  Expression MakeOperator(int depth);
  Expression MakeCall(int depth);
  Order MakeOrder();
  Query MakeQuery();
  Statement MakeQuestion();
  Insert MakeInsert();

  std::mt19937_64 random_;
};

}  // namespace tern::syntax

#endif  // TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_
