// A file system that deletes nothing inside the database's directory except while a purge says so. RocksDB
// deletes files from its open, its close and its background threads; DisableFileDeletions stops most of that,
// but neither the open nor a job that has chosen its victims already. Here the rule "files go in PurgeFiles
// only" holds exactly: other processes can open at any time, and the open of a damaged store destroys
// nothing, because the store above finds the damage before it purges.
#ifndef TERN_STORAGE_KV_ROCKSDB_DELETION_GUARD_H_
#define TERN_STORAGE_KV_ROCKSDB_DELETION_GUARD_H_

#include <atomic>
#include <memory>
#include <string>

#include "rocksdb/file_system.h"

namespace tern::kv {

// Thread-safe. A deletion that is held back answers ok: RocksDB then forgets the file, and the full scan of a
// later purge finds it again.
class DeletionGuard : public rocksdb::FileSystemWrapper {
 public:
  DeletionGuard(const std::shared_ptr<rocksdb::FileSystem>& target, std::string directory);

  const char* Name() const override { return "TernDeletionGuard"; }

  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

  void set_deletions_allowed(bool allowed) { allowed_.store(allowed, std::memory_order_seq_cst); }

 private:
  const std::string prefix_;
  std::atomic<bool> allowed_{false};
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_DELETION_GUARD_H_
