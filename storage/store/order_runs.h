// The runs of one column of one order: blocks and the unfolded log. A log row only adds to or takes from the
// count of its value, so the two are merged value by value and not row by row. A block is read where it holds
// several values that are wanted; one column of it is decoded, a nanosecond or two a row.
#ifndef TERN_STORAGE_STORE_ORDER_RUNS_H_
#define TERN_STORAGE_STORE_ORDER_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/block/block.h"
#include "storage/kv/key_value.h"
#include "storage/log/log_index.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/order_source.h"
#include "storage/store/row_range.h"
#include "storage/store/run_cursor.h"

namespace tern::store {

class OrderRuns final : public RunCursor {
 public:
  enum class Unit : uint8_t { kRows, kFacts };

  // REQUIRES: `column` is not the claim's; all rows of `range` agree in the columns before it. For kFacts the
  // range cuts no fact.
  OrderRuns(OrderSource source, const RowRange& range, size_t column, Unit unit);

  absl::StatusOr<size_t> Next(size_t max_runs, model::TermId* values, uint64_t* counts) override;
  bool done() const override { return done_; }
  void WantAtLeast(uint64_t rows) override;
  uint64_t RowsOfTop(size_t runs) const override;
  const ScanCounters& counters() const override { return counters_; }

 private:
  // Bounds the work of one call of Next to less than a millisecond.
  static constexpr size_t kBlocksReadPerCall = 32;
  static constexpr size_t kBlocksSkippedPerCall = 16384;

  struct Run {
    model::TermId value;
    uint64_t count = 0;
  };
  struct Change {  // what the log adds to the count of a value
    model::TermId value;
    int64_t count = 0;
  };

  void AddUpLog(const std::vector<log::LogRow>& rows);
  bool IsInRange(const block::BlockHeader& header) const;
  // The first block behind `from` that begins behind the rows of `value`, which `like`, a row of block
  // `from`, has.
  size_t EndOfValue(const model::Row& like, size_t from) const;
  uint64_t CountOfBlocks(size_t begin, size_t end) const;

  // Takes in the next block or, where many hold one value, all of these.
  absl::Status TakeBlocks();
  void TakeOneValue(const block::BlockHeader& header);
  // True where no run that touches the next block can have the rows that are wanted.
  bool CanSkip(const block::BlockHeader& header) const;
  void SkipBlock(const block::BlockHeader& header);
  absl::Status ReadBlock();
  absl::StatusOr<std::shared_ptr<const block::Block>> FetchBlock(size_t number);
  void CountSkipped(size_t blocks);

  // Adds to the last run, or ends it and begins another.
  void Add(model::TermId value, uint64_t count);
  void EndRun();
  void PutLogBefore(model::TermId value);
  void Put(model::TermId value, uint64_t blocks, int64_t log);

  OrderSource source_;
  RowRange range_;
  size_t column_;
  Unit unit_;

  size_t next_block_ = 0;
  size_t end_block_ = 0;
  size_t last_read_;             // the block that was read last
  std::vector<Change> changes_;  // ascending
  size_t next_change_ = 0;
  int64_t most_added_ = 0;  // by the log to one value
  int64_t most_taken_ = 0;

  uint64_t min_count_ = 1;        // of runs that come out
  uint64_t min_block_count_ = 1;  // what of it must be in blocks
  bool skipped_ = false;          // runs are missing: the log may change what was not seen

  bool has_run_ = false;
  Run run_;                 // may go on in the next block
  std::vector<Run> ready_;  // finished, not put out yet
  size_t next_ready_ = 0;
  std::vector<model::TermId> values_;  // of a block that is read
  std::vector<uint32_t> ends_;
  std::vector<uint64_t> counts_;
  absl::Status damage_;
  bool done_ = false;
  ScanCounters counters_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ORDER_RUNS_H_
