// The block index of an order after some of its blocks were replaced: the groups that the blocks stand in are
// cut anew and written in the batch of the blocks, all others stay as they are.
#ifndef TERN_STORAGE_STORE_INDEX_EDIT_H_
#define TERN_STORAGE_STORE_INDEX_EDIT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/kv/key_value.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"

namespace tern::store {

// Headers in a group of the index; readers accept more.
inline constexpr size_t kHeadersPerGroup = 64;

// Blocks [begin, end) of an index become those of `headers`. In an index without blocks begin and end are 0.
struct IndexEdit {
  size_t begin = 0;
  size_t end = 0;
  std::vector<block::BlockHeader> headers;
};

// Appends the changed groups to `batch` and gives back the new index. REQUIRES: the edits ascend and do not
// overlap.
absl::StatusOr<std::shared_ptr<const OrderIndex>> EditIndex(const OrderIndex& before,
                                                            absl::Span<const IndexEdit> edits,
                                                            uint32_t generation, order::Order order,
                                                            kv::Batch& batch);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_INDEX_EDIT_H_
