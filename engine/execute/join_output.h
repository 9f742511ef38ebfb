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
  // A variable that both sides have is taken from the left.
  JoinOutput(const std::vector<Variable>& variables, const std::vector<Variable>& left,
             const std::vector<Variable>& right);

  void Add(size_t left_row, size_t right_row) {
    left_rows_.push_back(static_cast<uint32_t>(left_row));
    right_rows_.push_back(static_cast<uint32_t>(right_row));
  }
  size_t size() const { return left_rows_.size(); }
  // Replaces `out` by the pairs' rows, and forgets the pairs.
  void Emit(const Batch& left, const Batch& right, Batch& out);

 private:
  struct Source {
    bool from_left;
    size_t column;
  };
  std::vector<Source> sources_;
  std::vector<uint32_t> left_rows_;
  std::vector<uint32_t> right_rows_;
};

// The variables that both have, in the left's sequence.
std::vector<Variable> SharedVariables(const std::vector<Variable>& left, const std::vector<Variable>& right);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_JOIN_OUTPUT_H_
