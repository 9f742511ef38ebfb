// Writes a new generation of blocks as sorted files: for each order what a snapshot holds, its log folded in,
// merged with rows that a bulk load adds. Two orders are written at a time. Nothing of it is seen before the
// files are ingested. Every row that is read is verified, every row that is written must ascend.
#ifndef TERN_STORAGE_STORE_GENERATION_WRITER_H_
#define TERN_STORAGE_STORE_GENERATION_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/kv/key_value.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/meta.h"
#include "storage/store/snapshot_impl.h"

namespace tern::store {

// Rows of one order, strictly ascending, a batch at a time. Not thread-safe.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // Valid until the next call; empty at the end.
  virtual absl::StatusOr<absl::Span<const model::Row>> Next() = 0;
};

struct GenerationInput {
  // Not null. Its rows come first; the files are valid on top of its view.
  const SnapshotImpl* base = nullptr;
  // Where terms get new ids: gives the ids of a row of `base` their new ones, such that rows go on ascending;
  // false leaves the row out, and more_rows has it. Called from two threads. May be empty.
  std::function<absl::StatusOr<bool>(model::Row&)> map_row;
  // More rows of an order; such that `base` has already are written once. May be empty; called once an order,
  // from two threads.
  std::function<absl::StatusOr<std::unique_ptr<RowSource>>(order::Order)> more_rows;
  // Called before an order and every 64 K rows of it, from two threads; an error stops the writing. May be
  // empty.
  std::function<absl::Status(order::Order, uint64_t rows)> checkpoint;
  uint32_t rows_per_block = block::kDefaultRowsPerBlock;
};

struct WrittenGeneration {
  GenerationRecord record;  // all but `folded` and `target`
  Totals totals;
  std::vector<kv::TableFile> files;
};

// Writes generation `generation` into files in the directory `scratch`.
absl::StatusOr<WrittenGeneration> WriteGeneration(kv::KeyValue& key_value, const GenerationInput& input,
                                                  uint32_t generation, const std::string& scratch);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_GENERATION_WRITER_H_
