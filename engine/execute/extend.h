// Adds a column: an expression's value for each row.
#ifndef TERN_ENGINE_EXECUTE_EXTEND_H_
#define TERN_ENGINE_EXECUTE_EXTEND_H_

#include <memory>

#include "engine/execute/evaluate.h"
#include "engine/execute/operator.h"

namespace tern::execute {

class ExtendOperator : public Operator {
 public:
  // `expression` reads the child's columns; the new one comes behind them.
  ExtendOperator(Context* context, const Variable& variable, std::unique_ptr<Evaluator> expression,
                 OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;
  void AllowCounts() override { child_->AllowCounts(); }
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return child_->SkipTo(key); }

 private:
  std::unique_ptr<Evaluator> expression_;
  OperatorPtr child_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_EXTEND_H_
