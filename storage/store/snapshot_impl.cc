#include "storage/store/snapshot_impl.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/store/equal_terms.h"
#include "storage/store/id_near.h"
#include "storage/store/order_runs.h"
#include "storage/store/row_sample.h"
#include "storage/store/space_cursor.h"

namespace tern::store {
namespace {

// Terms that are decoded between two questions whether to go on.
constexpr size_t kTermsPerPoll = 1024;

order::Order PropertyOrder(order::Order order) {
  return order == order::Order::kSpo ? order::Order::kPropertySpo : order::Order::kPropertyPos;
}

// The number that `text` writes as tern itself does: digits only, no leading zeros.
std::optional<uint64_t> CanonicalNumber(std::string_view text) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(model::ToAbsl(text), &number) || model::StrCat(number) != text) return std::nullopt;
  return number;
}

model::TermId FindBlank(std::string_view label, const HeadRecord& head) {
  if (label.empty() || label.front() != 'b') return model::TermId::Null();
  const std::optional<uint64_t> number = CanonicalNumber(label.substr(1));
  if (!number.has_value() || *number == 0 || *number >= head.next_blank) return model::TermId::Null();
  return model::TermId(model::Tag::kBlank, *number);
}

model::TermId FindClaim(std::string_view payload, const HeadRecord& head) {
  const std::optional<uint64_t> bits = CanonicalNumber(payload);
  if (!bits.has_value() || *bits > model::TermId::kPayloadMask || (*bits & 3) > 2)
    return model::TermId::Null();
  const uint64_t number = *bits >> 2;
  if (number == 0 || number >= head.next_claim) return model::TermId::Null();
  return model::TermId(model::Tag::kClaim, *bits);
}

bool IsWithoutDictionary(model::TermId id) {
  return model::IsInline(id) || id.tag() == model::Tag::kBlank || id.tag() == model::Tag::kClaim;
}

}  // namespace

SnapshotImpl::SnapshotImpl(StoreState state, std::shared_ptr<ReadMonitor> monitor)
    : state_(std::move(state)),
      dictionary_(state_.view, state_.head.terms, state_.pages),
      monitor_(std::move(monitor)) {}

absl::StatusOr<model::TermId> SnapshotImpl::Find(const model::Term& term) const {
  if (term.kind == model::TermKind::kBlank) return FindBlank(term.value, state_.head);
  if (term.kind == model::TermKind::kClaim) return FindClaim(term.value, state_.head);
  if (monitor_ != nullptr) monitor_->term_lookups.Add(1);
  return dictionary_.Find(term);
}

absl::StatusOr<model::Term> SnapshotImpl::Resolve(model::TermId id) const {
  if (IsWithoutDictionary(id)) return model::DecodeInline(id);
  if (monitor_ != nullptr) monitor_->terms_decoded.Add(1);
  return dictionary_.Resolve(id.is_claim() ? model::ClaimEntity(id) : id);
}

absl::StatusOr<std::vector<model::Term>> SnapshotImpl::ResolveMany(
    absl::Span<const model::TermId> ids) const {
  // The dictionary knows inline ids as well.
  const bool only_terms = std::all_of(ids.begin(), ids.end(), [](model::TermId id) {
    return !id.is_claim() && (!IsWithoutDictionary(id) || model::IsInline(id));
  });
  if (only_terms && ids.size() <= kTermsPerPoll) {
    if (monitor_ != nullptr) {
      if (absl::Status status = monitor_->Poll(); !status.ok()) return status;
      const auto inline_count = std::count_if(ids.begin(), ids.end(), model::IsInline);
      monitor_->terms_decoded.Add(ids.size() - static_cast<size_t>(inline_count));
    }
    return dictionary_.ResolveMany(ids);
  }
  std::vector<model::Term> terms(ids.size());
  std::vector<model::TermId> in_dictionary;
  std::vector<size_t> places;
  for (size_t i = 0; i < ids.size(); ++i) {
    const model::TermId id = ids[i].is_claim() ? model::ClaimEntity(ids[i]) : ids[i];
    if (IsWithoutDictionary(id)) {
      terms[i] = model::DecodeInline(id);
    } else {
      in_dictionary.push_back(id);
      places.push_back(i);
    }
  }
  if (in_dictionary.empty()) return terms;
  std::vector<model::Term> found;
  found.reserve(places.size());
  // In parts, each of which may be a page read from disk a term.
  for (size_t begin = 0; begin < in_dictionary.size(); begin += kTermsPerPoll) {
    const auto part = absl::MakeConstSpan(in_dictionary).subspan(begin, kTermsPerPoll);
    if (absl::Status status = AddTermsOf(part, found); !status.ok()) return status;
  }
  for (size_t i = 0; i < places.size(); ++i) terms[places[i]] = std::move(found[i]);
  return terms;
}

