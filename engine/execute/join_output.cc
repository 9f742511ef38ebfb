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
    reads_right_ = true;
  }
}

bool JoinOutput::Reads(bool left, const std::vector<size_t>& but) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    return source.from_left == left && std::find(but.begin(), but.end(), source.column) == but.end();
  });
}

void JoinOutput::Emit(const Batch& left, const Batch& right, Batch& out) {
  out.Reset(sources_.size());
  if (total_ > 0) {
    out.rows = 1;
    out.counts.push_back(std::exchange(total_, 0));
    return;
  }
  out.rows = left_rows_.size();
  if (out.rows == 0) return;  // the sides may never have had a batch
  for (size_t c = 0; c < sources_.size(); ++c) {
    const Source& source = sources_[c];
    Column& column = out.columns[c];
    column.resize(out.rows);
    if (source.from_left) {
      const model::TermId* ids = left.columns[source.column].data();
      for (size_t i = 0; i < out.rows; ++i) column[i] = ids[left_rows_[i]];
    } else {
      // A right side without any row may never have had columns.
      const model::TermId* ids = right.rows > 0 ? right.columns[source.column].data() : nullptr;
      for (size_t i = 0; i < out.rows; ++i) {
        const uint32_t row = right_rows_[i];
        column[i] = row == kNoRow ? model::TermId::Null() : ids[row];
      }
    }
  }
  std::swap(out.counts, counts_);
  counts_.clear();
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
