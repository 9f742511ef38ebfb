// What flows between operators: about two thousand rows as columns of ids, one column a variable. Terms
// appear only where an expression or the answer needs their text.
#ifndef TERN_ENGINE_EXECUTE_BATCH_H_
#define TERN_ENGINE_EXECUTE_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "storage/model/term_id.h"

namespace tern::execute {

inline constexpr size_t kDefaultBatchRows = 2048;

using Column = std::vector<model::TermId>;

// A batch may have rows but no columns: `match A -[p]-> ?x return count(*)` needs no value at all.
struct Batch {
  size_t rows = 0;
  std::vector<Column> columns;  // each of `rows` ids
  // How many equal rows each row stands for, 1 or more; empty: one. Filled only for who has called
  // Operator::AllowCounts: what is only counted is never written out row by row.
  std::vector<uint64_t> counts;

  // Empties the batch and gives it `column_count` columns; keeps their memory.
  void Reset(size_t column_count) {
    rows = 0;
    columns.resize(column_count);
    for (Column& column : columns) column.clear();
    counts.clear();
  }
  uint64_t CountOf(size_t row) const { return counts.empty() ? 1 : counts[row]; }
  size_t bytes() const { return (rows * columns.size() + counts.size()) * sizeof(model::TermId); }
};

// Counts stop at their greatest value: who puts one out refuses what is so large.
inline uint64_t MultiplyCounts(uint64_t a, uint64_t b) {
  uint64_t product;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<uint64_t>::max() : product;
}
inline uint64_t AddCounts(uint64_t a, uint64_t b) {
  const uint64_t sum = a + b;
  return sum < a ? std::numeric_limits<uint64_t>::max() : sum;
}

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_BATCH_H_
