// Keeps some columns, under new names.
#ifndef TERN_ENGINE_EXECUTE_PROJECT_H_
#define TERN_ENGINE_EXECUTE_PROJECT_H_

#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

class ProjectOperator : public Operator {
 public:
  // Column i of the output is column sources[i] of the child.
  ProjectOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                  std::vector<size_t> sources, OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override { child_->AllowCounts(); }
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return child_->SkipTo(key); }

 private:
  std::vector<size_t> sources_;
  OperatorPtr child_;
  Batch input_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PROJECT_H_
