// Runs its right side anew for each left row, with that row's values in place of its OuterRow leaves. The
// slowest join and the most general: for subqueries with limits and groups of their own. Left rows that agree
// with the one before in what the right side reads share its run.
#ifndef TERN_ENGINE_EXECUTE_APPLY_H_
#define TERN_ENGINE_EXECUTE_APPLY_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "engine/execute/partner_filter.h"

namespace tern::execute {

// The values of an Apply's left row that its right side may read.
struct OuterBinding {
  std::vector<Variable> variables;
  std::vector<model::TermId> values;  // one a variable
};

// The variables that the OuterRow leaves of an Apply's right side read, each once.
std::vector<Variable> OuterVariables(const algebra::Node& right);

// True where `variable` of the rows of `right` is always what the OuterRow has: then it equals the left row's
// value, null too, and is not compared again.
bool PassesOuterValue(const algebra::Node& right, const Variable& variable);

class ApplyOperator : public Operator {
 public:
  // Makes the right side's operator for a left row. Its variables are the same each time.
  using MakeRight = std::function<absl::StatusOr<OperatorPtr>(const OuterBinding&)>;

  struct Right {
    MakeRight make;
    std::vector<Variable> variables;  // what is read of its rows; `partners` was made for these
    std::vector<Variable> outer;      // what it reads of the left row
    std::vector<Variable> compared;   // that both sides have and that must be equal
  };

  ApplyOperator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by,
                std::unique_ptr<PartnerFilter> partners, OperatorPtr left, Right right);
  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override { return left_->SkipTo(key); }

 private:
  static constexpr size_t kMaxKeptRows = size_t{1} << 16;  // of one run, for the next left row

  absl::StatusOr<bool> FindPairs();
  absl::Status OpenRow();
  absl::Status ReadRight();
  void Replay();
  void Keep();
  bool AddRow(const Batch& rows, size_t row);
  void CloseRow();

  OperatorPtr left_;
  Right make_right_;
  std::unique_ptr<PartnerFilter> partners_;
  std::vector<std::pair<size_t, size_t>>
      compared_;  // columns: of the left side, of what is read of the right
  Batch left_batch_;
  size_t left_row_ = 0;
  bool row_open_ = false;
  OuterBinding binding_;
  std::vector<size_t> outer_columns_;  // of the left side
  OperatorPtr right_;                  // while a run goes on
  std::vector<size_t> right_columns_;  // of right_, by make_right_.variables
  Batch chunk_;                        // what right_ gave last, with the columns that are read
  Batch right_rows_;                   // that the pairs point to
  bool has_kept_ = false;              // kept_ is the whole run for kept_for_
  bool keeping_ = false;
  bool replaying_ = false;
  std::vector<model::TermId> kept_for_;
  Batch kept_;
  size_t next_kept_ = 0;
  MemoryUse memory_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_APPLY_H_
