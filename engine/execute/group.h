// Groups rows by keys and counts, adds, compares or collects their values. Input that comes sorted by the
// keys streams: a group is put out when the next one begins. Other input is hashed, and all groups are kept
// until its end.
#ifndef TERN_ENGINE_EXECUTE_GROUP_H_
#define TERN_ENGINE_EXECUTE_GROUP_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/aggregate_state.h"
#include "engine/execute/operator.h"
#include "engine/execute/row_set.h"
#include "engine/execute/terms.h"

namespace tern::execute {

class GroupOperator : public Operator {
 public:
  static constexpr size_t kMaxGroups = (size_t{1} << 32) - 2;

  GroupOperator(Context* context, const algebra::Group& group, std::vector<Variable> sorted_by, Terms* terms,
                OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  struct OneAggregate {
    std::unique_ptr<AggregateState> state;
    std::optional<size_t> argument;  // column of the child; nothing: rows are counted
  };

  absl::Status Consume();
  absl::Status AddBatch();
  void FindGroups();
  size_t GroupOf(const std::vector<model::TermId>& key);
  absl::Status AccountMemory();
  absl::Status Emit(size_t first, size_t last, Batch& batch);
  void ForgetAllButLast();

  OperatorPtr child_;
  std::vector<size_t> keys_;
  bool streaming_;
  std::vector<OneAggregate> aggregates_;
  RowSet groups_;                        // by hash
  std::vector<model::TermId> key_rows_;  // streaming: the keys of the groups, one behind the other
  size_t group_count_ = 0;
  MemoryUse memory_;
  Batch input_;
  std::vector<uint32_t> row_groups_;  // of the rows of input_
  bool ended_ = false;
  size_t emitted_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_GROUP_H_
