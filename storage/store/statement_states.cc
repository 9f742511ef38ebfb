#include "storage/store/statement_states.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "absl/functional/function_ref.h"
#include "storage/dictionary/keys.h"
#include "storage/model/text.h"
#include "storage/store/row_range.h"

namespace tern::store {
namespace {

// Calls `visit` with every row of `order` that starts with `prefix`.
absl::Status ForEachRow(const SnapshotImpl& snapshot, order::Order order,
                        absl::Span<const model::TermId> prefix,
                        absl::FunctionRef<void(const model::Row&)> visit) {
  RowRange range = RowRange::All();
  std::copy(prefix.begin(), prefix.end(), range.first.begin());
  std::copy(prefix.begin(), prefix.end(), range.last.begin());
  absl::StatusOr<std::unique_ptr<OrderCursor>> cursor = snapshot.ScanOrder(order, range, ClaimMode::kRaw);
  if (!cursor.ok()) return cursor.status();
  constexpr size_t kRows = 64;
  std::array<std::array<model::TermId, kRows>, 4> rows;
  while (true) {
    const absl::StatusOr<size_t> count =
        (*cursor)->Next(kRows, {rows[0].data(), rows[1].data(), rows[2].data(), rows[3].data()});
    if (!count.ok()) return count.status();
    if (*count == 0) return absl::OkStatus();
    for (size_t i = 0; i < *count; ++i) visit({rows[0][i], rows[1][i], rows[2][i], rows[3][i]});
  }
}

// False where the base has handed out no such id, so that no statement of it can have one.
bool MayKnow(const SnapshotImpl& base, model::TermId id) {
  const HeadRecord& head = base.state().head;
  if (id.is_null()) return false;
  if (id.tag() == model::Tag::kBlank) return id.payload() < head.next_blank;
  const bool has_entry = dictionary::IsBaseTag(id.tag()) || dictionary::IsAppendedTag(id.tag());
  return !has_entry || id.payload() < head.terms.of(id.tag());
}

bool MayKnow(const SnapshotImpl& base, const FactKey& key) {
  return base.totals().statements != 0 &&
         std::all_of(key.begin(), key.end(), [&](model::TermId id) { return MayKnow(base, id); });
}

// The rows of one order that start with given keys, asked for in ascending sequence.
class RowSearch {
 public:
  explicit RowSearch(std::unique_ptr<OrderCursor> cursor) : cursor_(std::move(cursor)) {}

  absl::Status ForEach(const FactKey& key, absl::FunctionRef<void(const model::Row&)> visit) {
    const model::Row first = {key[0], key[1], key[2], model::TermId::Min()};
    const auto is_of_key = [&](const model::Row& row) {
      return std::equal(key.begin(), key.end(), row.begin());
    };
    while (true) {
      while (next_ < count_ && Row(next_) < first) ++next_;
      for (; next_ < count_; ++next_) {
        if (!is_of_key(Row(next_))) return absl::OkStatus();
        visit(Row(next_));
      }
      // Forwards only: nothing happens where the cursor is behind `first` already.
      if (absl::Status status = cursor_->Seek(first); !status.ok()) return status;
      const absl::StatusOr<size_t> count =
          cursor_->Next(kRows, {rows_[0].data(), rows_[1].data(), rows_[2].data(), rows_[3].data()});
      if (!count.ok()) return count.status();
      count_ = *count;
      next_ = 0;
      if (count_ == 0) return absl::OkStatus();
    }
  }

 private:
  static constexpr size_t kRows = 16;

  model::Row Row(size_t i) const { return {rows_[0][i], rows_[1][i], rows_[2][i], rows_[3][i]}; }

