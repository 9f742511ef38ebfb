#include "tests/fault/fault_file_system.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "rocksdb/io_status.h"
#include "tests/fault/fault_state.h"

namespace tern::fault {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class WritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(std::unique_ptr<rocksdb::FSWritableFile> target, std::shared_ptr<FaultState> state,
               FilePointer file)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(target)),
        state_(std::move(state)),
        file_(std::move(file)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return Write(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*info*/,
                  IODebugContext* debug) override {
    return Write(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice& /*data*/, uint64_t /*offset*/, const IOOptions& /*options*/,
                            IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported("writes at a position are not accounted for");
  }
  IOStatus PositionedAppend(const Slice& /*data*/, uint64_t /*offset*/, const IOOptions& /*options*/,
                            const rocksdb::DataVerificationInfo& /*info*/,
                            IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported("writes at a position are not accounted for");
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    const std::lock_guard<std::mutex> lock(state_->mutex());
    IOStatus status = state_->Begin(Operation::kTruncate);
    if (status.ok()) status = target()->Truncate(size, options, debug);
    if (status.ok()) {
      file_->size = size;
      file_->synced_size = std::min(file_->synced_size, size);
    }
    return status;
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return MarkSynced(); }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return MarkSynced(); }
  // Starts writing back, and promises nothing.
  IOStatus RangeSync(uint64_t /*offset*/, uint64_t /*size*/, const IOOptions& /*options*/,
                     IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }

 private:
  IOStatus Write(const Slice& data, const IOOptions& options, IODebugContext* debug) {
    const std::lock_guard<std::mutex> lock(state_->mutex());
    const bool was_cut = state_->power_is_cut();
    IOStatus status = state_->Begin(Operation::kAppend);
    if (!status.ok()) {
      // The write in which the power goes leaves its first half.
      if (state_->power_is_cut() && !was_cut) {
        const Slice half(data.data(), data.size() / 2);
        if (target()->Append(half, options, debug).ok()) file_->size += half.size();
      }
      return status;
    }
    status = target()->Append(data, options, debug);
    if (status.ok()) file_->size += data.size();
    return status;
  }
  IOStatus MarkSynced() {
    const std::lock_guard<std::mutex> lock(state_->mutex());
    IOStatus status = state_->Begin(Operation::kSync);
    if (status.ok()) status = state_->CheckSync();
    if (status.ok()) file_->synced_size = file_->size;
    return status;
  }

  const std::shared_ptr<FaultState> state_;
  const FilePointer file_;
};

class Directory : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<rocksdb::FSDirectory> target, std::shared_ptr<FaultState> state, std::string path)
      : rocksdb::FSDirectoryWrapper(std::move(target)), state_(std::move(state)), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return MarkSynced(); }
  IOStatus FsyncWithDirOptions(const IOOptions& /*options*/, IODebugContext* /*debug*/,
                               const rocksdb::DirFsyncOptions& /*directory_options*/) override {
    return MarkSynced();
  }

 private:
  IOStatus MarkSynced() {
    const std::lock_guard<std::mutex> lock(state_->mutex());
    const IOStatus status = state_->Begin(Operation::kSyncDirectory);
    if (status.ok()) state_->SyncedDirectory(path_);
    return status;
  }

  const std::shared_ptr<FaultState> state_;
  const std::string path_;
};

}  // namespace

FaultFileSystem::FaultFileSystem(const std::string& root)
    : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()),
      state_(std::make_shared<FaultState>(root)) {}

FaultFileSystem::~FaultFileSystem() = default;

