#include "storage/store/scan_count.h"

#include <algorithm>
#include <array>
#include <memory>

#include "absl/status/status.h"
#include "storage/block/block.h"
#include "storage/model/text.h"

namespace tern::store {
namespace {

// The facts of rows [begin, end) by the rule of BlockHeader::facts. REQUIRES: the range cuts no fact.
uint64_t CountFacts(const block::Block& block, uint32_t begin, uint32_t end) {
  const block::BlockHeader& header = block.header();
  if (begin == 0 && end == header.rows) return header.facts;
  if (header.all_distinct_for || header.shape != block::RowShape::kFacts) return end - begin;
  constexpr uint32_t kChunkRows = 1024;
  std::array<std::array<model::TermId, kChunkRows>, 4> chunk;
  std::array<model::TermId, 3> fact{};
  // A range that begins with the block goes on from the block before, where its first fact is counted.
  bool counted = begin == 0 && header.first_fact_counted;
  if (counted) std::copy_n(header.first.begin(), 3, fact.begin());
  uint64_t facts = 0;
  for (uint32_t from = begin; from < end; from += kChunkRows) {
    const uint32_t to = std::min(end, from + kChunkRows);
    for (int column = 0; column < 4; ++column) {
      block.DecodeColumn(column, from, to, chunk[static_cast<size_t>(column)].data());
    }
    for (uint32_t i = 0; i < to - from; ++i) {
      const std::array<model::TermId, 3> next = {chunk[0][i], chunk[1][i], chunk[2][i]};
      if (next != fact) {
        fact = next;
        counted = false;
      }
      if (counted || model::StanceOf(chunk[3][i]) != model::Stance::kFor) continue;
      counted = true;
      ++facts;
    }
  }
  return facts;
}

// What the part of one block inside the range holds.
absl::StatusOr<RangeCount> CountPart(const kv::ReadView& view, const BlockGeneration& blocks,
                                     order::Order order, const OrderIndex& index, size_t number,
                                     const RowRange& range) {
  const block::BlockHeader& header = index.header(number);
  if (range.first <= header.first && header.last <= range.last) return RangeCount{header.rows, header.facts};
  const absl::StatusOr<std::shared_ptr<const block::Block>> block = blocks.Block(view, order, index, number);
  if (!block.ok()) return block.status();
  const block::IndexRange rows = (*block)->RowsBetween(range.first, range.last);
  return RangeCount{rows.end - rows.begin, CountFacts(**block, rows.begin, rows.end)};
}

}  // namespace

absl::StatusOr<RangeCount> CountRange(const kv::ReadView& view, const BlockGeneration& blocks,
                                      order::Order order, const OrderIndex& index, const UnfoldedLog& log,
                                      const RowRange& range) {
  RangeCount count;
  if (range.empty) return count;
  const size_t begin = index.FirstReaching(range.first);
  const size_t end = index.FirstBehind(range.last, begin);
  // Only the first and the last block can reach out of the range; what lies between them is a subtraction.
  if (end - begin > 2) {
    count.rows = index.RowsBefore(end - 1) - index.RowsBefore(begin + 1);
    count.facts = index.FactsBefore(end - 1) - index.FactsBefore(begin + 1);
  }
  for (size_t block = begin; block < end; block = block == begin && end - begin > 1 ? end - 1 : end) {
    const absl::StatusOr<RangeCount> part = CountPart(view, blocks, order, index, block, range);
    if (!part.ok()) return part.status();
    count.rows += part->rows;
    count.facts += part->facts;
  }
  if (log.empty()) return count;
  const log::LogTotals change = log.Totals(order, range.first, range.last);
  const int64_t rows = static_cast<int64_t>(count.rows) + change.statements;
  const int64_t facts = static_cast<int64_t>(count.facts) + change.facts;
  if (rows < 0 || facts < 0) {
    return absl::DataLossError(model::StrCat("order ", order::NameOf(order),
                                             ": the log deletes statements that the blocks do not hold"));
  }
  return RangeCount{static_cast<uint64_t>(rows), static_cast<uint64_t>(facts)};
}

}  // namespace tern::store
