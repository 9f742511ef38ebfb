// An operator of a running query: rows are pulled from it in batches, and it pulls from its children, which
// it owns.
#ifndef TERN_ENGINE_EXECUTE_OPERATOR_H_
#define TERN_ENGINE_EXECUTE_OPERATOR_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/algebra/expression.h"
#include "engine/execute/batch.h"
#include "engine/execute/context.h"

namespace tern::execute {

using algebra::Variable;

// Not thread-safe. After an error an operator must not be used again.
class Operator {
 public:
  // `variables`: one a column of its batches. `sorted_by`: rows ascend by the ids of these,
  // lexicographically.
  Operator(Context* context, std::vector<Variable> variables, std::vector<Variable> sorted_by)
      : context_(context), variables_(std::move(variables)), sorted_by_(std::move(sorted_by)) {}
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  const std::vector<Variable>& variables() const { return variables_; }
  const std::vector<Variable>& sorted_by() const { return sorted_by_; }

  // The column of `variable`; nothing where there is none.
  std::optional<size_t> ColumnOf(const Variable& variable) const;

  // Replaces `batch` by the next rows, at least one; false and no rows at the end, however often it is asked.
  virtual absl::StatusOr<bool> Next(Batch& batch) = 0;

  // A hint: rows whose first sort columns are less than `key` are not wanted any more. The operator may leave
  // them out of the batches that follow. REQUIRES: key.size() <= sorted_by().size().
  virtual absl::Status SkipTo(absl::Span<const model::TermId> /*key*/) { return absl::OkStatus(); }

  // The caller heeds Batch::counts: from now on a row may stand for many that are equal. Called before the
  // first Next, if at all.
  virtual void AllowCounts() {}

 protected:
  Context* context() const { return context_; }

 private:
  Context* context_;
  std::vector<Variable> variables_;
  std::vector<Variable> sorted_by_;
};

using OperatorPtr = std::unique_ptr<Operator>;

// The columns of `variables` in `source`. REQUIRES: it has them all.
std::vector<size_t> ColumnsOf(const Operator& source, const std::vector<Variable>& variables);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_OPERATOR_H_
