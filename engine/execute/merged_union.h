// All rows of all children, which are sorted alike: the rows come out sorted. What is grouped or made
// distinct by the sort columns then needs no hash table.
#ifndef TERN_ENGINE_EXECUTE_MERGED_UNION_H_
#define TERN_ENGINE_EXECUTE_MERGED_UNION_H_

#include <cstdint>
#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

class MergedUnionOperator : public Operator {
 public:
  // REQUIRES: every child has all `variables`, and its first sort variables are `sorted_by`, among them.
  MergedUnionOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                      std::vector<OperatorPtr> children);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  struct Side {
    OperatorPtr source;
    std::vector<size_t> columns;  // by output column
    std::vector<size_t> keys;     // the columns of the sort variables
    Batch batch = {};
    size_t next = 0;  // row of `batch`
  };
  struct Pick {
    uint32_t side;
    uint32_t row;
  };

  // Gets rows for the sides that have none left; a side at its end is dropped.
  absl::Status Refill();
  // Takes up to `limit` rows, in order, until a side has no more.
  void Merge(size_t limit);
  void MergeByOneKey(size_t limit);
  void MergeColumns(size_t limit, Batch& batch);
  void TakeLast(size_t limit, Batch& batch);
  static bool IsBelow(const Side& a, const Side& b);

  std::vector<Side> sides_;
  std::vector<Pick> picks_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_MERGED_UNION_H_
