// The keys of blocks and of block-index groups in the key-value store: generation, order and first row,
// big-endian, so that keys sort as the rows do and the block that may hold a row is the last one whose key is
// not above it. The generation comes first: a bulk load writes a new one beside the old and then switches.
//
//   offset  size  what
//   0       4     generation, big-endian
//   4       1     order
//   5       32    the four ids of the first row, big-endian, 8 bytes each
#ifndef TERN_STORAGE_ORDER_KEYS_H_
#define TERN_STORAGE_ORDER_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"

namespace tern::order {

inline constexpr size_t kOrderPrefixBytes = 5;
inline constexpr size_t kBlockKeyBytes = kOrderPrefixBytes + 32;

struct BlockKey {
  uint32_t generation = 0;
  Order order = Order::kSpo;
  model::Row first{};

  friend bool operator==(const BlockKey&, const BlockKey&) = default;
};

// A block and a group of the block index have keys of the same form, in column families of their own; a
// group's `first` is that of its first block.
std::string EncodeBlockKey(uint32_t generation, Order order, const model::Row& first);

// DataLoss unless `key` is the key of a block.
absl::StatusOr<BlockKey> ParseBlockKey(std::string_view key);

// The half-open range of keys [begin, end) of one order of one generation, and of a whole generation.
struct KeyRange {
  std::string begin;
  std::string end;
};
KeyRange OrderRange(uint32_t generation, Order order);
// REQUIRES: generation < 2^32 − 1.
KeyRange GenerationRange(uint32_t generation);

}  // namespace tern::order

#endif  // TERN_STORAGE_ORDER_KEYS_H_
