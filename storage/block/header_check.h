// What blocks and the block index share in the bytes of a header, and what must hold in any header from disk.
#ifndef TERN_STORAGE_BLOCK_HEADER_CHECK_H_
#define TERN_STORAGE_BLOCK_HEADER_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/block/block_header.h"

namespace tern::block {

// On disk: bit 0 all_distinct_for, bit 1 first_fact_counted.
uint8_t HeaderFlags(const BlockHeader& header);

// DataLoss if `flags` has unknown bits, or `shape` is no RowShape.
absl::Status SetHeaderFlags(uint8_t flags, BlockHeader& header);
absl::Status SetHeaderShape(uint8_t shape, BlockHeader& header);

// DataLoss if no rows can have this header.
absl::Status CheckHeader(const BlockHeader& header);

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_HEADER_CHECK_H_
