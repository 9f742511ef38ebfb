// A path expression as a finite automaton without empty moves: a state for every occurrence of a step, and
// the start (Glushkov, "The abstract theory of automata", 1961). Repeats with bounds are written out, so
// that a walk is in one of so many states and nothing else: the search needs no counters.
#ifndef TERN_ENGINE_PATHS_AUTOMATON_H_
#define TERN_ENGINE_PATHS_AUTOMATON_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/algebra/path_expression.h"
#include "storage/model/term_id.h"

namespace tern::paths {

// One edge of a walk.
struct Step {
  bool inverse = false;                   // against the edge's direction
  bool all_but = false;                   // any predicate but these
  std::vector<model::TermId> predicates;  // ascending

  friend bool operator==(const Step&, const Step&) = default;
};

using State = uint32_t;
inline constexpr State kStart = 0;

// Immutable.
class Automaton {
 public:
  static constexpr size_t kMaxStates = 10'000;
  static constexpr size_t kMaxMoves = 1'000'000;

  // The automaton of the path from its subject to its object or, `backward`, from its object to its subject.
  // REQUIRES: the path's predicates are resolved. InvalidArgument where it has more than kMaxStates steps or
  // kMaxMoves moves when its repeats are written out.
  static absl::StatusOr<Automaton> Make(const algebra::PathExpression& path, bool backward);

  size_t state_count() const { return follow_.size(); }
  bool accepts(State state) const { return accepting_[state]; }
  bool accepts_nothing_walked() const { return accepting_[kStart]; }

  // The step that leads into a state. REQUIRES: state != kStart.
  const Step& StepInto(State state) const { return steps_[step_of_[state]]; }
  // Equal for states with equal steps.
  uint32_t StepNumber(State state) const { return step_of_[state]; }
  // The states behind `state`, those with equal steps next to one another.
  absl::Span<const State> Follow(State state) const { return follow_[state]; }

 private:
  friend class AutomatonBuilder;
  Automaton() = default;

  std::vector<Step> steps_;        // each once
  std::vector<uint32_t> step_of_;  // by state
  std::vector<std::vector<State>> follow_;
  std::vector<bool> accepting_;
};

}  // namespace tern::paths

#endif  // TERN_ENGINE_PATHS_AUTOMATON_H_
