// Joins two sides that are sorted by the same variables, by walking both once. The side that lags skips ahead
// by galloping inside its batch, and by SkipTo beyond it, which a scan turns into a seek over whole blocks.
// Where nothing but the number of a key's right rows matters, they are counted and not paired. Keeps no more
// than a batch of each side, and the right rows of one key where they are more and must be paired.
#ifndef TERN_ENGINE_EXECUTE_MERGE_JOIN_H_
#define TERN_ENGINE_EXECUTE_MERGE_JOIN_H_

#include <cstdint>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/join_output.h"
#include "engine/execute/operator.h"

namespace tern::execute {

class MergeJoinOperator : public Operator {
 public:
  // REQUIRES: both sides' sorted_by() begin with `keys`, which are not empty. Variables that both have
  // besides the keys are compared row by row; only inner joins may have such. The output is sorted as the
  // left side is.
  MergeJoinOperator(Context* context, algebra::JoinType type, std::vector<Variable> variables,
                    std::vector<Variable> sorted_by, const std::vector<Variable>& keys, OperatorPtr left,
                    OperatorPtr right);

  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override;
  void AllowCounts() override;

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
    const model::TermId* first_keys() const { return window.columns[keys[0]].data(); }
  };

  // Whether Step goes on with the windows as they are.
  enum class Ready { kYes, kPause, kEnd };

  void Start();
  absl::Status Step();
  absl::StatusOr<Ready> FillLeft();
  absl::StatusOr<Ready> FillRight();
  absl::Status Fill(Side& side);
  void MatchSingleKeys();
  absl::Status Align();
  absl::Status SkipBehind(Side& side, const Side& target);
  static absl::Status SkipSource(Side& side, const Side& target);
  static int CompareKeys(const Side& a, size_t row_a, const Side& b, size_t row_b);
  static size_t FirstNotBelow(const Side& side, const Side& target);
  bool IsKeyOfGroup(const Side& side, size_t row) const;

  void BeginGroup();
  absl::Status CountGroup();
  bool EndsInWindow();
  absl::Status ExtendGroup();
  void EmitCounted();
  void EmitPairs();
  void EmitLonely();

  algebra::JoinType type_;
  Side left_;
  Side right_;
  JoinOutput output_;
  MemoryUse memory_;
  bool keeps_lonely_;
  bool counts_allowed_ = false;
  bool started_ = false;
  bool counts_right_ = false;  // right rows are counted, not paired
  bool joins_left_ = false;    // left rows of a key go out as one

  bool in_group_ = false;  // the rows with group_key_ are being joined
  std::vector<model::TermId> group_key_;
  uint64_t group_count_ = 0;  // counted right rows
  // Right rows that are paired: [right_.row, group_end_).
  bool group_complete_ = false;
  size_t group_end_ = 0;
  size_t group_row_ = 0;  // the next right row of the group for left_.row
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_MERGE_JOIN_H_
