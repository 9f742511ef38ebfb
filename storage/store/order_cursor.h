// The cursor over one order of one generation with the unfolded log laid over it. Blocks are read through the
// key-value store's cache and stay packed: rows are cut into segments between two log rows, and a segment
// whose rows all come out as they are (mode kRaw, or a block that holds each fact once) is decoded straight
// into the caller's columns; others go through a window of decoded rows and the claim filter, about 10 ns a
// row. Seeks that stay near are answered from that window.
#ifndef TERN_STORAGE_STORE_ORDER_CURSOR_H_
#define TERN_STORAGE_STORE_ORDER_CURSOR_H_

#include <array>
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
#include "storage/store/block_window.h"
#include "storage/store/cursor.h"
#include "storage/store/order_source.h"
#include "storage/store/row_range.h"

namespace tern::store {

class OrderCursor final : public Cursor {
 public:
  OrderCursor(OrderSource source, const RowRange& range, ClaimMode mode);

  absl::StatusOr<size_t> Next(size_t max_rows, const std::array<model::TermId*, 4>& out) override;
  absl::Status Seek(const model::Row& row) override;
  const ScanCounters& counters() const override { return counters_; }

 private:
  // A seek that goes no further than this is followed by more such seeks: they are answered from decoded
  // rows.
  static constexpr uint32_t kNearRows = BlockWindow::kRows / 4;

  struct Output {
    const std::array<model::TermId*, 4>& columns;
    size_t rows = 0;
    size_t max_rows = 0;
    bool full() const { return rows == max_rows; }
  };

  // Makes block_ the next one with rows that can match, or leaves it null at the end.
  absl::Status OpenBlock();
  absl::StatusOr<std::shared_ptr<const block::Block>> ReadNextBlock();
  void CloseBlock();
  void CountSkipped(size_t blocks);
  bool SkipByClaims(const block::BlockHeader& header) const;

  // Where the rows before the next log row end.
  void FindSegmentEnd();
  void CopySegment(Output& out);
  void FilterSegment(Output& out);
  // The next `count` rows of one column.
  void ReadColumn(size_t column, uint32_t count, model::TermId* to);
  // What of rows [begin, end) of the window comes out, at most `limit` rows: their places in the window in
  // selected_, and how far it got.
  struct Selection {
    size_t count = 0;
    uint32_t end = 0;
  };
  Selection SelectFacts(uint32_t begin, uint32_t end, size_t limit);
  Selection SelectClaims(uint32_t begin, uint32_t end, size_t limit);
  bool SegmentIsPlain() const;
  // The first row of block_ at or behind row_ that is not below `target`.
  uint32_t SeekInBlock(const model::Row& target);
  // Takes the log row at log_position_. REQUIRES: the output is not full.
  void TakeLogRow(Output& out);

  bool Wanted(model::TermId claim) const;
  // True where mode kFact has put out the fact of `row` already; else remembers it.
  bool IsRepeated(const model::Row& row);
  void Put(const model::Row& row, Output& out) const;

  OrderSource source_;
  RowRange range_;
  ClaimMode mode_;
  size_t claim_column_;

  size_t next_block_ = 0;
  bool arrived_ = true;                        // next_block_ was searched for, not reached by reading on
  model::Row lower_;                           // no row below it comes out any more
  std::shared_ptr<const block::Block> block_;  // null: none is open
  uint32_t row_ = 0;
  uint32_t row_end_ = 0;
  uint32_t segment_end_ = 0;
  bool segment_known_ = false;
  size_t log_position_ = 0;

  BlockWindow window_;  // on block_, or closed
  std::array<uint16_t, BlockWindow::kRows> selected_;

  model::Row last_fact_{};  // mode kFact: the newest fact put out, claim null
  bool has_last_fact_ = false;
  bool done_ = false;
  ScanCounters counters_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ORDER_CURSOR_H_
