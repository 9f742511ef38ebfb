// The pairs of ends of a PathScan, from either side: what a start leads to, what leads to an end, and which
// starts there are. Stands between the search (engine/paths), which knows neither slots nor terms, and the
// operator that joins the pairs with rows.
#ifndef TERN_ENGINE_EXECUTE_PATH_PAIRS_H_
#define TERN_ENGINE_EXECUTE_PATH_PAIRS_H_

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/algebra/plan.h"
#include "engine/execute/context.h"
#include "engine/execute/path_edges.h"
#include "engine/execute/terms.h"
#include "engine/paths/automaton.h"
#include "engine/paths/search.h"

namespace tern::execute {

// Not thread-safe; must not outlive its context.
class PathPairs : private paths::SearchLimits {
 public:
  // InvalidArgument where the path is too large.
  static absl::StatusOr<std::unique_ptr<PathPairs>> Create(const algebra::PathScan& scan,
                                                           std::shared_ptr<ClaimVerdicts> verdicts,
                                                           Context* context, Terms* terms);

  // What a constant end stands for: the nodes that it means, or itself where the graph knows none and the
  // path may have no steps. REQUIRES: that slot is a constant.
  absl::Span<const model::TermId> subjects() const { return subjects_; }
  absl::Span<const model::TermId> objects() const { return objects_; }

  enum class From : uint8_t { kSubject, kObject };
  // The other ends of the pairs that have `end` on the side `from`, ascending. The span is good until the
  // next call. `end` may be any id; one that a variable is bound to must be a node to be connected to itself:
  // `is_constant` is false then.
  absl::StatusOr<absl::Span<const model::TermId>> Ends(From from, model::TermId end, bool is_constant);
  // Whether these two are a pair. The first time that a subject is asked about, the search stops when it
  // meets the object; the second time it goes to its end and serves all that follow.
  absl::StatusOr<bool> Connects(model::TermId subject, model::TermId object, bool is_constant);

  // Every subject of a pair, and maybe others, each once.
  absl::StatusOr<std::vector<model::TermId>> Starts();

 private:
  // Ends that are kept for the next row with the same start.
  static constexpr size_t kMaxKeptEnds = size_t{1} << 20;
  // Of one start; those of one that has more are kept until the next search.
  static constexpr size_t kMaxKeptEndsEach = kMaxKeptEnds / 16;
  static constexpr size_t kMaxAsked = size_t{1} << 16;

  PathPairs(paths::Automaton forward, paths::Automaton backward, std::shared_ptr<ClaimVerdicts> verdicts,
            Context* context);
  absl::Status Poll() override;
  absl::Status Use(size_t bytes) override;
  absl::StatusOr<std::vector<model::TermId>> Constants(const algebra::Slot& slot, Terms* terms);
  absl::StatusOr<bool> MayBegin(model::TermId end, bool is_constant);

  using Kept = absl::flat_hash_map<model::TermId, std::vector<model::TermId>>;

  const paths::Automaton forward_;
  const paths::Automaton backward_;
  PathEdges edges_;
  Context* context_;
  std::vector<model::TermId> subjects_;
  std::vector<model::TermId> objects_;
  Kept kept_[2];  // by From
  size_t kept_ends_ = 0;
  std::vector<model::TermId> found_;                          // by the last search for all ends
  std::optional<std::pair<From, model::TermId>> found_from_;  // its start
  absl::flat_hash_set<model::TermId> asked_;                  // subjects of Connects
  uint64_t work_ = 0;
  MemoryUse search_memory_;
  MemoryUse kept_memory_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PATH_PAIRS_H_
