#include "engine/execute/unnest.h"

#include <algorithm>
#include <utility>

namespace tern::execute {
namespace {

std::vector<Variable> WithVariable(std::vector<Variable> variables, const Variable& variable) {
  variables.push_back(variable);
  return variables;
}

}  // namespace

UnnestOperator::UnnestOperator(Context* context, const Variable& variable, std::unique_ptr<Evaluator> list,
                               Terms* terms, OperatorPtr child)
    : Operator(context, WithVariable(child->variables(), variable), child->sorted_by()),
      list_(std::move(list)),
      terms_(terms),
      child_(std::move(child)) {}

absl::StatusOr<bool> UnnestOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  const size_t wanted = context()->batch_rows();
  while (batch.rows < wanted) {
    if (row_ == input_.rows) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
      auto more = child_->Next(input_);
      if (!more.ok()) return more;
      row_ = item_ = 0;
      if (!*more) {
        input_.rows = 0;
        break;
      }
      if (absl::Status status = list_->Evaluate(input_, lists_); !status.ok()) return status;
      continue;
    }
    if (!IsList(lists_[row_])) {
      ++row_;
      continue;
    }
    const auto items = terms_->ItemsOf(lists_[row_]).subspan(item_);
    const size_t count = std::min(items.size(), wanted - batch.rows);
    for (size_t c = 0; c < input_.columns.size(); ++c)
      batch.columns[c].insert(batch.columns[c].end(), count, input_.columns[c][row_]);
    batch.columns.back().insert(batch.columns.back().end(), items.begin(),
                                items.begin() + static_cast<ptrdiff_t>(count));
    batch.rows += count;
    item_ += count;
    if (count < items.size()) break;
    ++row_;
    item_ = 0;
  }
  return batch.rows > 0;
}

}  // namespace tern::execute
