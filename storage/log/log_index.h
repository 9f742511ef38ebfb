// The commits that are not folded into blocks yet, sorted per order, in memory. Immutable: every commit makes
// a new index that shares the sorted runs of the old one (runs merge in powers of two, so a commit costs
// O(log n) merges a change amortised, and a view of N changes has at most log2 N + 1 runs). Readers hold the
// index of their commit. A change is in four or five orders at 44 bytes each; Totals costs two binary
// searches a run.
#ifndef TERN_STORAGE_LOG_LOG_INDEX_H_
#define TERN_STORAGE_LOG_LOG_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "storage/log/log_entry.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"

namespace tern::log {

// What the log says of one statement, in an order's row form.
struct LogRow {
  model::Row row;
  bool first_insert = true;  // the oldest change since the fold was an insert: the blocks do not hold the row
  bool last_insert = true;   // the newest change was an insert: the row is there now
  // By how much the changes altered the facts that the order counts: the sum of their `facts`, and in the
  // orders where every row is a fact (CSPO and those of properties) the same as statements(). A row that came
  // and went may keep a sum that is not 0: only the sum over all rows of a fact says whether it is there.
  int32_t facts = 0;

  // What the row adds to the number of statements in the blocks.
  int statements() const { return static_cast<int>(last_insert) - static_cast<int>(!first_insert); }

  friend bool operator==(const LogRow&, const LogRow&) = default;
};

struct LogTotals {
  int64_t statements = 0;
  int64_t facts = 0;

  friend bool operator==(const LogTotals&, const LogTotals&) = default;
};

// Immutable, so that any number of threads may read one.
class LogIndex {
 public:
  static std::shared_ptr<const LogIndex> Empty(uint64_t folded_commit);

  // The index with one more commit. REQUIRES: entry.commit == last_commit() + 1.
  std::shared_ptr<const LogIndex> With(const LogEntry& entry) const;

  uint64_t last_commit() const { return last_commit_; }
  uint64_t commit_count() const { return commit_count_; }
  uint64_t change_count() const { return change_count_; }

  // The net rows of `order` in [first, last] (both inclusive), sorted, one a statement.
  std::vector<LogRow> Range(order::Order order, const model::Row& first, const model::Row& last) const;
  // What is changed in that range, without building it.
  LogTotals Totals(order::Order order, const model::Row& first, const model::Row& last) const;
  bool empty() const { return change_count_ == 0; }

  // The bytes of all runs; what two versions share counts in both.
  size_t memory_bytes() const;
  size_t run_count() const { return runs_.size(); }

 private:
  struct Run;
  LogIndex() = default;
  uint64_t last_commit_ = 0;
  uint64_t commit_count_ = 0;
  uint64_t change_count_ = 0;
  std::vector<std::shared_ptr<const Run>> runs_;  // oldest first
};

}  // namespace tern::log

#endif  // TERN_STORAGE_LOG_LOG_INDEX_H_
