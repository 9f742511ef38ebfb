#include "engine/execute/join_output.h"

#include <algorithm>
#include <cassert>

namespace tern::execute {

JoinOutput::JoinOutput(const std::vector<Variable>& variables, const std::vector<Variable>& left,
                       const std::vector<Variable>& right) {
  for (const Variable& variable : variables) {
    const auto in_left = std::find(left.begin(), left.end(), variable);
    if (in_left != left.end()) {
      sources_.push_back({true, static_cast<size_t>(in_left - left.begin())});
      continue;
    }
    const auto in_right = std::find(right.begin(), right.end(), variable);
    assert(in_right != right.end());
    sources_.push_back({false, static_cast<size_t>(in_right - right.begin())});
  }
}

void JoinOutput::Emit(const Batch& left, const Batch& right, Batch& out) {
  out.Reset(sources_.size());
  out.rows = left_rows_.size();
  if (out.rows == 0) return;  // the sides may never have had a batch
  for (size_t c = 0; c < sources_.size(); ++c) {
    const Column& source = (sources_[c].from_left ? left : right).columns[sources_[c].column];
    const std::vector<uint32_t>& rows = sources_[c].from_left ? left_rows_ : right_rows_;
    Column& column = out.columns[c];
    column.resize(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) column[i] = source[rows[i]];
  }
  left_rows_.clear();
  right_rows_.clear();
}

std::vector<Variable> SharedVariables(const std::vector<Variable>& left, const std::vector<Variable>& right) {
  std::vector<Variable> shared;
  for (const Variable& variable : left) {
    if (std::find(right.begin(), right.end(), variable) != right.end()) shared.push_back(variable);
  }
  return shared;
}

}  // namespace tern::execute
