// The first part of a check: the blocks of every order and the block index, one by one, beneath cursors.
#ifndef TERN_STORAGE_STORE_CHECK_BLOCKS_H_
#define TERN_STORAGE_STORE_CHECK_BLOCKS_H_

#include <array>

#include "absl/status/status.h"
#include "storage/order/order.h"
#include "storage/store/check_findings.h"
#include "storage/store/snapshot_impl.h"

namespace tern::store {

// By order: whether it can be read as a whole.
using ReadableOrders = std::array<bool, order::kOrderCount>;

absl::Status CheckBlocks(const SnapshotImpl& snapshot, CheckFindings& findings, ReadableOrders& readable);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CHECK_BLOCKS_H_
