// A few values of one column of a range of rows, taken at even distances, so that a value comes as often as
// its share of the rows says: what an optimiser wants to look at. Reads at most kMaxSampledBlocks blocks.
#ifndef TERN_STORAGE_STORE_ROW_SAMPLE_H_
#define TERN_STORAGE_STORE_ROW_SAMPLE_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/model/term_id.h"
#include "storage/order/order.h"
#include "storage/store/block_index.h"
#include "storage/store/row_range.h"

namespace tern::store {

inline constexpr size_t kMaxSampledBlocks = 16;

// Up to `count` ids of `column`, ascending as the rows do; of the blocks alone, the unfolded log is not
// looked at. Each row has the same chance, whatever its stance.
absl::StatusOr<std::vector<model::TermId>> SampleRows(const kv::ReadView& view, const BlockGeneration& blocks,
                                                      order::Order order, const OrderIndex& index,
                                                      const RowRange& range, size_t column, size_t count);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ROW_SAMPLE_H_
