#include "storage/store/snapshot.h"

#include <algorithm>
#include <array>

#include "storage/model/text.h"
#include "storage/store/row_runs.h"

namespace tern::store {

absl::StatusOr<OrderedValues> Snapshot::ValueOrder(model::Tag tag) const {
  return SortByValue([&](const VisitTerm& visit) { return ForEachTerm(tag, visit); });
}

// By reading the rows up to there.
absl::StatusOr<model::TermId> Snapshot::IdNear(const ScanSpec& spec, uint64_t rank) const {
  if (!spec.range) return absl::InvalidArgumentError("a rank is looked for in a range");
  absl::StatusOr<std::unique_ptr<Cursor>> cursor = Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::array<model::TermId, 256> ids;
  std::array<model::TermId*, 4> out = {};
  out[static_cast<size_t>(spec.prefix_length)] = ids.data();
  model::TermId last = spec.range->first;
  for (uint64_t read = 0; read <= rank;) {
    const absl::StatusOr<size_t> count =
        (*cursor)->Next(static_cast<size_t>(std::min<uint64_t>(ids.size(), rank + 1 - read)), out);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    last = ids[*count - 1];
    read += *count;
  }
  return last;
}

absl::StatusOr<std::unique_ptr<RunCursor>> Snapshot::ScanRuns(const ScanSpec& spec) const {
  if (spec.prefix_length > 3) {
    return absl::InvalidArgumentError(
        model::StrCat("no column is behind a prefix of ", spec.prefix_length, " to count the values of"));
  }
  absl::StatusOr<std::unique_ptr<Cursor>> cursor = Scan(spec);
  if (!cursor.ok()) return cursor.status();
  return std::make_unique<RowRuns>(*std::move(cursor), static_cast<size_t>(spec.prefix_length));
}

}  // namespace tern::store
