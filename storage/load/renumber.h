// New ids for all terms of a store, so that the order of ids is the order of terms again and terms that no
// statement uses any more are gone: what loads into a filled store and commits have appended is merged with
// the dictionary's base. Every order is read once and written anew. Rows whose ids all come from the base
// keep their order under the new ids and stream through; only those with a term that was appended are sorted
// again.
//
// Costs about as much as a load of the same statements without its reading, and as much free space as the
// result takes. Memory: that of the map from old to new ids (dictionary/renumbering.h), and for the rows that
// move.
#ifndef TERN_STORAGE_LOAD_RENUMBER_H_
#define TERN_STORAGE_LOAD_RENUMBER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/load/load_budget.h"
#include "storage/store/store.h"

namespace tern::load {

struct RenumberOptions {
  // Rewrites files that hold old things among others too. False: they wait for compactions that come anyway.
  // For tests of faults: a RocksDB with assertions, as Debian's is, aborts where a compaction of nothing but
  // deletions fails.
  bool compacts = true;
  uint64_t memory_limit = 0;  // bytes beside the store's cache; 0: a quarter of the machine's memory
  LoadTuning tuning;          // for tests: sorter_bytes
  // Phases "find used terms", "write terms", "sort", the orders' names, "give back space". Cancelled up to
  // the switch.
  store::StoreCallbacks callbacks;
};

struct RenumberReport {
  store::CompactReport compact;
  uint64_t terms_before = 0;  // in the dictionary
  uint64_t terms_after = 0;
};

// One atomic switch: durable when it returns ok; where it fails or is killed, the store is as it was. Commits
// of other threads wait; snapshots from before go on, and their space comes back when the last has ended.
// Blank nodes and anonymous claims keep their numbers. FailedPrecondition for a read-only store, DataLoss
// where statements or terms are damaged.
absl::StatusOr<RenumberReport> Renumber(store::Store* store, const RenumberOptions& options);

struct UsedTerms {
  uint64_t terms = 0;  // in the dictionary
  uint64_t used = 0;   // of those: a statement names them
};

// What a renumbering would keep: one pass over the statements, with its phase "find used terms". DataLoss
// where a statement names a term that the dictionary does not have.
absl::StatusOr<UsedTerms> CountUsedTerms(store::Store* store, const store::StoreCallbacks& callbacks);

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_RENUMBER_H_
