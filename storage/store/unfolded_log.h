// The commits that blocks do not hold, seen from any row: all since the last fold, and, while a fold in place
// is under way, only those after its target for the rows that it has been at already. The one place that
// knows of half folded stores: cursors and counts ask for a range and get what belongs on top of the blocks
// as they are. docs/format.md, "Fold".
#ifndef TERN_STORAGE_STORE_UNFOLDED_LOG_H_
#define TERN_STORAGE_STORE_UNFOLDED_LOG_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "storage/log/log_entry.h"
#include "storage/log/log_index.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/meta.h"

namespace tern::store {

// Immutable, cheap to copy.
class UnfoldedLog {
 public:
  UnfoldedLog() : UnfoldedLog(log::LogIndex::Empty(0)) {}
  // No fold is under way.
  explicit UnfoldedLog(std::shared_ptr<const log::LogIndex> all) : all_(std::move(all)) {}

  // With one more commit. REQUIRES: entry.commit == last_commit() + 1.
  UnfoldedLog With(const log::LogEntry& entry) const;
  // As beside blocks of `record`, which is half folded: `to_fold` holds the commits up to the target, `after`
  // the others.
  UnfoldedLog HalfFolded(std::shared_ptr<const log::LogIndex> to_fold,
                         std::shared_ptr<const log::LogIndex> after, const GenerationRecord& record) const;
  // The same with the boundaries of a later `record` of the same fold. REQUIRES: is_half_folded().
  UnfoldedLog Moved(const GenerationRecord& record) const;
  // As when the fold has reached its end. REQUIRES: is_half_folded().
  UnfoldedLog Folded() const { return UnfoldedLog(after_); }

  bool is_half_folded() const { return to_fold_ != nullptr; }
  // What the fold under way folds; null where there is none.
  const std::shared_ptr<const log::LogIndex>& to_fold() const { return to_fold_; }
  // Every commit since the last fold that was finished.
  const std::shared_ptr<const log::LogIndex>& all() const { return all_; }

  uint64_t last_commit() const { return all_->last_commit(); }
  uint64_t commit_count() const { return all_->commit_count(); }
  uint64_t change_count() const { return all_->change_count(); }
  bool empty() const { return all_->empty(); }

  // As of LogIndex.
  std::vector<log::LogRow> Range(order::Order order, const model::Row& first, const model::Row& last) const;
  // REQUIRES for `facts`: the range cuts no fact.
  log::LogTotals Totals(order::Order order, const model::Row& first, const model::Row& last) const;

 private:
  const model::Row& boundary(order::Order order) const { return boundaries_[static_cast<size_t>(order) - 1]; }

  std::shared_ptr<const log::LogIndex> all_;
  std::shared_ptr<const log::LogIndex> to_fold_;  // null, with after_: no fold is under way
  std::shared_ptr<const log::LogIndex> after_;
  std::array<model::Row, order::kOrderCount> boundaries_{};
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_UNFOLDED_LOG_H_
