// Reads the statements that match a pattern, from one order through one cursor at a time. Constants in the
// leading columns of the order become the cursor's prefix (one cursor for each combination of their ids, and
// for each range of ids of an object right behind them), the others checks.
#ifndef TERN_ENGINE_EXECUTE_SCAN_H_
#define TERN_ENGINE_EXECUTE_SCAN_H_

#include <array>
#include <memory>
#include <vector>

#include "engine/execute/operator.h"
#include "engine/execute/scan_layout.h"

namespace tern::execute {

class ScanOperator : public Operator {
 public:
  // `variables`: what to read of what the layout binds; the others are checked where they must be, but not
  // given.
  ScanOperator(Context* context, ScanLayout layout, std::vector<Variable> variables,
               std::vector<Variable> sorted_by);

  absl::StatusOr<bool> Next(Batch& batch) override;
  absl::Status SkipTo(absl::Span<const model::TermId> key) override;

 private:
  // A column of the batch: a column of the order's rows, as it is or made into a claim's entity or stance.
  struct Output {
    enum class Kind { kId, kClaimEntity, kStance };
    Kind kind = Kind::kId;
    size_t source = 0;
  };

  void PlanOutputs();
  absl::Status OpenCursor();
  // The next range or prefix. False where there is none.
  bool NextCursor();
  absl::StatusOr<size_t> Read(Batch& batch, size_t wanted);
  void Emit(Batch& batch, size_t count) const;

  ScanLayout layout_;
  size_t prefix_;          // columns in the cursor's prefix
  bool ranges_in_cursor_;  // the object is right behind the prefix: a cursor for each of its ranges
  ScanChecks checks_;
  std::vector<Output> outputs_;
  std::array<bool, 4> read_ = {};      // columns that are wanted from the cursor
  std::array<size_t, 4> choice_ = {};  // which id of each prefix column the cursor has
  size_t range_ = 0;                   // which of the object's ranges it has
  std::array<Column, 4> rows_;         // what the cursor wrote last
  std::vector<size_t> seek_columns_;   // where the columns of a SkipTo key stand in a row; empty: cannot seek
  std::unique_ptr<store::Cursor> cursor_;
  bool is_plain_ = false;  // the cursor can write into a batch: nothing is checked or changed

  // Who skips mostly does so again: few rows are read behind a skip, more and more while none follows.
  static constexpr size_t kRowsBehindSkip = 64;
  size_t rows_wanted_;
  bool done_ = false;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SCAN_H_
