// All rows of all children, one child after the other.
#ifndef TERN_ENGINE_EXECUTE_UNION_H_
#define TERN_ENGINE_EXECUTE_UNION_H_

#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

class UnionOperator : public Operator {
 public:
  // REQUIRES: every child has all `variables`.
  UnionOperator(Context* context, std::vector<Variable> variables, std::vector<OperatorPtr> children);
  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override;

 private:
  std::vector<OperatorPtr> children_;
  std::vector<std::vector<size_t>> columns_;  // of each child, by output column
  size_t current_ = 0;
  Batch input_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_UNION_H_
