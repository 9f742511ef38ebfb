#include "engine/execute/row_reader.h"

#include <algorithm>

namespace tern::execute {

using model::TermId;

RowReader::RowReader(std::unique_ptr<store::Cursor> cursor, std::array<bool, 4> wanted, size_t key_columns)
    : cursor_(std::move(cursor)), wanted_(wanted), key_columns_(key_columns) {
  for (size_t c = 0; c < key_columns; ++c) wanted_[c] = true;
}

int RowReader::CompareKeyAt(size_t row, const model::Row& target) const {
  for (size_t c = 0; c < key_columns_; ++c) {
    if (buffer_[c][row] != target[c]) return buffer_[c][row] < target[c] ? -1 : 1;
  }
  return 0;
}

absl::Status RowReader::Fill() {
  rows_ = row_ = 0;
  if (ended_) return absl::OkStatus();
  std::array<TermId*, 4> out = {};
  for (size_t c = 0; c < out.size(); ++c) {
    if (!wanted_[c]) continue;
    buffer_[c].resize(fill_rows_);
    out[c] = buffer_[c].data();
  }
  auto count = cursor_->Next(fill_rows_, out);
  if (!count.ok()) return count.status();
  rows_ = *count;
  ended_ = rows_ == 0;
  fill_rows_ = std::min(2 * fill_rows_, kManyRows);
  return absl::OkStatus();
}

absl::Status RowReader::SeekTo(const model::Row& target) {
  if (has_row()) {
    if (CompareKeyAt(row_, target) >= 0) return absl::OkStatus();
    size_t low = row_ + 1;
    size_t high = rows_;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (CompareKeyAt(middle, target) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    row_ = low;
    if (has_row()) return absl::OkStatus();
  }
  if (ended_) return absl::OkStatus();
  fill_rows_ = kFewRows;
  if (absl::Status status = cursor_->Seek(target); !status.ok()) return status;
  return Fill();
}

absl::Status RowReader::Advance() {
  ++row_;
  return has_row() ? absl::OkStatus() : Fill();
}

}  // namespace tern::execute
