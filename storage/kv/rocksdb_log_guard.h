// A file system under which the write-ahead log never tells RocksDB of an error. RocksDB 7.8 asserts that
// nobody uses a log again whose append or sync has failed, yet a sync and a flush in the background do so
// whenever they meet that log after another thread did; a build with assertions, as Debian's is, then aborts
// the process. So the guard keeps the first such error for itself: from then on nothing more reaches the
// disk, every operation on another file fails, and the caller asks the guard whether what RocksDB calls
// written is so.
#ifndef TERN_STORAGE_KV_ROCKSDB_LOG_GUARD_H_
#define TERN_STORAGE_KV_ROCKSDB_LOG_GUARD_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "rocksdb/file_system.h"

namespace tern::kv {

// The first error of a log. Thread-safe.
class LogFailure {
 public:
  bool happened() const { return happened_.load(std::memory_order_acquire); }
  rocksdb::IOStatus status() const;
  void Set(const rocksdb::IOStatus& status);

 private:
  std::atomic<bool> happened_{false};
  mutable std::mutex mutex_;
  rocksdb::IOStatus status_;  // guarded by mutex_
};

// Thread-safe.
class LogGuard : public rocksdb::FileSystemWrapper {
 public:
  explicit LogGuard(const std::shared_ptr<rocksdb::FileSystem>& target);

  const char* Name() const override { return "TernLogGuard"; }

  // Ok as long as all that RocksDB calls written or synced is so.
  rocksdb::IOStatus failure() const { return failure_->status(); }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;

 private:
  void Guard(const std::string& path, std::unique_ptr<rocksdb::FSWritableFile>* file);

  const std::shared_ptr<LogFailure> failure_;
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_LOG_GUARD_H_
