// A history of numbered commits whose every prefix can be recognised: what the fault tests write, and how
// they tell whether what is left of it is exactly what some commit made.
#ifndef TERN_TESTS_FAULT_HISTORY_H_
#define TERN_TESTS_FAULT_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"

namespace tern::fault {

// Commit `number` (from 1) as one batch over several families: a log entry, a dictionary entry, the count in
// meta. Every tenth also deletes the log entries of all but the last ten commits, as a fold does.
kv::Batch CommitBatch(uint64_t number);

// How many commits a store holds. FailedPrecondition, with what is missing or too much, where it is not what
// the commits up to some number made; errors of reading as they are.
absl::StatusOr<uint64_t> CountCommits(kv::KeyValue& key_value);

// The files of a bulk load: generation `number` (from 1) over several families, written to `directory`.
absl::StatusOr<std::vector<kv::TableFile>> WriteGeneration(kv::KeyValue& key_value, uint64_t number,
                                                           const std::string& directory);

// Deletes the generations before `number`, as a store does when it has switched to a new one.
kv::Batch DropOlderGenerations(uint64_t number);

// The newest generation of those ingested in turn, 0 for none. FailedPrecondition where families disagree,
// anything of it is missing, or anything is there that is of neither it nor the one before it, which may be
// there whole.
absl::StatusOr<uint64_t> FindGeneration(kv::KeyValue& key_value);

}  // namespace tern::fault

#endif  // TERN_TESTS_FAULT_HISTORY_H_
