#include "engine/execute/slice.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tern::execute {

SliceOperator::SliceOperator(Context* context, uint64_t skip, std::optional<uint64_t> limit,
                             OperatorPtr child)
    : Operator(context, child->variables(), child->sorted_by()),
      to_skip_(skip),
      to_keep_(limit.value_or(std::numeric_limits<uint64_t>::max())),
      child_(std::move(child)) {}

absl::StatusOr<bool> SliceOperator::Next(Batch& batch) {
  while (to_keep_ > 0) {
    auto more = child_->Next(batch);
    if (!more.ok() || !*more) return more;
    const size_t skipped = static_cast<size_t>(std::min<uint64_t>(to_skip_, batch.rows));
    to_skip_ -= skipped;
    const size_t kept = static_cast<size_t>(std::min<uint64_t>(to_keep_, batch.rows - skipped));
    if (kept == 0) continue;
    for (Column& column : batch.columns) {
      column.erase(column.begin(), column.begin() + static_cast<ptrdiff_t>(skipped));
      column.resize(kept);
    }
    batch.rows = kept;
    to_keep_ -= kept;
    return true;
  }
  batch.Reset(variables().size());
  return false;
}

}  // namespace tern::execute
