// Sorts by the order of terms (term_order.h). All rows are held; the terms of a column are ranked once each,
// and a later key's only for the rows that the earlier ones left tied. With a limit, rows that cannot be
// among the first are dropped on the way.
#ifndef TERN_ENGINE_EXECUTE_SORT_H_
#define TERN_ENGINE_EXECUTE_SORT_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"

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
    uint64_t key;
    uint32_t row;
  };
  using TieRange = std::pair<size_t, size_t>;  // of positions in order_

  absl::Status ReadAll();
  absl::Status SortRows();
  absl::Status SortTies(const Key& key, std::vector<TieRange>& ties);
  absl::Status MakeComparable(std::vector<Keyed>& keyed);
  absl::Status KeepFirst(size_t count);

  std::vector<Key> keys_;
  std::optional<uint64_t> limit_;
  Terms* terms_;
  OperatorPtr child_;
  MemoryUse memory_;
  MemoryUse ranking_memory_;
  bool sorted_ = false;
  Batch rows_;
  std::vector<uint32_t> order_;  // the rows' numbers in their order
  size_t next_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SORT_H_
