// Rows in, packed blocks out: EncodeBlock packs one block, BlockCutter cuts a sorted stream of rows into
// blocks. Bulk load and fold stand before it, the key-value store behind. Each column is written in the
// encoding that is smallest for it (column_encoder.h).
#ifndef TERN_STORAGE_BLOCK_BLOCK_BUILDER_H_
#define TERN_STORAGE_BLOCK_BLOCK_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/model/statement.h"

namespace tern::block {

struct EncodedBlock {
  BlockHeader header;
  std::string bytes;
};

// InvalidArgument unless rows are 1 … kMaxRowsPerBlock, strictly ascending, with a null column 3 for
// kProperties.
absl::StatusOr<EncodedBlock> EncodeBlock(absl::Span<const model::Row> rows, RowShape shape,
                                         bool first_fact_counted = false);

// Cuts a stream into blocks of at most `rows_per_block` rows that hold whole facts. A fact of more rows than
// that gets a block of its own, and only one of more than kMaxRowsPerBlock rows is spread over several
// blocks. Holds at most kMaxRowsPerBlock + 1 rows. Not thread-safe.
class BlockCutter {
 public:
  struct Options {
    RowShape shape = RowShape::kFacts;
    uint32_t rows_per_block = kDefaultRowsPerBlock;  // 1 … kMaxRowsPerBlock
    // The stream continues a fact that an earlier block has counted (BlockHeader::first_fact_counted).
    bool first_fact_counted = false;
  };
  // Takes the finished blocks in order; an error stops the cutter and comes back from Add or Finish.
  using Sink = std::function<absl::Status(EncodedBlock)>;

  BlockCutter(const Options& options, Sink sink);
  BlockCutter(const BlockCutter&) = delete;
  BlockCutter& operator=(const BlockCutter&) = delete;

  // REQUIRES: rows arrive strictly ascending; InvalidArgument (at the latest from Finish) if not.
  absl::Status Add(const model::Row& row);
  // Emits what is left. The cutter may not be used afterwards.
  absl::Status Finish();

 private:
  absl::Status Emit(size_t count);
  bool SameFact(const model::Row& a, const model::Row& b) const;

  Options options_;
  Sink sink_;
  std::vector<model::Row> pending_;
  size_t fact_begin_ = 0;            // index in pending_ of the first row of the newest fact
  bool first_fact_counted_ = false;  // of pending_[0]
};

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BLOCK_BUILDER_H_
