#include "engine/execute/scan_layout.h"

#include <algorithm>

#include "engine/algebra/resolve.h"
#include "engine/algebra/sortedness.h"

namespace tern::execute {

using model::TermId;
using order::Part;

bool ScanLayout::is_empty() const {
  return std::any_of(columns.begin(), columns.end(),
                     [](const ScanColumn& column) { return column.is_constant && column.ids.empty(); });
}

size_t ScanLayout::constant_prefix() const {
  size_t count = 0;
  while (count < columns.size() && columns[count].is_constant) ++count;
  return count;
}

absl::StatusOr<ScanLayout> LayOutScan(const algebra::Scan& scan, order::Order order,
                                      const store::Snapshot& snapshot) {
  ScanLayout layout;
  layout.spec.order = order;
  layout.spec.space = scan.space;
  layout.spec.mode = scan.mode;
  layout.claim = scan.claim;
  layout.stance = scan.stance;
  layout.object_ranges = scan.object_ranges;
  const auto& parts = order::InfoOf(order).columns;
  for (size_t c = 0; c < parts.size(); ++c) {
    ScanColumn& column = layout.columns[c];
    column.part = parts[c];
    const algebra::Slot* slot = algebra::SlotOf(scan, parts[c]);
    if (slot == nullptr) {
      layout.claim_column = c;
      column.variable = scan.claim;
      continue;
    }
    column.is_constant = slot->is_constant();
    column.variable = slot->variable;
    if (!slot->is_constant()) continue;
    auto ids = algebra::ResolveIds(*slot, snapshot);
    if (!ids.ok()) return ids.status();
    column.ids = *std::move(ids);
  }
  return layout;
}

bool ScanLayout::ranges_follow_prefix() const {
  const size_t prefix = constant_prefix();
  return !object_ranges.empty() && prefix < columns.size() && columns[prefix].part == Part::kObject;
}

ScanChecks::ScanChecks(const ScanLayout& layout, size_t prefix, bool ranges_checked)
    : claim_column_(layout.claim_column) {
  for (size_t c = 0; c < layout.columns.size(); ++c) {
    const ScanColumn& column = layout.columns[c];
    if (column.is_constant && c >= prefix) constants_.emplace_back(c, column.ids);
    if (column.part == Part::kObject && !ranges_checked) {
      ranges_ = layout.object_ranges;
      range_column_ = c;
    }
    if (column.variable.empty()) continue;
    for (size_t other = 0; other < c; ++other) {
      if (layout.columns[other].variable == column.variable) equal_.emplace_back(other, c);
    }
  }
}

bool ScanChecks::Reads(size_t column) const {
  return (!ranges_.empty() && range_column_ == column) ||
         std::any_of(constants_.begin(), constants_.end(),
                     [&](const auto& check) { return check.first == column; }) ||
         std::any_of(equal_.begin(), equal_.end(),
                     [&](const auto& check) { return check.first == column || check.second == column; });
}

bool ScanChecks::Contains(const std::vector<TermId>& ids, TermId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

bool ScanChecks::IsInRange(const std::vector<algebra::IdRange>& ranges, TermId id) {
  const auto behind = std::partition_point(ranges.begin(), ranges.end(),
                                           [&](const algebra::IdRange& range) { return range.second < id; });
  return behind != ranges.end() && behind->first <= id;
}

}  // namespace tern::execute
