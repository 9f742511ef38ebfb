#include "engine/execute/project.h"

#include <utility>

namespace tern::execute {

ProjectOperator::ProjectOperator(Context* context, std::vector<Variable> variables,
                                 std::vector<Variable> sorted_by, std::vector<size_t> sources,
                                 OperatorPtr child)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      sources_(std::move(sources)),
      child_(std::move(child)) {}

absl::StatusOr<bool> ProjectOperator::Next(Batch& batch) {
  batch.Reset(sources_.size());
  auto more = child_->Next(input_);
  if (!more.ok() || !*more) return more;
  for (size_t i = 0; i < sources_.size(); ++i) batch.columns[i] = input_.columns[sources_[i]];
  batch.rows = input_.rows;
  batch.counts = input_.counts;
  return true;
}

}  // namespace tern::execute
