#include "storage/store/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "storage/model/text.h"

namespace tern::store {

absl::Status SystemError(std::string_view doing, const std::string& path, int error) {
  const std::string text = model::StrCat("cannot ", doing, " ", path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(text);
    case ENOSPC:
    case EDQUOT:
      return absl::ResourceExhaustedError(text);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(text);
    default:
      return absl::InternalError(text);
  }
}

absl::StatusOr<std::unique_ptr<PosixFile>> PosixFile::Open(const std::string& path, int flags) {
  int descriptor;
  do {
    descriptor = open(path.c_str(), flags | O_CLOEXEC, 0644);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return SystemError("open", path, errno);
  return std::unique_ptr<PosixFile>(new PosixFile(path, descriptor));
}

PosixFile::~PosixFile() { close(descriptor_); }

absl::Status PosixFile::WriteAt(std::string_view bytes, size_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return SystemError("write to", path_, written < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<size_t>(written);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> PosixFile::ReadUpTo(size_t limit) const {
  std::string bytes(limit, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got =
        pread(descriptor_, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", path_, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

bool PosixFile::IsInItsPlace() const {
  struct stat own;
  struct stat there;
  return fstat(descriptor_, &own) == 0 && stat(path_.c_str(), &there) == 0 && own.st_ino == there.st_ino &&
         own.st_dev == there.st_dev;
}

absl::Status PosixFile::SyncData() {
  if (fdatasync(descriptor_) != 0) return SystemError("sync", path_, errno);
  return absl::OkStatus();
}

absl::Status SyncDirectory(const std::string& path) {
  absl::StatusOr<std::unique_ptr<PosixFile>> directory = PosixFile::Open(path, O_RDONLY | O_DIRECTORY);
  if (!directory.ok()) return directory.status();
  if (fsync((*directory)->descriptor()) != 0) return SystemError("sync", path, errno);
  return absl::OkStatus();
}

}  // namespace tern::store
