// Joins two sides that are sorted by the same variables, by walking both once. The side that lags skips ahead
// by galloping inside its batch, and by SkipTo beyond it, which a scan turns into a seek over whole blocks.
// Keeps no more than a batch of each side, and the right rows of one key where they are more.
#ifndef TERN_ENGINE_EXECUTE_MERGE_JOIN_H_
#define TERN_ENGINE_EXECUTE_MERGE_JOIN_H_

#include <vector>

#include "engine/execute/join_output.h"
#include "engine/execute/operator.h"

namespace tern::execute {

class MergeJoinOperator : public Operator {
 public:
  // REQUIRES: both sides' sorted_by() begin with `keys`, which are not empty. Variables that both have
  // besides the keys are compared row by row. The output is sorted as the left side is.
  MergeJoinOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                    const std::vector<Variable>& keys, OperatorPtr left, OperatorPtr right);

  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override;

 private:
  // A side, and the window of its rows that is in memory.
  struct Side {
    OperatorPtr source;
    std::vector<size_t> keys;
    std::vector<size_t> others;  // shared variables that are no keys
    Batch window;
    size_t row = 0;  // the first one not done with
    bool ended = false;

    bool has_row() const { return row < window.rows; }
    model::TermId key(size_t i, size_t at) const { return window.columns[keys[i]][at]; }
  };

  absl::StatusOr<bool> Step();
  static int CompareKeys(const Side& a, size_t row_a, const Side& b, size_t row_b);
  static size_t Gallop(const Side& side, const Side& target);
  static absl::Status Fill(Side& side);
  absl::Status SkipBehind(Side& side, const Side& target);
  absl::Status ExtendGroup();
  void EmitGroupRow();

  Side left_;
  Side right_;
  JoinOutput output_;
  MemoryUse memory_;
  bool in_group_ = false;  // left_.row and [right_.row, group_end_) have one key
  bool group_complete_ = false;
  size_t group_end_ = 0;
  size_t group_row_ = 0;  // the next right row of the group for left_.row
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_MERGE_JOIN_H_
