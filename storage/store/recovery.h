// From the bytes of a key-value store to the state of its newest commit: the records of the meta family are
// read and the unfolded log is replayed into memory; whatever is missing or does not add up is DataLoss,
// never a shorter store.
#ifndef TERN_STORAGE_STORE_RECOVERY_H_
#define TERN_STORAGE_STORE_RECOVERY_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/store/meta.h"
#include "storage/store/side_file.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/unfolded_log.h"

namespace tern::store {

// Writes the records of an empty store. Durable when it returns ok.
absl::Status WriteEmptyStore(kv::KeyValue& key_value, const std::string& base_namespace);

// Gives a store of no commits another base namespace. Durable when it returns ok.
absl::Status WriteBase(kv::KeyValue& key_value, const std::string& base_namespace);

// True where the meta family is empty: no store was ever made here, or its making was cut short.
absl::StatusOr<bool> IsUnmade(kv::KeyValue& key_value);

// FailedPrecondition for a foreign or newer format.
absl::StatusOr<StoreState> LoadState(kv::KeyValue& key_value);

// DataLoss where what the blocks of `record` hold and the log on top of them do not make `totals`.
absl::Status CheckTotals(const GenerationRecord& record, const UnfoldedLog& log, const Totals& totals);

// `side`: what the side file said before the key-value store was opened. DataLoss where the store has less
// than that, or other totals.
absl::Status CheckSideFile(const std::optional<SideRecord>& side, const HeadRecord& head);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_RECOVERY_H_
