#include "engine/execute/claim_verdicts.h"

#include <algorithm>
#include <array>
#include <compare>
#include <string>
#include <utility>

#include "engine/syntax/names.h"
#include "storage/model/calendar.h"
#include "storage/order/order.h"

namespace tern::execute {

using model::Term;
using model::TermId;
using model::Value;
using model::ValueKind;

namespace {

constexpr size_t kReadRows = 16;

// A date or dateTime as it is, a month as its first day; nothing for anything else.
std::optional<Value> DateOf(const Term& term) {
  Value value = model::ValueOf(term);
  if (value.kind == ValueKind::kDate || value.kind == ValueKind::kDateTime) return value;
  if (value.kind != ValueKind::kGYearMonth) return std::nullopt;
  constexpr int64_t kMonths = 12;
  const int64_t months = value.instant;
  const int64_t years = months / kMonths - (months % kMonths < 0 ? 1 : 0);
  value.kind = ValueKind::kDate;
  value.instant = model::DaysFromCivil({1970 + years, static_cast<int>(months - years * kMonths) + 1, 1});
  return value;
}

}  // namespace

absl::StatusOr<std::shared_ptr<ClaimVerdicts>> ClaimVerdicts::Create(const algebra::ClaimFilter& filter,
                                                                     Context* context) {
  std::shared_ptr<ClaimVerdicts> verdicts(new ClaimVerdicts(filter, context));
  if (absl::Status status = verdicts->Prepare(); !status.ok()) return status;
  return verdicts;
}

absl::StatusOr<TermId> ClaimVerdicts::FieldId(const char* word) const {
  return context_->snapshot().Find(Term::Iri(std::string(*syntax::FieldName(word))));
}

absl::Status ClaimVerdicts::Prepare() {
  const std::pair<const char*, TermId*> fields[] = {
      {"by", &by_}, {"source", &source_}, {"publisher", &publisher_}, {"on", &on_}};
  for (const auto& [word, id] : fields) {
    auto found = FieldId(word);
    if (!found.ok()) return found.status();
    *id = *found;
  }
  if (filter_.as_of) {
    as_of_ = DateOf(*filter_.as_of);
    if (!as_of_) return absl::InvalidArgumentError("'as of' takes a date");
  }
  if (!filter_.according_to) return absl::OkStatus();
  for (const Term& term : *filter_.according_to) {
    auto ids = context_->snapshot().FindEqual(term);
    if (!ids.ok()) return ids.status();
    for (const TermId id : *ids) {
      if (!id.is_null()) authorities_.insert(id);
    }
  }
  return absl::OkStatus();
}

absl::Status ClaimVerdicts::Remember(Verdicts& verdicts, TermId id, bool verdict) {
  if (verdicts.size() >= kMaxVerdicts) verdicts.clear();
  verdicts.emplace(id, verdict);
  return memory_.Set((claims_.size() + sources_.size()) * kBytesPerVerdict);
}

absl::StatusOr<bool> ClaimVerdicts::Keeps(TermId claim) {
  if (claim.is_null()) return !filter_.according_to.has_value();
  const TermId entity = model::ClaimEntity(claim);
  if (const auto known = claims_.find(entity); known != claims_.end()) return known->second;
  if (absl::Status status = context_->Poll(); !status.ok()) return status;
  auto verdict = Judge(entity);
  if (!verdict.ok()) return verdict;
  if (absl::Status status = Remember(claims_, entity, *verdict); !status.ok()) return status;
  return verdict;
}

absl::StatusOr<bool> ClaimVerdicts::Judge(TermId entity) {
  if (filter_.according_to) {
    auto kept = IsAccordingTo(entity);
    if (!kept.ok() || !*kept) return kept;
  }
  if (as_of_) return IsAsOf(entity);
  return true;
}

absl::StatusOr<bool> ClaimVerdicts::IsAccordingTo(TermId entity) {
  if (authorities_.empty()) return false;
  auto authors = PropertiesOf(entity, by_);
  if (!authors.ok()) return authors.status();
  const auto is_authority = [&](TermId id) { return authorities_.contains(id); };
  if (std::any_of(authors->begin(), authors->end(), is_authority)) return true;
  auto sources = PropertiesOf(entity, source_);
  if (!sources.ok()) return sources.status();
  if (std::any_of(sources->begin(), sources->end(), is_authority)) return true;
  for (const TermId source : *sources) {
    auto trusted = HasTrustedPublisher(source);
    if (!trusted.ok() || *trusted) return trusted;
  }
  return false;
}

absl::StatusOr<bool> ClaimVerdicts::HasTrustedPublisher(TermId source) {
  if (const auto known = sources_.find(source); known != sources_.end()) return known->second;
  auto publishers = PropertiesOf(source, publisher_);
  if (!publishers.ok()) return publishers.status();
  const bool trusted = std::any_of(publishers->begin(), publishers->end(),
                                   [&](TermId id) { return authorities_.contains(id); });
  if (absl::Status status = Remember(sources_, source, trusted); !status.ok()) return status;
  return trusted;
}

absl::StatusOr<bool> ClaimVerdicts::IsAsOf(TermId entity) {
  auto days = PropertiesOf(entity, on_);
  if (!days.ok()) return days.status();
  if (days->empty()) return true;
  auto terms = context_->snapshot().ResolveMany(*days);
  if (!terms.ok()) return terms.status();
  bool dated = false;
  for (const Term& term : *terms) {
    const std::optional<Value> day = DateOf(term);
    if (!day) continue;
    dated = true;
    const auto order = model::CompareValues(*day, *as_of_);
    if (order && *order <= 0) return true;
  }
  return !dated;
}

// As `?c.key` reads them: an anonymous claim's properties are its own, a named one's are plain facts.
absl::StatusOr<std::vector<TermId>> ClaimVerdicts::PropertiesOf(TermId entity, TermId predicate) const {
  std::vector<TermId> objects;
  if (predicate.is_null()) return objects;
  store::ScanSpec spec;
  spec.order = order::Order::kSpo;
  spec.space = entity.is_anonymous_claim() ? store::Space::kProperties : store::Space::kFacts;
  spec.prefix = {entity, predicate, TermId::Null(), TermId::Null()};
  spec.prefix_length = 2;
  auto cursor = context_->snapshot().Scan(spec);
  if (!cursor.ok()) return cursor.status();
  for (;;) {
    if (absl::Status status = context_->Poll(); !status.ok()) return status;
    std::array<TermId, kReadRows> rows;
    auto count = (*cursor)->Next(kReadRows, {nullptr, nullptr, rows.data(), nullptr});
    if (!count.ok()) return count.status();
    if (*count == 0) return objects;
    objects.insert(objects.end(), rows.begin(), rows.begin() + static_cast<ptrdiff_t>(*count));
  }
}

}  // namespace tern::execute
