// Files of the store directory outside RocksDB, as the system gives them: open, closed on every path, synced,
// and with errors that name the file.
#ifndef TERN_STORAGE_STORE_POSIX_FILE_H_
#define TERN_STORAGE_STORE_POSIX_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tern::store {

// An open file; closing it also lets go of its flock. Thread-safe as far as the system's calls are.
class PosixFile {
 public:
  // `flags` as of open(2); a file that is made gets mode 0644. NotFound where it is missing.
  static absl::StatusOr<std::unique_ptr<PosixFile>> Open(const std::string& path, int flags);
  ~PosixFile();
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }

  absl::Status WriteAt(std::string_view bytes, size_t offset);
  // At most `limit` bytes from the start; fewer where the file is shorter.
  absl::StatusOr<std::string> ReadUpTo(size_t limit) const;
  // False where the file's path leads to another file by now, or to none.
  bool IsInItsPlace() const;
  absl::Status SyncData();  // the content and what is needed to find it

 private:
  PosixFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  const std::string path_;
  const int descriptor_;
};

// Makes the names of files that were created or renamed in a directory last.
absl::Status SyncDirectory(const std::string& path);

// What an errno means: "cannot open /x/head: Permission denied".
absl::Status SystemError(std::string_view doing, const std::string& path, int error);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_POSIX_FILE_H_
