// Reads how often each value of a column comes, in ascending sequence, without giving the rows: what counts
// by a key and distinct values are made of. Blocks that hold one value are counted by their headers.
#ifndef TERN_STORAGE_STORE_RUN_CURSOR_H_
#define TERN_STORAGE_STORE_RUN_CURSOR_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/model/term_id.h"
#include "storage/store/cursor.h"

namespace tern::store {

// A run: a value of the column behind the prefix of a ScanSpec, and the number of rows that a Cursor of that
// spec would give with it. Not thread-safe; must not outlive its Snapshot's Store.
class RunCursor {
 public:
  virtual ~RunCursor() = default;

  // Writes up to max_runs runs, each value once, ascending (`counts` null: not wanted). Returns how many:
  // fewer than asked for, even none, also where only so much work was done and more is left, see done().
  virtual absl::StatusOr<size_t> Next(size_t max_runs, model::TermId* values, uint64_t* counts) = 0;
  // True when no more runs will come.
  virtual bool done() const = 0;

  // From now on only runs of `rows` rows or more come out; what cannot have any is not read. REQUIRES: not
  // less than in the call before.
  virtual void WantAtLeast(uint64_t rows) = 0;
  // A number of rows that at least `runs` runs have, as far as block headers tell; 0 where they tell nothing.
  // REQUIRES: runs > 0.
  virtual uint64_t RowsOfTop(size_t runs) const = 0;

  // rows: the runs that came out; blocks_skipped: those that headers alone have answered.
  virtual const ScanCounters& counters() const = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_RUN_CURSOR_H_
