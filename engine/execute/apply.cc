#include "engine/execute/apply.h"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace tern::execute {

using algebra::Node;
using model::TermId;

namespace {

void CollectOuter(const Node& node, std::vector<Variable>& variables) {
  if (const auto* outer = node.As<algebra::OuterRow>()) {
    for (const Variable& variable : outer->variables) {
      if (std::find(variables.begin(), variables.end(), variable) == variables.end())
        variables.push_back(variable);
    }
  }
  // The right side of an Apply inside has OuterRows of its own.
  const size_t end = node.As<algebra::Apply>() != nullptr ? 1 : node.children.size();
  for (size_t i = 0; i < end; ++i) CollectOuter(*node.children[i], variables);
}

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

}  // namespace

std::vector<Variable> OuterVariables(const Node& right) {
  std::vector<Variable> variables;
  CollectOuter(right, variables);
  return variables;
}

bool PassesOuterValue(const Node& right, const Variable& variable) {
  const auto child = [&](size_t i) { return PassesOuterValue(*right.children[i], variable); };
  if (const auto* outer = right.As<algebra::OuterRow>()) return Contains(outer->variables, variable);
  if (const auto* project = right.As<algebra::Project>()) {
    return child(0) && std::any_of(project->columns.begin(), project->columns.end(), [&](const auto& column) {
             return column.from == variable && column.to == variable;
           });
  }
  if (const auto* group = right.As<algebra::Group>()) return Contains(group->keys, variable) && child(0);
  if (right.As<algebra::Union>() != nullptr) {
    for (size_t i = 0; i < right.children.size(); ++i) {
      if (!child(i)) return false;
    }
    return !right.children.empty();
  }
  // A join takes what both sides have from the left.
  if (right.As<algebra::Join>() != nullptr || right.As<algebra::Apply>() != nullptr) {
    const std::vector<Variable> left = algebra::VariablesOf(*right.children[0]);
    if (Contains(left, variable)) return child(0);
    const auto* join = right.As<algebra::Join>();
    return join != nullptr && join->type == algebra::JoinType::kInner && child(1);
  }
  return right.children.size() == 1 && child(0);  // filter, extend, sort, distinct, slice, unnest
}

ApplyOperator::ApplyOperator(Context* context, std::vector<Variable> variables,
                             std::vector<Variable> sorted_by, std::unique_ptr<PartnerFilter> partners,
                             OperatorPtr left, Right right)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      left_(std::move(left)),
      make_right_(std::move(right)),
      partners_(std::move(partners)),
      outer_columns_(ColumnsOf(*left_, make_right_.outer)),
      memory_(context, "a group that runs once a row") {
  binding_.variables = make_right_.outer;
  for (const Variable& variable : make_right_.compared) {
    const auto place = std::find(make_right_.variables.begin(), make_right_.variables.end(), variable);
    compared_.emplace_back(*left_->ColumnOf(variable),
                           static_cast<size_t>(place - make_right_.variables.begin()));
  }
  right_rows_.Reset(make_right_.variables.size());
}

absl::Status ApplyOperator::OpenRow() {
  binding_.values.clear();
  for (const size_t column : outer_columns_)
    binding_.values.push_back(left_batch_.columns[column][left_row_]);
  row_open_ = true;
  replaying_ = has_kept_ && binding_.values == kept_for_;
  next_kept_ = 0;
  if (replaying_) return absl::OkStatus();
  has_kept_ = false;
  keeping_ = true;
  kept_for_ = binding_.values;
  kept_.Reset(make_right_.variables.size());
  auto right = make_right_.make(binding_);
  if (!right.ok()) return right.status();
  right_ = *std::move(right);
  right_columns_ = ColumnsOf(*right_, make_right_.variables);
  return absl::OkStatus();
}

// Makes a pair of the left row and `row`, where they agree. False once the left row wants no more.
bool ApplyOperator::AddRow(const Batch& rows, size_t row) {
  for (const auto& [left, right] : compared_) {
    const TermId value = left_batch_.columns[left][left_row_];
    if (value.is_null() || value != rows.columns[right][row]) return true;
  }
  partners_->AddPair(left_row_, right_rows_.rows);
  for (size_t c = 0; c < rows.columns.size(); ++c) right_rows_.columns[c].push_back(rows.columns[c][row]);
  ++right_rows_.rows;
  return !partners_->one_is_enough();
}

void ApplyOperator::Replay() {
  while (next_kept_ < kept_.rows && partners_->size() < context()->batch_rows()) {
    if (!AddRow(kept_, next_kept_++)) next_kept_ = kept_.rows;
  }
  if (next_kept_ == kept_.rows) CloseRow();
}

void ApplyOperator::Keep() {
  if (!keeping_) return;
  if (kept_.rows + chunk_.rows > kMaxKeptRows) {
    keeping_ = false;
    kept_.Reset(make_right_.variables.size());
    return;
  }
  for (size_t c = 0; c < chunk_.columns.size(); ++c) {
    kept_.columns[c].insert(kept_.columns[c].end(), chunk_.columns[c].begin(), chunk_.columns[c].end());
  }
  kept_.rows += chunk_.rows;
}

absl::Status ApplyOperator::ReadRight() {
  Batch batch;
  auto more = right_->Next(batch);
  if (!more.ok()) return more.status();
  if (!*more) {
    has_kept_ = keeping_;
    CloseRow();
    return absl::OkStatus();
  }
  chunk_.Reset(right_columns_.size());
  chunk_.rows = batch.rows;
  for (size_t c = 0; c < right_columns_.size(); ++c) chunk_.columns[c] = batch.columns[right_columns_[c]];
  Keep();
  for (size_t row = 0; row < chunk_.rows; ++row) {
    if (AddRow(chunk_, row)) continue;
    CloseRow();  // its run is not whole: nothing is kept of it
    break;
  }
  return memory_.Set(2 * (kept_.bytes() + right_rows_.bytes()));
}

void ApplyOperator::CloseRow() {
  partners_->EndRow(left_row_);
  right_.reset();
  row_open_ = false;
  ++left_row_;
}

// Goes on until enough pairs are held or the left batch is done with. False at the end.
absl::StatusOr<bool> ApplyOperator::FindPairs() {
  while (partners_->size() < context()->batch_rows()) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    if (row_open_) {
      if (replaying_) {
        Replay();
      } else if (absl::Status status = ReadRight(); !status.ok()) {
        return status;
      }
      continue;
    }
    if (left_row_ == left_batch_.rows) {
      if (partners_->size() > 0) return true;  // the pairs point into the left batch
      auto more = left_->Next(left_batch_);
      left_row_ = 0;
      if (!more.ok() || !*more) {
        left_batch_.rows = 0;  // asked again, it is the end again
        return more;
      }
      partners_->BeginLeft(left_batch_.rows);
    }
    if (absl::Status status = OpenRow(); !status.ok()) return status;
  }
  return true;
}

absl::StatusOr<bool> ApplyOperator::Next(Batch& batch) {
  batch.Reset(variables().size());
  while (batch.rows == 0) {
    auto more = FindPairs();
    if (!more.ok() || !*more) return more;
    if (absl::Status status = partners_->Flush(left_batch_, right_rows_, batch); !status.ok()) return status;
    right_rows_.Reset(make_right_.variables.size());
  }
  return true;
}

}  // namespace tern::execute
