// Runs found by reading every row of a cursor: for what block headers do not count, that is claims by stance,
// and facts and claim properties in one stream.
#ifndef TERN_STORAGE_STORE_ROW_RUNS_H_
#define TERN_STORAGE_STORE_ROW_RUNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "storage/store/cursor.h"
#include "storage/store/run_cursor.h"

namespace tern::store {

class RowRuns final : public RunCursor {
 public:
  // Runs of `column` in the rows of `cursor`, which ascend in it.
  RowRuns(std::unique_ptr<Cursor> cursor, size_t column) : cursor_(std::move(cursor)), column_(column) {}

  absl::StatusOr<size_t> Next(size_t max_runs, model::TermId* values, uint64_t* counts) override;
  bool done() const override { return done_; }
  void WantAtLeast(uint64_t rows) override { min_rows_ = rows; }
  uint64_t RowsOfTop(size_t) const override { return 0; }
  const ScanCounters& counters() const override;

 private:
  static constexpr size_t kReadRows = 1024;

  std::unique_ptr<Cursor> cursor_;
  size_t column_;
  std::array<model::TermId, kReadRows> ids_;
  size_t next_ = 0;
  size_t end_ = 0;
  model::TermId value_;  // of the run that may go on
  uint64_t rows_ = 0;    // its rows so far; 0: there is none
  uint64_t min_rows_ = 1;
  bool done_ = false;
  uint64_t runs_ = 0;
  mutable ScanCounters counters_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ROW_RUNS_H_
