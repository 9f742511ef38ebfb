// The rows that a ScanSpec asks for, as one closed interval of an order: prefix and range are turned into a
// first and a last row, so that cursors, counts and the log compare rows and nothing else.
#ifndef TERN_STORAGE_STORE_ROW_RANGE_H_
#define TERN_STORAGE_STORE_ROW_RANGE_H_

#include "absl/status/statusor.h"
#include "storage/model/statement.h"
#include "storage/store/cursor.h"

namespace tern::store {

struct RowRange {
  model::Row first{};
  model::Row last{};
  bool empty = false;  // nothing can match

  // Every row there is.
  static RowRange All();
};

// InvalidArgument where the spec breaks its rules. In mode kFact the claim column of what comes out is null,
// so bounds on it either ask for null, and then bind nothing, or match nothing; the interval never cuts the
// rows of a fact.
absl::StatusOr<RowRange> RangeOf(const ScanSpec& spec);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_ROW_RANGE_H_
