#include "storage/store/fold_range.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/block/block.h"
#include "storage/block/block_builder.h"
#include "storage/model/text.h"
#include "storage/order/keys.h"
#include "storage/store/index_edit.h"
#include "storage/store/row_range.h"

namespace tern::store {
namespace {

using block::BlockHeader;
using model::Row;

// A block that is smaller than this part of the wanted size is joined with its neighbour.
constexpr uint32_t kSmallPart = 4;
// Blocks are cut a little larger than evenly, since facts are not cut: no crumb is left at the end.
constexpr uint32_t kCutSlackPart = 64;

// The lowest row that a statement of the same fact can have.
Row FactStart(Row row, block::RowShape shape) {
  for (auto column = static_cast<size_t>(block::FactColumns(shape)); column < row.size(); ++column) {
    row[column] = model::TermId::Null();
  }
  return row;
}

// What the blocks do not have as the log says; rows that came and went are as the blocks have them.
std::vector<log::LogRow> RowsToFold(const log::LogIndex& to_fold, order::Order order, const Row& from) {
  std::vector<log::LogRow> rows = to_fold.Range(order, from, RowRange::All().last);
  std::erase_if(rows, [](const log::LogRow& row) { return row.first_insert != row.last_insert; });
  return rows;
}

class RangeFolder {
 public:
  RangeFolder(const SnapshotImpl& base, const log::LogIndex& to_fold, order::Order order,
              const FoldRangeOptions& options, std::shared_ptr<const OrderIndex> index)
      : base_(base),
        order_(order),
        shape_(order::InfoOf(order).shape),
        options_(options),
        index_(std::move(index)),
        log_rows_(RowsToFold(to_fold, order, record().boundary)) {
    out_.record = record();
  }

  absl::StatusOr<FoldedRange> Run() {
    while (next_log_row_ < log_rows_.size()) {
      const size_t touched = BlockOf(log_rows_[next_log_row_].row);
      if (!edits_.empty() && BatchIsFull()) {
        out_.record.boundary = FactStart(index_->header(touched).first, shape_);
        return Finish();
      }
      if (options_.checkpoint) {
        if (absl::Status status = options_.checkpoint(); !status.ok()) return status;
      }
      if (absl::Status status = FoldRun(touched); !status.ok()) return status;
    }
    out_.record.boundary = kFoldedWhole;
    return Finish();
  }

  // How many blocks the log rows touch.
  uint64_t CountTouched() {
    uint64_t touched = 0;
    while (next_log_row_ < log_rows_.size()) {
      const size_t begin = BlockOf(log_rows_[next_log_row_].row);
      const size_t end = RunEnd(begin);
      touched += std::max<size_t>(1, end - begin);
      SkipLogRows(end);
    }
    return touched;
  }

 private:
  const GenerationRecord& generation() const { return base_.state().blocks->record(); }
  const OrderRecord& record() const { return generation().of(order_); }

  bool BatchIsFull() const {
    return out_.batch.size_bytes() >= options_.batch_bytes - options_.batch_bytes / 8;  // the index comes yet
  }

  bool SharesFact(size_t block) const {  // with the block before
    return block > 0 && block < index_->size() &&
           FactStart(index_->header(block).first, shape_) ==
               FactStart(index_->header(block - 1).last, shape_);
  }

  // The first block of those that `row` belongs to, 0 where there is none.
  size_t BlockOf(const Row& row) const {
    // The fact of a block's first row begins there, also where `row` has a lower claim.
    Row last_of_fact = row;
    for (auto column = static_cast<size_t>(block::FactColumns(shape_)); column < row.size(); ++column) {
      last_of_fact[column] = model::TermId::Max();
    }
    size_t block = index_->FirstBehind(last_of_fact, next_block_);
    if (block > next_block_) --block;
    while (block > next_block_ && SharesFact(block)) --block;
    return block;
  }

  // The end of the run of blocks from `begin` on that no boundary may cut.
  size_t RunEnd(size_t begin) const {
    size_t end = std::min(begin + 1, index_->size());
    while (SharesFact(end)) ++end;
    return end;
  }

