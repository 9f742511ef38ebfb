// What is read by who reads one order of a snapshot: its blocks, and the unfolded log on top of them.
#ifndef TERN_STORAGE_STORE_ORDER_SOURCE_H_
#define TERN_STORAGE_STORE_ORDER_SOURCE_H_

#include <memory>
#include <vector>

#include "storage/block/block.h"
#include "storage/kv/key_value.h"
#include "storage/log/log_index.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/read_monitor.h"

namespace tern::store {

struct OrderSource {
  std::shared_ptr<const kv::ReadView> view;
  std::shared_ptr<const BlockGeneration> blocks;
  order::Order order = order::Order::kSpo;
  std::shared_ptr<const OrderIndex> index;
  std::vector<log::LogRow> log_rows;  // of the range that is read, ascending
  block::Verify verify = block::Verify::kStructure;
  std::shared_ptr<ReadMonitor> monitor;  // may be null
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ORDER_SOURCE_H_
