// Reads statements in one order: blocks and the unfolded log merged, stances applied. The bottom of every
// query.
#ifndef TERN_STORAGE_STORE_CURSOR_H_
#define TERN_STORAGE_STORE_CURSOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"

namespace tern::store {

enum class ClaimMode : uint8_t {
  kFact,  // a plain edge: each triple that is stated without a claim or has a claim for it, once; claim
          // column null
  kFor,   // a row per claim for; statements without a claim do not match
  kAgainst,
  kUnclear,
  kEvery,  // a row per claim of any stance
  kRaw,    // every statement, claimless ones too
};

enum class Space : uint8_t {
  kFacts,       // statements whose subject is not an anonymous claim
  kProperties,  // statements whose subject is an anonymous claim
  kBoth,
};

// What to read. For kProperties and kBoth the order is kSpo or kPos.
struct ScanSpec {
  order::Order order = order::Order::kSpo;
  Space space = Space::kFacts;
  ClaimMode mode = ClaimMode::kFact;
  model::Row prefix = {};  // the first prefix_length ids of the order's column sequence
  int prefix_length = 0;   // 0 to 4
  // Bounds on the column behind the prefix, both inclusive.
  std::optional<std::pair<model::TermId, model::TermId>> range;

  friend bool operator==(const ScanSpec&, const ScanSpec&) = default;
};

struct ScanCounters {
  uint64_t rows = 0;
  uint64_t blocks_read = 0;
  uint64_t blocks_skipped = 0;
};

// Not thread-safe; must not outlive its Snapshot's Store. Rows come in the order's sort order.
class Cursor {
 public:
  virtual ~Cursor() = default;

  // Writes up to max_rows rows into out[0..3], in the order's column sequence (out[i] null: column not
  // wanted; each other array holds max_rows). Returns how many; 0 at the end.
  virtual absl::StatusOr<size_t> Next(size_t max_rows, const std::array<model::TermId*, 4>& out) = 0;

  // Moves forward to the first row >= `row` (never backward), skipping blocks unread where it can.
  virtual absl::Status Seek(const model::Row& row) = 0;

  virtual const ScanCounters& counters() const = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CURSOR_H_
