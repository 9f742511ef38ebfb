#include "engine/execute/group.h"

#include <algorithm>
#include <utility>

#include "engine/algebra/sortedness.h"
#include "storage/model/inline_value.h"

namespace tern::execute {

using algebra::Aggregate;
using model::TermId;

namespace {

std::vector<Variable> OutputVariables(const algebra::Group& group) {
  std::vector<Variable> variables = group.keys;
  for (const Aggregate& aggregate : group.aggregates) variables.push_back(aggregate.result);
  return variables;
}

TermId CountId(uint64_t count) {
  return *model::EncodeInline(model::Term::Integer(static_cast<int64_t>(count)));
}

}  // namespace

GroupOperator::GroupOperator(Context* context, const algebra::Group& group, std::vector<Variable> sorted_by,
                             OperatorPtr child)
    : Operator(context, OutputVariables(group), std::move(sorted_by)),
      child_(std::move(child)),
      keys_(ColumnsOf(*child_, group.keys)),
      streaming_(!group.keys.empty() && algebra::GroupsTogether(child_->sorted_by(), group.keys)),
      groups_(group.keys.size()),
      memory_(context) {
  for (const Aggregate& aggregate : group.aggregates) {
    Counter& counter = counters_.emplace_back();
    counter.kind = aggregate.kind;
    counter.distinct = aggregate.distinct;
    if (aggregate.kind != Aggregate::Kind::kCountRows)
      counter.argument = *child_->ColumnOf(aggregate.argument);
  }
  if (keys_.empty()) {  // one group, also over no rows
    group_count_ = 1;
    for (Counter& counter : counters_) counter.counts.resize(1);
  }
}

size_t GroupOperator::GroupOf(const std::vector<TermId>& key) {
  if (keys_.empty()) return 0;
  if (!streaming_) {
    const size_t group = groups_.Add(key.data()).first;
    group_count_ = groups_.size();
    return group;
  }
  const bool is_last = group_count_ > 0 && std::equal(key.begin(), key.end(),
                                                      key_rows_.end() - static_cast<ptrdiff_t>(key.size()));
  if (!is_last) {
    key_rows_.insert(key_rows_.end(), key.begin(), key.end());
    ++group_count_;
  }
  return group_count_ - 1;
}

absl::Status GroupOperator::AddBatch() {
  if (group_count_ + input_.rows > kMaxGroups)
    return absl::ResourceExhaustedError("memory limit: too many groups");
  std::vector<TermId> key(keys_.size());
  std::vector<uint32_t> groups(input_.rows);
  for (size_t row = 0; row < input_.rows; ++row) {
    for (size_t i = 0; i < keys_.size(); ++i) key[i] = input_.columns[keys_[i]][row];
    groups[row] = static_cast<uint32_t>(GroupOf(key));
  }
  for (Counter& counter : counters_) {
    counter.counts.resize(group_count_);
    if (counter.kind == Aggregate::Kind::kCountRows) {
      for (const uint32_t group : groups) ++counter.counts[group];
      continue;
    }
    for (size_t row = 0; row < input_.rows; ++row) {
      const TermId value = input_.columns[counter.argument][row];
      if (value.is_null()) continue;
      const TermId pair[2] = {TermId::FromBits(groups[row]), value};
      if (counter.distinct && !counter.seen.Add(pair).second) continue;
      ++counter.counts[groups[row]];
    }
  }
  return AccountMemory();
}

absl::Status GroupOperator::AccountMemory() {
  size_t bytes = groups_.bytes() + key_rows_.capacity() * sizeof(TermId);
  for (const Counter& counter : counters_) {
    bytes += counter.counts.capacity() * sizeof(uint64_t) + counter.seen.bytes();
    if (counter.seen.size() > kMaxGroups - context()->batch_rows()) {
      return absl::ResourceExhaustedError("memory limit: too many distinct values");
    }
  }
  return memory_.Set(bytes);
}

// Reads to the end, or until a streaming group has a batch of finished groups.
absl::Status GroupOperator::Consume() {
  while (!ended_ && !(streaming_ && group_count_ > context()->batch_rows())) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = child_->Next(input_);
    if (!more.ok()) return more.status();
    if (!*more) {
      ended_ = true;
      break;
    }
    if (absl::Status status = AddBatch(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void GroupOperator::Emit(size_t first, size_t last, Batch& batch) const {
  const size_t width = keys_.size();
  for (size_t group = first; group < last; ++group) {
    const TermId* key = streaming_ ? key_rows_.data() + group * width : groups_.row(group);
    for (size_t i = 0; i < width; ++i) batch.columns[i].push_back(key[i]);
    for (size_t i = 0; i < counters_.size(); ++i)
      batch.columns[width + i].push_back(CountId(counters_[i].counts[group]));
  }
  batch.rows += last - first;
}

// After the finished groups of a streaming group were put out: the last one goes on as the first.
void GroupOperator::ForgetAllButLast() {
  const size_t width = keys_.size();
  key_rows_.erase(key_rows_.begin(), key_rows_.end() - static_cast<ptrdiff_t>(width));
  for (Counter& counter : counters_) {
    RowSet seen(2);
    for (size_t i = 0; i < counter.seen.size(); ++i) {
      const TermId* pair = counter.seen.row(i);
      if (pair[0].bits() != group_count_ - 1) continue;
      const TermId moved[2] = {TermId::FromBits(0), pair[1]};
      seen.Add(moved);
    }
    counter.seen = std::move(seen);
    counter.counts = {counter.counts[group_count_ - 1]};
  }
  group_count_ = 1;
  emitted_ = 0;
}

absl::StatusOr<bool> GroupOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  for (;;) {
    const size_t finished = ended_ ? group_count_ : streaming_ && group_count_ > 0 ? group_count_ - 1 : 0;
    if (emitted_ < finished) {
      const size_t last = std::min(finished, emitted_ + context()->batch_rows());
      Emit(emitted_, last, batch);
      emitted_ = last;
      return true;
    }
    if (ended_) return false;
    if (finished > 0) ForgetAllButLast();
    if (absl::Status status = Consume(); !status.ok()) return status;
  }
}

}  // namespace tern::execute
