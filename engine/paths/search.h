// Breadth-first search over pairs of a node of the graph and a state of an automaton: each pair is visited
// once, so that cycles end and a search costs no more than states times edges.
#ifndef TERN_ENGINE_PATHS_SEARCH_H_
#define TERN_ENGINE_PATHS_SEARCH_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/paths/automaton.h"
#include "storage/model/term_id.h"

namespace tern::paths {

// Where a search finds the edges of the graph.
class EdgeSource {
 public:
  virtual ~EdgeSource() = default;
  // Calls `visit` for every node that one step leads to from `node`; some maybe several times.
  virtual absl::Status Neighbours(model::TermId node, const Step& step,
                                  absl::FunctionRef<void(model::TermId)> visit) = 0;
};

// What a search asks of the query that it is a part of.
class SearchLimits {
 public:
  virtual ~SearchLimits() = default;
  // An error ends the search. Called for every node that is visited.
  virtual absl::Status Poll() = 0;
  // Declares that the search keeps `bytes` in all; an error ends it.
  virtual absl::Status Use(size_t bytes) = 0;
};

// Replaces `ends` by the nodes that the automaton leads to from `start`, in the sequence they are found;
// each once. With `target` the search stops when it has found that node, and `ends` is that node or nothing.
absl::Status FindEnds(const Automaton& automaton, model::TermId start, std::optional<model::TermId> target,
                      EdgeSource& edges, SearchLimits& limits, std::vector<model::TermId>& ends);

}  // namespace tern::paths

#endif  // TERN_ENGINE_PATHS_SEARCH_H_
