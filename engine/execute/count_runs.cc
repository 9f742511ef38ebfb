#include "engine/execute/count_runs.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "storage/model/inline_integer.h"

namespace tern::execute {

using model::TermId;

namespace {

// So many more than the top are gathered before they are cut down to it.
constexpr size_t kMinRunsToDrop = 4096;

std::vector<Variable> OutputVariables(const algebra::CountRuns& runs) {
  std::vector<Variable> variables = {runs.key};
  if (!runs.count.empty()) variables.push_back(runs.count);
  return variables;
}

}  // namespace

absl::StatusOr<OperatorPtr> CountRunsOperator::Create(Context* context, const algebra::CountRuns& runs,
                                                      const ScanLayout& layout) {
  const size_t prefix = layout.constant_prefix();
  store::ScanSpec spec = layout.spec;
  spec.prefix_length = static_cast<int>(prefix);
  bool is_exact = prefix < layout.claim_column && layout.columns[prefix].variable == runs.key &&
                  layout.claim.empty() && layout.stance.empty() && layout.verdicts == nullptr;
  for (size_t c = 0; is_exact && c < prefix; ++c) {
    is_exact = layout.columns[c].ids.size() == 1;
    if (is_exact) spec.prefix[c] = layout.columns[c].ids[0];
  }
  const bool range_follows = layout.ranges_follow_prefix() && layout.object_ranges.size() == 1;
  if (range_follows) spec.range = layout.object_ranges.front();
  if (!is_exact || !ScanChecks(layout, prefix, range_follows).empty())
    return absl::InternalError("a scan whose rows need checks cannot be counted by runs");
  return std::make_unique<CountRunsOperator>(context, runs, spec);
}

CountRunsOperator::CountRunsOperator(Context* context, const algebra::CountRuns& runs,
                                     const store::ScanSpec& spec)
    : Operator(context, OutputVariables(runs), {runs.key}),
      spec_(spec),
      has_count_(!runs.count.empty()),
      top_(runs.top),
      memory_(context, "the largest groups") {}

absl::Status CountRunsOperator::Open() {
  auto cursor = context()->snapshot().ScanRuns(spec_);
  if (!cursor.ok()) return cursor.status();
  cursor_ = *std::move(cursor);
  values_.resize(context()->batch_rows());
  counts_.resize(context()->batch_rows());
  return absl::OkStatus();
}

absl::StatusOr<size_t> CountRunsOperator::Read() {
  if (cursor_ == nullptr) {
    if (absl::Status status = Open(); !status.ok()) return status;
  }
  while (!cursor_->done()) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto count = cursor_->Next(values_.size(), values_.data(), counts_.data());
    if (!count.ok() || *count > 0) return count;
  }
  return 0;
}

absl::Status CountRunsOperator::FindTop() {
  if (absl::Status status = Open(); !status.ok()) return status;
  const size_t top = static_cast<size_t>(*top_);
  least_ = std::max<uint64_t>(1, cursor_->RowsOfTop(top));
  cursor_->WantAtLeast(least_);
  for (;;) {
    auto count = Read();
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    for (size_t i = 0; i < *count; ++i) {
      if (counts_[i] < least_) continue;
      top_values_.push_back(values_[i]);
      top_counts_.push_back(counts_[i]);
    }
    const size_t held = top_values_.capacity() + top_counts_.capacity();
    if (absl::Status status = memory_.Set(held * 2 * sizeof(TermId)); !status.ok()) return status;
    // Twice as many as are wanted: cutting costs a few steps for each that is dropped. Where all tie, the
    // next time there must be twice as many.
    if (top_counts_.size() / 2 < std::max({drop_at_, top, kMinRunsToDrop})) continue;
    KeepTop(top);
    drop_at_ = top_counts_.size();
    cursor_->WantAtLeast(least_);
  }
  KeepTop(top);
  return absl::OkStatus();
}

void CountRunsOperator::KeepTop(size_t top) {
  if (top_counts_.size() <= top) return;
  std::vector<uint64_t> counts = top_counts_;
  const auto last = counts.begin() + static_cast<ptrdiff_t>(top) - 1;
  std::nth_element(counts.begin(), last, counts.end(), std::greater<>());
  least_ = *last;
  size_t kept = 0;
  for (size_t i = 0; i < top_counts_.size(); ++i) {
    if (top_counts_[i] < least_) continue;
    top_values_[kept] = top_values_[i];
    top_counts_[kept++] = top_counts_[i];
  }
  top_values_.resize(kept);
  top_counts_.resize(kept);
}

void CountRunsOperator::Emit(const TermId* values, const uint64_t* counts, size_t count, Batch& batch) const {
  batch.columns[0].assign(values, values + count);
  if (has_count_) {
    batch.columns[1].resize(count);
    for (size_t i = 0; i < count; ++i)
      batch.columns[1][i] = model::IntegerId(static_cast<int64_t>(counts[i]));
  }
  batch.rows = count;
}

absl::StatusOr<bool> CountRunsOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  if (!top_) {
    auto count = Read();
    if (!count.ok()) return count.status();
    Emit(values_.data(), counts_.data(), *count, batch);
    return *count > 0;
  }
  if (!found_) {
    if (absl::Status status = FindTop(); !status.ok()) return status;
    found_ = true;
  }
  const size_t end = std::min(top_values_.size(), next_ + context()->batch_rows());
  Emit(top_values_.data() + next_, top_counts_.data() + next_, end - next_, batch);
  next_ = end;
  return batch.rows > 0;
}

}  // namespace tern::execute
