#include "engine/execute/row_set.h"

#include <algorithm>
#include <bit>

namespace tern::execute {

using model::TermId;

// The slot of `row`, or the free one where it belongs. REQUIRES: there is a free slot.
size_t RowSet::SlotOf(const TermId* row) const {
  uint64_t hash = 0;
  for (size_t i = 0; i < width_; ++i) {
    hash = (hash ^ row[i].bits()) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
  }
  const size_t mask = slots_.size() - 1;
  for (size_t slot = static_cast<size_t>(hash) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return slot;
    const TermId* other = this->row(slots_[slot] - 1);
    if (std::equal(row, row + width_, other)) return slot;
  }
}

std::pair<size_t, bool> RowSet::Add(const TermId* row) {
  if (2 * (size_ + 1) > slots_.size()) Grow();
  uint32_t& slot = slots_[SlotOf(row)];
  if (slot != 0) return {slot - 1, false};
  ids_.insert(ids_.end(), row, row + width_);
  slot = static_cast<uint32_t>(++size_);
  return {size_ - 1, true};
}

absl::Status RowSet::Reserve(size_t rows, const Context& context) {
  constexpr size_t kRowsPerPoll = 65536;
  if (rows > kMaxRows - size_) return absl::ResourceExhaustedError("memory limit: too many different rows");
  const size_t wanted = std::bit_ceil(std::max<size_t>(64, 2 * (size_ + rows)));
  if (wanted <= slots_.size()) return absl::OkStatus();
  slots_.assign(wanted, 0);
  for (size_t i = 0; i < size_; ++i) {
    if (i % kRowsPerPoll == 0) {
      if (absl::Status status = context.Poll(); !status.ok()) return status;
    }
    slots_[SlotOf(row(i))] = static_cast<uint32_t>(i) + 1;
  }
  return absl::OkStatus();
}

void RowSet::Grow() {
  slots_.assign(std::max<size_t>(64, 2 * slots_.size()), 0);
  for (size_t i = 0; i < size_; ++i) slots_[SlotOf(row(i))] = static_cast<uint32_t>(i) + 1;
}

void RowSet::Clear() {
  size_ = 0;
  ids_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

}  // namespace tern::execute
