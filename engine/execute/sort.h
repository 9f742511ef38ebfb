// Sorts by the order of terms (term_order.h). All rows are held. A column's ids become keys of two words
// (model::OrderKey), of which most need no term; terms are ranked only where keys are equal and ids are not,
// and a later column is looked at only for the rows that the earlier ones left tied. With a limit, rows that
// cannot be among the first are dropped on the way.
#ifndef TERN_ENGINE_EXECUTE_SORT_H_
#define TERN_ENGINE_EXECUTE_SORT_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"
#include "storage/model/order_key.h"

namespace tern::execute {

class SortOperator : public Operator {
 public:
  static constexpr size_t kMaxRows = (size_t{1} << 32) - 2;

  SortOperator(Context* context, const algebra::Sort& sort, Terms* terms, OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  struct Key {
    size_t column;
    bool descending;
  };
  struct Keyed {
    model::OrderKey key;
    model::TermId id;
    uint32_t row;
  };
  using TieRange = std::pair<size_t, size_t>;  // of positions in order_

  absl::Status ReadAll();
  void Append(const Batch& batch);
  // True for a row with this id in the first sort column that comes behind all rows of the last cut.
  bool IsBehindCut(model::TermId id) const;
  absl::Status SortRows();
  absl::Status SortTies(const Key& key, std::vector<TieRange>& ties);
  absl::Status MakeKeys(std::vector<Keyed>& keyed);
  // Sorts the ranges of rows with equal keys by their terms.
  absl::Status SortByRank(const std::vector<TieRange>& ranges, bool descending, std::vector<Keyed>& keyed);
  absl::Status KeepFirst(size_t count);

  std::vector<Key> keys_;
  std::optional<uint64_t> limit_;
  Terms* terms_;
  OperatorPtr child_;
  MemoryUse memory_;
  MemoryUse ranking_memory_;
  bool sorted_ = false;
  Batch rows_;
  // The first sort column of the last row that was kept, once rows have been dropped.
  std::optional<model::TermId> cut_;
  std::vector<uint32_t> order_;  // the rows' numbers in their order
  size_t next_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SORT_H_
