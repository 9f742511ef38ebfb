#include "storage/kv/rocksdb_log_guard.h"

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"

namespace tern::kv {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Any file but a log: fails once a log has.
class GuardedFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  GuardedFile(std::unique_ptr<rocksdb::FSWritableFile> target, std::shared_ptr<LogFailure> failure)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(target)), failure_(std::move(failure)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return failure_->happened() ? failure_->status() : target()->Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& info,
                  IODebugContext* debug) override {
    return failure_->happened() ? failure_->status() : target()->Append(data, options, info, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return failure_->happened() ? failure_->status() : target()->Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return failure_->happened() ? failure_->status() : target()->Fsync(options, debug);
  }

 private:
  const std::shared_ptr<LogFailure> failure_;
};

// A log: its operations succeed, as far as RocksDB is told.
class LogFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogFile(std::unique_ptr<rocksdb::FSWritableFile> target, std::shared_ptr<LogFailure> failure)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(target)), failure_(std::move(failure)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return Do([&] { return target()->Append(data, options, debug); });
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& info,
                  IODebugContext* debug) override {
    return Do([&] { return target()->Append(data, options, info, debug); });
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override {
    return Do([&] { return target()->Flush(options, debug); });
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Do([&] { return target()->Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Do([&] { return target()->Fsync(options, debug); });
  }
  IOStatus RangeSync(uint64_t offset, uint64_t size, const IOOptions& options,
                     IODebugContext* debug) override {
    return Do([&] { return target()->RangeSync(offset, size, options, debug); });
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return Do([&] { return target()->Truncate(size, options, debug); });
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus status = target()->Close(options, debug);
    if (!status.ok()) failure_->Set(status);
    return IOStatus::OK();
  }

 private:
  template <typename Operation>
  IOStatus Do(const Operation& operation) {
    if (failure_->happened()) return IOStatus::OK();
    const IOStatus status = operation();
    if (!status.ok()) failure_->Set(status);
    return IOStatus::OK();
  }

  const std::shared_ptr<LogFailure> failure_;
};

}  // namespace

IOStatus LogFailure::status() const {
  if (!happened()) return IOStatus::OK();
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

void LogFailure::Set(const IOStatus& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (happened()) return;
  status_ = status;
  happened_.store(true, std::memory_order_release);
}

LogGuard::LogGuard(const std::shared_ptr<rocksdb::FileSystem>& target)
    : rocksdb::FileSystemWrapper(target), failure_(std::make_shared<LogFailure>()) {}

void LogGuard::Guard(const std::string& path, std::unique_ptr<rocksdb::FSWritableFile>* file) {
  if (absl::EndsWith(path, ".log")) {
    *file = std::make_unique<LogFile>(std::move(*file), failure_);
  } else {
    *file = std::make_unique<GuardedFile>(std::move(*file), failure_);
  }
}

IOStatus LogGuard::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                   std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) {
  if (failure_->happened()) return failure_->status();
  IOStatus status = target()->NewWritableFile(path, options, result, debug);
  if (status.ok()) Guard(path, result);
  return status;
}

IOStatus LogGuard::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      IODebugContext* debug) {
  if (failure_->happened()) return failure_->status();
  IOStatus status = target()->ReopenWritableFile(path, options, result, debug);
  if (status.ok()) Guard(path, result);
  return status;
}

IOStatus LogGuard::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                              IODebugContext* debug) {
  if (failure_->happened()) return failure_->status();
  return target()->RenameFile(from, to, options, debug);
}

}  // namespace tern::kv
