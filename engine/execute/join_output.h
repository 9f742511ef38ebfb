// The rows that a join puts out, as pairs of a left row and a right row that are copied column by column.
#ifndef TERN_ENGINE_EXECUTE_JOIN_OUTPUT_H_
#define TERN_ENGINE_EXECUTE_JOIN_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

class JoinOutput {
 public:
  static constexpr uint32_t kNoRow = UINT32_MAX;  // in place of a right row: nulls

  // A variable that both sides have is taken from the left.
  JoinOutput(const std::vector<Variable>& variables, const std::vector<Variable>& left,
             const std::vector<Variable>& right);

  // Rows may go out with counts; without any column they become one number.
  void AllowCounts() { only_total_ = sources_.empty(); }
  bool reads_left(const std::vector<size_t>& but) const { return Reads(true, but); }
  bool reads_right(const std::vector<size_t>& but) const { return Reads(false, but); }

  // The pair `count` times, 1 or more. REQUIRES: AllowCounts was called, or count is 1.
  void AddCounted(size_t left_row, size_t right_row, uint64_t count) {
    if (only_total_) {
      total_ = AddCounts(total_, count);
      return;
    }
    if (count != 1) counts_.resize(left_rows_.size(), 1);
    left_rows_.push_back(static_cast<uint32_t>(left_row));
    if (reads_right_) right_rows_.push_back(static_cast<uint32_t>(right_row));
    if (count != 1 || !counts_.empty()) counts_.push_back(count);
  }
  // Pairs that are held: they point into the batches of both sides.
  size_t size() const { return left_rows_.size(); }
  // Replaces `out` by the pairs' rows, and forgets the pairs.
  void Emit(const Batch& left, const Batch& right, Batch& out);

 private:
  struct Source {
    bool from_left;
    size_t column;
  };
  bool Reads(bool left, const std::vector<size_t>& but) const;

  std::vector<Source> sources_;
  bool reads_right_ = false;
  bool only_total_ = false;
  uint64_t total_ = 0;
  std::vector<uint32_t> left_rows_;
  std::vector<uint32_t> right_rows_;
  std::vector<uint64_t> counts_;  // empty: all are 1
};

// The variables that both have, in the left's sequence.
std::vector<Variable> SharedVariables(const std::vector<Variable>& left, const std::vector<Variable>& right);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_JOIN_OUTPUT_H_
