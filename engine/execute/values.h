// Rows written out in the plan.
#ifndef TERN_ENGINE_EXECUTE_VALUES_H_
#define TERN_ENGINE_EXECUTE_VALUES_H_

#include <vector>

#include "engine/execute/operator.h"

namespace tern::execute {

class ValuesOperator : public Operator {
 public:
  // `rows.columns`: one a variable.
  ValuesOperator(Context* context, std::vector<Variable> variables, Batch rows);
  absl::StatusOr<bool> Next(Batch& batch) override;

 private:
  Batch rows_;
  size_t next_row_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_VALUES_H_
