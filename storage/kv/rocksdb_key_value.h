// KeyValue on RocksDB. One function makes the options of every open, because RocksDB's defaults lose
// acknowledged commits silently when a log is damaged (docs/format.md, "Durability").
#ifndef TERN_STORAGE_KV_ROCKSDB_KEY_VALUE_H_
#define TERN_STORAGE_KV_ROCKSDB_KEY_VALUE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"

namespace rocksdb {
class FileSystem;
}

namespace tern::kv {

enum class OpenMode : uint8_t {
  kReadOnly,   // beside a writer of another process; NotFound where there is no store
  kReadWrite,  // NotFound where there is no store
  kCreate,     // ReadWrite, made where it is missing
};

struct RocksDbOptions {
  OpenMode mode = OpenMode::kReadOnly;
  size_t cache_bytes = size_t{256} << 20;  // blocks, index and filter blocks, memtables together
  // A family's memtable is flushed when it is this large. Tests make it small, to flush all the time.
  size_t write_buffer_bytes = size_t{16} << 20;
  std::shared_ptr<rocksdb::FileSystem> file_system;  // null: the real one. Tests put faults here
};

// Opens the RocksDB at `path`. DataLoss where any log, manifest or table is damaged, with the file's name
// where RocksDB tells it; NotFound also where the families are not all there because a creation was cut short
// (kCreate then completes it). In a writing mode no file is ever deleted outside PurgeFiles, not even by the
// open and the close: readers of other processes can open at any time, and opening a damaged store destroys
// nothing. So a caller that writes purges once it has checked what it opened, or obsolete logs pile up; it
// holds the purge lock exclusively while it opens to write, and shared while it opens to read. A reader needs
// only read access to `path`.
//
// After a failed Write, Sync or Ingest all later ones fail with the same error: nobody knows what is on disk
// then.
absl::StatusOr<std::unique_ptr<KeyValue>> OpenRocksDb(const std::string& path, const RocksDbOptions& options);

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_KEY_VALUE_H_
