#include "storage/store/id_near.h"

#include <algorithm>
#include <memory>

#include "storage/block/block.h"

namespace tern::store {
namespace {

using BlockPtr = std::shared_ptr<const block::Block>;

// The first block in [begin, end) behind which lie more than `target` facts, else the last one.
size_t BlockOf(const OrderIndex& index, size_t begin, size_t end, uint64_t target) {
  size_t low = begin;
  size_t high = end - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (index.FactsBefore(middle + 1) > target) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

absl::StatusOr<model::TermId> IdAtRank(const kv::ReadView& view, const BlockGeneration& blocks,
                                       order::Order order, const OrderIndex& index, const RowRange& range,
                                       size_t column, uint64_t rank) {
  if (range.empty) return model::TermId::Null();
  const size_t begin = index.FirstReaching(range.first);
  const size_t end = index.FirstBehind(range.last, begin);
  if (begin == end) return model::TermId::Null();
  absl::StatusOr<BlockPtr> first = blocks.Block(view, order, index, begin);
  if (!first.ok()) return first.status();
  const block::IndexRange first_rows = (*first)->RowsBetween(range.first, range.last);
  // Facts from the start of the order on.
  const uint64_t target = index.FactsBefore(begin) + first_rows.begin + rank;
  size_t number = BlockOf(index, begin, end, target);
  BlockPtr block = *first;
  block::IndexRange rows = first_rows;
  const auto open = [&](size_t wanted) -> absl::Status {
    absl::StatusOr<BlockPtr> opened = blocks.Block(view, order, index, wanted);
    if (!opened.ok()) return opened.status();
    block = *std::move(opened);
    rows = block->RowsBetween(range.first, range.last);
    number = wanted;
    return absl::OkStatus();
  };
  if (number != begin) {
    if (absl::Status status = open(number); !status.ok()) return status;
  }
  // Only the ends can have no row of the range, though their bounds reach over it.
  if (rows.begin == rows.end && number + 1 < end) {
    if (absl::Status status = open(number + 1); !status.ok()) return status;
  } else if (rows.begin == rows.end && number > begin) {
    if (absl::Status status = open(number - 1); !status.ok()) return status;
  }
  if (rows.begin == rows.end) return model::TermId::Null();
  const uint64_t before = index.FactsBefore(number);
  const uint64_t row = target > before ? target - before : 0;
  const auto in_block = static_cast<uint32_t>(std::clamp<uint64_t>(row, rows.begin, rows.end - 1));
  return block->At(static_cast<int>(column), in_block);
}

}  // namespace tern::store
