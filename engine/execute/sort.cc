#include "engine/execute/sort.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/execute/interruptible_sort.h"
#include "engine/execute/term_order.h"

namespace tern::execute {

using model::Tag;
using model::TermId;

namespace {

constexpr uint64_t kNullKey = std::numeric_limits<uint64_t>::max();  // no id has it: it would be a local term
constexpr size_t kMinRowsToDrop = 32768;  // with a limit: rows gathered before the first cut

// Tags whose ids have exactly the order of their terms.
bool IsTermOrder(Tag tag) { return tag == Tag::kInteger || tag == Tag::kIriBase || tag == Tag::kStringBase; }

}  // namespace

SortOperator::SortOperator(Context* context, const algebra::Sort& sort, Terms* terms, OperatorPtr child)
    : Operator(context, child->variables(), {}),
      limit_(sort.limit),
      terms_(terms),
      child_(std::move(child)),
      memory_(context),
      ranking_memory_(context) {
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
    // Vectors may have twice the room; sorting by a key takes a row's number and its key, twice.
    if (absl::Status status = memory_.Set(rows * (2 * rows_.columns.size() + 5) * sizeof(TermId));
        !status.ok()) {
      return status;
    }
    for (size_t c = 0; c < rows_.columns.size(); ++c) {
      rows_.columns[c].insert(rows_.columns[c].end(), batch.columns[c].begin(), batch.columns[c].end());
    }
    rows_.rows = rows;
    if (limit_ && rows >= kMinRowsToDrop && rows / 4 >= *limit_) {
      if (absl::Status status = KeepFirst(static_cast<size_t>(*limit_)); !status.ok()) return status;
    }
  }
  if (absl::Status status = SortRows(); !status.ok()) return status;
  if (limit_ && order_.size() > *limit_) order_.resize(static_cast<size_t>(*limit_));
  return absl::OkStatus();
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
    for (size_t i = begin; i < end; ++i) keyed.push_back({column[order_[i]].bits(), order_[i]});
  }
  if (absl::Status status = MakeComparable(keyed); !status.ok()) return status;
  if (key.descending) {
    for (Keyed& row : keyed) row.key = ~row.key;
  }
  std::vector<TieRange> left;
  size_t first = 0;
  for (const auto& [begin, end] : ties) {
    const auto less = [](const Keyed& a, const Keyed& b) { return a.key < b.key; };
    const size_t last = first + (end - begin);
    if (absl::Status status = SortInterruptibly(keyed, first, last, less, *context()); !status.ok())
      return status;
    size_t same = 0;  // where the run of equal keys begins
    for (size_t i = 0; i < end - begin; ++i) {
      order_[begin + i] = keyed[first + i].row;
      if (i + 1 < end - begin && keyed[first + i + 1].key == keyed[first + i].key) continue;
      if (i > same) left.emplace_back(begin + same, begin + i + 1);
      same = i + 1;
    }
    first = last;
  }
  ties = std::move(left);
  return absl::OkStatus();
}

// Replaces ids by numbers that have the order of their terms, null last. The ids themselves are such where
// they have one tag.
absl::Status SortOperator::MakeComparable(std::vector<Keyed>& keyed) {
  std::optional<Tag> tag;
  bool in_order = true;
  for (const Keyed& row : keyed) {
    const TermId id = TermId::FromBits(row.key);
    if (id.is_null()) continue;
    if (!tag) tag = id.tag();
    in_order = in_order && id.tag() == *tag && IsTermOrder(id.tag());
  }
  if (in_order) {
    for (Keyed& row : keyed) row.key = row.key == 0 ? kNullKey : row.key;
    return absl::OkStatus();
  }
  std::vector<TermId> ids;
  for (const Keyed& row : keyed) ids.push_back(TermId::FromBits(row.key));
  auto ranks = RankIds(std::move(ids), *terms_, ranking_memory_);
  if (!ranks.ok()) return ranks.status();
  for (Keyed& row : keyed) row.key = row.key == 0 ? kNullKey : ranks->at(TermId::FromBits(row.key));
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
