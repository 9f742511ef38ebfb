// A query's answer as it is pulled: named columns, batches of terms. Ids became terms just before this point.
#ifndef TERN_ENGINE_EXECUTE_ROWS_H_
#define TERN_ENGINE_EXECUTE_ROWS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/term.h"

namespace tern::execute {

using Cell = std::optional<model::Term>;  // nothing: null

// Row-major: cells.size() == row_count * column count.
struct RowBatch {
  size_t row_count = 0;
  std::vector<Cell> cells;
};

// Not thread-safe. Holds its snapshot for as long as it lives.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual const std::vector<std::string>& columns() const = 0;  // names without "?"
  // Replaces `batch` by the next rows; false (and no rows) at the end. After an error the rows are over.
  virtual absl::StatusOr<bool> Next(RowBatch& batch) = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_ROWS_H_
