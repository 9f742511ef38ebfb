// Which ids of objects a condition allows: a comparison of a variable with a constant is a set of ranges of
// ids, one for each type that compares with the constant, since ids of a type are in value order.
// docs/format.md, "Ids".
#ifndef TERN_ENGINE_OPTIMIZE_VALUE_RANGES_H_
#define TERN_ENGINE_OPTIMIZE_VALUE_RANGES_H_

#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/expression.h"
#include "engine/algebra/plan.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// Ascending, without overlap, none next to another.
using IdRanges = std::vector<algebra::IdRange>;

IdRanges Normalized(IdRanges ranges);
IdRanges Intersection(const IdRanges& a, const IdRanges& b);

struct AllowedIds {
  IdRanges ranges;    // no other id meets the condition; empty: none does
  bool exact = true;  // every id in them does
};

// Ranges that conditions together may become, each a cursor of its own.
inline constexpr size_t kMaxRanges = 64;
// Of them those of one tag, where there are too many in all: 32 tags have no more than kMaxRanges then.
inline constexpr size_t kMaxRangesOfATag = 2;
// Pieces of one tag that a single comparison is told in: others may cut them down again. Beyond, it is one,
// and not exact.
inline constexpr size_t kMaxPieces = 8192;

// Nothing where `condition` is not made of comparisons of `variable` with constants. `has_rows` tells whether
// any id in a range can come up at all: ranges of terms that are not in value order are asked for, and cost
// the exactness only where something lies in them.
absl::StatusOr<std::optional<AllowedIds>> IdsAllowedBy(
    const algebra::Expression& condition, const algebra::Variable& variable, const store::Snapshot& snapshot,
    const std::function<absl::StatusOr<bool>(const algebra::IdRange&)>& has_rows);

// At most kMaxRanges that hold all of `ranges`, with what lies between them where there are too many.
IdRanges Widened(const IdRanges& ranges);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_VALUE_RANGES_H_
