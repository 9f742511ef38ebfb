// Random syntax trees of every construct, for property tests.
#ifndef TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_
#define TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

class RandomTree {
 public:
  explicit RandomTree(uint64_t seed) : random_(seed) {}

  // A statement as the parser could give it, without Prefix.
  Statement MakeStatement();

 private:
  // What the walks of a statement may hold.
  enum class Walks : uint8_t { kAsked, kGround, kWritten, kWrittenWithVariables, kRows };

  size_t Below(size_t bound) { return random_() % bound; }
  bool Chance(size_t percent) { return Below(100) < percent; }

  Term MakeTerm();
  Term MakeIri();
  Variable MakeVariable() { return {std::string(1, static_cast<char>('u' + Below(5)))}; }
  decltype(Node::value) MakeNode(bool variables);
  Path MakePath(int depth);
  Path MakeCompoundPath(int depth);
  Path MakeSingleStep(bool variables);
  Edge MakeEdge(bool variables);
  Walk MakeWalk(bool variables);

  Pattern MakePattern(bool variables, int depth);
  Pattern MakeGroup(int depth);
  std::shared_ptr<const Pattern> MakeSharedGroup(int depth);
  PatternPart MakePart(int depth);
  void AddTail(Pattern* pattern);

  Expression MakeExpression(int depth, bool aggregates = false);
  Expression MakeOperator(int depth, bool aggregates);
  Expression MakeCall(int depth, bool aggregates);
  Expression MakeAccess();
  Expression MakeAggregate(int depth);
  Expression MakeMapValue(int depth);

  Order MakeOrder();
  void AddItems(bool all_named, Projection* projection);
  Query MakeReading(int depth);
  Query MakeQuery(int depth);
  Query MakeBareQuery();
  Statement MakeQuestion();

  Walk MakeWritten(Walks kind);
  std::vector<Walk> MakeWrittenWalks(Walks kind);
  decltype(Node::value) MakeWrittenNode(Walks kind, bool subject);
  Expression MakeWrittenValue(Walks kind);
  Computed MakeComputed(Walks kind);
  Expression MakeField();
  Update MakeUpdate();
  LoadRows MakeLoadRows();
  Why MakeWhy();
  Statement MakeWriting();

  std::mt19937_64 random_;
};

}  // namespace tern::syntax

#endif  // TERN_TESTS_ENGINE_SYNTAX_RANDOM_TREE_H_
