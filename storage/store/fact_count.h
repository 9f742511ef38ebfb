// How many facts rows of a block make: each fact with a row for it, once. The rule of BlockHeader::facts for
// parts of a block.
#ifndef TERN_STORAGE_STORE_FACT_COUNT_H_
#define TERN_STORAGE_STORE_FACT_COUNT_H_

#include <cstdint>

#include "absl/types/span.h"
#include "storage/block/block.h"

namespace tern::store {

// Rows [begin, end). REQUIRES: the range cuts no fact.
uint64_t CountFacts(const block::Block& block, uint32_t begin, uint32_t end);

// For consecutive pieces of a block from row `begin` on: counts[i] is the number of facts of piece i, which
// ends before row begin + ends[i]. REQUIRES: ends ascend; no piece cuts a fact.
void CountFactsOfPieces(const block::Block& block, uint32_t begin, absl::Span<const uint32_t> ends,
                        uint64_t* counts);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_FACT_COUNT_H_
