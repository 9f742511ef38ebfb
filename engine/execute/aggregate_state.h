// One aggregate of a grouping, over all groups at once: gets values row by row, and gives a value for each
// group at its end.
#ifndef TERN_ENGINE_EXECUTE_AGGREGATE_STATE_H_
#define TERN_ENGINE_EXECUTE_AGGREGATE_STATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/algebra/plan.h"
#include "engine/execute/batch.h"
#include "engine/execute/row_set.h"
#include "engine/execute/terms.h"

namespace tern::execute {

// Not thread-safe.
class AggregateState {
 public:
  virtual ~AggregateState() = default;

  // Makes room for so many groups.
  virtual void Resize(size_t group_count) = 0;
  // The values of the rows of a batch, the group of each, and how many equal rows it stands for (empty: one).
  // Null values count only for kCountRows. REQUIRES: heeds_counts(), or `counts` is empty.
  virtual absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const model::TermId> values,
                           absl::Span<const uint64_t> counts) = 0;
  // True where Add gives its due to a row that stands for many.
  virtual bool heeds_counts() const { return false; }
  // Appends the results of groups [first, last).
  virtual absl::Status Emit(size_t first, size_t last, Column& results) = 0;
  // Forgets all groups but `group`, which becomes the only one.
  virtual void KeepOnly(size_t group) = 0;
  virtual size_t bytes() const = 0;  // what it holds
};

// Without regard to `distinct`: that is the caller's to see to (DistinctState).
std::unique_ptr<AggregateState> MakeAggregateState(algebra::Aggregate::Kind kind, Terms* terms);

// Gives each value of a group to `state` once.
std::unique_ptr<AggregateState> MakeDistinctState(std::unique_ptr<AggregateState> state, Terms* terms);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_AGGREGATE_STATE_H_
