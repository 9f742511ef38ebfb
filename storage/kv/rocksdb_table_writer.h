// Writing a sorted file beside the store, in the form that its family's files have.
#ifndef TERN_STORAGE_KV_ROCKSDB_TABLE_WRITER_H_
#define TERN_STORAGE_KV_ROCKSDB_TABLE_WRITER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "storage/kv/key_value.h"

namespace tern::kv {

// `options` are the family's own (DB::GetOptions); `handle` outlives the writer. Not thread-safe.
absl::StatusOr<std::unique_ptr<TableWriter>> NewRocksDbTableWriter(const rocksdb::Options& options,
                                                                   rocksdb::ColumnFamilyHandle* handle,
                                                                   const std::string& path);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_TABLE_WRITER_H_
