#include "storage/store/row_sample.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include "storage/block/block.h"

namespace tern::store {
namespace {

// Rows at even distances, the first half a distance behind the begin.
void TakeRows(const block::Block& block, block::IndexRange rows, size_t column, size_t count,
              std::vector<model::TermId>& sample) {
  const uint64_t size = rows.end - rows.begin;
  count = static_cast<size_t>(std::min<uint64_t>(count, size));
  for (uint64_t i = 0; i < count; ++i) {
    const auto row = static_cast<uint32_t>(rows.begin + (2 * i + 1) * size / (2 * count));
    sample.push_back(block.RowAt(row)[column]);
  }
}

}  // namespace

absl::StatusOr<std::vector<model::TermId>> SampleRows(const kv::ReadView& view, const BlockGeneration& blocks,
                                                      order::Order order, const OrderIndex& index,
                                                      const RowRange& range, size_t column, size_t count) {
  std::vector<model::TermId> sample;
  if (range.empty || count == 0) return sample;
  const size_t begin = index.FirstReaching(range.first);
  const size_t end = index.FirstBehind(range.last, begin);
  const size_t used = std::min({end - begin, kMaxSampledBlocks, count});
  for (size_t i = 0; i < used; ++i) {
    const size_t number = begin + (2 * i + 1) * (end - begin) / (2 * used);
    const absl::StatusOr<std::shared_ptr<const block::Block>> block =
        blocks.Block(view, order, index, number);
    if (!block.ok()) return block.status();
    const size_t wanted = count * (i + 1) / used - count * i / used;
    TakeRows(**block, (*block)->RowsBetween(range.first, range.last), column, wanted, sample);
  }
  return sample;
}

}  // namespace tern::store
