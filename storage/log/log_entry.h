// One durable commit: the packed signed statements that it changed. docs/format.md, "Commit log". Terms that
// a commit adds are not in the entry: they go to the dictionary family in the same atomic batch, so an open
// has none to replay.
#ifndef TERN_STORAGE_LOG_LOG_ENTRY_H_
#define TERN_STORAGE_LOG_LOG_ENTRY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/model/statement.h"

namespace tern::log {

// One change. A commit holds at most one per statement; + only where the statement was absent, - only where
// present.
struct Change {
  model::Statement statement;
  bool insert = true;
  // By how much this change alters the number of facts *for* (distinct triples with a for-statement): -1,
  // 0, 1. The sum over a commit is the commit's change.
  int8_t facts = 0;

  friend bool operator==(const Change&, const Change&) = default;
};

struct LogEntry {
  uint64_t commit = 0;
  std::vector<Change> changes;  // sorted by statement (SPO order)
};

std::string LogKey(uint64_t commit);
absl::StatusOr<uint64_t> ParseLogKey(std::string_view key);
// REQUIRES: changes sorted by statement, no two alike.
std::string EncodeLogEntry(const LogEntry& entry);
// DataLoss for anything that EncodeLogEntry did not write.
absl::StatusOr<LogEntry> DecodeLogEntry(std::string_view bytes);

}  // namespace tern::log

#endif  // TERN_STORAGE_LOG_LOG_ENTRY_H_
