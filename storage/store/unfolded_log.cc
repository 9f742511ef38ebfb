#include "storage/store/unfolded_log.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tern::store {
namespace {

// The greatest row below `row`. REQUIRES: there is one.
model::Row RowBefore(model::Row row) {
  for (size_t column = row.size(); column-- > 0;) {
    if (!row[column].is_null()) {
      row[column] = model::TermId::FromBits(row[column].bits() - 1);
      return row;
    }
    row[column] = model::TermId::Max();
  }
  assert(false && "no row is below the first");
  return {};
}

}  // namespace

UnfoldedLog UnfoldedLog::With(const log::LogEntry& entry) const {
  UnfoldedLog log = *this;
  log.all_ = all_->With(entry);
  if (after_ != nullptr) log.after_ = after_->With(entry);
  return log;
}

UnfoldedLog UnfoldedLog::HalfFolded(std::shared_ptr<const log::LogIndex> to_fold,
                                    std::shared_ptr<const log::LogIndex> after,
                                    const GenerationRecord& record) const {
  UnfoldedLog log(all_);
  log.to_fold_ = std::move(to_fold);
  log.after_ = std::move(after);
  return log.Moved(record);
}

UnfoldedLog UnfoldedLog::Moved(const GenerationRecord& record) const {
  assert(is_half_folded() && after_->last_commit() == all_->last_commit());
  UnfoldedLog log = *this;
  for (size_t i = 0; i < record.orders.size(); ++i) log.boundaries_[i] = record.orders[i].boundary;
  return log;
}

std::vector<log::LogRow> UnfoldedLog::Range(order::Order order, const model::Row& first,
                                            const model::Row& last) const {
  const model::Row& begin_of_rest = boundary(order);
  if (!is_half_folded() || first >= begin_of_rest) return all_->Range(order, first, last);
  if (last < begin_of_rest) return after_->Range(order, first, last);
  std::vector<log::LogRow> rows = after_->Range(order, first, RowBefore(begin_of_rest));
  const std::vector<log::LogRow> rest = all_->Range(order, begin_of_rest, last);
  rows.insert(rows.end(), rest.begin(), rest.end());
  return rows;
}

log::LogTotals UnfoldedLog::Totals(order::Order order, const model::Row& first,
                                   const model::Row& last) const {
  const model::Row& begin_of_rest = boundary(order);
  if (!is_half_folded() || first >= begin_of_rest) return all_->Totals(order, first, last);
  if (last < begin_of_rest) return after_->Totals(order, first, last);
  log::LogTotals totals = after_->Totals(order, first, RowBefore(begin_of_rest));
  const log::LogTotals rest = all_->Totals(order, begin_of_rest, last);
  totals.statements += rest.statements;
  totals.facts += rest.facts;
  return totals;
}

}  // namespace tern::store