  std::unique_ptr<OrderCursor> cursor_;
  std::array<std::array<model::TermId, kRows>, 4> rows_;
  size_t count_ = 0;
  size_t next_ = 0;
};

bool IsFor(model::TermId claim) { return model::StanceOf(claim) == model::Stance::kFor; }

}  // namespace

absl::Status StatementStates::ReadFacts(std::vector<FactKey> keys) {
  keys.erase(std::remove_if(keys.begin(), keys.end(),
                            [&](const FactKey& key) { return facts_.contains(key) || !MayKnow(base_, key); }),
             keys.end());
  if (keys.empty()) return absl::OkStatus();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  RowRange range = RowRange::All();
  std::copy(keys.front().begin(), keys.front().end(), range.first.begin());
  std::copy(keys.back().begin(), keys.back().end(), range.last.begin());
  absl::StatusOr<std::unique_ptr<OrderCursor>> cursor =
      base_.ScanOrder(order::Order::kSpo, range, ClaimMode::kRaw);
  if (!cursor.ok()) return cursor.status();
  RowSearch search(*std::move(cursor));
  facts_.reserve(facts_.size() + keys.size());
  for (const FactKey& key : keys) {
    FactState& fact = facts_[key];
    absl::Status status = search.ForEach(key, [&](const model::Row& row) {
      fact.claims[row[3]] = Presence{true, true};
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<FactState*> StatementStates::Fact(const FactKey& key) {
  const auto [entry, is_new] = facts_.try_emplace(key);
  FactState& fact = entry->second;
  if (!is_new || !MayKnow(base_, key)) return &fact;
  absl::Status status = ForEachRow(base_, order::Order::kSpo, key, [&](const model::Row& row) {
    fact.claims[row[3]] = Presence{true, true};
  });
  if (!status.ok()) return status;
  return &fact;
}

absl::StatusOr<PropertyState*> StatementStates::Properties(model::TermId claim) {
  const auto [entry, is_new] = properties_.try_emplace(claim);
  PropertyState& properties = entry->second;
  const bool is_stored = claim.payload() >> 2 < base_.state().head.next_claim;
  if (!is_new || !is_stored) return &properties;
  absl::Status status = ForEachRow(base_, order::Order::kPropertySpo, {claim}, [&](const model::Row& row) {
    properties[{row[1], row[2]}] = Presence{true, true};
  });
  if (!status.ok()) return status;
  return &properties;
}

absl::Status StatementStates::LoadAnonymous(const FactKey&, FactState& fact) {
  fact.anonymous.clear();
  for (const auto& [claim, presence] : fact.claims) {
    if (!presence.now || !claim.is_anonymous_claim()) continue;
    const absl::StatusOr<PropertyState*> properties = Properties(claim);
    if (!properties.ok()) return properties.status();
    PropertyList list;
    for (const auto& [property, is_there] : **properties) {
      if (is_there.now) list.push_back(property);
    }
    std::sort(list.begin(), list.end());
    const auto [known, is_new] = fact.anonymous.try_emplace({model::StanceOf(claim), std::move(list)}, claim);
    if (!is_new)
      known->second = std::min(known->second, claim);  // edited into the same: the older one stands
  }
  fact.anonymous_known = true;
  return absl::OkStatus();
}

absl::StatusOr<model::TermId> StatementStates::FindAnonymous(const FactKey& key, model::Stance stance,
                                                             const PropertyList& properties) {
  const absl::StatusOr<FactState*> fact = Fact(key);
  if (!fact.ok()) return fact.status();
  if (!(*fact)->anonymous_known) {
    if (absl::Status status = LoadAnonymous(key, **fact); !status.ok()) return status;
  }
  const auto found = (*fact)->anonymous.find({stance, properties});
  return found == (*fact)->anonymous.end() ? model::TermId::Null() : found->second;
}

absl::StatusOr<FactKey> StatementStates::FactOf(model::TermId claim) {
  bool found = false;
  FactKey key{};
  absl::Status status = ForEachRow(base_, order::Order::kCspo, {claim}, [&](const model::Row& row) {
    found = true;
    key = {row[1], row[2], row[3]};
  });
  if (!status.ok()) return status;
  if (found) {
    const absl::StatusOr<FactState*> fact = Fact(key);
    if (!fact.ok()) return fact.status();
    found = (*fact)->claims[claim].now;
  }
  if (!found) return absl::NotFoundError(model::StrCat("there is no claim:", claim.payload()));
  return key;
}

absl::Status StatementStates::AddAnonymous(const FactKey& key, model::TermId claim,
                                           const PropertyList& properties) {
  const absl::StatusOr<FactState*> fact = Fact(key);
  if (!fact.ok()) return fact.status();
  (*fact)->claims[claim].now = true;
  if ((*fact)->anonymous_known) (*fact)->anonymous[{model::StanceOf(claim), properties}] = claim;
  const absl::StatusOr<PropertyState*> state = Properties(claim);
  if (!state.ok()) return state.status();
  for (const Property& property : properties) (**state)[property].now = true;
  return absl::OkStatus();
}

absl::Status StatementStates::Remove(const FactKey& key, model::TermId claim) {
  const absl::StatusOr<FactState*> fact = Fact(key);
  if (!fact.ok()) return fact.status();
  (*fact)->claims[claim].now = false;
  if (!claim.is_anonymous_claim()) return absl::OkStatus();
  (*fact)->anonymous_known = false;
  const absl::StatusOr<PropertyState*> properties = Properties(claim);
  if (!properties.ok()) return properties.status();
  for (auto& [property, presence] : **properties) presence.now = false;
  return absl::OkStatus();
}

void StatementStates::AppendFact(const FactKey& key, const FactState& fact, std::vector<log::Change>& changes,
                                 Totals& totals) {
  bool was_for = false;
  bool is_for = false;
  const size_t begin = changes.size();
  for (const auto& [claim, presence] : fact.claims) {
    was_for = was_for || (presence.before && IsFor(claim));
    is_for = is_for || (presence.now && IsFor(claim));
    if (presence.before == presence.now) continue;
    changes.push_back({{key[0], key[1], key[2], claim}, presence.now, 0});
    const uint64_t step = presence.now ? 1 : ~uint64_t{0};  // wraps: −1
    totals.statements += step;
    if (claim.is_claim()) totals.claimed += step;
  }
  if (was_for == is_for) return;
  totals.facts += is_for ? 1 : ~uint64_t{0};
  // The first change of the right kind carries the fact's coming or going.
  log::Change* carrier = nullptr;
  for (size_t i = begin; i < changes.size(); ++i) {
    log::Change& change = changes[i];
    if (change.insert != is_for || !IsFor(change.statement.claim)) continue;
    if (carrier == nullptr || change.statement < carrier->statement) carrier = &change;
  }
  if (carrier != nullptr) carrier->facts = is_for ? 1 : -1;
}

std::vector<log::Change> StatementStates::NetChanges(Totals& totals) const {
  std::vector<log::Change> changes;
  for (const auto& [key, fact] : facts_) AppendFact(key, fact, changes, totals);
  for (const auto& [claim, properties] : properties_) {
    for (const auto& [property, presence] : properties) {
      if (presence.before == presence.now) continue;
      changes.push_back({{claim, property.first, property.second, model::TermId::Null()}, presence.now, 0});
      totals.properties += presence.now ? 1 : ~uint64_t{0};
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const log::Change& a, const log::Change& b) { return a.statement < b.statement; });
  return changes;
}

}  // namespace tern::store
