// The one place where RocksDB's options are made, for every open of every mode. What makes a damaged or
// half-written store be refused is here; so is what bounds memory, threads and log size.
#ifndef TERN_STORAGE_KV_ROCKSDB_OPTIONS_H_
#define TERN_STORAGE_KV_ROCKSDB_OPTIONS_H_

#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "storage/kv/rocksdb_key_value.h"

namespace tern::kv {

struct RocksDbSetup {
  rocksdb::DBOptions db;
  // RocksDB's default family, which stays empty, then one a Family in the order of their numbers.
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
};

// `env` must outlive the database.
RocksDbSetup MakeRocksDbSetup(const RocksDbOptions& options, rocksdb::Env* env);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_OPTIONS_H_