absl::Status SnapshotImpl::AddTermsOf(absl::Span<const model::TermId> ids,
                                      std::vector<model::Term>& terms) const {
  if (monitor_ != nullptr) {
    if (absl::Status status = monitor_->Poll(); !status.ok()) return status;
    monitor_->terms_decoded.Add(ids.size());
  }
  absl::StatusOr<std::vector<model::Term>> found = dictionary_.ResolveMany(ids);
  if (!found.ok()) return found.status();
  std::move(found->begin(), found->end(), std::back_inserter(terms));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<model::TermId>> SnapshotImpl::FindEqual(const model::Term& term) const {
  if (term.is_literal()) {
    if (monitor_ != nullptr) monitor_->term_lookups.Add(1);
    return FindEqualLiterals(term, dictionary_, *state_.odd_values, monitor_.get());
  }
  const absl::StatusOr<model::TermId> id = Find(term);
  if (!id.ok()) return id.status();
  if (id->is_null()) return std::vector<model::TermId>{};
  return std::vector<model::TermId>{*id};
}

uint64_t SnapshotImpl::SortedTextCount(model::Tag tag) const {
  const bool is_sorted = tag == model::Tag::kStringBase || tag == model::Tag::kLangStringBase;
  return is_sorted ? state_.head.terms.of(tag) : 0;
}

absl::StatusOr<OrderedValues> SnapshotImpl::ValueOrder(model::Tag tag) const {
  return state_.value_orders->Find(tag, state_.head.terms.base_generation, state_.head.terms.of(tag),
                                   [&](const VisitTerm& visit) { return ForEachTerm(tag, visit); });
}

absl::Status SnapshotImpl::ForEachTerm(
    model::Tag tag, const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const {
  if (monitor_ == nullptr) return dictionary_.ForEach(tag, visit);
  uint64_t visited = 0;
  return dictionary_.ForEach(tag, [&](model::TermId id, const model::Term& term) {
    if (visited++ % kTermsPerPoll == 0) {
      if (absl::Status status = monitor_->Poll(); !status.ok()) return status;
    }
    monitor_->terms_decoded.Add(1);
    return visit(id, term);
  });
}

absl::StatusOr<OrderSource> SnapshotImpl::SourceOf(order::Order order, const RowRange& range) const {
  absl::StatusOr<std::shared_ptr<const OrderIndex>> index = state_.blocks->Index(*state_.view, order);
  if (!index.ok()) return index.status();
  OrderSource source;
  source.view = state_.view;
  source.blocks = state_.blocks;
  source.order = order;
  source.index = *std::move(index);
  if (!range.empty && !state_.log.empty()) source.log_rows = state_.log.Range(order, range.first, range.last);
  source.monitor = monitor_;
  return source;
}

absl::StatusOr<std::unique_ptr<OrderCursor>> SnapshotImpl::ScanOrder(order::Order order,
                                                                     const RowRange& range, ClaimMode mode,
                                                                     block::Verify verify) const {
  absl::StatusOr<OrderSource> source = SourceOf(order, range);
  if (!source.ok()) return source.status();
  source->verify = verify;
  return std::make_unique<OrderCursor>(*std::move(source), range, mode);
}

absl::StatusOr<std::unique_ptr<Cursor>> SnapshotImpl::Scan(const ScanSpec& spec) const {
  const absl::StatusOr<RowRange> range = RangeOf(spec);
  if (!range.ok()) return range.status();
  std::unique_ptr<Cursor> cursors[2];
  if (spec.space != Space::kProperties) {
    absl::StatusOr<std::unique_ptr<OrderCursor>> facts = ScanOrder(spec.order, *range, spec.mode);
    if (!facts.ok()) return facts.status();
    cursors[0] = *std::move(facts);
  }
  if (spec.space != Space::kFacts) {
    absl::StatusOr<std::unique_ptr<OrderCursor>> properties =
        ScanOrder(PropertyOrder(spec.order), *range, spec.mode);
    if (!properties.ok()) return properties.status();
    cursors[1] = *std::move(properties);
  }
  if (spec.space == Space::kFacts) return std::move(cursors[0]);
  if (spec.space == Space::kProperties) return std::move(cursors[1]);
  return std::make_unique<SpaceCursor>(std::move(cursors[0]), std::move(cursors[1]));
}

absl::StatusOr<std::vector<model::TermId>> SnapshotImpl::Sample(const ScanSpec& spec, size_t count) const {
  const absl::StatusOr<RowRange> range = RangeOf(spec);
  if (!range.ok()) return range.status();
  if (spec.space == Space::kBoth || spec.prefix_length > 3)
    return absl::InvalidArgumentError("a sample is of one space, and of a column behind the prefix");
  if (monitor_ != nullptr) {
    if (absl::Status status = monitor_->Poll(); !status.ok()) return status;
  }
  const order::Order order = spec.space == Space::kFacts ? spec.order : PropertyOrder(spec.order);
  const absl::StatusOr<std::shared_ptr<const OrderIndex>> index = state_.blocks->Index(*state_.view, order);
  if (!index.ok()) return index.status();
  return SampleRows(*state_.view, *state_.blocks, order, **index, *range,
                    static_cast<size_t>(spec.prefix_length), count);
}

absl::StatusOr<std::unique_ptr<RunCursor>> SnapshotImpl::ScanRuns(const ScanSpec& spec) const {
  const bool counts_by_blocks = spec.mode == ClaimMode::kFact || spec.mode == ClaimMode::kRaw;
  const int claim_column = order::ColumnOf(spec.order, order::Part::kClaim);
  if (!counts_by_blocks || spec.space == Space::kBoth || spec.prefix_length >= claim_column)
    return Snapshot::ScanRuns(spec);
  const absl::StatusOr<RowRange> range = RangeOf(spec);
  if (!range.ok()) return range.status();
  absl::StatusOr<OrderSource> source =
      SourceOf(spec.space == Space::kProperties ? PropertyOrder(spec.order) : spec.order, *range);
  if (!source.ok()) return source.status();
  return std::make_unique<OrderRuns>(
      *std::move(source), *range, static_cast<size_t>(spec.prefix_length),
      spec.mode == ClaimMode::kFact ? OrderRuns::Unit::kFacts : OrderRuns::Unit::kRows);
}

absl::StatusOr<RangeCount> SnapshotImpl::CountOrder(order::Order order, const RowRange& range) const {
  const absl::StatusOr<std::shared_ptr<const OrderIndex>> index = state_.blocks->Index(*state_.view, order);
  if (!index.ok()) return index.status();
  if (monitor_ != nullptr) monitor_->ranges_counted.Add(1);
  return CountRange(*state_.view, *state_.blocks, order, **index, state_.log, range, monitor_.get());
}

absl::StatusOr<uint64_t> SnapshotImpl::Count(const ScanSpec& spec) const {
  const absl::StatusOr<RowRange> range = RangeOf(spec);
  if (!range.ok()) return range.status();
  const bool wants_claims = spec.mode != ClaimMode::kFact && spec.mode != ClaimMode::kRaw;
  uint64_t count = 0;
  if (spec.space != Space::kProperties) {
    const absl::StatusOr<RangeCount> facts = CountOrder(spec.order, *range);
    if (!facts.ok()) return facts.status();
    count = spec.mode == ClaimMode::kFact ? facts->facts : facts->rows;
    if (wants_claims) count = std::min(count, state_.head.totals.claimed);
  }
  // A property is stated once and without a claim: modes that want one have none.
  if (spec.space != Space::kFacts && !wants_claims) {
    const absl::StatusOr<RangeCount> properties = CountOrder(PropertyOrder(spec.order), *range);
    if (!properties.ok()) return properties.status();
    count += properties->rows;
  }
  return count;
}

absl::StatusOr<model::TermId> SnapshotImpl::IdNear(const ScanSpec& spec, uint64_t rank) const {
  if (!spec.range || spec.space != Space::kFacts) return Snapshot::IdNear(spec, rank);
  const absl::StatusOr<RowRange> range = RangeOf(spec);
  if (!range.ok()) return range.status();
  const absl::StatusOr<std::shared_ptr<const OrderIndex>> index =
      state_.blocks->Index(*state_.view, spec.order);
  if (!index.ok()) return index.status();
  absl::StatusOr<model::TermId> id = IdAtRank(*state_.view, *state_.blocks, spec.order, **index, *range,
                                              static_cast<size_t>(spec.prefix_length), rank);
  return id.ok() && id->is_null() ? spec.range->first : id;  // only the log has rows of the range
}

}  // namespace tern::store
