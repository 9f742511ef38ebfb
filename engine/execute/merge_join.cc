#include "engine/execute/merge_join.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/execute/sorted_search.h"

namespace tern::execute {

using algebra::JoinType;
using model::TermId;

MergeJoinOperator::MergeJoinOperator(Context* context, JoinType type, std::vector<Variable> variables,
                                     std::vector<Variable> sorted_by, const std::vector<Variable>& keys,
                                     OperatorPtr left, OperatorPtr right)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      type_(type),
      output_(this->variables(), left->variables(), right->variables()),
      memory_(context, "a merge join"),
      keeps_lonely_(type == JoinType::kLeft || type == JoinType::kAnti) {
  assert(!keys.empty());
  assert(std::equal(keys.begin(), keys.end(), left->sorted_by().begin()));
  assert(std::equal(keys.begin(), keys.end(), right->sorted_by().begin()));
  std::vector<Variable> others = SharedVariables(left->variables(), right->variables());
  std::erase_if(others,
                [&](const Variable& v) { return std::find(keys.begin(), keys.end(), v) != keys.end(); });
  assert(others.empty() || type == JoinType::kInner);
  left_.keys = ColumnsOf(*left, keys);
  left_.others = ColumnsOf(*left, others);
  left_.source = std::move(left);
  right_.keys = ColumnsOf(*right, keys);
  right_.others = ColumnsOf(*right, others);
  right_.source = std::move(right);
}

void MergeJoinOperator::AllowCounts() {
  counts_allowed_ = true;
  output_.AllowCounts();
  left_.source->AllowCounts();
  right_.source->AllowCounts();
}

void MergeJoinOperator::Start() {
  started_ = true;
  const bool needs_one = type_ == JoinType::kSemi || type_ == JoinType::kAnti;
  counts_right_ =
      needs_one || (counts_allowed_ && right_.others.empty() && !output_.reads_right(right_.keys));
  joins_left_ = counts_allowed_ && counts_right_ && !output_.reads_left(left_.keys);
}

int MergeJoinOperator::CompareKeys(const Side& a, size_t row_a, const Side& b, size_t row_b) {
  for (size_t i = 0; i < a.keys.size(); ++i) {
    const TermId x = a.key(i, row_a);
    const TermId y = b.key(i, row_b);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

bool MergeJoinOperator::IsKeyOfGroup(const Side& side, size_t row) const {
  for (size_t i = 0; i < side.keys.size(); ++i) {
    if (side.key(i, row) != group_key_[i]) return false;
  }
  return true;
}

// The first row of `side` behind its current one, which is below, whose key is not below the target's.
size_t MergeJoinOperator::FirstNotBelow(const Side& side, const Side& target) {
  const TermId* first = side.first_keys();
  const TermId wanted = target.key(0, target.row);
  const size_t size = side.window.rows;
  size_t row = side.row;
  if (first[row] < wanted) row = FirstAtLeast(first, row + 1, size, wanted);
  if (side.keys.size() == 1) return row;
  return model::GallopTo(row, size,
                         [&](size_t at) { return CompareKeys(side, at, target, target.row) >= 0; });
}

absl::Status MergeJoinOperator::Fill(Side& side) {
  if (absl::Status status = context()->Poll(); !status.ok()) return status;
  auto more = side.source->Next(side.window);
  if (!more.ok()) return more.status();
  side.ended = !*more;
  if (side.ended) side.window.rows = 0;
  side.row = 0;
  return absl::OkStatus();
}

absl::StatusOr<MergeJoinOperator::Ready> MergeJoinOperator::FillLeft() {
  if (left_.has_row()) return Ready::kYes;
  if (output_.size() > 0) return Ready::kPause;  // the pairs point into the window
  if (left_.ended) return Ready::kEnd;
  if (absl::Status status = Fill(left_); !status.ok()) return status;
  return left_.ended ? Ready::kEnd : Ready::kYes;
}

absl::StatusOr<MergeJoinOperator::Ready> MergeJoinOperator::FillRight() {
  if (right_.has_row()) return Ready::kYes;
  if (!right_.ended) {
    if (!counts_right_ && output_.size() > 0) return Ready::kPause;
    if (absl::Status status = Fill(right_); !status.ok()) return status;
  }
  return right_.ended ? Ready::kEnd : Ready::kYes;
}

// Moves a side that is behind the other up to the other's key.
absl::Status MergeJoinOperator::SkipBehind(Side& side, const Side& target) {
  side.row = FirstNotBelow(side, target);
  return side.has_row() ? absl::OkStatus() : SkipSource(side, target);
}

// Lets the rows that follow the window of `side`, all below the target, be left out.
absl::Status MergeJoinOperator::SkipSource(Side& side, const Side& target) {
  // A seek costs more than to read on where the target is probably in the next batch.
  const TermId* keys = side.first_keys();
  const uint64_t last = keys[side.window.rows - 1].bits();
  const uint64_t covered = last - keys[0].bits();
  const TermId wanted = target.key(0, target.row);
  if (wanted.bits() <= last || wanted.bits() - last <= covered) return absl::OkStatus();
  std::vector<TermId> key;
  for (size_t i = 0; i < target.keys.size(); ++i) key.push_back(target.key(i, target.row));
  return side.source->SkipTo(key);
}

// The common case in one loop: keys of one column, right rows that are counted and end inside their window.
// Leaves all else to its caller.
void MergeJoinOperator::MatchSingleKeys() {
  const TermId* const left = left_.first_keys();
  const TermId* const right = right_.first_keys();
  const size_t left_size = left_.window.rows;
  const size_t right_size = right_.window.rows;
  size_t l = left_.row;
  size_t r = right_.row;
  const bool once = type_ == JoinType::kSemi || type_ == JoinType::kAnti;
  while (l < left_size && r < right_size) {
    const TermId key = left[l];
    if (right[r] < key) r = FirstAtLeast(right, r + 1, right_size, key);
    if (r == right_size) break;
    if (key < right[r]) {
      if (!keeps_lonely_) {
        l = FirstAtLeast(left, l + 1, left_size, right[r]);
        continue;
      }
      output_.AddCounted(l, JoinOutput::kNoRow, left_.window.CountOf(l));
      ++l;
      continue;
    }
    size_t end = r + 1;
    while (end < right_size && right[end] == key) ++end;
    // Either run may go on in the next batch.
    size_t left_end = l + 1;
    while (left_end < left_size && left[left_end] == key) ++left_end;
    if (end == right_size || left_end == left_size) break;
    uint64_t count = 1;
    if (!once) {
      count = end - r;
      if (!right_.window.counts.empty()) {
        count = 0;
        for (size_t i = r; i < end; ++i) count = AddCounts(count, right_.window.counts[i]);
      }
    }
    if (type_ == JoinType::kAnti) {
      l = left_end;
    } else if (joins_left_ && left_end - l > 1) {
      uint64_t left_count = 0;
      for (size_t i = l; i < left_end; ++i) left_count = AddCounts(left_count, left_.window.CountOf(i));
      output_.AddCounted(l, 0, MultiplyCounts(count, left_count));
      l = left_end;
    } else {
      for (; l < left_end; ++l) output_.AddCounted(l, 0, MultiplyCounts(count, left_.window.CountOf(l)));
    }
    r = end;
  }
  left_.row = l;
  right_.row = r;
}

// Moves the side that is behind; where none is, a group begins.
absl::Status MergeJoinOperator::Align() {
  if (counts_right_ && left_.keys.size() == 1) {
    MatchSingleKeys();
    if (!right_.has_row()) return left_.has_row() ? SkipSource(right_, left_) : absl::OkStatus();
    if (!left_.has_row()) return keeps_lonely_ ? absl::OkStatus() : SkipSource(left_, right_);
  }
  const int compared = CompareKeys(left_, left_.row, right_, right_.row);
  if (compared == 0) {
    BeginGroup();
    return absl::OkStatus();
  }
  if (compared > 0) return SkipBehind(right_, left_);
  if (!keeps_lonely_) return SkipBehind(left_, right_);
  EmitLonely();
  return absl::OkStatus();
}

void MergeJoinOperator::EmitLonely() {
  output_.AddCounted(left_.row, JoinOutput::kNoRow, left_.window.CountOf(left_.row));
  ++left_.row;
}

void MergeJoinOperator::BeginGroup() {
  in_group_ = true;
  group_key_.clear();
  for (size_t i = 0; i < left_.keys.size(); ++i) group_key_.push_back(left_.key(i, left_.row));
  group_complete_ = false;
  group_count_ = 0;
  group_end_ = right_.row;
  group_row_ = right_.row;
}

// Counts the right rows of the group and leaves them behind.
absl::Status MergeJoinOperator::CountGroup() {
  for (;;) {
    for (; right_.has_row() && IsKeyOfGroup(right_, right_.row); ++right_.row)
      group_count_ = AddCounts(group_count_, right_.window.CountOf(right_.row));
    if (right_.has_row() || right_.ended) break;
    if (absl::Status status = Fill(right_); !status.ok()) return status;
  }
  if (type_ == JoinType::kSemi || type_ == JoinType::kAnti) group_count_ = 1;
  group_complete_ = true;
  return absl::OkStatus();
}

// True where the right rows of the group end inside the window; then it is known where.
bool MergeJoinOperator::EndsInWindow() {
  while (group_end_ < right_.window.rows && IsKeyOfGroup(right_, group_end_)) ++group_end_;
  group_complete_ = group_end_ < right_.window.rows || right_.ended;
  group_row_ = right_.row;
  return group_complete_;
}

// Finds where the right rows of the group end. Where they reach the end of the window, the next batch is
// appended to what is left of it.
absl::Status MergeJoinOperator::ExtendGroup() {
  for (;;) {
    while (group_end_ < right_.window.rows && IsKeyOfGroup(right_, group_end_)) ++group_end_;
    if (group_end_ < right_.window.rows || right_.ended) break;
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    Batch next;
    auto more = right_.source->Next(next);
    if (!more.ok()) return more.status();
    if (!*more) {
      right_.ended = true;
      break;
    }
    const auto done = static_cast<ptrdiff_t>(right_.row);
    Batch& window = right_.window;
    if (window.counts.empty() != next.counts.empty()) {
      if (window.counts.empty()) window.counts.assign(window.rows, 1);
      if (next.counts.empty()) next.counts.assign(next.rows, 1);
    }
    if (!window.counts.empty()) {
      window.counts.erase(window.counts.begin(), window.counts.begin() + done);
      window.counts.insert(window.counts.end(), next.counts.begin(), next.counts.end());
    }
    for (size_t c = 0; c < window.columns.size(); ++c) {
      Column& column = window.columns[c];
      column.erase(column.begin(), column.begin() + done);
      column.insert(column.end(), next.columns[c].begin(), next.columns[c].end());
    }
    window.rows = window.rows - right_.row + next.rows;
    group_end_ -= right_.row;
    right_.row = 0;
    if (absl::Status status = memory_.Set(window.bytes()); !status.ok()) return status;
  }
  group_complete_ = true;
  group_row_ = right_.row;
  return absl::OkStatus();
}

// The left row, or all of the group that are in the window, with the number of right rows.
void MergeJoinOperator::EmitCounted() {
  if (type_ == JoinType::kAnti) {
    ++left_.row;
    return;
  }
  const size_t first = left_.row;
  uint64_t count = left_.window.CountOf(left_.row++);
  while (joins_left_ && left_.has_row() && IsKeyOfGroup(left_, left_.row))
    count = AddCounts(count, left_.window.CountOf(left_.row++));
  output_.AddCounted(first, 0, MultiplyCounts(count, group_count_));
}

// Pairs the left row with right rows of the group until the output is full, then moves to the next left row.
void MergeJoinOperator::EmitPairs() {
  while (group_row_ < group_end_ && output_.size() < context()->batch_rows()) {
    bool equal = true;
    for (size_t i = 0; equal && i < left_.others.size(); ++i) {
      const TermId x = left_.window.columns[left_.others[i]][left_.row];
      equal = x == right_.window.columns[right_.others[i]][group_row_] && !x.is_null();
    }
    if (equal) {
      output_.AddCounted(left_.row, group_row_,
                         MultiplyCounts(left_.window.CountOf(left_.row), right_.window.CountOf(group_row_)));
    }
    ++group_row_;
  }
  if (group_row_ < group_end_) return;
  ++left_.row;
  group_row_ = right_.row;
}

// Goes on until the output is full, a window must be replaced which the pairs still point into, or the end.
absl::Status MergeJoinOperator::Step() {
  for (size_t work = 0; output_.size() < context()->batch_rows(); ++work) {
    if (work % 4096 == 0) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
    }
    auto ready = FillLeft();
    if (!ready.ok()) return ready.status();
    if (*ready != Ready::kYes) break;
    if (in_group_ && IsKeyOfGroup(left_, left_.row)) {
      if (!group_complete_ && (counts_right_ || !EndsInWindow())) {
        if (!counts_right_ && output_.size() > 0) break;  // extending moves the window
        if (absl::Status status = counts_right_ ? CountGroup() : ExtendGroup(); !status.ok()) return status;
      }
      if (counts_right_) {
        EmitCounted();
      } else {
        EmitPairs();
      }
      continue;
    }
    if (in_group_) {
      in_group_ = false;
      if (!counts_right_) right_.row = group_end_;
    }
    ready = FillRight();
    if (!ready.ok()) return ready.status();
    if (*ready == Ready::kPause) break;
    if (*ready == Ready::kEnd) {
      if (!keeps_lonely_) break;
      EmitLonely();
      continue;
    }
    if (absl::Status status = Align(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> MergeJoinOperator::Next(Batch& batch) {
  if (!started_) Start();
  if (absl::Status status = Step(); !status.ok()) return status;
  output_.Emit(left_.window, right_.window, batch);
  return batch.rows > 0;
}

absl::Status MergeJoinOperator::SkipTo(absl::Span<const TermId> key) {
  // The output is sorted as the left side is; the right side follows by itself.
  if (left_.has_row() && !key.empty() && left_.key(0, left_.row) < key[0]) {
    left_.row = FirstAtLeast(left_.first_keys(), left_.row + 1, left_.window.rows, key[0]);
    group_row_ = right_.row;
  }
  return left_.has_row() ? absl::OkStatus() : left_.source->SkipTo(key);
}

}  // namespace tern::execute
