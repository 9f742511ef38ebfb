#include "engine/execute/merged_union.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using model::TermId;

MergedUnionOperator::MergedUnionOperator(Context* context, std::vector<Variable> variables,
                                         std::vector<Variable> sorted_by, std::vector<OperatorPtr> children)
    : Operator(context, std::move(variables), std::move(sorted_by)) {
  for (OperatorPtr& child : children) {
    std::vector<size_t> columns = ColumnsOf(*child, this->variables());
    std::vector<size_t> keys = ColumnsOf(*child, this->sorted_by());
    sides_.push_back({std::move(child), std::move(columns), std::move(keys)});
  }
}

absl::Status MergedUnionOperator::Refill() {
  for (size_t i = 0; i < sides_.size();) {
    Side& side = sides_[i];
    if (side.next < side.batch.rows) {
      ++i;
      continue;
    }
    side.next = 0;
    auto more = side.source->Next(side.batch);
    if (!more.ok()) return more.status();
    if (*more) {
      ++i;
    } else {
      sides_.erase(sides_.begin() + static_cast<ptrdiff_t>(i));
    }
  }
  return absl::OkStatus();
}

bool MergedUnionOperator::IsBelow(const Side& a, const Side& b) {
  for (size_t i = 0; i < a.keys.size(); ++i) {
    const TermId x = a.batch.columns[a.keys[i]][a.next];
    const TermId y = b.batch.columns[b.keys[i]][b.next];
    if (x != y) return x < y;
  }
  return false;
}

void MergedUnionOperator::Merge(size_t limit) {
  while (picks_.size() < limit) {
    size_t lowest = 0;
    for (size_t i = 1; i < sides_.size(); ++i) {
      if (IsBelow(sides_[i], sides_[lowest])) lowest = i;
    }
    Side& side = sides_[lowest];
    picks_.push_back({static_cast<uint32_t>(lowest), static_cast<uint32_t>(side.next)});
    if (++side.next == side.batch.rows) return;
  }
}

// Two sides of one column, without a branch that depends on the ids.
void MergedUnionOperator::MergeColumns(size_t limit, Batch& batch) {
  Side& left = sides_[0];
  Side& right = sides_[1];
  const Column& x = left.batch.columns[left.keys[0]];
  const Column& y = right.batch.columns[right.keys[0]];
  Column& out = batch.columns[0];
  size_t i = left.next;
  size_t j = right.next;
  out.resize(batch.rows + limit);
  const size_t end = out.size();
  size_t k = batch.rows;
  while (k < end && i < left.batch.rows && j < right.batch.rows) {
    const TermId a = x[i];
    const TermId b = y[j];
    const bool take_right = b < a;
    out[k++] = take_right ? b : a;
    j += take_right ? 1 : 0;
    i += take_right ? 0 : 1;
  }
  out.resize(k);
  batch.rows = k;
  left.next = i;
  right.next = j;
}

// Two sides with one key among other columns.
void MergedUnionOperator::MergeByOneKey(size_t limit) {
  Side& left = sides_[0];
  Side& right = sides_[1];
  const TermId* const x = left.batch.columns[left.keys[0]].data();
  const TermId* const y = right.batch.columns[right.keys[0]].data();
  size_t i = left.next;
  size_t j = right.next;
  while (picks_.size() < limit && i < left.batch.rows && j < right.batch.rows) {
    const bool take_right = y[j] < x[i];
    picks_.push_back({take_right ? 1u : 0u, static_cast<uint32_t>(take_right ? j : i)});
    j += take_right ? 1 : 0;
    i += take_right ? 0 : 1;
  }
  left.next = i;
  right.next = j;
}

void MergedUnionOperator::TakeLast(size_t limit, Batch& batch) {
  Side& side = sides_[0];
  const size_t end = std::min(side.batch.rows, side.next + limit);
  for (size_t c = 0; c < side.columns.size(); ++c) {
    const Column& from = side.batch.columns[side.columns[c]];
    batch.columns[c].insert(batch.columns[c].end(), from.begin() + static_cast<ptrdiff_t>(side.next),
                            from.begin() + static_cast<ptrdiff_t>(end));
  }
  batch.rows += end - side.next;
  side.next = end;
}

absl::StatusOr<bool> MergedUnionOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  while (batch.rows < context()->batch_rows()) {
    if (absl::Status status = Refill(); !status.ok()) return status;
    if (sides_.empty()) break;
    const size_t limit = context()->batch_rows() - batch.rows;
    if (sides_.size() == 1) {
      TakeLast(limit, batch);
      continue;
    }
    if (sides_.size() == 2 && batch.columns.size() == 1) {
      MergeColumns(limit, batch);
      continue;
    }
    picks_.clear();
    if (sides_.size() == 2 && sides_[0].keys.size() == 1) {
      MergeByOneKey(limit);
    } else {
      Merge(limit);
    }
    for (size_t c = 0; c < batch.columns.size(); ++c) {
      for (const Pick& pick : picks_) {
        const Side& side = sides_[pick.side];
        batch.columns[c].push_back(side.batch.columns[side.columns[c]][pick.row]);
      }
    }
    batch.rows += picks_.size();
  }
  return batch.rows > 0;
}

}  // namespace tern::execute
