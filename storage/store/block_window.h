// A window on the rows of one block, decoded a column at a time when it is first wanted. Where a cursor looks
// at rows again and again (seeks close to each other, the claim filter, small reads) it does so here: a
// comparison of decoded ids is 1 ns, one of packed ones 5 to 80.
#ifndef TERN_STORAGE_STORE_BLOCK_WINDOW_H_
#define TERN_STORAGE_STORE_BLOCK_WINDOW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "storage/block/block.h"
#include "storage/model/statement.h"
#include "storage/model/term_id.h"

namespace tern::store {

// 16 KB from the first Move on. Not thread-safe.
class BlockWindow {
 public:
  static constexpr uint32_t kRows = 512;

  // Shows the rows of `block` from `begin` on, at most kRows. `block` stays alive until the next Move or
  // Close. REQUIRES: begin <= end <= block.rows().
  void Move(const block::Block& block, uint32_t begin, uint32_t end);
  void Close() { begin_ = end_ = 0; }

  uint32_t begin() const { return begin_; }
  uint32_t end() const { return end_; }
  bool Has(uint32_t row) const { return begin_ <= row && row < end_; }

  // The ids of rows begin() … end() − 1 in one column. REQUIRES: the window is not empty.
  const model::TermId* Column(size_t column);
  // The first row at or behind `from` that is not below `row`, end() if there is none; gallops.
  // REQUIRES: begin() <= from <= end().
  uint32_t LowerBound(const model::Row& row, uint32_t from);

 private:
  using Columns = std::array<std::array<model::TermId, kRows>, block::kColumnCount>;

  // Whether the row at begin() + index is below `row`.
  bool IsBelow(uint32_t index, const model::Row& row);

  const block::Block* block_ = nullptr;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
  std::array<bool, block::kColumnCount> decoded_{};
  std::unique_ptr<Columns> columns_;  // a cursor that only copies has none
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_BLOCK_WINDOW_H_
