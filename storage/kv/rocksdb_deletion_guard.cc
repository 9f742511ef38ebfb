#include "storage/kv/rocksdb_deletion_guard.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"

namespace tern::kv {

DeletionGuard::DeletionGuard(const std::shared_ptr<rocksdb::FileSystem>& target, std::string directory)
    : rocksdb::FileSystemWrapper(target), prefix_(std::move(directory) + "/") {}

rocksdb::IOStatus DeletionGuard::DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                                            rocksdb::IODebugContext* debug) {
  if (absl::StartsWith(path, prefix_) && !allowed_.load(std::memory_order_seq_cst))
    return rocksdb::IOStatus::OK();
  return target()->DeleteFile(path, options, debug);
}

}  // namespace tern::kv
