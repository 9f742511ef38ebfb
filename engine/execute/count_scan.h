// One row with the number of rows that a scan would give, from block headers and without reading the rows.
#ifndef TERN_ENGINE_EXECUTE_COUNT_SCAN_H_
#define TERN_ENGINE_EXECUTE_COUNT_SCAN_H_

#include "engine/execute/operator.h"
#include "engine/execute/scan_layout.h"

namespace tern::execute {

class CountScanOperator : public Operator {
 public:
  // Next returns Internal where the count would not be exact: the layout needs checks, or reads claims of a
  // stance.
  CountScanOperator(Context* context, const Variable& result, ScanLayout layout);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  ScanLayout layout_;
  bool done_ = false;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_COUNT_SCAN_H_
