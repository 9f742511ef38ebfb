// The total order of values, by their ids: that of `order by` (model::OrderTerms) for terms, lists behind all
// terms, item by item and the shorter one first, null last. What sort, min, max and collect go by.
#ifndef TERN_ENGINE_EXECUTE_TERM_ORDER_H_
#define TERN_ENGINE_EXECUTE_TERM_ORDER_H_

#include <compare>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/execute/context.h"
#include "engine/execute/terms.h"
#include "storage/model/term_id.h"

namespace tern::execute {

// True for tags whose ids have exactly the order of their terms.
constexpr bool IsTermOrder(model::Tag tag) {
  return tag == model::Tag::kInteger || tag == model::Tag::kIriBase || tag == model::Tag::kStringBase;
}

// Compares two ids; terms are read through Terms::Get, so that callers with many should Prefetch.
absl::StatusOr<std::strong_ordering> CompareIds(model::TermId a, model::TermId b, Terms& terms);

// Every id's place in the order, counted from 0; kNullRank for null. The ids of items of lists have theirs
// too.
inline constexpr uint32_t kNullRank = UINT32_MAX;
using Ranks = absl::flat_hash_map<model::TermId, uint32_t>;
// Resolves every id once. `memory` is set to what is held meanwhile and by the result.
absl::StatusOr<Ranks> RankIds(std::vector<model::TermId> ids, Terms& terms, MemoryUse& memory);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_TERM_ORDER_H_
