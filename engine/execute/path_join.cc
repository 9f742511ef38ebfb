#include "engine/execute/path_join.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using algebra::Slot;
using model::TermId;

PathJoinOperator::PathJoinOperator(Context* context, std::vector<Variable> variables,
                                   std::vector<Variable> right_variables,
                                   std::unique_ptr<PartnerFilter> partners, OperatorPtr left,
                                   const algebra::PathScan& scan, std::unique_ptr<PathPairs> pairs)
    : Operator(context, std::move(variables), {}),
      left_(std::move(left)),
      scan_(scan),
      pairs_(std::move(pairs)),
      right_variables_(std::move(right_variables)),
      partners_(std::move(partners)),
      subject_(EndOf(scan_.subject)),
      object_(EndOf(scan_.object)),
      same_variable_(scan_.subject.is_variable() && scan_.object.is_variable() &&
                     scan_.subject.variable == scan_.object.variable),
      memory_(context, "a path") {
  right_rows_.Reset(right_variables_.size());
}

PathJoinOperator::End PathJoinOperator::EndOf(const Slot& slot) const {
  End end{&slot, std::nullopt, std::nullopt};
  if (!slot.is_variable()) return end;
  end.left_column = left_->ColumnOf(slot.variable);
  const auto place = std::find(right_variables_.begin(), right_variables_.end(), slot.variable);
  if (place != right_variables_.end())
    end.right_column = static_cast<size_t>(place - right_variables_.begin());
  return end;
}

// What the end may be in the open row; nothing where it is free. A null is known to be no node.
std::optional<PathJoinOperator::Ids> PathJoinOperator::Known(const End& end,
                                                             absl::Span<const TermId> constants) const {
  if (end.slot->is_constant()) return Ids(constants.begin(), constants.end());
  if (!end.left_column) return std::nullopt;
  const TermId id = left_batch_.columns[*end.left_column][left_row_];
  return id.is_null() ? Ids() : Ids{id};
}

absl::Status PathJoinOperator::OpenRow() {
  row_open_ = true;
  next_start_ = next_end_ = 0;
  ends_.clear();
  std::optional<Ids> subjects = Known(subject_, pairs_->subjects());
  std::optional<Ids> objects = Known(object_, pairs_->objects());
  from_object_ = !subjects && objects;
  // With a constant as the other end only the pair of that constant with itself has no steps.
  is_constant_ = subject_.slot->is_constant() || object_.slot->is_constant();
  others_ = std::nullopt;
  if (subjects) {
    starts_ = *std::move(subjects);
    others_ = std::move(objects);
  } else if (objects) {
    starts_ = *std::move(objects);
  } else {
    auto all = pairs_->Starts();
    if (!all.ok()) return all.status();
    starts_ = *std::move(all);
    if (absl::Status status = memory_.Set(starts_.capacity() * sizeof(TermId)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// The ends of the next start.
absl::Status PathJoinOperator::OpenStart() {
  const TermId start = starts_[next_start_++];
  next_end_ = 0;
  ends_.clear();
  std::optional<Ids> wanted = others_;
  if (same_variable_) wanted = Ids{start};
  if (wanted && wanted->empty()) return absl::OkStatus();
  if (wanted && wanted->size() == 1) {
    auto connects = pairs_->Connects(start, wanted->front(), is_constant_);
    if (!connects.ok()) return connects.status();
    if (*connects) ends_ = *std::move(wanted);
    return absl::OkStatus();
  }
  auto ends =
      pairs_->Ends(from_object_ ? PathPairs::From::kObject : PathPairs::From::kSubject, start, is_constant_);
  if (!ends.ok()) return ends.status();
  for (const TermId end : *ends) {
    if (!wanted || std::binary_search(wanted->begin(), wanted->end(), end)) ends_.push_back(end);
  }
  return absl::OkStatus();
}

void PathJoinOperator::AddPair(TermId subject, TermId object) {
  partners_->AddPair(left_row_, right_rows_.rows);
  if (subject_.right_column) right_rows_.columns[*subject_.right_column].push_back(subject);
  if (object_.right_column && !same_variable_) right_rows_.columns[*object_.right_column].push_back(object);
  ++right_rows_.rows;
}

// Goes on until enough pairs are held or the left batch is done with. False at the end.
absl::StatusOr<bool> PathJoinOperator::FindPairs() {
  while (partners_->size() < context()->batch_rows()) {
    if (row_open_) {
      if (next_end_ < ends_.size()) {
        const TermId start = starts_[next_start_ - 1];
        const TermId end = ends_[next_end_++];
        AddPair(from_object_ ? end : start, from_object_ ? start : end);
        if (partners_->one_is_enough() && !partners_->has_condition()) {
          next_end_ = ends_.size();
          next_start_ = starts_.size();
        }
        continue;
      }
      if (next_start_ < starts_.size()) {
        if (absl::Status status = OpenStart(); !status.ok()) return status;
        continue;
      }
      row_open_ = false;
      partners_->EndRow(left_row_++);
      continue;
    }
    if (left_row_ < left_batch_.rows) {
      if (absl::Status status = OpenRow(); !status.ok()) return status;
      continue;
    }
    if (partners_->size() > 0) return true;  // the pairs point into the left batch
    left_row_ = 0;
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    auto more = left_->Next(left_batch_);
    if (!more.ok()) return more;
    if (!*more) {
      left_batch_.rows = 0;
      return false;
    }
    partners_->BeginLeft(left_batch_.rows);
  }
  return true;
}

absl::StatusOr<bool> PathJoinOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  while (batch.rows == 0) {
    auto more = FindPairs();
    if (!more.ok() || !*more) return more;
    if (absl::Status status = partners_->Flush(left_batch_, right_rows_, batch); !status.ok()) return status;
    right_rows_.Reset(right_variables_.size());
  }
  return true;
}

}  // namespace tern::execute
