// What flows between operators: about two thousand rows as columns of ids, one column a variable. Terms
// appear only where an expression or the answer needs their text.
#ifndef TERN_ENGINE_EXECUTE_BATCH_H_
#define TERN_ENGINE_EXECUTE_BATCH_H_

#include <cstddef>
#include <vector>

#include "storage/model/term_id.h"

namespace tern::execute {

inline constexpr size_t kDefaultBatchRows = 2048;

using Column = std::vector<model::TermId>;

// A batch may have rows but no columns: `match A -[p]-> ?x return count(*)` needs no value at all.
struct Batch {
  size_t rows = 0;
  std::vector<Column> columns;  // each of `rows` ids

  // Empties the batch and gives it `column_count` columns; keeps their memory.
  void Reset(size_t column_count) {
    rows = 0;
    columns.resize(column_count);
    for (Column& column : columns) column.clear();
  }
  size_t bytes() const { return rows * columns.size() * sizeof(model::TermId); }
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_BATCH_H_
