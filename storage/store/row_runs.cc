#include "storage/store/row_runs.h"

namespace tern::store {

absl::StatusOr<size_t> RowRuns::Next(size_t max_runs, model::TermId* values, uint64_t* counts) {
  size_t out = 0;
  const auto put = [&] {
    if (rows_ >= min_rows_ && rows_ > 0) {
      values[out] = value_;
      if (counts != nullptr) counts[out] = rows_;
      ++out;
    }
    rows_ = 0;
  };
  // One read at most: who asks wants to be asked in turn whether to go on.
  if (next_ == end_ && !done_) {
    std::array<model::TermId*, 4> columns = {};
    columns[column_] = ids_.data();
    const absl::StatusOr<size_t> read = cursor_->Next(kReadRows, columns);
    if (!read.ok()) return read.status();
    next_ = 0;
    end_ = *read;
    if (*read == 0) {
      if (out < max_runs) put();
      done_ = true;
    }
  }
  for (; next_ < end_ && out < max_runs; ++next_) {
    if (rows_ > 0 && ids_[next_] != value_) put();
    value_ = ids_[next_];
    ++rows_;
  }
  runs_ += out;
  return out;
}

const ScanCounters& RowRuns::counters() const {
  counters_ = cursor_->counters();
  counters_.rows = runs_;
  return counters_;
}

}  // namespace tern::store
