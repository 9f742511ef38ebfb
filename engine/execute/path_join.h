// Joins rows with the pairs of ends of a path: for each left row the search starts from the end that the row
// or a constant gives, from every start there is where neither is known. A PathScan by itself is this join
// over one row without columns.
#ifndef TERN_ENGINE_EXECUTE_PATH_JOIN_H_
#define TERN_ENGINE_EXECUTE_PATH_JOIN_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "engine/execute/partner_filter.h"
#include "engine/execute/path_pairs.h"

namespace tern::execute {

class PathJoinOperator : public Operator {
 public:
  // `right_variables`: the ends that the left side does not bind and that are read; `partners` was made for
  // the left side's columns and these.
  PathJoinOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> right_variables,
                   std::unique_ptr<PartnerFilter> partners, OperatorPtr left, const algebra::PathScan& scan,
                   std::unique_ptr<PathPairs> pairs);

  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  // An end of the path: what it is known to be for a left row, or nothing.
  struct End {
    const algebra::Slot* slot;
    std::optional<size_t> left_column;
    std::optional<size_t> right_column;
  };
  using Ids = std::vector<model::TermId>;

  End EndOf(const algebra::Slot& slot) const;
  std::optional<Ids> Known(const End& end, absl::Span<const model::TermId> constants) const;
  absl::Status OpenRow();
  absl::Status OpenStart();
  void AddPair(model::TermId subject, model::TermId object);
  absl::StatusOr<bool> FindPairs();

  OperatorPtr left_;
  const algebra::PathScan scan_;
  std::unique_ptr<PathPairs> pairs_;
  std::vector<Variable> right_variables_;
  std::unique_ptr<PartnerFilter> partners_;
  End subject_;
  End object_;
  bool same_variable_;

  Batch left_batch_;
  Batch right_rows_;
  size_t left_row_ = 0;
  bool row_open_ = false;
  bool from_object_ = false;  // the search goes backward
  bool is_constant_ = false;  // an end of no steps is named, and need not be a node
  Ids starts_;                // of the open row
  size_t next_start_ = 0;
  std::optional<Ids> others_;  // what the other end must be among, ascending
  Ids ends_;                   // of the open start
  size_t next_end_ = 0;
  MemoryUse memory_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PATH_JOIN_H_
