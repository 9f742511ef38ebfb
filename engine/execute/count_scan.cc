#include "engine/execute/count_scan.h"

#include <utility>

#include "storage/model/inline_integer.h"

namespace tern::execute {
namespace {

// The sum over the ranges of the object, if there are any.
absl::StatusOr<uint64_t> CountRanges(const ScanLayout& layout, store::ScanSpec spec,
                                     const store::Snapshot& snapshot) {
  if (layout.object_ranges.empty()) return snapshot.Count(spec);
  uint64_t total = 0;
  for (const algebra::IdRange& range : layout.object_ranges) {
    spec.range = range;
    auto count = snapshot.Count(spec);
    if (!count.ok()) return count;
    total += *count;
  }
  return total;
}

// The sum over all combinations of the ids of the first `prefix` columns, from `column` on.
absl::StatusOr<uint64_t> CountAll(const ScanLayout& layout, size_t prefix, size_t column,
                                  store::ScanSpec spec, const store::Snapshot& snapshot) {
  if (column == prefix) return CountRanges(layout, spec, snapshot);
  uint64_t total = 0;
  spec.prefix_length = static_cast<int>(column) + 1;
  for (const model::TermId id : layout.columns[column].ids) {
    spec.prefix[column] = id;
    auto count = CountAll(layout, prefix, column + 1, spec, snapshot);
    if (!count.ok()) return count;
    total += *count;
  }
  return total;
}

}  // namespace

CountScanOperator::CountScanOperator(Context* context, const Variable& result, ScanLayout layout)
    : Operator(context, {result}, {}), layout_(std::move(layout)) {}

absl::StatusOr<bool> CountScanOperator::Next(Batch& batch) {
  batch.Reset(1);
  if (done_) return false;
  done_ = true;
  const size_t prefix = layout_.constant_prefix();
  const bool is_exact =
      layout_.spec.mode == store::ClaimMode::kFact || layout_.spec.mode == store::ClaimMode::kRaw;
  if (!is_exact || !ScanChecks(layout_, prefix, layout_.ranges_follow_prefix()).empty()) {
    return absl::InternalError("a scan whose rows need checks cannot be counted by its blocks");
  }
  auto count = CountAll(layout_, prefix, 0, layout_.spec, context()->snapshot());
  if (!count.ok()) return count.status();
  batch.columns[0].push_back(model::IntegerId(static_cast<int64_t>(*count)));
  batch.rows = 1;
  return true;
}

}  // namespace tern::execute
