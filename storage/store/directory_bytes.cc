#include "storage/store/directory_bytes.h"

#include <filesystem>
#include <system_error>

namespace tern::store {

uint64_t DirectoryBytes(const std::string& path) {
  namespace fs = std::filesystem;
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator i(path, error), end; !error && i != end; i.increment(error)) {
    std::error_code gone;
    if (!i->is_regular_file(gone)) continue;
    const uint64_t size = i->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

}  // namespace tern::store
