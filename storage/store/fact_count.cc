#include "storage/store/fact_count.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/model/statement.h"

namespace tern::store {
namespace {

// Adds up the rows that are the first for their fact, and forgets the sum when it is taken.
class FactCounter {
 public:
  // `counted`: the fact in front of the first row has a row for it already.
  FactCounter(const model::Row& before, bool counted) : counted_(counted) {
    std::copy_n(before.begin(), fact_.size(), fact_.begin());
  }

  void Add(const std::array<model::TermId, 3>& fact, model::TermId claim) {
    if (fact != fact_) {
      fact_ = fact;
      counted_ = false;
    }
    if (counted_ || model::StanceOf(claim) != model::Stance::kFor) return;
    counted_ = true;
    ++facts_;
  }
  uint64_t Take() { return std::exchange(facts_, 0); }

 private:
  std::array<model::TermId, 3> fact_{};
  bool counted_;
  uint64_t facts_ = 0;
};

}  // namespace

uint64_t CountFacts(const block::Block& block, uint32_t begin, uint32_t end) {
  if (begin == end) return 0;
  if (begin == 0 && end == block.rows()) return block.header().facts;
  const uint32_t rows = end - begin;
  uint64_t count = 0;
  CountFactsOfPieces(block, begin, absl::MakeConstSpan(&rows, 1), &count);
  return count;
}

void CountFactsOfPieces(const block::Block& block, uint32_t begin, absl::Span<const uint32_t> ends,
                        uint64_t* counts) {
  const block::BlockHeader& header = block.header();
  if (header.all_distinct_for || header.shape != block::RowShape::kFacts) {
    for (size_t piece = 0; piece < ends.size(); ++piece)
      counts[piece] = ends[piece] - (piece == 0 ? 0 : ends[piece - 1]);
    return;
  }
  constexpr uint32_t kChunkRows = 1024;
  std::array<std::array<model::TermId, kChunkRows>, 4> chunk;
  // Rows that begin with the block go on from the block before, where its first fact is counted.
  const bool goes_on = begin == 0 && header.first_fact_counted;
  FactCounter counter(goes_on ? header.first : model::Row{}, goes_on);
  size_t piece = 0;
  const uint32_t rows = ends.empty() ? 0 : ends.back();
  for (uint32_t from = 0; from < rows; from += kChunkRows) {
    const uint32_t to = std::min(rows, from + kChunkRows);
    for (int column = 0; column < 4; ++column) {
      block.DecodeColumn(column, begin + from, begin + to, chunk[static_cast<size_t>(column)].data());
    }
    for (uint32_t i = 0; i < to - from; ++i) {
      counter.Add({chunk[0][i], chunk[1][i], chunk[2][i]}, chunk[3][i]);
      if (from + i + 1 == ends[piece]) counts[piece++] = counter.Take();
    }
  }
}

}  // namespace tern::store
