#include "engine/execute/partner_filter.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using algebra::JoinType;
using model::TermId;

namespace {

std::optional<size_t> PlaceOf(const Variable& variable, const std::vector<Variable>& variables) {
  const auto place = std::find(variables.begin(), variables.end(), variable);
  if (place == variables.end()) return std::nullopt;
  return static_cast<size_t>(place - variables.begin());
}

}  // namespace

std::vector<Variable> RightVariables(const JoinDemand& demand, const std::vector<Variable>& right) {
  algebra::VariableSet read(demand.variables.begin(), demand.variables.end());
  if (demand.condition) algebra::CollectVariables(*demand.condition, read);
  std::vector<Variable> variables;
  for (const Variable& variable : right) {
    if (read.contains(variable)) variables.push_back(variable);
  }
  return variables;
}

PartnerFilter::PartnerFilter(JoinType type, std::vector<Source> output, std::vector<Source> condition_input,
                             std::unique_ptr<Evaluator> condition)
    : type_(type),
      one_is_enough_(type == JoinType::kSemi || type == JoinType::kAnti),
      keeps_lonely_(type == JoinType::kLeft || type == JoinType::kAnti),
      output_(std::move(output)),
      condition_input_(std::move(condition_input)),
      condition_(std::move(condition)) {}

absl::StatusOr<std::unique_ptr<PartnerFilter>> PartnerFilter::Create(const JoinDemand& demand,
                                                                     const std::vector<Variable>& left,
                                                                     const std::vector<Variable>& right,
                                                                     Terms* terms) {
  const auto sources_of = [&](const std::vector<Variable>& variables) -> absl::StatusOr<std::vector<Source>> {
    std::vector<Source> sources;
    for (const Variable& variable : variables) {
      if (const auto column = PlaceOf(variable, left)) {
        sources.push_back({true, *column});
      } else if (const auto right_column = PlaceOf(variable, right)) {
        sources.push_back({false, *right_column});
      } else {
        return absl::InternalError("a join reads a variable that neither side has");
      }
    }
    return sources;
  };
  auto output = sources_of(demand.variables);
  if (!output.ok()) return output.status();
  std::vector<Source> condition_input;
  std::unique_ptr<Evaluator> condition;
  if (demand.condition) {
    algebra::VariableSet read;
    algebra::CollectVariables(*demand.condition, read);
    std::vector<Variable> variables(read.begin(), read.end());
    std::sort(variables.begin(), variables.end());
    auto sources = sources_of(variables);
    if (!sources.ok()) return sources.status();
    condition_input = *std::move(sources);
    auto evaluator = Evaluator::Create(*demand.condition, variables, terms);
    if (!evaluator.ok()) return evaluator.status();
    condition = *std::move(evaluator);
  }
  return std::unique_ptr<PartnerFilter>(
      new PartnerFilter(demand.type, *std::move(output), std::move(condition_input), std::move(condition)));
}

// Takes out the pairs for which the condition does not hold.
absl::Status PartnerFilter::TestPairs(const Batch& left, const Batch& right) {
  Batch pairs;
  pairs.Reset(condition_input_.size());
  for (size_t i = 0; i < left_rows_.size(); ++i) {
    if (right_rows_[i] == kNoRow) continue;
    ++pairs.rows;
    for (size_t c = 0; c < condition_input_.size(); ++c) {
      const auto& [from_left, column] = condition_input_[c];
      pairs.columns[c].push_back(from_left ? left.columns[column][left_rows_[i]]
                                           : right.columns[column][right_rows_[i]]);
    }
  }
  std::vector<uint32_t> passing;
  if (absl::Status status = condition_->Select(pairs, passing); !status.ok()) return status;
  size_t kept = 0;
  size_t pair = 0;
  size_t next_passing = 0;
  for (size_t i = 0; i < left_rows_.size(); ++i) {
    if (right_rows_[i] != kNoRow) {
      const bool passes = next_passing < passing.size() && passing[next_passing] == pair;
      ++pair;
      if (!passes) continue;
      ++next_passing;
    }
    left_rows_[kept] = left_rows_[i];
    right_rows_[kept++] = right_rows_[i];
  }
  left_rows_.resize(kept);
  right_rows_.resize(kept);
  return absl::OkStatus();
}

// How many rows each of those that go out stands for.
void PartnerFilter::CountRows(const Batch& left, const Batch& right, Batch& out) const {
  if (left.counts.empty() && right.counts.empty()) return;
  const bool pairs = type_ == JoinType::kInner || type_ == JoinType::kLeft;
  out.counts.resize(out.rows);
  for (size_t i = 0; i < out.rows; ++i) {
    uint64_t count = left.CountOf(kept_left_[i]);
    if (pairs && kept_right_[i] != kNoRow) count = MultiplyCounts(count, right.CountOf(kept_right_[i]));
    out.counts[i] = count;
  }
}

absl::Status PartnerFilter::Flush(const Batch& left, const Batch& right, Batch& out) {
  if (condition_ != nullptr) {
    if (absl::Status status = TestPairs(left, right); !status.ok()) return status;
  }
  kept_left_.clear();
  kept_right_.clear();
  for (size_t i = 0; i < left_rows_.size(); ++i) {
    const uint32_t row = left_rows_[i];
    const bool is_end = right_rows_[i] == kNoRow;
    const bool goes_out = is_end                     ? !matched_[row]
                          : type_ == JoinType::kAnti ? false
                          : type_ == JoinType::kSemi ? !matched_[row]
                                                     : true;
    if (!is_end) matched_[row] = true;
    if (!goes_out) continue;
    kept_left_.push_back(row);
    kept_right_.push_back(right_rows_[i]);
  }
  left_rows_.clear();
  right_rows_.clear();
  out.Reset(output_.size());
  out.rows = kept_left_.size();
  CountRows(left, right, out);
  for (size_t c = 0; c < output_.size(); ++c) {
    Column& column = out.columns[c];
    column.resize(out.rows);
    for (size_t i = 0; i < out.rows; ++i) {
      if (output_[c].from_left) {
        column[i] = left.columns[output_[c].column][kept_left_[i]];
      } else if (kept_right_[i] != kNoRow) {
        column[i] = right.columns[output_[c].column][kept_right_[i]];
      } else {
        column[i] = TermId::Null();
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace tern::execute
