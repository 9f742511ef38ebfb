#include "engine/execute/filter.h"

#include <utility>

namespace tern::execute {

FilterOperator::FilterOperator(Context* context, std::vector<Variable> variables,
                               std::vector<Variable> sorted_by, std::unique_ptr<Evaluator> condition,
                               OperatorPtr child)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      condition_(std::move(condition)),
      child_(std::move(child)),
      sources_(ColumnsOf(*child_, this->variables())) {}

absl::StatusOr<bool> FilterOperator::Next(Batch& batch) {
  batch.Reset(sources_.size());
  for (;;) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = child_->Next(input_);
    if (!more.ok() || !*more) return more;
    if (absl::Status status = condition_->Select(input_, rows_); !status.ok()) return status;
    if (!rows_.empty()) break;
  }
  for (size_t i = 0; i < sources_.size(); ++i) {
    const Column& source = input_.columns[sources_[i]];
    Column& column = batch.columns[i];
    column.resize(rows_.size());
    for (size_t row = 0; row < rows_.size(); ++row) column[row] = source[rows_[row]];
  }
  batch.rows = rows_.size();
  if (input_.counts.empty()) return true;
  for (const uint32_t row : rows_) batch.counts.push_back(input_.counts[row]);
  return true;
}

}  // namespace tern::execute
