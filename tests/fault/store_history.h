// A history of numbered steps on a whole store - commits, loads and folds - whose every state can be
// recognised: what the store's fault tests run, and how they tell whether what is left is exactly what some
// step made.
#ifndef TERN_TESTS_FAULT_STORE_HISTORY_H_
#define TERN_TESTS_FAULT_STORE_HISTORY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"

namespace tern::fault {

// Bounds so small that the history folds, ingests and packs many blocks.
store::StoreOptions SmallStoreOptions(store::Access access);

// Step `number` (from 1). Each is acknowledged as one commit: most insert a few facts, claims and terms and
// delete a few of an earlier step; every eighth loads many facts at once. Steps between them also fold and
// renumber.
absl::Status RunStep(store::Store& store, uint64_t number);

// Statements (claim properties not counted) after steps 1 … number.
uint64_t StatementsAfter(uint64_t number);

// The step whose state this is, 0 for an empty store. Counts the statements and looks at the facts that name
// steps: cheap. FailedPrecondition where it is no step's state; DataLoss and other errors of reading as they
// are.
absl::StatusOr<uint64_t> FindStep(const store::Snapshot& snapshot);

// Reads all of a store: every order, both spaces, every term, and compares it with what the steps made. Gives
// back the step as FindStep does.
absl::StatusOr<uint64_t> CheckEverything(const store::Snapshot& snapshot);

}  // namespace tern::fault

#endif  // TERN_TESTS_FAULT_STORE_HISTORY_H_
