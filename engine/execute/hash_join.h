// Joins by a hash table over the right side, which is read whole first; the left side streams past it and
// keeps its sort order, with its rows that have no partner where the join's type keeps them. Without shared
// variables every pair is a match.
#ifndef TERN_ENGINE_EXECUTE_HASH_JOIN_H_
#define TERN_ENGINE_EXECUTE_HASH_JOIN_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/execute/join_output.h"
#include "engine/execute/operator.h"
#include "engine/execute/partner_filter.h"

namespace tern::execute {

class HashJoinOperator : public Operator {
 public:
  // The right side may have at most this many rows, else ResourceExhausted.
  static constexpr size_t kMaxBuildRows = (size_t{1} << 32) - 2;

  // `partners`: made for the columns of both sides.
  HashJoinOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                   std::unique_ptr<PartnerFilter> partners, OperatorPtr left, OperatorPtr right);

  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return left_->SkipTo(key); }

 private:
  absl::Status Build();
  size_t Bucket(const Batch& rows, const std::vector<size_t>& keys, size_t row) const;
  bool HasNullKey(const Batch& rows, const std::vector<size_t>& keys, size_t row) const;
  bool Matches(size_t left_row, size_t right_row) const;
  void Probe();

  OperatorPtr left_;
  OperatorPtr right_;
  std::vector<size_t> left_keys_;
  std::vector<size_t> right_keys_;
  std::unique_ptr<PartnerFilter> partners_;
  MemoryUse memory_;
  bool built_ = false;
  Batch build_;                    // the right side's rows
  std::vector<uint32_t> buckets_;  // first row of each bucket's chain + 1; 0: none
  std::vector<uint32_t> next_;     // of each row, the next in its chain + 1
  Batch probe_;                    // the left side's batch
  size_t probe_row_ = 0;
  bool in_chain_ = false;
  uint32_t chain_ = 0;  // where the chain of probe_row_ goes on
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_HASH_JOIN_H_
