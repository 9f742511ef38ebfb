// Where a rank of a range leads: the id of one column at that row, from the sums of the block index and one
// block. For who wants the ends of a sorted range without reading it.
#ifndef TERN_STORAGE_STORE_ID_NEAR_H_
#define TERN_STORAGE_STORE_ID_NEAR_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/row_range.h"

namespace tern::store {

// The id in `column` of the row with `rank` facts of the range in the blocks before it, or one not far from
// it: where a block has rows that are no facts of their own, the rows are taken to be such. The last row of
// the range where the rank is beyond it; Null where the blocks have no row of the range.
absl::StatusOr<model::TermId> IdAtRank(const kv::ReadView& view, const BlockGeneration& blocks,
                                       order::Order order, const OrderIndex& index, const RowRange& range,
                                       size_t column, uint64_t rank);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ID_NEAR_H_
