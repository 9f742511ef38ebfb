// What a store holds, for people: totals, terms by kind, bytes by order, the log, and the predicates with the
// most facts. Nothing is estimated but bytes on disk: counts come from the block index and two partial blocks
// each, claims from one pass over one column. Milliseconds for a store of a few predicates and no claims.
#ifndef TERN_STORAGE_STORE_STATISTICS_H_
#define TERN_STORAGE_STORE_STATISTICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/model/term_id.h"
#include "storage/order/order.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"

namespace tern::store {

struct OrderStatistics {
  order::Order order = order::Order::kSpo;
  uint64_t rows = 0;
  uint64_t blocks = 0;
  uint64_t block_bytes = 0;  // on disk, approximately
  uint64_t index_bytes = 0;
};

// Terms that have their place in the dictionary: inline values have none, nor blank nodes.
struct TermStatistics {
  std::string_view kind;  // "IRIs", "strings", …
  uint64_t base = 0;
  uint64_t appended = 0;
};

struct PredicateStatistics {
  model::TermId predicate;
  uint64_t facts = 0;       // distinct, with a statement for them
  uint64_t statements = 0;  // by claim
};

struct StoreStatistics {
  uint64_t commit = 0;
  Totals totals;
  uint64_t anonymous_claims = 0;  // distinct ones that say something now
  uint64_t named_claims = 0;

  std::vector<TermStatistics> terms;  // kinds without terms are left out
  uint64_t blank_nodes = 0;           // numbers that were given out
  uint64_t dictionary_bytes = 0;      // on disk, approximately

  std::array<OrderStatistics, order::kOrderCount> orders;
  uint32_t generation = 0;
  bool is_half_folded = false;

  uint64_t log_commits = 0;  // that blocks do not hold yet
  uint64_t log_statements = 0;
  uint64_t log_bytes = 0;
  uint64_t directory_bytes = 0;  // all files of the store

  uint64_t predicates = 0;                          // distinct ones
  std::vector<PredicateStatistics> top_predicates;  // the most facts first
};

struct StatisticsOptions {
  size_t top_predicates = 20;
  StoreCallbacks callbacks;
};

// REQUIRES: `snapshot` is one of `store`.
absl::StatusOr<StoreStatistics> ReadStatistics(Store& store, const Snapshot& snapshot,
                                               const StatisticsOptions& options);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_STATISTICS_H_
