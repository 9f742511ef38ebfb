// How many rows a range of one order has: sums of the block index, at most two blocks read in part, and the
// log.
#ifndef TERN_STORAGE_STORE_SCAN_COUNT_H_
#define TERN_STORAGE_STORE_SCAN_COUNT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/read_monitor.h"
#include "storage/store/row_range.h"
#include "storage/store/unfolded_log.h"

namespace tern::store {

struct RangeCount {
  uint64_t rows = 0;   // statements
  uint64_t facts = 0;  // distinct facts with a statement for them; only where the range cuts no fact
};

// Exact. `monitor` (may be null) counts the blocks. DataLoss where blocks and log contradict each other.
absl::StatusOr<RangeCount> CountRange(const kv::ReadView& view, const BlockGeneration& blocks,
                                      order::Order order, const OrderIndex& index, const UnfoldedLog& log,
                                      const RowRange& range, ReadMonitor* monitor = nullptr);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SCAN_COUNT_H_
