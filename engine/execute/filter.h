// Keeps the rows for which a condition is true.
#ifndef TERN_ENGINE_EXECUTE_FILTER_H_
#define TERN_ENGINE_EXECUTE_FILTER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/execute/evaluate.h"
#include "engine/execute/operator.h"

namespace tern::execute {

class FilterOperator : public Operator {
 public:
  // `condition` reads the child's columns; `variables` are those of the child that go on.
  FilterOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                 std::unique_ptr<Evaluator> condition, OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override { child_->AllowCounts(); }
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return child_->SkipTo(key); }

 private:
  std::unique_ptr<Evaluator> condition_;
  OperatorPtr child_;
  std::vector<size_t> sources_;
  Batch input_;
  std::vector<uint32_t> rows_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_FILTER_H_
