#include "engine/execute/aggregate_state.h"

#include <algorithm>
#include <utility>

#include "engine/execute/datum.h"
#include "engine/execute/exact_sum.h"
#include "engine/execute/interruptible_sort.h"
#include "engine/execute/term_order.h"
#include "storage/model/inline_integer.h"
#include "storage/model/inline_value.h"

namespace tern::execute {
namespace {

using algebra::Aggregate;
using model::TermId;

constexpr size_t kValuesPerPoll = 65536;
constexpr uint64_t kMaxCount = uint64_t{1} << 57;  // an id holds it inline

class CountState : public AggregateState {
 public:
  explicit CountState(bool rows) : rows_(rows) {}

  void Resize(size_t group_count) override { counts_.resize(group_count); }
  absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const TermId> values,
                   absl::Span<const uint64_t> counts) override {
    if (rows_ && counts.empty() && counts_.size() == 1) {
      counts_[0] = AddCounts(counts_[0], groups.size());
      return absl::OkStatus();
    }
    for (size_t i = 0; i < groups.size(); ++i) {
      if (!rows_ && values[i].is_null()) continue;
      uint64_t& count = counts_[groups[i]];
      count = AddCounts(count, counts.empty() ? 1 : counts[i]);
    }
    return absl::OkStatus();
  }
  bool heeds_counts() const override { return true; }
  absl::Status Emit(size_t first, size_t last, Column& results) override {
    for (size_t group = first; group < last; ++group) {
      if (counts_[group] > kMaxCount) return absl::OutOfRangeError("a count is too large: more than 2^57");
      results.push_back(model::IntegerId(static_cast<int64_t>(counts_[group])));
    }
    return absl::OkStatus();
  }
  void KeepOnly(size_t group) override { counts_ = {counts_[group]}; }
  size_t bytes() const override { return counts_.capacity() * sizeof(uint64_t); }

 private:
  bool rows_;  // also those of null
  std::vector<uint64_t> counts_;
};

class SumState : public AggregateState {
 public:
  SumState(bool average, Terms* terms) : average_(average), terms_(terms) {}

  void Resize(size_t group_count) override { sums_.resize(group_count); }
  absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const TermId> values,
                   absl::Span<const uint64_t> /*counts*/) override {
    if (absl::Status status = terms_->Prefetch(values); !status.ok()) return status;
    for (size_t i = 0; i < groups.size(); ++i) {
      if (values[i].is_null()) continue;
      ExactSum& sum = sums_[groups[i]];
      part_bytes_ -= sum.bytes();
      auto value = terms_->Get(values[i]);
      if (!value.ok()) return value.status();
      sum.Add(**value);
      part_bytes_ += sum.bytes();
    }
    return absl::OkStatus();
  }
  absl::Status Emit(size_t first, size_t last, Column& results) override {
    DatumReader reader(terms_);
    for (size_t group = first; group < last; ++group) {
      results.push_back(reader.IdOf(average_ ? sums_[group].Average() : sums_[group].Sum()));
    }
    return reader.status();
  }
  void KeepOnly(size_t group) override {
    ExactSum kept = std::move(sums_[group]);
    sums_.clear();
    part_bytes_ = kept.bytes();
    sums_.push_back(std::move(kept));
  }
  size_t bytes() const override { return sums_.capacity() * sizeof(ExactSum) + part_bytes_; }

 private:
  bool average_;
  Terms* terms_;
  std::vector<ExactSum> sums_;
  size_t part_bytes_ = 0;
};

class ExtremeState : public AggregateState {
 public:
  ExtremeState(bool greatest, Terms* terms) : greatest_(greatest), terms_(terms) {}

  void Resize(size_t group_count) override { best_.resize(group_count); }
  absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const TermId> values,
                   absl::Span<const uint64_t> /*counts*/) override {
    std::vector<TermId> read(values.begin(), values.end());
    for (const uint32_t group : groups) read.push_back(best_[group]);
    if (absl::Status status = terms_->Prefetch(read); !status.ok()) return status;
    for (size_t i = 0; i < groups.size(); ++i) {
      TermId& best = best_[groups[i]];
      if (values[i].is_null() || values[i] == best) continue;
      if (best.is_null()) {
        best = values[i];
        continue;
      }
      auto order = CompareIds(values[i], best, *terms_);
      if (!order.ok()) return order.status();
      if (greatest_ ? *order > 0 : *order < 0) best = values[i];
    }
    return absl::OkStatus();
  }
  bool heeds_counts() const override { return true; }  // one is as extreme as many
  absl::Status Emit(size_t first, size_t last, Column& results) override {
    results.insert(results.end(), best_.begin() + static_cast<ptrdiff_t>(first),
                   best_.begin() + static_cast<ptrdiff_t>(last));
    return absl::OkStatus();
  }
  void KeepOnly(size_t group) override { best_ = {best_[group]}; }
  size_t bytes() const override { return best_.capacity() * sizeof(TermId); }

 private:
  bool greatest_;
  Terms* terms_;
  Column best_;  // null: no value yet
};

// Gives a group's values in the total order, whatever the sequence of the rows.
class CollectState : public AggregateState {
 public:
  explicit CollectState(Terms* terms)
      : terms_(terms),
        ranking_memory_(&terms->context(), "a group"),
        growth_memory_(&terms->context(), "a group") {}

