#include "storage/store/block_window.h"

#include <algorithm>
#include <cassert>

namespace tern::store {

void BlockWindow::Move(const block::Block& block, uint32_t begin, uint32_t end) {
  assert(begin <= end && end <= block.rows());
  if (columns_ == nullptr) columns_ = std::make_unique<Columns>();
  block_ = &block;
  begin_ = begin;
  end_ = std::min(end, begin + kRows);
  decoded_.fill(false);
}

const model::TermId* BlockWindow::Column(size_t column) {
  assert(begin_ < end_);
  model::TermId* ids = (*columns_)[column].data();
  if (!decoded_[column]) {
    block_->DecodeColumn(static_cast<int>(column), begin_, end_, ids);
    decoded_[column] = true;
  }
  return ids;
}

bool BlockWindow::IsBelow(uint32_t index, const model::Row& row) {
  for (size_t column = 0; column < row.size(); ++column) {
    const model::TermId id = Column(column)[index];
    if (id != row[column]) return id < row[column];
  }
  return false;
}

uint32_t BlockWindow::LowerBound(const model::Row& row, uint32_t from) {
  assert(begin_ <= from && from <= end_);
  const uint32_t size = end_ - begin_;
  uint32_t low = from - begin_;  // every row before it is below
  uint32_t step = 1;
  while (low + step <= size && IsBelow(low + step - 1, row)) {
    low += step;
    step *= 2;
  }
  uint32_t high = std::min(size, low + step - 1);  // not below, or the end
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (IsBelow(middle, row)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return begin_ + low;
}

}  // namespace tern::store
