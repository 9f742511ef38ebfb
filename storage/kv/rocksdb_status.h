// RocksDB's statuses as ours. Damage is DataLoss whatever RocksDB calls it; everything else keeps its nature,
// so that a full disk is never told as a damaged store.
#ifndef TERN_STORAGE_KV_ROCKSDB_STATUS_H_
#define TERN_STORAGE_KV_ROCKSDB_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/status.h"

namespace tern::kv {

// `doing` starts the message: "write to", "open". RocksDB's own text, which names the file where it knows it,
// follows.
absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing, std::string_view path);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_STATUS_H_