  // The index of the first log row that belongs to a block at or behind `end`.
  size_t LogEnd(size_t end) const {
    if (end >= index_->size()) return log_rows_.size();
    const Row limit = FactStart(index_->header(end).first, shape_);
    const auto found =
        std::lower_bound(log_rows_.begin() + static_cast<ptrdiff_t>(next_log_row_), log_rows_.end(), limit,
                         [](const log::LogRow& a, const Row& b) { return a.row < b; });
    return static_cast<size_t>(found - log_rows_.begin());
  }
  void SkipLogRows(size_t end) {
    next_log_row_ = LogEnd(end);
    next_block_ = end;
  }

  // How many rows the run [begin, end) will have.
  uint64_t RowsAfter(size_t begin, size_t end) const {
    int64_t rows = static_cast<int64_t>(index_->RowsBefore(end) - index_->RowsBefore(begin));
    const size_t log_end = LogEnd(end);
    for (size_t i = next_log_row_; i < log_end; ++i) rows += log_rows_[i].statements();
    return static_cast<uint64_t>(std::max<int64_t>(rows, 0));
  }

  bool IsSmall() const { return !rows_.empty() && rows_.size() < options_.rows_per_block / kSmallPart; }

  // Rewrites the run of blocks that begins with `begin`, and neighbours that it is joined with.
  absl::Status FoldRun(size_t begin) {
    rows_.clear();
    size_t end = RunEnd(begin);
    if (absl::Status status = ReadFolded(begin, end); !status.ok()) return status;
    while (IsSmall() && end < index_->size()) {
      const size_t next_end = RunEnd(end);
      if (rows_.size() + RowsAfter(end, next_end) > options_.rows_per_block) break;
      if (absl::Status status = ReadFolded(end, next_end); !status.ok()) return status;
      end = next_end;
    }
    // Blocks before are folded already, or the log does not touch them.
    const size_t edited = edits_.empty() ? 0 : edits_.back().end;
    if (IsSmall() && begin > edited && !SharesFact(begin - 1) &&
        index_->header(begin - 1).rows + rows_.size() <= options_.rows_per_block) {
      const std::vector<Row> rows = std::exchange(rows_, {});
      --begin;
      if (absl::Status status = ReadBlockRows(begin, rows_); !status.ok()) return status;
      rows_.insert(rows_.end(), rows.begin(), rows.end());
    }
    return WriteBlocks(begin, end);
  }

  absl::Status ReadBlockRows(size_t number, std::vector<Row>& rows) const {
    const absl::StatusOr<block::Block> block = ReadBlock(*base_.state().view, generation().generation, order_,
                                                         index_->header(number), block::Verify::kContent);
    if (!block.ok()) return block.status();
    const size_t begin = rows.size();
    rows.resize(begin + block->rows());
    std::vector<model::TermId> column(block->rows());
    for (size_t c = 0; c < rows.front().size(); ++c) {
      block->DecodeColumn(static_cast<int>(c), 0, block->rows(), column.data());
      for (size_t i = 0; i < column.size(); ++i) rows[begin + i][c] = column[i];
    }
    return absl::OkStatus();
  }

  absl::Status Contradiction() const {
    return absl::DataLossError(model::StrCat("generation ", generation().generation, ", order ",
                                             order::NameOf(order_),
                                             ": blocks and commit log contradict each other"));
  }

  // Appends the rows of blocks [begin, end) to rows_, with the log rows that belong to them folded in.
  absl::Status ReadFolded(size_t begin, size_t end) {
    const size_t log_end = LogEnd(end);
    std::vector<Row> rows;
    for (size_t number = begin; number < end; ++number) {
      if (absl::Status status = ReadBlockRows(number, rows); !status.ok()) return status;
    }
    auto next = rows.begin();
    for (; next_log_row_ < log_end; ++next_log_row_) {
      const log::LogRow& change = log_rows_[next_log_row_];
      const auto found = std::lower_bound(next, rows.end(), change.row);
      rows_.insert(rows_.end(), next, found);
      next = found;
      const bool is_there = next != rows.end() && *next == change.row;
      if (is_there == change.last_insert) return Contradiction();
      if (is_there) {
        ++next;
        --out_.record.rows;
      } else {
        rows_.push_back(change.row);
        ++out_.record.rows;
      }
      ++out_.log_rows;
    }
    rows_.insert(rows_.end(), next, rows.end());
    next_block_ = end;
    return absl::OkStatus();
  }

