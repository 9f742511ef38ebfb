#include "engine/execute/values.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

ValuesOperator::ValuesOperator(Context* context, std::vector<Variable> variables, Batch rows)
    : Operator(context, std::move(variables), {}), rows_(std::move(rows)) {}

absl::StatusOr<bool> ValuesOperator::Next(Batch& batch) {
  batch.Reset(rows_.columns.size());
  const size_t end = std::min(rows_.rows, next_row_ + context()->batch_rows());
  for (size_t c = 0; c < rows_.columns.size(); ++c) {
    const auto begin = rows_.columns[c].begin();
    batch.columns[c].assign(begin + static_cast<ptrdiff_t>(next_row_), begin + static_cast<ptrdiff_t>(end));
  }
  batch.rows = end - next_row_;
  next_row_ = end;
  return batch.rows > 0;
}

}  // namespace tern::execute
