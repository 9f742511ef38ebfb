#include "engine/optimize/cardinality.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/algebra/sortedness.h"

namespace tern::optimize {
namespace {

using algebra::Scan;
using algebra::Slot;
using model::TermId;
using order::Order;
using order::Part;

size_t ConstantPrefix(const Scan& scan, Order order) {
  size_t length = 0;
  for (const Part part : order::InfoOf(order).columns) {
    const Slot* slot = algebra::SlotOf(scan, part);
    if (slot == nullptr || !slot->is_constant()) break;
    ++length;
  }
  return length;
}

Order OrderWithLongestPrefix(const Scan& scan) {
  Order best = algebra::DefaultOrder(scan);
  for (const Order order : algebra::PossibleOrders(scan)) {
    if (ConstantPrefix(scan, order) > ConstantPrefix(scan, best)) best = order;
  }
  return best;
}

store::ScanSpec SpecOf(const Scan& scan, Order order) {
  store::ScanSpec spec;
  spec.order = order;
  spec.space = scan.space;
  spec.mode = scan.mode;
  return spec;
}

std::string KeyOf(const store::ScanSpec& spec) {
  std::string key = absl::StrCat(static_cast<int>(spec.order), " ", static_cast<int>(spec.space), " ",
                                 static_cast<int>(spec.mode));
  for (int c = 0; c < spec.prefix_length; ++c)
    absl::StrAppend(&key, " ", spec.prefix[static_cast<size_t>(c)].bits());
  if (spec.range) absl::StrAppend(&key, " in ", spec.range->first.bits(), " ", spec.range->second.bits());
  return key;
}

// All constants of the prefix; the first id of each.
store::ScanSpec FirstPrefix(const Scan& scan, Order order) {
  store::ScanSpec spec = SpecOf(scan, order);
  const size_t length = ConstantPrefix(scan, order);
  for (size_t c = 0; c < length; ++c) {
    spec.prefix[c] = algebra::SlotOf(scan, order::InfoOf(order).columns[c])->ids->front();
  }
  spec.prefix_length = static_cast<int>(length);
  return spec;
}

}  // namespace

absl::StatusOr<double> Cardinality::CountOne(const store::ScanSpec& spec) {
  const std::string key = KeyOf(spec);
  if (const auto known = counts_.find(key); known != counts_.end()) return known->second;
  auto count = snapshot_->Count(spec);
  if (!count.ok()) return count.status();
  counts_.emplace(key, static_cast<double>(*count));
  return static_cast<double>(*count);
}

absl::StatusOr<double> Cardinality::CountRanges(store::ScanSpec spec,
                                                const std::vector<algebra::IdRange>& ranges) {
  double total = 0;
  for (const algebra::IdRange& range : ranges) {
    spec.range = range;
    auto count = CountOne(spec);
    if (!count.ok()) return count;
    total += *count;
  }
  return total;
}

// Sums over the combinations of the ids of the leading constants. Where those are too many, the ids of the
// last columns are taken to be alike.
absl::StatusOr<double> Cardinality::CountPrefixes(const Scan& scan, Order order) {
  const size_t length = ConstantPrefix(scan, order);
  std::vector<store::ScanSpec> specs = {SpecOf(scan, order)};
  double factor = 1;
  for (size_t c = 0; c < length; ++c) {
    const Part part = order::InfoOf(order).columns[c];
    const std::vector<TermId>& ids = *algebra::SlotOf(scan, part)->ids;
    const size_t used = std::max<size_t>(1, std::min(ids.size(), kMaxCombinations / specs.size()));
    factor *= static_cast<double>(ids.size()) / static_cast<double>(used);
    std::vector<store::ScanSpec> longer;
    for (const store::ScanSpec& spec : specs) {
      for (size_t i = 0; i < used; ++i) {
        longer.push_back(spec);
        longer.back().prefix[c] = ids[i];
        longer.back().prefix_length = static_cast<int>(c) + 1;
      }
    }
    specs = std::move(longer);
  }
  const bool ranges_follow = length < 4 && order::InfoOf(order).columns[length] == Part::kObject;
  double total = 0;
  for (store::ScanSpec& spec : specs) {
    auto count =
        ranges_follow && !scan.object_ranges.empty() ? CountRanges(spec, scan.object_ranges) : CountOne(spec);
    if (!count.ok()) return count;
    total += *count;
  }
  return total * factor;
}

absl::StatusOr<double> Cardinality::Rows(const Scan& scan) {
  Order order = OrderWithLongestPrefix(scan);
  if (!scan.object_ranges.empty()) {  // among equals the order that can narrow to them
    for (const Order other : algebra::PossibleOrders(scan)) {
      const size_t length = ConstantPrefix(scan, other);
      if (length == ConstantPrefix(scan, order) && order::InfoOf(other).columns[length] == Part::kObject)
        order = other;
    }
  }
  return CountPrefixes(scan, order);
}

bool Cardinality::CountsEachPrefix(const Scan& scan) {
  size_t combinations = 1;
  for (const Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (!slot->is_constant()) continue;
    if (!slot->ids || slot->ids->size() > kMaxCombinations / combinations) return false;
    combinations *= std::max<size_t>(1, slot->ids->size());
  }
  return true;
}

absl::StatusOr<double> Cardinality::RowsInRange(const Scan& scan, TermId first, TermId last) {
  Scan narrowed = scan;
  narrowed.object_ranges = {{first, last}};
  return Rows(narrowed);
}

absl::StatusOr<double> Cardinality::DistinctValues(const Scan& scan, const algebra::Variable& variable) {
  auto rows = Rows(scan);
  if (!rows.ok() || *rows <= 1) return rows.ok() ? absl::StatusOr<double>(1.0) : rows;
  size_t constants = 0;
  for (const Slot* slot : {&scan.subject, &scan.predicate, &scan.object})
    constants += slot->is_constant() ? 1 : 0;
  for (const Order order : algebra::PossibleOrders(scan)) {
    const size_t length = ConstantPrefix(scan, order);
    if (length < constants) continue;  // would count values of other statements too
    const Slot* next = algebra::SlotOf(scan, order::InfoOf(order).columns[length]);
    if (next == nullptr || !next->is_variable() || next->variable != variable) continue;
    auto distinct = SampleDistinct(FirstPrefix(scan, order), *rows);
    if (!distinct.ok()) return distinct;
    return std::clamp(*distinct, 1.0, *rows);
  }
  return *rows;
}

// Rows of one value are neighbours in the column behind the prefix: the first rows tell how many a value has.
absl::StatusOr<double> Cardinality::SampleDistinct(const store::ScanSpec& spec, double rows) {
  const std::string key = KeyOf(spec);
  if (const auto known = distinct_.find(key); known != distinct_.end()) return known->second;
  const auto column = static_cast<size_t>(spec.prefix_length);
  auto cursor = snapshot_->Scan(spec);
  if (!cursor.ok()) return cursor.status();
  std::vector<TermId> sample(kSampleRows);
  std::array<TermId*, 4> out = {};
  out[column] = sample.data();
  auto read = (*cursor)->Next(kSampleRows, out);
  if (!read.ok()) return read.status();
  if (*read == 0) return 1.0;
  const TermId first = sample[0];
  TermId last = sample[*read - 1];
  sample.resize(*read);
  double values = static_cast<double>(std::unique(sample.begin(), sample.end()) - sample.begin());
  bool ended = *read < kSampleRows;
  // A few large groups: hop from one to the next.
  for (size_t seeks = 0; !ended && values < static_cast<double>(kEnoughValues) && seeks < kMaxSeeks;
       ++seeks) {
    if (last == TermId::Max()) break;
    model::Row row = spec.prefix;
    for (size_t c = column; c < row.size(); ++c) row[c] = TermId::Null();
    row[column] = TermId::FromBits(last.bits() + 1);
    if (absl::Status status = (*cursor)->Seek(row); !status.ok()) return status;
    std::array<TermId*, 4> one = {};
    TermId found;
    one[column] = &found;
    auto count = (*cursor)->Next(1, one);
    if (!count.ok()) return count.status();
    ended = *count == 0;
    if (ended) break;
    last = found;
    ++values;
  }
  double distinct = values;
  if (!ended) {
    store::ScanSpec covered = spec;
    covered.range = {first, last};
    auto count = CountOne(covered);
    if (!count.ok()) return count;
    distinct = rows * values / std::max(1.0, *count);
  }
  distinct_.emplace(key, distinct);
  return distinct;
}

}  // namespace tern::optimize
