#include "engine/execute/extend.h"

#include <utility>

namespace tern::execute {
namespace {

std::vector<Variable> WithVariable(std::vector<Variable> variables, const Variable& variable) {
  variables.push_back(variable);
  return variables;
}

}  // namespace

ExtendOperator::ExtendOperator(Context* context, const Variable& variable,
                               std::unique_ptr<Evaluator> expression, OperatorPtr child)
    : Operator(context, WithVariable(child->variables(), variable), child->sorted_by()),
      expression_(std::move(expression)),
      child_(std::move(child)) {}

absl::StatusOr<bool> ExtendOperator::Next(Batch& batch) {
  auto more = child_->Next(batch);
  if (!more.ok() || !*more) return more;
  Column values;
  if (absl::Status status = expression_->Evaluate(batch, values); !status.ok()) return status;
  batch.columns.push_back(std::move(values));
  return true;
}

}  // namespace tern::execute
