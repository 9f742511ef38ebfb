#include "engine/execute/hash_join.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using algebra::JoinType;
using model::TermId;

HashJoinOperator::HashJoinOperator(Context* context, JoinType type, std::vector<Variable> variables,
                                   std::vector<Variable> sorted_by, std::unique_ptr<PartnerFilter> partners,
                                   OperatorPtr left, OperatorPtr right)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      type_(type),
      left_(std::move(left)),
      right_(std::move(right)),
      left_keys_(ColumnsOf(*left_, SharedVariables(left_->variables(), right_->variables()))),
      right_keys_(ColumnsOf(*right_, SharedVariables(left_->variables(), right_->variables()))),
      partners_(std::move(partners)),
      memory_(context, "a hash join"),
      table_(right_keys_) {}

void HashJoinOperator::AllowCounts() {
  counts_allowed_ = true;
  left_->AllowCounts();
  right_->AllowCounts();
}

// Reads the right side and makes the table of it.
absl::Status HashJoinOperator::Build() {
  built_ = true;
  const bool needs_one = type_ == JoinType::kSemi || type_ == JoinType::kAnti;
  if (!partners_->has_condition() && (counts_allowed_ || needs_one)) {
    JoinOutput output(variables(), left_->variables(), right_->variables());
    if (!output.reads_right(right_keys_)) {
      counts_right_ = true;
      if (counts_allowed_) output.AllowCounts();
      counted_ = std::move(output);
    }
  }
  if (absl::Status status = ReadBuildSide(); !status.ok()) return status;
  if (absl::Status status = table_.Build(&build_, counts_right_, *context(), memory_); !status.ok())
    return status;
  const bool is_sorted = left_keys_.size() == 1 && !left_->sorted_by().empty() &&
                         left_keys_[0] == *left_->ColumnOf(left_->sorted_by()[0]);
  if (is_sorted && !partners_->keeps_lonely() && build_.rows > 0) {
    const Column& keys = build_.columns[right_keys_[0]];
    return left_->SkipTo({&*std::min_element(keys.begin(), keys.end()), 1});
  }
  return absl::OkStatus();
}

absl::Status HashJoinOperator::ReadBuildSide() {
  build_.Reset(right_->variables().size());
  Batch batch;
  for (;;) {
    auto more = right_->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (batch.rows > kMaxBuildRows - build_.rows)
      return absl::ResourceExhaustedError("memory limit: a join is too large");
    // Vectors grow by doubling, so that twice the bytes may be held.
    const size_t rows = build_.rows + batch.rows;
    const size_t width = build_.columns.size() + (batch.counts.empty() && build_.counts.empty() ? 0 : 1);
    if (absl::Status status = memory_.Set(rows * 2 * width * sizeof(TermId)); !status.ok()) return status;
    if (batch.counts.empty() != build_.counts.empty()) {
      if (build_.counts.empty()) build_.counts.assign(build_.rows, 1);
      if (batch.counts.empty()) batch.counts.assign(batch.rows, 1);
    }
    build_.counts.insert(build_.counts.end(), batch.counts.begin(), batch.counts.end());
    for (size_t c = 0; c < batch.columns.size(); ++c) {
      build_.columns[c].insert(build_.columns[c].end(), batch.columns[c].begin(), batch.columns[c].end());
    }
    build_.rows = rows;
  }
}

// Pairs rows of the probe batch until it ends or enough pairs are held.
void HashJoinOperator::Probe() {
  const size_t wanted = context()->batch_rows();
  while (probe_row_ < probe_.rows && partners_->size() < wanted) {
    if (!in_chain_) {
      chain_ = table_.First(probe_, left_keys_, probe_row_);
      in_chain_ = true;
    }
    if (!partners_->WantsPairs(probe_row_)) chain_ = 0;
    while (chain_ != 0 && partners_->size() < wanted) {
      partners_->AddPair(probe_row_, chain_ - 1);
      chain_ = table_.Next(chain_, probe_, left_keys_, probe_row_);
      if (partners_->one_is_enough() && !partners_->has_condition()) chain_ = 0;
    }
    if (chain_ != 0) return;
    partners_->EndRow(probe_row_);
    in_chain_ = false;
    ++probe_row_;
  }
}

// All rows of the probe batch, each with the number of its partners.
void HashJoinOperator::ProbeCounted() {
  for (size_t row = 0; row < probe_.rows; ++row) {
    const uint32_t found = table_.First(probe_, left_keys_, row);
    const uint64_t count = probe_.CountOf(row);
    switch (type_) {
      case JoinType::kInner:
        if (found != 0) counted_->AddCounted(row, 0, MultiplyCounts(count, build_.CountOf(found - 1)));
        break;
      case JoinType::kLeft:
        counted_->AddCounted(row, 0, found == 0 ? count : MultiplyCounts(count, build_.CountOf(found - 1)));
        break;
      case JoinType::kSemi:
        if (found != 0) counted_->AddCounted(row, 0, count);
        break;
      case JoinType::kAnti:
        if (found == 0) counted_->AddCounted(row, 0, count);
        break;
    }
  }
}

absl::StatusOr<bool> HashJoinOperator::NextCounted(Batch& batch) {
  for (;;) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = left_->Next(probe_);
    if (!more.ok()) return more;
    if (*more) ProbeCounted();
    // Where all becomes one number, it goes out at the end.
    if (*more && counted_->size() == 0) continue;
    counted_->Emit(probe_, build_, batch);
    return batch.rows > 0;
  }
}

absl::StatusOr<bool> HashJoinOperator::Next(Batch& batch) {
  if (!built_) {
    if (absl::Status status = Build(); !status.ok()) return status;
  }
  batch.Reset(variables().size());
  if (build_.rows == 0 && !partners_->keeps_lonely()) return false;
  if (counts_right_) return NextCounted(batch);
  for (;;) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    Probe();
    if (partners_->size() > 0) {
      if (absl::Status status = partners_->Flush(probe_, build_, batch); !status.ok()) return status;
      if (batch.rows > 0) return true;
      continue;
    }
    auto more = left_->Next(probe_);
    if (!more.ok() || !*more) return more;
    partners_->BeginLeft(probe_.rows);
    probe_row_ = 0;
    in_chain_ = false;
  }
}

}  // namespace tern::execute
