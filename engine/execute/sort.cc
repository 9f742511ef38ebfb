#include "engine/execute/sort.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "engine/execute/interruptible_sort.h"
#include "engine/execute/term_order.h"

namespace tern::execute {

using model::OrderKey;
using model::Tag;
using model::TermId;

namespace {

constexpr size_t kMinRowsToDrop = 4096;  // with a limit: rows gathered before the first cut
constexpr size_t kResolveBatch = 8192;
constexpr size_t kRowsPerPoll = 65536;    // of a loop that looks each one up
constexpr size_t kBytesPerKnownKey = 48;  // an entry of a table, at its usual load

constexpr OrderKey kListKey = {model::kOrderGroups << model::kOrderGroupShift, 0};
constexpr OrderKey kNullKey = {std::numeric_limits<uint64_t>::max(), std::numeric_limits<uint64_t>::max()};

OrderKey Inverted(const OrderKey& key) { return {~key.high, ~key.low}; }

// Which ids of a column have keys only by their terms.
struct Kinds {
  bool string_base = false;  // ranks, which are keys where no other text is among them
  bool other_text = false;
  bool iri_base = false;
  bool other_iri = false;

  void Add(TermId id) {
    switch (id.tag()) {
      case Tag::kStringBase:
        string_base = true;
        break;
      case Tag::kIriBase:
        iri_base = true;
        break;
      case Tag::kStringAppended:
      case Tag::kLangStringBase:
      case Tag::kLangStringAppended:
        other_text = true;
        break;
      case Tag::kIriAppended:
        other_iri = true;
        break;
      case Tag::kLocal:  // any term at all
        other_text = other_iri = true;
        break;
      default:
        break;
    }
  }

