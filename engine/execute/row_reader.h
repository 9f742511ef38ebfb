// Reads a cursor row by row through a small buffer, for callers that hop: it seeks in the buffer first, and
// reads few rows behind a seek, more and more while it is read on.
#ifndef TERN_ENGINE_EXECUTE_ROW_READER_H_
#define TERN_ENGINE_EXECUTE_ROW_READER_H_

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "engine/execute/batch.h"
#include "storage/store/cursor.h"

namespace tern::execute {

// Not thread-safe.
class RowReader {
 public:
  // Reads the columns that are `wanted`; rows are sought by their first `key_columns`, which are read too.
  RowReader(std::unique_ptr<store::Cursor> cursor, std::array<bool, 4> wanted, size_t key_columns);

  // Moves to the first row whose key is not below `target`'s, never backward.
  absl::Status SeekTo(const model::Row& target);
  absl::Status Advance();

  // Good after SeekTo or Advance.
  bool has_row() const { return row_ < rows_; }
  model::TermId value(size_t column) const { return buffer_[column][row_]; }
  // -1, 0 or 1: how the row's key compares with `target`'s. REQUIRES: has_row().
  int CompareKey(const model::Row& target) const { return CompareKeyAt(row_, target); }

 private:
  static constexpr size_t kFewRows = 16;
  static constexpr size_t kManyRows = 1024;

  int CompareKeyAt(size_t row, const model::Row& target) const;
  absl::Status Fill();

  std::unique_ptr<store::Cursor> cursor_;
  std::array<bool, 4> wanted_;
  size_t key_columns_;
  std::array<Column, 4> buffer_;
  size_t rows_ = 0;
  size_t row_ = 0;
  size_t fill_rows_ = kFewRows;
  bool ended_ = false;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_ROW_READER_H_
