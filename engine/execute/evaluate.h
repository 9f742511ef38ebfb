// Evaluates an expression over the rows of batches. What fails is null; and, or, not are three-valued; a
// condition that is null does not hold (language.md, "Expressions"). Comparisons and tests run on ids as long
// as ids tell the answer; terms are resolved a batch at a time where they do not.
#ifndef TERN_ENGINE_EXECUTE_EVALUATE_H_
#define TERN_ENGINE_EXECUTE_EVALUATE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/algebra/expression.h"
#include "engine/execute/batch.h"
#include "engine/execute/datum.h"
#include "engine/execute/operator.h"
#include "engine/execute/terms.h"

namespace tern::execute {

// Not thread-safe; must not outlive `terms`.
class Evaluator {
 public:
  // InvalidArgument where a constant pattern of `matches` or `replace` is none. REQUIRES: `variables` (the
  // columns of the batches) has all variables of the expression.
  static absl::StatusOr<std::unique_ptr<Evaluator>> Create(const algebra::Expression& expression,
                                                           const std::vector<Variable>& variables,
                                                           Terms* terms);
  virtual ~Evaluator() = default;

  // Replaces `values` by the expression's value for each row.
  virtual absl::Status Evaluate(const Batch& batch, Column& values) = 0;
  // Replaces `rows` by the rows for which the expression is true, ascending.
  virtual absl::Status Select(const Batch& batch, std::vector<uint32_t>& rows) = 0;

  // One row that is not in the store: the expression's value where `row` has the values of the variables of
  // Create, in their order. Counts in `failed` the functions that had no value though all of their arguments
  // did, as a conversion of a text that is none.
  virtual absl::StatusOr<Datum> EvaluateRow(absl::Span<const Datum> row, uint64_t& failed) = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_EVALUATE_H_
