#include "engine/execute/union.h"

#include <utility>

namespace tern::execute {

UnionOperator::UnionOperator(Context* context, std::vector<Variable> variables,
                             std::vector<OperatorPtr> children)
    : Operator(context, std::move(variables), {}), children_(std::move(children)) {
  for (const OperatorPtr& child : children_) columns_.push_back(ColumnsOf(*child, this->variables()));
}

void UnionOperator::AllowCounts() {
  for (const OperatorPtr& child : children_) child->AllowCounts();
}

absl::StatusOr<bool> UnionOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  for (; current_ < children_.size(); ++current_) {
    auto more = children_[current_]->Next(input_);
    if (!more.ok()) return more;
    if (!*more) continue;
    for (size_t c = 0; c < batch.columns.size(); ++c)
      batch.columns[c] = input_.columns[columns_[current_][c]];
    batch.rows = input_.rows;
    batch.counts = input_.counts;
    return true;
  }
  return false;
}

}  // namespace tern::execute
