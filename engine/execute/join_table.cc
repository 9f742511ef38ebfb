#include "engine/execute/join_table.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tern::execute {

using model::TermId;

namespace {

constexpr size_t kRowsPerPoll = 65536;

}  // namespace

size_t JoinTable::Bucket(const Batch& rows, const std::vector<size_t>& keys, size_t row) const {
  uint64_t hash = 0;
  for (const size_t key : keys) {
    hash = (hash ^ rows.columns[key][row].bits()) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
  }
  return static_cast<size_t>(hash) & (slots_.size() - 1);
}

bool JoinTable::HasNullKey(const Batch& rows, const std::vector<size_t>& keys, size_t row) const {
  return std::any_of(keys.begin(), keys.end(), [&](size_t key) { return rows.columns[key][row].is_null(); });
}

uint32_t JoinTable::Matching(uint32_t found, const Batch& probe, const std::vector<size_t>& keys,
                             size_t row) const {
  const auto matches = [&](size_t other) {
    for (size_t i = 0; i < keys_.size(); ++i) {
      if (probe.columns[keys[i]][row] != rows_->columns[keys_[i]][other]) return false;
    }
    return true;
  };
  while (found != 0 && !matches(found - 1)) found = next_[found - 1];
  return found;
}

uint32_t JoinTable::Find(const Batch& probe, const std::vector<size_t>& keys, size_t row) const {
  if (HasNullKey(probe, keys, row)) return 0;
  return Matching(slots_[Bucket(probe, keys, row)], probe, keys, row);
}

// Chooses the kind of table. Returns the slots that it needs.
size_t JoinTable::Plan() {
  const size_t rows = rows_->rows;
  if (keys_.size() == 1) {
    uint64_t least = std::numeric_limits<uint64_t>::max();
    uint64_t greatest = 0;
    for (const TermId id : rows_->columns[keys_[0]]) {
      if (id.is_null()) continue;
      least = std::min(least, id.bits());
      greatest = std::max(greatest, id.bits());
    }
    is_direct_ = least > greatest || (greatest - least) / kMaxSpread <= rows;
    if (is_direct_) {
      base_ = least;
      return least > greatest ? 0 : static_cast<size_t>(greatest - least) + 1;
    }
    if ((greatest - least) / kMaxBits <= rows) {
      base_ = least;
      present_bits_ = greatest - least + 1;
    }
  }
  return keys_.empty() ? 1 : std::bit_ceil(rows + 1);
}

absl::Status JoinTable::Build(Batch* rows, bool counted, const Context& context, MemoryUse& memory) {
  rows_ = rows;
  const size_t slots = Plan();
  const size_t bytes = (slots + rows->rows) * sizeof(uint32_t) + present_bits_ / 8;
  if (absl::Status status = memory.Add(bytes); !status.ok()) return status;
  slots_.assign(slots, 0);
  next_.assign(rows->rows, 0);
  if (present_bits_ > 0) present_.assign(present_bits_ / 64 + 1, 0);
  const bool all_ones = rows->counts.empty();
  // From the last row to the first, so that every chain is in the sequence of the rows.
  for (size_t row = rows->rows; row-- > 0;) {
    if (row % kRowsPerPoll == 0) {
      if (absl::Status status = context.Poll(); !status.ok()) return status;
    }
    if (HasNullKey(*rows, keys_, row)) continue;
    if (!present_.empty()) {
      const uint64_t bit = rows->columns[keys_[0]][row].bits() - base_;
      present_[bit / 64] |= uint64_t{1} << bit % 64;
    }
    const size_t place = is_direct_ ? static_cast<size_t>(rows->columns[keys_[0]][row].bits() - base_)
                                    : Bucket(*rows, keys_, row);
    uint32_t& slot = slots_[place];
    if (counted) {
      const uint32_t same = is_direct_ ? slot : Matching(slot, *rows, keys_, row);
      if (same != 0) {
        if (all_ones && rows->counts.empty()) rows->counts.assign(rows->rows, 1);
        rows->counts[same - 1] = AddCounts(rows->counts[same - 1], all_ones ? 1 : rows->counts[row]);
        continue;
      }
    }
    next_[row] = slot;
    slot = static_cast<uint32_t>(row) + 1;
  }
  return absl::OkStatus();
}

}  // namespace tern::execute