int64_t FaultFileSystem::operation_count() const {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  return state_->operation_count();
}
void FaultFileSystem::CutPowerAt(int64_t nth) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  state_->CutPowerAt(nth);
}
bool FaultFileSystem::power_is_cut() const {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  return state_->power_is_cut();
}
void FaultFileSystem::FailAt(Operation operation, int64_t nth) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  state_->FailAt(operation, nth);
}
void FaultFileSystem::FailSyncsInOtherThreads() {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  state_->FailSyncsInOtherThreads();
}
int64_t FaultFileSystem::failed_syncs() const {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  return state_->failed_syncs();
}
void FaultFileSystem::RestorePower(Survival survival, uint64_t seed) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  state_->Lose(survival, seed);
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* result,
                                          IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(path)) return target()->NewWritableFile(path, options, result, debug);
  IOStatus status = state_->Begin(Operation::kCreate);
  if (!status.ok()) return status;
  FilePointer file = state_->Created(path);
  std::unique_ptr<rocksdb::FSWritableFile> real;
  status = target()->NewWritableFile(path, options, &real, debug);
  if (status.ok()) *result = std::make_unique<WritableFile>(std::move(real), state_, std::move(file));
  return status;
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                             std::unique_ptr<rocksdb::FSWritableFile>* result,
                                             IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(path)) return target()->ReopenWritableFile(path, options, result, debug);
  IOStatus status = state_->Begin(Operation::kCreate);
  if (!status.ok()) return status;
  FilePointer file = std::filesystem::exists(path) ? state_->FileAt(path) : state_->Created(path);
  std::unique_ptr<rocksdb::FSWritableFile> real;
  status = target()->ReopenWritableFile(path, options, &real, debug);
  if (status.ok()) *result = std::make_unique<WritableFile>(std::move(real), state_, std::move(file));
  return status;
}

IOStatus FaultFileSystem::ReuseWritableFile(const std::string& /*path*/, const std::string& /*old_path*/,
                                            const rocksdb::FileOptions& /*options*/,
                                            std::unique_ptr<rocksdb::FSWritableFile>* /*result*/,
                                            IODebugContext* /*debug*/) {
  return IOStatus::NotSupported("recycled files are not accounted for");
}

IOStatus FaultFileSystem::NewRandomRWFile(const std::string& /*path*/,
                                          const rocksdb::FileOptions& /*options*/,
                                          std::unique_ptr<rocksdb::FSRandomRWFile>* /*result*/,
                                          IODebugContext* /*debug*/) {
  return IOStatus::NotSupported("writes at a position are not accounted for");
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                       std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> real;
  IOStatus status = target()->NewDirectory(path, options, &real, debug);
  if (status.ok()) *result = std::make_unique<Directory>(std::move(real), state_, path);
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                     IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(path) || !std::filesystem::exists(path))
    return target()->DeleteFile(path, options, debug);
  const IOStatus status = state_->Begin(Operation::kDelete);
  if (status.ok()) state_->Deleted(path);
  return status;
}

IOStatus FaultFileSystem::Truncate(const std::string& path, size_t size, const IOOptions& options,
                                   IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(path)) return target()->Truncate(path, size, options, debug);
  IOStatus status = state_->Begin(Operation::kTruncate);
  if (!status.ok()) return status;
  const FilePointer file = state_->FileAt(path);
  status = target()->Truncate(path, size, options, debug);
  if (status.ok()) {
    file->size = size;
    file->synced_size = std::min<uint64_t>(file->synced_size, size);
  }
  return status;
}

IOStatus FaultFileSystem::CreateDir(const std::string& path, const IOOptions& options,
                                    IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  IOStatus status = state_->Begin(Operation::kCreate);
  if (status.ok()) status = target()->CreateDir(path, options, debug);
  if (status.ok() && state_->Tracks(path)) state_->CreatedDirectory(path);
  return status;
}

IOStatus FaultFileSystem::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                             IODebugContext* debug) {
  if (std::filesystem::is_directory(path)) return IOStatus::OK();
  return CreateDir(path, options, debug);
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                     IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(to)) return target()->RenameFile(from, to, options, debug);
  const IOStatus status = state_->Begin(Operation::kRename);
  if (!status.ok()) return status;
  state_->Renamed(from, to);
  return target()->RenameFile(from, to, options, debug);
}

IOStatus FaultFileSystem::LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                                   IODebugContext* debug) {
  const std::lock_guard<std::mutex> lock(state_->mutex());
  if (!state_->Tracks(to)) return target()->LinkFile(from, to, options, debug);
  IOStatus status = state_->Begin(Operation::kLink);
  if (status.ok()) status = target()->LinkFile(from, to, options, debug);
  if (status.ok()) state_->Linked(from, to);
  return status;
}

}  // namespace tern::fault
