// One step of a fold in place: a range of one order, from its boundary on, with the log folded into the
// blocks that it touches, as one atomic batch and the block index as it is afterwards. Reads and packs
// without changing anything, so that commits go on meanwhile; the store writes the batch. Blocks that the log
// does not touch are neither read nor written. docs/format.md, "Fold", has the rules.
#ifndef TERN_STORAGE_STORE_FOLD_RANGE_H_
#define TERN_STORAGE_STORE_FOLD_RANGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/block/block_header.h"
#include "storage/kv/key_value.h"
#include "storage/log/log_index.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/meta.h"
#include "storage/store/snapshot_impl.h"

namespace tern::store {

inline constexpr size_t kMaxFoldBatchBytes = size_t{16} << 20;

struct FoldRangeOptions {
  uint32_t rows_per_block = block::kDefaultRowsPerBlock;
  // The range ends where the batch would grow beyond this; blocks that one fact fills go together in any
  // case.
  size_t batch_bytes = kMaxFoldBatchBytes;
  // Called before each run of blocks is read; an error ends the fold. May be empty.
  std::function<absl::Status()> checkpoint;
};

struct FoldedRange {
  kv::Batch batch;                          // blocks and groups of the index
  OrderRecord record;                       // of the order, afterwards
  std::shared_ptr<const OrderIndex> index;  // of the order, afterwards
  uint64_t log_rows = 0;                    // that were folded
  uint64_t blocks_written = 0;
};

// Folds `to_fold`, the commits behind those that `base`'s blocks hold, from the boundary of `order` on. With
// the last range of the order the boundary becomes kFoldedWhole. DataLoss where blocks are damaged or
// contradict the log.
absl::StatusOr<FoldedRange> FoldRange(const SnapshotImpl& base, const log::LogIndex& to_fold,
                                      order::Order order, const FoldRangeOptions& options);

// How much of an order the rest of a fold has to rewrite.
struct FoldShare {
  uint64_t touched = 0;  // blocks
  uint64_t blocks = 0;
};
absl::StatusOr<FoldShare> ShareToFold(const SnapshotImpl& base, const log::LogIndex& to_fold,
                                      order::Order order);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_FOLD_RANGE_H_
