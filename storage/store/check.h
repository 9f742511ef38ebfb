// Looks through a whole store for what must not be: damaged or misplaced blocks, orders that hold different
// statements, counts that do not agree, ids without terms, terms that are not found under their id,
// properties of claims that say nothing. Reads every block twice and every term once; memory is a few bits a
// term. A sound store has no findings; what a finding says is for people, one line with the place first.
#ifndef TERN_STORAGE_STORE_CHECK_H_
#define TERN_STORAGE_STORE_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"

namespace tern::store {

struct CheckOptions {
  size_t max_findings = 100;  // more are counted only
  StoreCallbacks callbacks;   // phases "blocks", "statements", "counts", "terms", "claims"
};

struct CheckReport {
  std::vector<std::string> findings;  // "order POS, block 17: the checksum differs"
  uint64_t finding_count = 0;
  uint64_t statements = 0;    // read in SPO
  uint64_t blocks = 0;        // read, of all orders
  uint64_t terms = 0;         // read
  uint64_t unused_terms = 0;  // of those: no statement names them. Deletions leave them, they are no finding

  bool is_sound() const { return finding_count == 0; }
};

// Cancelled where the callback says so; other errors only where the check itself cannot go on: damage that is
// found is in the report. REQUIRES: `snapshot` comes from a Store.
absl::StatusOr<CheckReport> Check(const Snapshot& snapshot, const CheckOptions& options);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CHECK_H_
