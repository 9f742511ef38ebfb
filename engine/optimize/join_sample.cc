#include "engine/optimize/join_sample.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <set>

#include "engine/algebra/sortedness.h"

namespace tern::optimize {
namespace {

using algebra::Scan;
using algebra::Slot;
using algebra::Variable;
using model::TermId;

RelationMask MaskOf(size_t relation) { return RelationMask{1} << relation; }

// What of the sample no value had is taken to be half a row of it.
constexpr double kUnseenRows = 0.5;

}  // namespace

std::optional<store::ScanSpec> SpecInFrontOf(const Scan& scan, const Variable& variable) {
  if (!scan.object_ranges.empty() || scan.space == store::Space::kBoth) return std::nullopt;
  size_t constants = 0;
  for (const Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (!slot->is_constant()) continue;
    if (!slot->ids || slot->ids->size() != 1) return std::nullopt;
    ++constants;
  }
  for (const order::Order order : algebra::PossibleOrders(scan)) {
    store::ScanSpec spec;
    spec.order = order;
    spec.space = scan.space;
    spec.mode = scan.mode;
    const auto& columns = order::InfoOf(order).columns;
    for (size_t c = 0; c < constants; ++c) {
      const Slot* slot = algebra::SlotOf(scan, columns[c]);
      if (slot == nullptr || !slot->is_constant()) break;
      spec.prefix[c] = slot->ids->front();
      ++spec.prefix_length;
    }
    if (static_cast<size_t>(spec.prefix_length) < constants || constants == columns.size()) continue;
    const Slot* next = algebra::SlotOf(scan, columns[constants]);
    if (next != nullptr && next->is_variable() && next->variable == variable) return spec;
  }
  return std::nullopt;
}

absl::StatusOr<double> JoinSample::Correction(RelationMask members) {
  std::set<Variable> seen;
  std::set<Variable> shared;
  for (size_t i = 0; i < relations_.size(); ++i) {
    if (i >= kMaxMaskedRelations || (members & MaskOf(i)) == 0) continue;
    for (const auto& [variable, count] : relations_[i].distinct) {
      if (!seen.insert(variable).second) shared.insert(variable);
    }
  }
  double correction = 1;
  for (const Variable& variable : shared) {
    const absl::StatusOr<double> factor = CorrectionOn(variable, members);
    if (!factor.ok()) return factor;
    correction *= *factor;
  }
  return correction;
}

absl::StatusOr<double> JoinSample::CorrectionOn(const Variable& variable, RelationMask members) {
  std::vector<size_t> bound;  // by rows, the smallest first
  RelationMask mask = 0;
  for (size_t i = 0; i < std::min(relations_.size(), kMaxMaskedRelations); ++i) {
    const Relation& relation = relations_[i];
    if ((members & MaskOf(i)) == 0 || !relation.distinct.contains(variable)) continue;
    if (relation.scan == nullptr || !SpecInFrontOf(*relation.scan, variable)) continue;
    bound.push_back(i);
    mask |= MaskOf(i);
  }
  if (bound.size() < 2) return 1.0;
  const auto key = std::make_pair(variable, mask);
  if (const auto known = corrections_.find(key); known != corrections_.end()) return known->second;
  std::stable_sort(bound.begin(), bound.end(), [&](size_t a, size_t b) {
    return relations_[a].scanned_rows < relations_[b].scanned_rows;
  });

  const absl::StatusOr<Sample*> sample = SampleOf(variable, bound[0]);
  if (!sample.ok()) return sample.status();
  if (*sample == nullptr || (*sample)->values.empty()) return 1.0;
  std::vector<double> joined((*sample)->values.size(), 1.0);
  double independent = 1;  // rows that a row of it should meet
  std::vector<double> distinct;
  for (const size_t relation : bound) {
    distinct.push_back(std::max(1.0, relations_[relation].distinct.at(variable)));
    if (relation == bound[0]) continue;  // each sampled value is one row of it
    const absl::StatusOr<const std::vector<double>*> counts = CountsIn(**sample, variable, relation);
    if (!counts.ok()) return counts.status();
    if (*counts == nullptr) return 1.0;
    for (size_t i = 0; i < joined.size(); ++i) joined[i] *= (**counts)[i];
    independent *= relations_[relation].scanned_rows;
  }
  // As many pairs of values as independence has: all numbers of distinct ones but the smallest divide.
  for (const double count : distinct) independent /= count;
  independent *= *std::min_element(distinct.begin(), distinct.end());
  const double met = std::max(kUnseenRows, std::accumulate(joined.begin(), joined.end(), 0.0));
  const double correction = met / static_cast<double>(joined.size()) / std::max(1e-300, independent);
  corrections_.emplace(key, correction);
  return correction;
}

absl::StatusOr<JoinSample::Sample*> JoinSample::SampleOf(const Variable& variable, size_t relation) {
  const auto [place, is_new] = samples_.try_emplace({variable, relation});
  if (!is_new) return &place->second;
  if (counts_left_ < kSampleValues) return nullptr;
  counts_left_ -= kSampleValues;
  absl::StatusOr<std::vector<TermId>> values =
      snapshot_.Sample(*SpecInFrontOf(*relations_[relation].scan, variable), kSampleValues);
  if (!values.ok()) return values.status();
  place->second.values = *std::move(values);
  return &place->second;
}

absl::StatusOr<const std::vector<double>*> JoinSample::CountsIn(Sample& sample, const Variable& variable,
                                                                size_t relation) {
  const auto [entry, is_new] = sample.counts.try_emplace(relation);
  if (!is_new) return entry->second.empty() ? nullptr : &entry->second;
  if (counts_left_ < sample.values.size()) return nullptr;
  counts_left_ -= sample.values.size();
  store::ScanSpec spec = *SpecInFrontOf(*relations_[relation].scan, variable);
  const auto column = static_cast<size_t>(spec.prefix_length++);
  std::vector<double> counts;
  for (const TermId value : sample.values) {
    if (!counts.empty() && value == spec.prefix[column]) {
      counts.push_back(counts.back());
      continue;
    }
    spec.prefix[column] = value;
    const absl::StatusOr<uint64_t> count = snapshot_.Count(spec);
    if (!count.ok()) return count.status();
    counts.push_back(static_cast<double>(*count));
  }
  entry->second = std::move(counts);
  return &entry->second;
}

}  // namespace tern::optimize
