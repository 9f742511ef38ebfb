// Opening the files of a RocksDB, or telling clearly why not.
#ifndef TERN_STORAGE_KV_ROCKSDB_OPEN_H_
#define TERN_STORAGE_KV_ROCKSDB_OPEN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "storage/kv/rocksdb_deletion_guard.h"
#include "storage/kv/rocksdb_key_value.h"
#include "storage/kv/rocksdb_log_guard.h"

namespace tern::kv {

// Members go in reverse order: the database before what it stands on. The owner destroys the handles first.
struct OpenedRocksDb {
  std::shared_ptr<DeletionGuard> guard;  // null where opened for reading only
  std::shared_ptr<LogGuard> log_guard;   // the same
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // RocksDB's default family, then one a Family
};

// As OpenRocksDb (rocksdb_key_value.h).
absl::StatusOr<OpenedRocksDb> OpenRocksDbFiles(const std::string& path, const RocksDbOptions& options);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_OPEN_H_
