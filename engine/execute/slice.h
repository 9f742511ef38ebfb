// Leaves out the first rows, and all behind the limit.
#ifndef TERN_ENGINE_EXECUTE_SLICE_H_
#define TERN_ENGINE_EXECUTE_SLICE_H_

#include <cstdint>
#include <optional>

#include "engine/execute/operator.h"

namespace tern::execute {

class SliceOperator : public Operator {
 public:
  SliceOperator(Context* context, uint64_t skip, std::optional<uint64_t> limit, OperatorPtr child);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  uint64_t to_skip_;
  uint64_t to_keep_;  // the largest number stands for no limit
  OperatorPtr child_;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SLICE_H_
