// A look at every table before RocksDB opens it. RocksDB 7.8 takes the properties block of a table apart
// before it verifies the block's checksum, and a build with assertions, as Debian's is, aborts the process
// where the top bit of that block's last byte is flipped. This is the one bit of a table whose damage RocksDB
// cannot be left to tell.
#ifndef TERN_STORAGE_KV_ROCKSDB_TABLE_CHECK_H_
#define TERN_STORAGE_KV_ROCKSDB_TABLE_CHECK_H_

#include <string>

#include "absl/status/status.h"

namespace tern::kv {

// DataLoss, with the file's name, for a table whose properties block would end the process. Everything else
// that may be wrong is RocksDB's to find: a file that cannot be read or understood here is passed over. Costs
// three small reads a table.
absl::Status CheckTables(const std::string& directory);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_TABLE_CHECK_H_
