// Each row once. Rows that come sorted by all columns are compared with the one before; others are kept in a
// set.
#ifndef TERN_ENGINE_EXECUTE_DISTINCT_H_
#define TERN_ENGINE_EXECUTE_DISTINCT_H_

#include <vector>

#include "engine/execute/operator.h"
#include "engine/execute/row_set.h"

namespace tern::execute {

class DistinctOperator : public Operator {
 public:
  DistinctOperator(Context* context, OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  void TakeSortedColumn(Batch& batch);
  bool IsNew(const std::vector<model::TermId>& row);

  OperatorPtr child_;
  bool sorted_;
  RowSet seen_;
  std::vector<model::TermId> last_;
  bool has_last_ = false;
  MemoryUse memory_;
  Batch input_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_DISTINCT_H_
