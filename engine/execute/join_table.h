// Finds the rows of one side of a join by their key. Keys of one column that lie close together, as the ids
// of one dictionary do, have a slot each, which is found by subtraction; other keys are hashed, those of one
// column behind a bit for each id between the least and the greatest where these are not too far apart.
// Either way the rows of a slot are a chain.
#ifndef TERN_ENGINE_EXECUTE_JOIN_TABLE_H_
#define TERN_ENGINE_EXECUTE_JOIN_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/execute/batch.h"
#include "engine/execute/context.h"

namespace tern::execute {

// Not thread-safe.
class JoinTable {
 public:
  static constexpr size_t kMaxRows = (size_t{1} << 32) - 2;

  // `keys`: columns of the rows that Build gets. Without any, all rows are found always.
  explicit JoinTable(std::vector<size_t> keys) : keys_(std::move(keys)) {}

  // With `counted`, only the first row found of a key has a meaning: rows->counts says how many rows the key
  // has. Rows with a null in their key are never found. `rows` must stay as it is afterwards. REQUIRES:
  // rows->rows <= kMaxRows.
  absl::Status Build(Batch* rows, bool counted, const Context& context, MemoryUse& memory);

  // The number + 1 of the first row whose key is that of row `row` of `probe` in its columns `keys`; 0: none.
  uint32_t First(const Batch& probe, const std::vector<size_t>& keys, size_t row) const {
    if (is_direct_) {
      const uint64_t slot = probe.columns[keys[0]][row].bits() - base_;
      return slot < slots_.size() ? slots_[slot] : 0;
    }
    if (!present_.empty()) {
      const uint64_t bit = probe.columns[keys[0]][row].bits() - base_;
      if (bit >= present_bits_ || (present_[bit / 64] >> bit % 64 & 1) == 0) return 0;
    }
    return Find(probe, keys, row);
  }
  // The next row with the same key behind `found`, which First or Next gave for that row of `probe`.
  uint32_t Next(uint32_t found, const Batch& probe, const std::vector<size_t>& keys, size_t row) const {
    const uint32_t next = next_[found - 1];
    return is_direct_ ? next : Matching(next, probe, keys, row);
  }

 private:
  // A direct table has at most so many slots a row, and present_ so many bits.
  static constexpr size_t kMaxSpread = 8;
  static constexpr size_t kMaxBits = 512;

  size_t Plan();
  bool HasNullKey(const Batch& rows, const std::vector<size_t>& keys, size_t row) const;
  size_t Bucket(const Batch& rows, const std::vector<size_t>& keys, size_t row) const;
  uint32_t Find(const Batch& probe, const std::vector<size_t>& keys, size_t row) const;
  uint32_t Matching(uint32_t found, const Batch& probe, const std::vector<size_t>& keys, size_t row) const;

  std::vector<size_t> keys_;
  const Batch* rows_ = nullptr;
  bool is_direct_ = false;
  uint64_t base_ = 0;  // the id of slot 0, or of bit 0
  uint64_t present_bits_ = 0;
  std::vector<uint64_t> present_;  // a bit an id: a row has it as its key; empty: not kept
  std::vector<uint32_t> slots_;    // the first row of each chain + 1; 0: none
  std::vector<uint32_t> next_;     // of each row, the next in its chain + 1
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_JOIN_TABLE_H_
