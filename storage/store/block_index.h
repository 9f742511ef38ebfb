// The block index of one generation in memory: the headers of all blocks of an order with running sums, so
// that counts are subtractions and cursors gallop to the block they need without asking the key-value store.
// Loaded an order at a time, on first use, and shared by every snapshot of the generation (about 200 bytes a
// block of 8192 rows).
#ifndef TERN_STORAGE_STORE_BLOCK_INDEX_H_
#define TERN_STORAGE_STORE_BLOCK_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block.h"
#include "storage/block/block_header.h"
#include "storage/kv/key_value.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/meta.h"

namespace tern::store {

// The blocks of one order, ascending. Immutable.
class OrderIndex {
 public:
  // DataLoss where the groups are damaged or do not add up to `record`.
  static absl::StatusOr<std::shared_ptr<const OrderIndex>> Load(const kv::ReadView& view, uint32_t generation,
                                                                order::Order order,
                                                                const OrderRecord& record);

  size_t size() const { return headers_.size(); }
  const block::BlockHeader& header(size_t block) const { return headers_[block]; }
  // Sums over the blocks before this one. REQUIRES: block <= size().
  uint64_t RowsBefore(size_t block) const { return rows_before_[block]; }
  uint64_t FactsBefore(size_t block) const { return facts_before_[block]; }

  // The groups in which the headers are stored: group g holds the blocks [GroupBegin(g), GroupBegin(g + 1)).
  size_t groups() const { return group_begins_.size(); }
  // REQUIRES: group <= groups().
  size_t GroupBegin(size_t group) const {
    return group == group_begins_.size() ? size() : group_begins_[group];
  }

  // The first block at or behind `from` whose last row is not below `row`; gallops, so a near one is found
  // fast.
  size_t FirstReaching(const model::Row& row, size_t from = 0) const;
  // The first block at or behind `from` whose first row is above `row`.
  size_t FirstBehind(const model::Row& row, size_t from = 0) const;

  // For who writes an index: adds a group. DataLoss where it does not ascend behind what is there. REQUIRES:
  // the group is not empty, and nobody else has the index yet.
  absl::Status Append(absl::Span<const block::BlockHeader> group);

 private:
  std::vector<block::BlockHeader> headers_;
  std::vector<size_t> group_begins_;
  std::vector<uint64_t> rows_before_ = {0};
  std::vector<uint64_t> facts_before_ = {0};
};

// One generation of blocks. Thread-safe. Must not outlive the key-value store, whose bytes it may keep.
class BlockGeneration {
 public:
  explicit BlockGeneration(const GenerationRecord& record)
      : record_(record), readers_(std::make_shared<const char>()) {}
  // `before`, after a fold in place has rewritten a part of one order: its index is `index` now.
  BlockGeneration(const BlockGeneration& before, const GenerationRecord& record, order::Order order,
                  std::shared_ptr<const OrderIndex> index);
  // `before`, with another record and the same blocks.
  BlockGeneration(const BlockGeneration& before, const GenerationRecord& record);

  const GenerationRecord& record() const { return record_; }
  // Expires when nobody holds any state of this generation any more.
  std::weak_ptr<const void> readers() const { return readers_; }

  // Loads the index of an order at its first use, through `view`, which must hold this generation.
  absl::StatusOr<std::shared_ptr<const OrderIndex>> Index(const kv::ReadView& view, order::Order order) const;

  // A block of `index`, which is that of `order`, its structure verified. Some that were read lately are
  // kept, so that lookups near each other spare the way through the key-value store, about 4 µs.
  absl::StatusOr<std::shared_ptr<const block::Block>> Block(const kv::ReadView& view, order::Order order,
                                                            const OrderIndex& index, size_t number) const;

 private:
  // Bounds what is kept to about 32 MB, which lie pinned in the key-value store's cache and count there.
  static constexpr size_t kKeptBlocks = 1024;
  static constexpr size_t kKeptLocks = 64;

  struct Kept {
    order::Order order = order::Order::kSpo;
    size_t number = 0;
    std::shared_ptr<const block::Block> block;  // null: nothing is kept here
  };

  GenerationRecord record_;
  std::shared_ptr<const void> readers_;  // shared by all states of the generation
  mutable std::mutex mutex_;
  mutable std::array<std::shared_ptr<const OrderIndex>, order::kOrderCount> indexes_;
  mutable std::array<std::mutex, kKeptLocks>
      kept_locks_;  // place i of kept_ is guarded by lock i % kKeptLocks
  mutable std::array<Kept, kKeptBlocks> kept_;
};

// The block that `header` describes. DataLoss where it is missing, damaged, or another than the index says.
absl::StatusOr<block::Block> ReadBlock(const kv::ReadView& view, uint32_t generation, order::Order order,
                                       const block::BlockHeader& header, block::Verify verify);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_BLOCK_INDEX_H_
