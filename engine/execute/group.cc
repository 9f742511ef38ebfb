#include "engine/execute/group.h"

#include <algorithm>
#include <utility>

#include "engine/algebra/sortedness.h"

namespace tern::execute {

using algebra::Aggregate;
using model::TermId;

namespace {

std::vector<Variable> OutputVariables(const algebra::Group& group) {
  std::vector<Variable> variables = group.keys;
  for (const Aggregate& aggregate : group.aggregates) variables.push_back(aggregate.result);
  return variables;
}

}  // namespace

GroupOperator::GroupOperator(Context* context, const algebra::Group& group, std::vector<Variable> sorted_by,
                             Terms* terms, OperatorPtr child)
    : Operator(context, OutputVariables(group), std::move(sorted_by)),
      child_(std::move(child)),
      keys_(ColumnsOf(*child_, group.keys)),
      streaming_(!group.keys.empty() && algebra::GroupsTogether(child_->sorted_by(), group.keys)),
      groups_(group.keys.size()),
      memory_(context, "a group") {
  for (const Aggregate& aggregate : group.aggregates) {
    OneAggregate& one = aggregates_.emplace_back();
    one.state = MakeAggregateState(aggregate.kind, terms);
    if (aggregate.kind == Aggregate::Kind::kCountRows) continue;
    one.argument = *child_->ColumnOf(aggregate.argument);
    if (aggregate.distinct) one.state = MakeDistinctState(std::move(one.state), terms);
  }
  const bool heeds_counts = std::all_of(aggregates_.begin(), aggregates_.end(),
                                        [](const OneAggregate& one) { return one.state->heeds_counts(); });
  if (heeds_counts) child_->AllowCounts();
  if (keys_.empty()) {  // one group, also over no rows
    group_count_ = 1;
    for (OneAggregate& one : aggregates_) one.state->Resize(1);
  }
}

size_t GroupOperator::GroupOf(const std::vector<TermId>& key) {
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

// The group of each row of input_.
void GroupOperator::FindGroups() {
  row_groups_.assign(input_.rows, 0);
  if (keys_.empty()) return;
  if (streaming_ && keys_.size() == 1) {
    const Column& ids = input_.columns[keys_[0]];
    for (size_t row = 0; row < input_.rows; ++row) {
      if (group_count_ == 0 || ids[row] != key_rows_.back()) {
        key_rows_.push_back(ids[row]);
        ++group_count_;
      }
      row_groups_[row] = static_cast<uint32_t>(group_count_ - 1);
    }
    return;
  }
  std::vector<TermId> key(keys_.size());
  for (size_t row = 0; row < input_.rows; ++row) {
    for (size_t i = 0; i < keys_.size(); ++i) key[i] = input_.columns[keys_[i]][row];
    row_groups_[row] = static_cast<uint32_t>(GroupOf(key));
  }
}

absl::Status GroupOperator::AddBatch() {
  if (group_count_ + input_.rows > kMaxGroups)
    return absl::ResourceExhaustedError("memory limit: too many groups");
  if (!streaming_) {
    if (absl::Status status = groups_.Reserve(input_.rows, *context()); !status.ok()) return status;
  }
  FindGroups();
  const Column no_values;
  for (OneAggregate& one : aggregates_) {
    one.state->Resize(group_count_);
    const Column& values = one.argument ? input_.columns[*one.argument] : no_values;
    if (absl::Status status = one.state->Add(row_groups_, values, input_.counts); !status.ok()) return status;
  }
  return AccountMemory();
}

absl::Status GroupOperator::AccountMemory() {
  size_t bytes = groups_.bytes() + key_rows_.capacity() * sizeof(TermId);
  for (const OneAggregate& one : aggregates_) bytes += one.state->bytes();
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

absl::Status GroupOperator::Emit(size_t first, size_t last, Batch& batch) {
  const size_t width = keys_.size();
  for (size_t group = first; group < last; ++group) {
    const TermId* key = streaming_ ? key_rows_.data() + group * width : groups_.row(group);
    for (size_t i = 0; i < width; ++i) batch.columns[i].push_back(key[i]);
  }
  for (size_t i = 0; i < aggregates_.size(); ++i) {
    absl::Status status = aggregates_[i].state->Emit(first, last, batch.columns[width + i]);
    if (!status.ok()) return status;
  }
  batch.rows += last - first;
  return absl::OkStatus();
}

// After the finished groups of a streaming group were put out: the last one goes on as the first.
void GroupOperator::ForgetAllButLast() {
  const size_t width = keys_.size();
  key_rows_.erase(key_rows_.begin(), key_rows_.end() - static_cast<ptrdiff_t>(width));
  for (OneAggregate& one : aggregates_) one.state->KeepOnly(group_count_ - 1);
  group_count_ = 1;
  emitted_ = 0;
}

absl::StatusOr<bool> GroupOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  for (;;) {
    const size_t finished = ended_ ? group_count_ : streaming_ && group_count_ > 0 ? group_count_ - 1 : 0;
    if (emitted_ < finished) {
      const size_t last = std::min(finished, emitted_ + context()->batch_rows());
      if (absl::Status status = Emit(emitted_, last, batch); !status.ok()) return status;
      emitted_ = last;
      return true;
    }
    if (ended_) return false;
    if (finished > 0) ForgetAllButLast();
    if (absl::Status status = Consume(); !status.ok()) return status;
  }
}

}  // namespace tern::execute
