#include "engine/paths/automaton.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/engine/paths/expressions.h"

namespace tern::paths {
namespace {

using Kind = PathExpression::Kind;

// True where the automaton takes forward steps of these predicates, one behind the other.
bool Takes(const Automaton& automaton, const std::vector<uint64_t>& word) {
  std::set<State> states = {kStart};
  for (const uint64_t letter : word) {
    std::set<State> next;
    for (const State state : states) {
      for (const State into : automaton.Follow(state)) {
        if (automaton.StepInto(into).predicates == std::vector<model::TermId>{Id(letter)}) next.insert(into);
      }
    }
    states = std::move(next);
  }
  for (const State state : states) {
    if (automaton.accepts(state)) return true;
  }
  return false;
}

Automaton Made(const PathExpression& path, bool backward = false) {
  auto automaton = Automaton::Make(path, backward);
  EXPECT_TRUE(automaton.ok()) << automaton.status();
  return *std::move(automaton);
}

TEST(AutomatonTest, CountsRepeatsWithinTheirBounds) {
  for (uint32_t least = 0; least <= 4; ++least) {
    for (uint32_t most = least; most <= 5; ++most) {
      const Automaton automaton = Made(Repeat(StepOf(1), least, most));
      for (uint32_t length = 0; length <= 7; ++length) {
        EXPECT_EQ(Takes(automaton, std::vector<uint64_t>(length, 1)), length >= least && length <= most)
            << least << ".." << most << ", " << length;
      }
    }
    const Automaton open = Made(Repeat(StepOf(1), least, std::nullopt));
    for (uint32_t length = 0; length <= 7; ++length) {
      EXPECT_EQ(Takes(open, std::vector<uint64_t>(length, 1)), length >= least) << least << ", " << length;
    }
  }
}

TEST(AutomatonTest, KeepsSequencesAndChoicesApart) {
  // (1/2 | 3)+
  const Automaton automaton = Made(Repeat(
      Of(Kind::kAlternative, {Of(Kind::kSequence, {StepOf(1), StepOf(2)}), StepOf(3)}), 1, std::nullopt));
  EXPECT_FALSE(automaton.accepts_nothing_walked());
  EXPECT_TRUE(Takes(automaton, {1, 2}));
  EXPECT_TRUE(Takes(automaton, {3, 1, 2, 3}));
  EXPECT_FALSE(Takes(automaton, {1}));
  EXPECT_FALSE(Takes(automaton, {1, 3}));
  EXPECT_FALSE(Takes(automaton, {2}));
}

TEST(AutomatonTest, OfOptionalPartsMayWalkNothing) {
  // (1? / 2*) and (1?){3}
  const Automaton parts =
      Made(Of(Kind::kSequence, {Repeat(StepOf(1), 0, 1), Repeat(StepOf(2), 0, std::nullopt)}));
  EXPECT_TRUE(parts.accepts_nothing_walked());
  EXPECT_TRUE(Takes(parts, {1, 2, 2}));
  EXPECT_TRUE(Takes(parts, {2}));
  EXPECT_FALSE(Takes(parts, {2, 1}));
  const Automaton thrice = Made(Repeat(Repeat(StepOf(1), 0, 1), 3, 3));
  for (size_t length = 0; length <= 4; ++length)
    EXPECT_EQ(Takes(thrice, std::vector<uint64_t>(length, 1)), length <= 3) << length;
}

TEST(AutomatonTest, BackwardReadsTheStepsFromTheOtherEnd) {
  // 1/^2 from its object: 2 forward, then 1 inverse.
  const PathExpression path = Of(Kind::kSequence, {StepOf(1), Of(Kind::kInverse, {StepOf(2)})});
  const Automaton backward = Made(path, true);
  EXPECT_TRUE(Takes(backward, {2, 1}));
  EXPECT_FALSE(Takes(backward, {1, 2}));
  const State first = backward.Follow(kStart)[0];
  EXPECT_FALSE(backward.StepInto(first).inverse);
  EXPECT_TRUE(backward.StepInto(backward.Follow(first)[0]).inverse);
}

TEST(AutomatonTest, IsRefusedWhereItWouldBeTooLarge) {
  EXPECT_TRUE(Automaton::Make(Repeat(StepOf(1), 1000, 1000), false).ok());
  const auto nested = Automaton::Make(Repeat(Repeat(StepOf(1), 1000, 1000), 1000, 1000), false);
  EXPECT_EQ(nested.status().code(), absl::StatusCode::kInvalidArgument) << nested.status();
}

}  // namespace
}  // namespace tern::paths
