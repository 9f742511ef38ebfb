// What becomes of the pairs that a join finds: its condition is tested on them batch by batch, and the join's
// type says which go out, how often, and which left rows without a partner do. Shared by the joins that can
// be outer, semi or anti joins.
#ifndef TERN_ENGINE_EXECUTE_PARTNER_FILTER_H_
#define TERN_ENGINE_EXECUTE_PARTNER_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/execute/evaluate.h"
#include "engine/execute/operator.h"

namespace tern::execute {

// What a join is asked for, besides which rows are pairs.
struct JoinDemand {
  algebra::JoinType type = algebra::JoinType::kInner;
  std::optional<algebra::Expression> condition;
  std::vector<Variable> variables;  // of the output
};

// The variables of a right side that a join reads: those of its output and its condition that `right` has.
std::vector<Variable> RightVariables(const JoinDemand& demand, const std::vector<Variable>& right);

// Not thread-safe.
class PartnerFilter {
 public:
  // `left` and `right`: the columns of the batches that Flush gets. A variable that both have is taken from
  // the left.
  static absl::StatusOr<std::unique_ptr<PartnerFilter>> Create(const JoinDemand& demand,
                                                               const std::vector<Variable>& left,
                                                               const std::vector<Variable>& right,
                                                               Terms* terms);

  // Another left batch, of so many rows. REQUIRES: no pairs are held.
  void BeginLeft(size_t rows) { matched_.assign(rows, false); }

  void AddPair(size_t left_row, size_t right_row) {
    left_rows_.push_back(static_cast<uint32_t>(left_row));
    right_rows_.push_back(static_cast<uint32_t>(right_row));
  }
  // All pairs of a left row have been added.
  void EndRow(size_t left_row) {
    if (keeps_lonely_) AddPair(left_row, kNoRow);
  }
  // False for a left row that needs no more pairs, since one is enough and was seen.
  bool WantsPairs(size_t left_row) const { return !(one_is_enough_ && matched_[left_row]); }
  // False where every pair that is added is one of partners: nothing is tested later.
  bool has_condition() const { return condition_ != nullptr; }
  bool one_is_enough() const { return one_is_enough_; }
  bool keeps_lonely() const { return keeps_lonely_; }

  size_t size() const { return left_rows_.size(); }  // pairs and ends of rows that are held

  // Replaces `out` by the rows that follow from what is held, maybe none, and forgets it.
  absl::Status Flush(const Batch& left, const Batch& right, Batch& out);

 private:
  static constexpr uint32_t kNoRow = UINT32_MAX;
  struct Source {
    bool from_left;
    size_t column;
  };

  PartnerFilter(algebra::JoinType type, std::vector<Source> output, std::vector<Source> condition_input,
                std::unique_ptr<Evaluator> condition);
  absl::Status TestPairs(const Batch& left, const Batch& right);
  void CountRows(const Batch& left, const Batch& right, Batch& out) const;

  algebra::JoinType type_;
  bool one_is_enough_;  // semi and anti joins
  bool keeps_lonely_;   // left and anti joins
  std::vector<Source> output_;
  std::vector<Source> condition_input_;
  std::unique_ptr<Evaluator> condition_;  // null: none
  std::vector<bool> matched_;             // of each left row: a pair has passed
  std::vector<uint32_t> left_rows_;
  std::vector<uint32_t> right_rows_;  // kNoRow: the end of the left row
  std::vector<uint32_t> kept_left_;   // what Flush puts out
  std::vector<uint32_t> kept_right_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_PARTNER_FILTER_H_
