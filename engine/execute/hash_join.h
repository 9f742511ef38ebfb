// Joins by a hash table over the right side, which is read whole first; the left side streams past it and
// keeps its sort order, with its rows that have no partner where the join's type keeps them. Without shared
// variables every pair is a match. Where nothing but the number of right rows matters, they are counted.
#ifndef TERN_ENGINE_EXECUTE_HASH_JOIN_H_
#define TERN_ENGINE_EXECUTE_HASH_JOIN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/join_output.h"
#include "engine/execute/join_table.h"
#include "engine/execute/operator.h"
#include "engine/execute/partner_filter.h"

namespace tern::execute {

class HashJoinOperator : public Operator {
 public:
  // The right side may have at most this many rows, else ResourceExhausted.
  static constexpr size_t kMaxBuildRows = JoinTable::kMaxRows;

  // `partners`: made for the columns of both sides, for a join of this type.
  HashJoinOperator(Context* context, algebra::JoinType type, std::vector<Variable> variables,
                   std::vector<Variable> sorted_by, std::unique_ptr<PartnerFilter> partners, OperatorPtr left,
                   OperatorPtr right);

  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return left_->SkipTo(key); }
  void AllowCounts() override;

 private:
  absl::Status Build();
  absl::Status ReadBuildSide();
  void Probe();
  void ProbeCounted();
  absl::StatusOr<bool> NextCounted(Batch& batch);

  algebra::JoinType type_;
  OperatorPtr left_;
  OperatorPtr right_;
  std::vector<size_t> left_keys_;
  std::vector<size_t> right_keys_;
  std::unique_ptr<PartnerFilter> partners_;
  MemoryUse memory_;
  bool counts_allowed_ = false;
  bool counts_right_ = false;          // right rows are counted, not paired
  std::optional<JoinOutput> counted_;  // what then goes out
  bool built_ = false;
  Batch build_;  // the right side's rows
  JoinTable table_;
  Batch probe_;  // the left side's batch
  size_t probe_row_ = 0;
  bool in_chain_ = false;
  uint32_t chain_ = 0;  // where the chain of probe_row_ goes on: a row + 1
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_HASH_JOIN_H_