  // The key of an id that has one without its term.
  std::optional<OrderKey> KeyOf(TermId id) const {
    if (id.is_null()) return kNullKey;
    if (IsList(id)) return kListKey;
    if (id.tag() == Tag::kStringBase && !other_text)
      return OrderKey{model::kTextGroup << model::kOrderGroupShift, id.payload()};
    if (id.tag() == Tag::kIriBase && !other_iri)
      return OrderKey{model::kIriGroup << model::kOrderGroupShift, id.payload()};
    return model::OrderKeyOf(id);
  }
};

}  // namespace

SortOperator::SortOperator(Context* context, const algebra::Sort& sort, Terms* terms, OperatorPtr child)
    : Operator(context, child->variables(), {}),
      limit_(sort.limit),
      terms_(terms),
      child_(std::move(child)),
      memory_(context, "a sort"),
      ranking_memory_(context, "a sort") {
  for (const algebra::SortKey& key : sort.keys)
    keys_.push_back({*child_->ColumnOf(key.variable), key.descending});
}

absl::Status SortOperator::ReadAll() {
  rows_.Reset(variables().size());
  Batch batch;
  for (;;) {
    auto more = child_->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (batch.rows > kMaxRows - rows_.rows)
      return absl::ResourceExhaustedError("memory limit: too many rows to sort");
    const size_t rows = rows_.rows + batch.rows;
    // Vectors may have twice the room; sorting by a key takes a row's number, id and key, twice.
    const size_t bytes_per_row =
        2 * rows_.columns.size() * sizeof(TermId) + 2 * sizeof(Keyed) + sizeof(uint32_t);
    if (absl::Status status = memory_.Set(rows * bytes_per_row); !status.ok()) return status;
    Append(batch);
    if (limit_ && rows_.rows >= kMinRowsToDrop && rows_.rows / 4 >= *limit_) {
      if (absl::Status status = KeepFirst(static_cast<size_t>(*limit_)); !status.ok()) return status;
    }
  }
  if (absl::Status status = SortRows(); !status.ok()) return status;
  if (limit_ && order_.size() > *limit_) order_.resize(static_cast<size_t>(*limit_));
  return absl::OkStatus();
}

void SortOperator::Append(const Batch& batch) {
  if (!cut_) {
    for (size_t c = 0; c < rows_.columns.size(); ++c) {
      rows_.columns[c].insert(rows_.columns[c].end(), batch.columns[c].begin(), batch.columns[c].end());
    }
    rows_.rows += batch.rows;
    return;
  }
  const Column& first_key = batch.columns[keys_[0].column];
  for (size_t row = 0; row < batch.rows; ++row) {
    if (IsBehindCut(first_key[row])) continue;
    for (size_t c = 0; c < rows_.columns.size(); ++c) rows_.columns[c].push_back(batch.columns[c][row]);
    ++rows_.rows;
  }
}

bool SortOperator::IsBehindCut(TermId id) const {
  const bool descending = keys_[0].descending;
  if (id == *cut_) return false;
  if (id.is_null() || cut_->is_null()) return id.is_null() != descending;
  if (IsList(id) || IsList(*cut_)) return false;
  if (id.tag() == cut_->tag() && IsTermOrder(id.tag())) return descending ? id < *cut_ : id > *cut_;
  const std::optional<OrderKey> key = model::OrderKeyOf(id);
  const std::optional<OrderKey> cut_key = model::OrderKeyOf(*cut_);
  return key && cut_key && (descending ? *key < *cut_key : *key > *cut_key);
}

// Sorts what there is and drops all rows behind the first `count`.
absl::Status SortOperator::KeepFirst(size_t count) {
  if (absl::Status status = SortRows(); !status.ok()) return status;
  for (Column& column : rows_.columns) {
    Column kept(count);
    for (size_t i = 0; i < count; ++i) kept[i] = column[order_[i]];
    column = std::move(kept);
  }
  rows_.rows = count;
  if (count > 0 && !keys_.empty()) cut_ = rows_.columns[keys_[0].column][count - 1];
  return absl::OkStatus();
}

absl::Status SortOperator::SortRows() {
  order_.resize(rows_.rows);
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<TieRange> ties;
  if (rows_.rows > 1) ties.emplace_back(0, rows_.rows);
  for (const Key& key : keys_) {
    if (ties.empty()) break;
    if (absl::Status status = SortTies(key, ties); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Sorts each range by `key`, and replaces the ranges by those that are still tied.
absl::Status SortOperator::SortTies(const Key& key, std::vector<TieRange>& ties) {
  const Column& column = rows_.columns[key.column];
  std::vector<Keyed> keyed;
  for (const auto& [begin, end] : ties) {
    for (size_t i = begin; i < end; ++i) keyed.push_back({{}, column[order_[i]], order_[i]});
  }
  // Once a pass: ten million rows take some tens of milliseconds each.
  if (absl::Status status = context()->Poll(); !status.ok()) return status;
  if (absl::Status status = MakeKeys(keyed); !status.ok()) return status;
  if (absl::Status status = context()->Poll(); !status.ok()) return status;
  if (key.descending) {
    for (Keyed& row : keyed) row.key = Inverted(row.key);
  }
  std::vector<TieRange> unranked;  // in keyed: of one key, and not of one id
  for (size_t first = 0, tie = 0; tie < ties.size(); ++tie) {
    const size_t last = first + (ties[tie].second - ties[tie].first);
    const auto less = [](const Keyed& a, const Keyed& b) { return a.key < b.key; };
    if (absl::Status status = SortInterruptibly(keyed, first, last, less, *context()); !status.ok())
      return status;
    for (size_t begin = first, i = first; i < last; ++i) {
      if (i + 1 < last && keyed[i + 1].key == keyed[i].key) continue;
      const bool same_id = std::all_of(keyed.begin() + static_cast<ptrdiff_t>(begin),
                                       keyed.begin() + static_cast<ptrdiff_t>(i + 1),
                                       [&](const Keyed& row) { return row.id == keyed[begin].id; });
      if (!same_id) unranked.emplace_back(begin, i + 1);
      begin = i + 1;
    }
    first = last;
  }
  if (!unranked.empty()) {
    if (absl::Status status = SortByRank(unranked, key.descending, keyed); !status.ok()) return status;
  }
  std::vector<TieRange> left;
  for (size_t first = 0, tie = 0; tie < ties.size(); ++tie) {
    const auto& [begin, end] = ties[tie];
    size_t same = begin;  // where the run of equal ids begins
    for (size_t i = begin; i < end; ++i, ++first) {
      order_[i] = keyed[first].row;
      if (i + 1 < end && keyed[first + 1].id == keyed[first].id) continue;
      if (i > same) left.emplace_back(same, i + 1);
      same = i + 1;
    }
  }
  ties = std::move(left);
  return absl::OkStatus();
}

absl::Status SortOperator::SortByRank(const std::vector<TieRange>& ranges, bool descending,
                                      std::vector<Keyed>& keyed) {
  std::vector<TermId> ids;
  for (const auto& [begin, end] : ranges) {
    for (size_t i = begin; i < end; ++i) ids.push_back(keyed[i].id);
  }
  auto ranks = RankIds(std::move(ids), *terms_, ranking_memory_);
  if (!ranks.ok()) return ranks.status();
  for (const auto& [begin, end] : ranges) {
    for (size_t i = begin; i < end; ++i) {
      if (i % kRowsPerPoll == 0) {
        if (absl::Status status = context()->Poll(); !status.ok()) return status;
      }
      const uint64_t rank = ranks->at(keyed[i].id);
      keyed[i].key.low = descending ? ~rank : rank;  // the high words are all the same
    }
    const auto less = [](const Keyed& a, const Keyed& b) { return a.key.low < b.key.low; };
    if (absl::Status status = SortInterruptibly(keyed, begin, end, less, *context()); !status.ok())
      return status;
  }
  return ranking_memory_.Set(0);
}

// Gives each row the key of its id; terms are made for those ids alone that have none.
absl::Status SortOperator::MakeKeys(std::vector<Keyed>& keyed) {
  Kinds kinds;
  for (const Keyed& row : keyed) {
    if (!IsList(row.id)) kinds.Add(row.id);
  }
  if (absl::Status status = context()->Poll(); !status.ok()) return status;
  std::vector<TermId> missing;
  for (Keyed& row : keyed) {
    if (const std::optional<OrderKey> key = kinds.KeyOf(row.id)) {
      row.key = *key;
    } else {
      missing.push_back(row.id);
    }
  }
  if (missing.empty()) return absl::OkStatus();
  if (absl::Status status = SortInterruptibly(missing, 0, missing.size(), std::less<TermId>(), *context());
      !status.ok())
    return status;
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  if (absl::Status status = ranking_memory_.Set(missing.size() * (sizeof(TermId) + kBytesPerKnownKey));
      !status.ok())
    return status;
  absl::flat_hash_map<TermId, OrderKey> keys;
  keys.reserve(missing.size());
  for (size_t begin = 0; begin < missing.size(); begin += kResolveBatch) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    const auto part = absl::MakeConstSpan(missing).subspan(begin, kResolveBatch);
    auto terms = terms_->Resolve(part);
    if (!terms.ok()) return terms.status();
    for (size_t i = 0; i < part.size(); ++i) keys.emplace(part[i], model::OrderKeyOf((*terms)[i]));
  }
  for (size_t i = 0; i < keyed.size(); ++i) {
    if (i % kRowsPerPoll == 0) {
      if (absl::Status status = context()->Poll(); !status.ok()) return status;
    }
    if (!kinds.KeyOf(keyed[i].id)) keyed[i].key = keys.at(keyed[i].id);
  }
  return ranking_memory_.Set(0);
}

absl::StatusOr<bool> SortOperator::Next(Batch& batch) {
  if (!sorted_) {
    if (absl::Status status = ReadAll(); !status.ok()) return status;
    sorted_ = true;
  }
  batch.Reset(variables().size());
  const size_t end = std::min(order_.size(), next_ + context()->batch_rows());
  for (size_t c = 0; c < batch.columns.size(); ++c) {
    for (size_t i = next_; i < end; ++i) batch.columns[c].push_back(rows_.columns[c][order_[i]]);
  }
  batch.rows = end - next_;
  next_ = end;
  return batch.rows > 0;
}

}  // namespace tern::execute
