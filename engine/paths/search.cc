#include "engine/paths/search.h"

#include <utility>

#include "absl/container/flat_hash_set.h"

namespace tern::paths {
namespace {

using model::TermId;

class Search {
 public:
  Search(const Automaton& automaton, std::optional<TermId> target, EdgeSource& edges, SearchLimits& limits,
         std::vector<TermId>& ends)
      : automaton_(automaton), target_(target), edges_(edges), limits_(limits), ends_(ends) {}

  absl::Status Run(TermId start) {
    ends_.clear();
    Visit(start, kStart);
    while (!frontier_.empty() && !found_) {
      std::vector<Place> now = std::exchange(frontier_, {});
      leaving_bytes_ = now.capacity() * sizeof(Place);
      for (const Place& place : now) {
        if (absl::Status status = limits_.Poll(); !status.ok()) return status;
        if (absl::Status status = Leave(place); !status.ok()) return status;
        if (!status_.ok()) return status_;
        if (found_) break;
      }
      if (absl::Status status = Account(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  using Place = std::pair<TermId, State>;
  static constexpr size_t kVisitsPerAccount = 4096;  // one node may have any number of neighbours

  absl::Status Account() {
    const size_t places = visited_.capacity() + frontier_.capacity();
    const size_t nodes = reached_.capacity() + ends_.capacity();
    return limits_.Use(places * sizeof(Place) + nodes * sizeof(TermId) + leaving_bytes_);
  }

  void Visit(TermId node, State state) {
    if (!status_.ok() || !visited_.insert({node, state}).second) return;
    if (visited_.size() % kVisitsPerAccount == 0) status_ = Account();
    frontier_.push_back({node, state});
    if (!automaton_.accepts(state)) return;
    if (target_) {
      if (node != *target_ || found_) return;
      found_ = true;
      ends_.push_back(node);
    } else if (reached_.insert(node).second) {
      ends_.push_back(node);
    }
  }

  // States with equal steps are next to one another: their edges are read once.
  absl::Status Leave(const Place& place) {
    const absl::Span<const State> follow = automaton_.Follow(place.second);
    for (size_t begin = 0; begin < follow.size() && !found_;) {
      size_t end = begin + 1;
      while (end < follow.size() &&
             automaton_.StepNumber(follow[end]) == automaton_.StepNumber(follow[begin]))
        ++end;
      absl::Status status =
          edges_.Neighbours(place.first, automaton_.StepInto(follow[begin]), [&](TermId node) {
            for (size_t i = begin; i < end; ++i) Visit(node, follow[i]);
          });
      if (!status.ok()) return status;
      begin = end;
    }
    return absl::OkStatus();
  }

  const Automaton& automaton_;
  const std::optional<TermId> target_;
  EdgeSource& edges_;
  SearchLimits& limits_;
  std::vector<TermId>& ends_;
  bool found_ = false;
  absl::Status status_;       // of what was counted while edges were read
  size_t leaving_bytes_ = 0;  // of the places that are left one by one
  absl::flat_hash_set<Place> visited_;
  absl::flat_hash_set<TermId> reached_;
  std::vector<Place> frontier_;
};

}  // namespace

absl::Status FindEnds(const Automaton& automaton, TermId start, std::optional<TermId> target,
                      EdgeSource& edges, SearchLimits& limits, std::vector<TermId>& ends) {
  return Search(automaton, target, edges, limits, ends).Run(start);
}

}  // namespace tern::paths