  // Puts rows_ in the place of blocks [begin, end).
  absl::Status WriteBlocks(size_t begin, size_t end) {
    IndexEdit edit{begin, end, {}};
    const auto wanted = static_cast<size_t>(options_.rows_per_block);
    const size_t pieces = std::max<size_t>(1, (rows_.size() + wanted - 1) / wanted);
    const size_t piece_rows = (rows_.size() + pieces - 1) / pieces + wanted / kCutSlackPart;
    const auto piece_limit = static_cast<uint32_t>(std::clamp<size_t>(piece_rows, 1, wanted));
    block::BlockCutter cutter({shape_, piece_limit, false}, [&](block::EncodedBlock block) {
      out_.batch.Put(kv::Family::kBlocks, KeyOf(block.header), std::move(block.bytes));
      edit.headers.push_back(block.header);
      return absl::OkStatus();
    });
    for (const Row& row : rows_) {
      if (absl::Status status = cutter.Add(row); !status.ok()) return status;
    }
    if (absl::Status status = cutter.Finish(); !status.ok()) return status;
    out_.blocks_written += edit.headers.size();
    for (size_t number = begin; number < end; ++number) {
      const BlockHeader& old = index_->header(number);
      const bool is_replaced =
          std::any_of(edit.headers.begin(), edit.headers.end(),
                      [&](const BlockHeader& header) { return header.first == old.first; });
      if (!is_replaced) out_.batch.Delete(kv::Family::kBlocks, KeyOf(old));
    }
    edits_.push_back(std::move(edit));
    return absl::OkStatus();
  }

  std::string KeyOf(const BlockHeader& header) const {
    return order::EncodeBlockKey(generation().generation, order_, header.first);
  }

  absl::StatusOr<FoldedRange> Finish() {
    out_.index = index_;
    if (!edits_.empty()) {
      absl::StatusOr<std::shared_ptr<const OrderIndex>> index =
          EditIndex(*index_, edits_, generation().generation, order_, out_.batch);
      if (!index.ok()) return index.status();
      out_.index = *std::move(index);
    }
    out_.record.blocks = static_cast<uint32_t>(out_.index->size());
    out_.record.groups = static_cast<uint32_t>(out_.index->groups());
    if (out_.index->RowsBefore(out_.index->size()) != out_.record.rows) return Contradiction();
    return std::move(out_);
  }

  const SnapshotImpl& base_;
  const order::Order order_;
  const block::RowShape shape_;
  const FoldRangeOptions& options_;
  const std::shared_ptr<const OrderIndex> index_;
  const std::vector<log::LogRow> log_rows_;
  size_t next_log_row_ = 0;
  size_t next_block_ = 0;  // of index_; blocks before it are done
  std::vector<Row> rows_;  // of the run that is being rewritten
  std::vector<IndexEdit> edits_;
  FoldedRange out_;
};

}  // namespace

absl::StatusOr<FoldedRange> FoldRange(const SnapshotImpl& base, const log::LogIndex& to_fold,
                                      order::Order order, const FoldRangeOptions& options) {
  absl::StatusOr<std::shared_ptr<const OrderIndex>> index =
      base.state().blocks->Index(*base.state().view, order);
  if (!index.ok()) return index.status();
  return RangeFolder(base, to_fold, order, options, *std::move(index)).Run();
}

absl::StatusOr<FoldShare> ShareToFold(const SnapshotImpl& base, const log::LogIndex& to_fold,
                                      order::Order order) {
  absl::StatusOr<std::shared_ptr<const OrderIndex>> index =
      base.state().blocks->Index(*base.state().view, order);
  if (!index.ok()) return index.status();
  const uint64_t blocks = (*index)->size();
  const FoldRangeOptions options;
  return FoldShare{RangeFolder(base, to_fold, order, options, *std::move(index)).CountTouched(), blocks};
}

}  // namespace tern::store
