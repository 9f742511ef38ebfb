// The values of a key in the rows of a scan, ascending, with how many rows have each: grouping without rows.
// Where only the values with the largest counts are wanted, it keeps those, and what cannot be one of them is
// not read.
#ifndef TERN_ENGINE_EXECUTE_COUNT_RUNS_H_
#define TERN_ENGINE_EXECUTE_COUNT_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/operator.h"
#include "engine/execute/scan_layout.h"
#include "storage/store/run_cursor.h"

namespace tern::execute {

class CountRunsOperator : public Operator {
 public:
  // Internal where `layout`, that of the scan, has no key behind constants of one id each, or needs checks.
  static absl::StatusOr<OperatorPtr> Create(Context* context, const algebra::CountRuns& runs,
                                            const ScanLayout& layout);
  CountRunsOperator(Context* context, const algebra::CountRuns& runs, const store::ScanSpec& spec);

  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  absl::Status Open();
  // The next runs, in values_ and counts_; 0: there are no more.
  absl::StatusOr<size_t> Read();
  absl::Status FindTop();
  // Drops what is not among the first `top`, nor ties with the last of them.
  void KeepTop(size_t top);
  void Emit(const model::TermId* values, const uint64_t* counts, size_t count, Batch& batch) const;

  store::ScanSpec spec_;
  bool has_count_;
  std::optional<uint64_t> top_;
  std::unique_ptr<store::RunCursor> cursor_;
  std::vector<model::TermId> values_;
  std::vector<uint64_t> counts_;
  // With `top`: what may be wanted, of `least_` rows or more.
  std::vector<model::TermId> top_values_;
  std::vector<uint64_t> top_counts_;
  uint64_t least_ = 1;
  size_t drop_at_ = 0;  // half the number at which they are cut down again
  MemoryUse memory_;
  bool found_ = false;
  size_t next_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_COUNT_RUNS_H_
