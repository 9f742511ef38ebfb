// The second part of a check: what cursors give. Every order holds the same statements, its rows ascend, and
// counts agree with what is read.
#ifndef TERN_STORAGE_STORE_CHECK_STATEMENTS_H_
#define TERN_STORAGE_STORE_CHECK_STATEMENTS_H_

#include "absl/status/status.h"
#include "storage/store/check_blocks.h"
#include "storage/store/check_findings.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/term_set.h"

namespace tern::store {

// Reads the orders that are `readable`, and adds to `used` the dictionary terms that their statements name.
absl::Status CheckStatements(const SnapshotImpl& snapshot, const ReadableOrders& readable,
                             CheckFindings& findings, TermSet& used);

// Every property belongs to a claim that states something.
absl::Status CheckProperties(const SnapshotImpl& snapshot, CheckFindings& findings);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CHECK_STATEMENTS_H_
