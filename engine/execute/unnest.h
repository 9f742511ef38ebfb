// A row for each item of a list, in the list's sequence.
#ifndef TERN_ENGINE_EXECUTE_UNNEST_H_
#define TERN_ENGINE_EXECUTE_UNNEST_H_

#include <memory>

#include "engine/execute/evaluate.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"

namespace tern::execute {

class UnnestOperator : public Operator {
 public:
  // `list` reads the child's columns; the items' column comes behind them. What is no list has no rows.
  UnnestOperator(Context* context, const Variable& variable, std::unique_ptr<Evaluator> list, Terms* terms,
                 OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return child_->SkipTo(key); }

 private:
  std::unique_ptr<Evaluator> list_;
  Terms* terms_;
  OperatorPtr child_;
  Batch input_;
  Column lists_;  // one a row of the input
  size_t row_ = 0;
  size_t item_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_UNNEST_H_
