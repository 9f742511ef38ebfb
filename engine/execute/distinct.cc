#include "engine/execute/distinct.h"

#include <utility>

#include "engine/algebra/sortedness.h"

namespace tern::execute {

DistinctOperator::DistinctOperator(Context* context, OperatorPtr child)
    : Operator(context, child->variables(), child->sorted_by()),
      child_(std::move(child)),
      sorted_(algebra::GroupsTogether(sorted_by(), variables())),
      seen_(variables().size()),
      memory_(context, "a distinct") {
  child_->AllowCounts();  // and lets them be
}

bool DistinctOperator::IsNew(const std::vector<model::TermId>& row) {
  if (!sorted_) return seen_.Add(row.data()).second;
  if (has_last_ && row == last_) return false;
  last_ = row;
  has_last_ = true;
  return true;
}

// One sorted column, without a branch that depends on the ids.
void DistinctOperator::TakeSortedColumn(Batch& batch) {
  const Column& ids = input_.columns[0];
  Column& out = batch.columns[0];
  out.resize(ids.size());
  model::TermId last = has_last_ ? last_[0] : model::TermId::FromBits(~ids[0].bits());
  for (const model::TermId id : ids) {
    out[batch.rows] = id;
    batch.rows += id != last ? 1 : 0;
    last = id;
  }
  out.resize(batch.rows);
  last_.assign(1, last);
  has_last_ = true;
}

absl::StatusOr<bool> DistinctOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  std::vector<model::TermId> row(variables().size());
  while (batch.rows == 0) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = child_->Next(input_);
    if (!more.ok() || !*more) return more;
    if (sorted_ && row.size() == 1) {
      TakeSortedColumn(batch);
      continue;
    }
    if (!sorted_) {
      if (absl::Status status = seen_.Reserve(input_.rows, *context()); !status.ok()) return status;
    }
    for (size_t r = 0; r < input_.rows; ++r) {
      for (size_t c = 0; c < row.size(); ++c) row[c] = input_.columns[c][r];
      if (!IsNew(row)) continue;
      for (size_t c = 0; c < row.size(); ++c) batch.columns[c].push_back(row[c]);
      ++batch.rows;
    }
    if (absl::Status status = memory_.Set(seen_.bytes()); !status.ok()) return status;
  }
  return true;
}

}  // namespace tern::execute
