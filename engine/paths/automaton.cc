#include "engine/paths/automaton.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace tern::paths {

using algebra::PathExpression;

// Builds the states of an expression from the inside out.
class AutomatonBuilder {
 public:
  AutomatonBuilder() {
    automaton_.step_of_.push_back(0);  // the start has none
    automaton_.follow_.emplace_back();
  }

  absl::StatusOr<Automaton> Build(const PathExpression& path, bool backward) {
    const Part whole = Of(path, backward);
    Connect({kStart}, whole.first);
    if (is_too_large_) {
      return absl::InvalidArgumentError(absl::StrCat("a path with its repeats written out may have ",
                                                     Automaton::kMaxStates,
                                                     " steps, this one has more: give it smaller bounds"));
    }
    automaton_.accepting_.assign(automaton_.follow_.size(), false);
    automaton_.accepting_[kStart] = whole.may_be_empty;
    for (const State state : whole.last) automaton_.accepting_[state] = true;
    for (std::vector<State>& states : automaton_.follow_) SortByStep(states);
    return std::move(automaton_);
  }

 private:
  // What the states of a part of the expression are to those around it.
  struct Part {
    std::vector<State> first;
    std::vector<State> last;
    bool may_be_empty = false;
  };

  Part Of(const PathExpression& path, bool inverse) {
    if (is_too_large_) return {};
    switch (path.kind) {
      case PathExpression::Kind::kStep:
      case PathExpression::Kind::kAnyStep:
        return OfStep(path, inverse);
      case PathExpression::Kind::kInverse:
        return Of(path.children[0], !inverse);
      case PathExpression::Kind::kAlternative: {
        Part all;
        for (const PathExpression& child : path.children) {
          const Part part = Of(child, inverse);
          Append(part.first, all.first);
          Append(part.last, all.last);
          all.may_be_empty = all.may_be_empty || part.may_be_empty;
        }
        return all;
      }
      case PathExpression::Kind::kSequence: {
        Part all{{}, {}, true};
        for (size_t i = 0; i < path.children.size(); ++i) {
          const size_t child = inverse ? path.children.size() - 1 - i : i;
          all = Then(std::move(all), Of(path.children[child], inverse));
        }
        return all;
      }
      case PathExpression::Kind::kRepeat:
        return OfRepeat(path, inverse);
    }
    return {};
  }

  Part OfStep(const PathExpression& path, bool inverse) {
    Step step{inverse, path.kind == PathExpression::Kind::kAnyStep,
              path.ids.value_or(std::vector<model::TermId>())};
    const auto known = std::find(automaton_.steps_.begin(), automaton_.steps_.end(), step);
    const auto number = static_cast<uint32_t>(known - automaton_.steps_.begin());
    if (known == automaton_.steps_.end()) automaton_.steps_.push_back(std::move(step));
    const auto state = static_cast<State>(automaton_.follow_.size());
    is_too_large_ = is_too_large_ || state > Automaton::kMaxStates;
    automaton_.step_of_.push_back(number);
    automaton_.follow_.emplace_back();
    return {{state}, {state}, false};
  }

  // p{m,n} is m times p and then (p (p …)?)?: the last p of each depth may end it, so that moves stay few.
  Part OfRepeat(const PathExpression& path, bool inverse) {
    const PathExpression& inner = path.children[0];
    Part all{{}, {}, true};
    const uint32_t copies = path.at_most ? path.at_least : std::max<uint32_t>(path.at_least, 1);
    Part last;
    for (uint32_t i = 0; i < copies && !is_too_large_; ++i) {
      last = Of(inner, inverse);
      all = Then(std::move(all), last);
    }
    if (!path.at_most) {
      Connect(last.last, last.first);
      all.may_be_empty = all.may_be_empty || path.at_least == 0;
      return all;
    }
    std::vector<State> ends = all.last;
    const bool may_be_empty = all.may_be_empty;
    for (uint32_t i = path.at_least; i < *path.at_most && !is_too_large_; ++i) {
      Part next = Of(inner, inverse);
      Append(next.last, ends);
      all = Then(std::move(all), std::move(next));
    }
    all.last = std::move(ends);
    all.may_be_empty = may_be_empty || all.may_be_empty;
    return all;
  }

  Part Then(Part before, Part behind) {
    Connect(before.last, behind.first);
    Part both;
    both.first = std::move(before.first);
    if (before.may_be_empty) Append(behind.first, both.first);
    both.last = std::move(behind.last);
    if (behind.may_be_empty) Append(before.last, both.last);
    both.may_be_empty = before.may_be_empty && behind.may_be_empty;
    return both;
  }

  void Connect(const std::vector<State>& from, const std::vector<State>& to) {
    move_count_ += from.size() * to.size();
    is_too_large_ = is_too_large_ || move_count_ > Automaton::kMaxMoves;
    if (is_too_large_) return;
    for (const State state : from) Append(to, automaton_.follow_[state]);
  }

  static void Append(const std::vector<State>& from, std::vector<State>& to) {
    to.insert(to.end(), from.begin(), from.end());
  }

  void SortByStep(std::vector<State>& states) const {
    const std::vector<uint32_t>& step_of = automaton_.step_of_;
    std::sort(states.begin(), states.end(),
              [&](State a, State b) { return step_of[a] != step_of[b] ? step_of[a] < step_of[b] : a < b; });
    states.erase(std::unique(states.begin(), states.end()), states.end());
  }

  Automaton automaton_;
  size_t move_count_ = 0;
  bool is_too_large_ = false;
};

absl::StatusOr<Automaton> Automaton::Make(const PathExpression& path, bool backward) {
  return AutomatonBuilder().Build(path, backward);
}

}  // namespace tern::paths