  void Resize(size_t group_count) override { lists_.resize(group_count); }
  absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const TermId> values,
                   absl::Span<const uint64_t> /*counts*/) override {
    for (size_t i = 0; i < groups.size(); ++i) {
      if (values[i].is_null()) continue;
      Column& list = lists_[groups[i]];
      item_bytes_ -= list.capacity() * sizeof(TermId);
      if (list.size() == list.capacity() && list.size() >= kLargeList) {
        if (absl::Status status = Grow(list); !status.ok()) return status;
      }
      list.push_back(values[i]);
      item_bytes_ += list.capacity() * sizeof(TermId);
    }
    return absl::OkStatus();
  }
  absl::Status Emit(size_t first, size_t last, Column& results) override {
    std::vector<TermId> ids;
    for (size_t group = first; group < last; ++group)
      ids.insert(ids.end(), lists_[group].begin(), lists_[group].end());
    if (absl::Status status = ranking_memory_.Set(2 * ids.size() * sizeof(TermId)); !status.ok())
      return status;
    auto ranks = RankIds(std::move(ids), *terms_, ranking_memory_);
    if (!ranks.ok()) return ranks.status();
    size_t sorted = 0;
    for (size_t group = first; group < last; ++group) {
      Column& list = lists_[group];
      const auto less = [&](TermId a, TermId b) { return ranks->find(a)->second < ranks->find(b)->second; };
      if (absl::Status status = SortInterruptibly(list, 0, list.size(), less, terms_->context());
          !status.ok())
        return status;
      auto id = terms_->InternList(list);
      if (!id.ok()) return id.status();
      results.push_back(*id);
      sorted += list.size() + 1;
      if (sorted < kValuesPerPoll) continue;
      sorted = 0;
      if (absl::Status status = terms_->context().Poll(); !status.ok()) return status;
    }
    return ranking_memory_.Set(0);
  }
  void KeepOnly(size_t group) override {
    Column kept = std::move(lists_[group]);
    item_bytes_ = kept.capacity() * sizeof(TermId);
    lists_.clear();
    lists_.push_back(std::move(kept));
  }
  size_t bytes() const override { return lists_.capacity() * sizeof(Column) + item_bytes_; }

 private:
  static constexpr size_t kLargeList = 1 << 16;

  // Twice as large; while it is copied there are both, which must be had beforehand.
  absl::Status Grow(Column& list) {
    if (absl::Status status = growth_memory_.Set(2 * list.size() * sizeof(TermId)); !status.ok())
      return status;
    list.reserve(2 * list.size());
    return growth_memory_.Set(0);
  }

  Terms* terms_;
  MemoryUse ranking_memory_;
  MemoryUse growth_memory_;
  std::vector<Column> lists_;
  size_t item_bytes_ = 0;
};

class DistinctState : public AggregateState {
 public:
  DistinctState(std::unique_ptr<AggregateState> state, Terms* terms)
      : state_(std::move(state)), terms_(terms) {}

  void Resize(size_t group_count) override { state_->Resize(group_count); }
  absl::Status Add(absl::Span<const uint32_t> groups, absl::Span<const TermId> values,
                   absl::Span<const uint64_t> /*counts*/) override {
    if (absl::Status status = seen_.Reserve(values.size(), terms_->context()); !status.ok()) return status;
    std::vector<uint32_t> new_groups;
    Column new_values;
    for (size_t i = 0; i < groups.size(); ++i) {
      const TermId pair[2] = {TermId::FromBits(groups[i]), values[i]};
      if (values[i].is_null() || !seen_.Add(pair).second) continue;
      new_groups.push_back(groups[i]);
      new_values.push_back(values[i]);
    }
    return state_->Add(new_groups, new_values, {});
  }
  bool heeds_counts() const override { return true; }  // each value once, however often it comes
  absl::Status Emit(size_t first, size_t last, Column& results) override {
    return state_->Emit(first, last, results);
  }
  void KeepOnly(size_t group) override {
    RowSet seen(2);
    for (size_t i = 0; i < seen_.size(); ++i) {
      const TermId* pair = seen_.row(i);
      if (pair[0].bits() != group) continue;
      const TermId moved[2] = {TermId::FromBits(0), pair[1]};
      seen.Add(moved);
    }
    seen_ = std::move(seen);
    state_->KeepOnly(group);
  }
  size_t bytes() const override { return seen_.bytes() + state_->bytes(); }

 private:
  std::unique_ptr<AggregateState> state_;
  Terms* terms_;
  RowSet seen_{2};  // group and value
};

}  // namespace

std::unique_ptr<AggregateState> MakeAggregateState(Aggregate::Kind kind, Terms* terms) {
  switch (kind) {
    case Aggregate::Kind::kCountRows:
      return std::make_unique<CountState>(true);
    case Aggregate::Kind::kCount:
      return std::make_unique<CountState>(false);
    case Aggregate::Kind::kSum:
      return std::make_unique<SumState>(false, terms);
    case Aggregate::Kind::kAvg:
      return std::make_unique<SumState>(true, terms);
    case Aggregate::Kind::kMin:
      return std::make_unique<ExtremeState>(false, terms);
    case Aggregate::Kind::kMax:
      return std::make_unique<ExtremeState>(true, terms);
    case Aggregate::Kind::kCollect:
      return std::make_unique<CollectState>(terms);
  }
  return nullptr;
}

std::unique_ptr<AggregateState> MakeDistinctState(std::unique_ptr<AggregateState> state, Terms* terms) {
  return std::make_unique<DistinctState>(std::move(state), terms);
}

}  // namespace tern::execute
