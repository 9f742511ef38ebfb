// The commits that are not folded into blocks yet, sorted per order, in memory. Immutable: every commit makes a new
// index that shares the sorted runs of the old one (runs merge in powers of two, so a commit costs O(log n) merges a
// change amortised, and a view of N changes has at most log2 N runs). Readers hold the index of their commit.
#ifndef TERN_STORAGE_LOG_LOG_INDEX_H_
#define TERN_STORAGE_LOG_LOG_INDEX_H_

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
  int32_t facts = 0;         // sum of the changes' `facts`

  // What the row adds to the number of statements in the blocks.
  int statements() const { return static_cast<int>(last_insert) - static_cast<int>(!first_insert); }
};

struct LogTotals {
  int64_t statements = 0;
  int64_t facts = 0;
};

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
