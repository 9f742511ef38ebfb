#include "engine/execute/merge_join.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tern::execute {

using model::TermId;

MergeJoinOperator::MergeJoinOperator(Context* context, std::vector<Variable> variables,
                                     std::vector<Variable> sorted_by, const std::vector<Variable>& keys,
                                     OperatorPtr left, OperatorPtr right)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      output_(this->variables(), left->variables(), right->variables()),
      memory_(context) {
  assert(!keys.empty());
  assert(std::equal(keys.begin(), keys.end(), left->sorted_by().begin()));
  assert(std::equal(keys.begin(), keys.end(), right->sorted_by().begin()));
  std::vector<Variable> others = SharedVariables(left->variables(), right->variables());
  std::erase_if(others,
                [&](const Variable& v) { return std::find(keys.begin(), keys.end(), v) != keys.end(); });
  left_.keys = ColumnsOf(*left, keys);
  left_.others = ColumnsOf(*left, others);
  left_.source = std::move(left);
  right_.keys = ColumnsOf(*right, keys);
  right_.others = ColumnsOf(*right, others);
  right_.source = std::move(right);
}

int MergeJoinOperator::CompareKeys(const Side& a, size_t row_a, const Side& b, size_t row_b) {
  for (size_t i = 0; i < a.keys.size(); ++i) {
    const TermId x = a.key(i, row_a);
    const TermId y = b.key(i, row_b);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

// The first row of `side` from its current one on whose key is not below the target's current key.
size_t MergeJoinOperator::Gallop(const Side& side, const Side& target) {
  size_t low = side.row;  // below the target
  size_t step = 1;
  while (low + step < side.window.rows && CompareKeys(side, low + step, target, target.row) < 0) {
    low += step;
    step *= 2;
  }
  size_t high = std::min(low + step, side.window.rows);
  ++low;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (CompareKeys(side, middle, target, target.row) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::Status MergeJoinOperator::Fill(Side& side) {
  auto more = side.source->Next(side.window);
  if (!more.ok()) return more.status();
  side.ended = !*more;
  side.row = 0;
  return absl::OkStatus();
}

// Moves a side that is behind the other up to the other's key.
absl::Status MergeJoinOperator::SkipBehind(Side& side, const Side& target) {
  side.row = Gallop(side, target);
  if (side.has_row()) return absl::OkStatus();
  std::vector<TermId> key;
  for (size_t i = 0; i < target.keys.size(); ++i) key.push_back(target.key(i, target.row));
  return side.source->SkipTo(key);
}

// Finds where the right rows of the current key end. Where they reach the end of the window, the next batch
// is appended to what is left of it.
absl::Status MergeJoinOperator::ExtendGroup() {
  for (;;) {
    while (group_end_ < right_.window.rows && CompareKeys(right_, group_end_, right_, right_.row) == 0)
      ++group_end_;
    if (group_end_ < right_.window.rows || right_.ended) break;
    Batch next;
    auto more = right_.source->Next(next);
    if (!more.ok()) return more.status();
    if (!*more) {
      right_.ended = true;
      break;
    }
    const auto done = static_cast<ptrdiff_t>(right_.row);
    for (size_t c = 0; c < right_.window.columns.size(); ++c) {
      Column& column = right_.window.columns[c];
      column.erase(column.begin(), column.begin() + done);
      column.insert(column.end(), next.columns[c].begin(), next.columns[c].end());
    }
    right_.window.rows = right_.window.rows - right_.row + next.rows;
    group_end_ -= right_.row;
    right_.row = 0;
    if (absl::Status status = memory_.Set(right_.window.bytes()); !status.ok()) return status;
  }
  group_complete_ = true;
  group_row_ = right_.row;
  return absl::OkStatus();
}

// Pairs the left row with right rows of the group until the output is full, then moves to the next left row.
void MergeJoinOperator::EmitGroupRow() {
  while (group_row_ < group_end_ && output_.size() < context()->batch_rows()) {
    bool equal = true;
    for (size_t i = 0; equal && i < left_.others.size(); ++i) {
      const TermId x = left_.window.columns[left_.others[i]][left_.row];
      equal = x == right_.window.columns[right_.others[i]][group_row_] && !x.is_null();
    }
    if (equal) output_.Add(left_.row, group_row_);
    ++group_row_;
  }
  if (group_row_ < group_end_) return;
  ++left_.row;
  group_row_ = right_.row;
}

// Goes on until the output is full or a window must be replaced, which the pairs still point into. False at
// the end.
absl::StatusOr<bool> MergeJoinOperator::Step() {
  for (size_t work = 0; output_.size() < context()->batch_rows(); ++work) {
    if (work % 4096 == 0) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
    }
    if (!left_.has_row()) {
      if (output_.size() > 0) return true;
      if (left_.ended) return false;
      if (absl::Status status = Fill(left_); !status.ok()) return status;
      if (left_.ended) return false;
    }
    if (in_group_ && CompareKeys(left_, left_.row, right_, right_.row) == 0) {
      if (!group_complete_) {
        if (output_.size() > 0) return true;  // extending moves the window
        if (absl::Status status = ExtendGroup(); !status.ok()) return status;
      }
      EmitGroupRow();
      continue;
    }
    if (in_group_) {
      in_group_ = false;
      right_.row = group_end_;
    }
    if (!right_.has_row()) {
      if (output_.size() > 0) return true;
      if (right_.ended) return false;
      if (absl::Status status = Fill(right_); !status.ok()) return status;
      if (right_.ended) return false;
    }
    const int compared = CompareKeys(left_, left_.row, right_, right_.row);
    if (compared < 0) {
      if (absl::Status status = SkipBehind(left_, right_); !status.ok()) return status;
    } else if (compared > 0) {
      if (absl::Status status = SkipBehind(right_, left_); !status.ok()) return status;
    } else {
      in_group_ = true;
      group_end_ = right_.row + 1;
      while (group_end_ < right_.window.rows && CompareKeys(right_, group_end_, right_, right_.row) == 0)
        ++group_end_;
      group_complete_ = group_end_ < right_.window.rows || right_.ended;
      group_row_ = right_.row;
    }
  }
  return true;
}

absl::StatusOr<bool> MergeJoinOperator::Next(Batch& batch) {
  auto more = Step();
  if (!more.ok()) return more;
  output_.Emit(left_.window, right_.window, batch);
  return batch.rows > 0;
}

absl::Status MergeJoinOperator::SkipTo(absl::Span<const TermId> key) {
  // The output is sorted as the left side is; the right side follows by itself.
  return left_.source->SkipTo(key);
}

}  // namespace tern::execute
