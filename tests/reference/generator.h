// Random small graphs and random queries over them, from a seed. The vocabulary is tiny on purpose, so that
// joins meet, values collide across types, claims contradict each other and most answers are neither empty
// nor huge.
#ifndef TERN_TESTS_REFERENCE_GENERATOR_H_
#define TERN_TESTS_REFERENCE_GENERATOR_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "storage/store/fact.h"

namespace tern::reference {

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  // `count` facts, some alike, some claimed, with every stance, by anonymous and named claims.
  std::vector<store::Fact> Facts(int count);
  // One query in TernQL text.
  std::string Query();
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }

 private:
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(Below(static_cast<int>(from.size())))];
  }

  store::ClaimSpec Claim();
  std::string NodeText(bool may_be_literal);
  std::string Variable();
  std::string PathText(int depth);
  std::string EdgeText();
  std::string MapText();
  std::string WalkText(int edges);
  std::string ConditionText(int depth);
  std::string OperandText();
  std::string ReturnText();
  std::string OrderText(const std::vector<std::string>& sortable);

  std::mt19937_64 random_;
  std::vector<std::string> variables_;        // bound by the query so far
  std::vector<std::string> claim_variables_;  // those of them that an edge's `?c:` binds
};

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_GENERATOR_H_
