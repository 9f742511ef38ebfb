#include "storage/store/scan_count.h"

#include <memory>

#include "absl/status/status.h"
#include "storage/block/block.h"
#include "storage/model/text.h"
#include "storage/store/fact_count.h"

namespace tern::store {
namespace {

// What the part of one block inside the range holds.
absl::StatusOr<RangeCount> CountPart(const kv::ReadView& view, const BlockGeneration& blocks,
                                     order::Order order, const OrderIndex& index, size_t number,
                                     const RowRange& range, ReadMonitor* monitor) {
  const block::BlockHeader& header = index.header(number);
  if (range.first <= header.first && header.last <= range.last) return RangeCount{header.rows, header.facts};
  if (monitor != nullptr) {
    if (absl::Status status = monitor->Poll(); !status.ok()) return status;
    monitor->blocks_read.Add(1);
  }
  const absl::StatusOr<std::shared_ptr<const block::Block>> block = blocks.Block(view, order, index, number);
  if (!block.ok()) return block.status();
  const block::IndexRange rows = (*block)->RowsBetween(range.first, range.last);
  return RangeCount{rows.end - rows.begin, CountFacts(**block, rows.begin, rows.end)};
}

}  // namespace

absl::StatusOr<RangeCount> CountRange(const kv::ReadView& view, const BlockGeneration& blocks,
                                      order::Order order, const OrderIndex& index, const UnfoldedLog& log,
                                      const RowRange& range, ReadMonitor* monitor) {
  RangeCount count;
  if (range.empty) return count;
  const size_t begin = index.FirstReaching(range.first);
  const size_t end = index.FirstBehind(range.last, begin);
  // Only the first and the last block can reach out of the range; what lies between them is a subtraction.
  if (end - begin > 2) {
    count.rows = index.RowsBefore(end - 1) - index.RowsBefore(begin + 1);
    count.facts = index.FactsBefore(end - 1) - index.FactsBefore(begin + 1);
  }
  for (size_t block = begin; block < end; block = block == begin && end - begin > 1 ? end - 1 : end) {
    const absl::StatusOr<RangeCount> part = CountPart(view, blocks, order, index, block, range, monitor);
    if (!part.ok()) return part.status();
    count.rows += part->rows;
    count.facts += part->facts;
  }
  if (log.empty()) return count;
  const log::LogTotals change = log.Totals(order, range.first, range.last);
  const int64_t rows = static_cast<int64_t>(count.rows) + change.statements;
  const int64_t facts = static_cast<int64_t>(count.facts) + change.facts;
  if (rows < 0 || facts < 0) {
    return absl::DataLossError(model::StrCat("order ", order::NameOf(order),
                                             ": the log deletes statements that the blocks do not hold"));
  }
  return RangeCount{static_cast<uint64_t>(rows), static_cast<uint64_t>(facts)};
}

}  // namespace tern::store
