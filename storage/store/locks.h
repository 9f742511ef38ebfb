// The two lock files of a store directory. `LOCK.writer` lets one process write at a time and says who it is;
// `LOCK.files` keeps files from being removed while another process opens the store. Both are flock(2) locks:
// they go with the process that holds them, however it ends. docs/format.md, "Locks".
#ifndef TERN_STORAGE_STORE_LOCKS_H_
#define TERN_STORAGE_STORE_LOCKS_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/store/posix_file.h"

namespace tern::store {

// Held for a writer's life.
class WriterLock {
 public:
  // Waits up to `wait` for another writer, of this process too. Unavailable when it is over, with what the
  // lock file says of the holder: `owner`, process id, host, since when, and whether that process is alive.
  // Creates the lock file; NotFound where the directory is missing.
  static absl::StatusOr<std::unique_ptr<WriterLock>> Acquire(const std::string& store_path,
                                                             std::chrono::milliseconds wait,
                                                             std::string_view owner);
  ~WriterLock();

 private:
  explicit WriterLock(std::unique_ptr<PosixFile> file) : file_(std::move(file)) {}
  const std::unique_ptr<PosixFile> file_;
};

// Held shared while a reader opens RocksDB, exclusively while a writer opens it or removes files. Short:
// never held while queries run. A waiting writer is not starved by readers that come and go: they queue
// behind it.
class FilesLock {
 public:
  enum class Mode : uint8_t { kShared, kExclusive };

  // Unavailable when `wait` is over. kShared needs only read access, and is NotFound where there is no store;
  // kExclusive creates the lock file.
  static absl::StatusOr<std::unique_ptr<FilesLock>> Acquire(const std::string& store_path, Mode mode,
                                                            std::chrono::milliseconds wait);

 private:
  explicit FilesLock(std::unique_ptr<PosixFile> file) : file_(std::move(file)) {}
  const std::unique_ptr<PosixFile> file_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_LOCKS_H_
