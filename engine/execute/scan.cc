#include "engine/execute/scan.h"

#include <algorithm>
#include <utility>

namespace tern::execute {

using model::TermId;

ScanOperator::ScanOperator(Context* context, ScanLayout layout, std::vector<Variable> variables,
                           std::vector<Variable> sorted_by)
    : Operator(context, std::move(variables), std::move(sorted_by)),
      layout_(std::move(layout)),
      prefix_(layout_.constant_prefix()),
      ranges_in_cursor_(layout_.ranges_follow_prefix()),
      checks_(layout_, prefix_, ranges_in_cursor_),
      rows_wanted_(context->batch_rows()),
      done_(layout_.is_empty()) {
  PlanOutputs();
}

void ScanOperator::PlanOutputs() {
  for (size_t c = 0; c < read_.size(); ++c) read_[c] = checks_.Reads(c);
  is_plain_ = checks_.empty();
  for (const Variable& variable : this->variables()) {
    Output output;
    if (variable == layout_.stance) {
      output = {Output::Kind::kStance, layout_.claim_column};
    } else {
      while (layout_.columns[output.source].variable != variable) ++output.source;
      if (output.source == layout_.claim_column) output.kind = Output::Kind::kClaimEntity;
    }
    is_plain_ = is_plain_ && output.kind == Output::Kind::kId && !read_[output.source];
    read_[output.source] = true;
    outputs_.push_back(output);
  }
  // A cursor of one prefix can seek to a key of the columns that follow it.
  const bool one_prefix =
      std::all_of(layout_.columns.begin(), layout_.columns.begin() + static_cast<ptrdiff_t>(prefix_),
                  [](const ScanColumn& column) { return column.ids.size() == 1; });
  size_t column = prefix_;
  for (const Variable& variable : sorted_by()) {
    if (!one_prefix || column >= layout_.columns.size() || layout_.columns[column].variable != variable)
      break;
    seek_columns_.push_back(column++);
  }
}

absl::Status ScanOperator::OpenCursor() {
  store::ScanSpec spec = layout_.spec;
  spec.prefix_length = static_cast<int>(prefix_);
  for (size_t c = 0; c < prefix_; ++c) spec.prefix[c] = layout_.columns[c].ids[choice_[c]];
  if (ranges_in_cursor_) spec.range = layout_.object_ranges[range_];
  auto cursor = OpenFiltered(spec, layout_.verdicts, context());
  if (!cursor.ok()) return cursor.status();
  cursor_ = *std::move(cursor);
  return absl::OkStatus();
}

bool ScanOperator::NextCursor() {
  cursor_.reset();
  if (ranges_in_cursor_ && ++range_ < layout_.object_ranges.size()) return true;
  range_ = 0;
  for (size_t c = prefix_; c-- > 0;) {
    if (++choice_[c] < layout_.columns[c].ids.size()) return true;
    choice_[c] = 0;
  }
  return false;
}

absl::StatusOr<bool> ScanOperator::Next(Batch& batch) {
  batch.Reset(outputs_.size());
  const size_t wanted = rows_wanted_;
  rows_wanted_ = std::min(2 * wanted, context()->batch_rows());
  while (!done_ && batch.rows < wanted) {
    if (absl::Status status = context()->Poll(); !status.ok()) return status;
    if (cursor_ == nullptr) {
      if (absl::Status status = OpenCursor(); !status.ok()) return status;
    }
    auto count = Read(batch, wanted - batch.rows);
    if (!count.ok()) return count.status();
    if (*count == 0 && !NextCursor()) done_ = true;
  }
  return batch.rows > 0;
}

// Reads up to `wanted` rows and appends those that pass. Returns how many the cursor gave.
absl::StatusOr<size_t> ScanOperator::Read(Batch& batch, size_t wanted) {
  std::array<TermId*, 4> out = {};
  if (is_plain_) {
    for (size_t i = 0; i < outputs_.size(); ++i) {
      batch.columns[i].resize(batch.rows + wanted);
      out[outputs_[i].source] = batch.columns[i].data() + batch.rows;
    }
    auto count = cursor_->Next(wanted, out);
    if (!count.ok()) return count;
    batch.rows += *count;
    for (Column& column : batch.columns) column.resize(batch.rows);
    return count;
  }
  for (size_t c = 0; c < out.size(); ++c) {
    if (!read_[c]) continue;
    rows_[c].resize(wanted);
    out[c] = rows_[c].data();
  }
  auto count = cursor_->Next(wanted, out);
  if (!count.ok()) return count.status();
  size_t kept = *count;
  if (!checks_.empty()) {
    kept = 0;
    for (size_t row = 0; row < *count; ++row) {
      if (!checks_.Passes([&](size_t c) { return rows_[c][row]; })) continue;
      for (size_t c = 0; c < rows_.size(); ++c) {
        if (read_[c]) rows_[c][kept] = rows_[c][row];
      }
      ++kept;
    }
  }
  Emit(batch, kept);
  return count;
}

void ScanOperator::Emit(Batch& batch, size_t count) const {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const Output& output = outputs_[i];
    const auto first = rows_[output.source].begin();
    const auto last = first + static_cast<ptrdiff_t>(count);
    Column& column = batch.columns[i];
    switch (output.kind) {
      case Output::Kind::kId:
        column.insert(column.end(), first, last);
        break;
      case Output::Kind::kClaimEntity:
        std::transform(first, last, std::back_inserter(column), model::ClaimEntity);
        break;
      case Output::Kind::kStance:
        std::transform(first, last, std::back_inserter(column), StanceValue);
        break;
    }
  }
  batch.rows += count;
}

absl::Status ScanOperator::SkipTo(absl::Span<const TermId> key) {
  const size_t length = std::min(key.size(), seek_columns_.size());
  if (done_ || length == 0) return absl::OkStatus();
  // The object is the first column that is sought: ranges that end before it are done with.
  while (ranges_in_cursor_ && layout_.object_ranges[range_].second < key[0]) {
    if (NextCursor()) continue;
    done_ = true;
    return absl::OkStatus();
  }
  if (cursor_ == nullptr) {
    if (absl::Status status = OpenCursor(); !status.ok()) return status;
  }
  model::Row row{};
  for (size_t c = 0; c < prefix_; ++c) row[c] = layout_.columns[c].ids[0];
  for (size_t i = 0; i < length; ++i) row[seek_columns_[i]] = key[i];
  rows_wanted_ = std::min(kRowsBehindSkip, context()->batch_rows());
  return cursor_->Seek(row);
}

}  // namespace tern::execute
