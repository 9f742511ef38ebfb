#include "engine/store_access.h"

#include <sys/stat.h>

#include <utility>

#include "storage/model/text.h"

namespace tern {
namespace {

bool IsMissing(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) != 0;
}

}  // namespace

StoreAccess::StoreAccess(std::string path, const DatabaseOptions& options, MemoryBudget memory)
    : path_(std::move(path)), options_(options), memory_(std::move(memory)) {}

absl::StatusOr<std::shared_ptr<store::Store>> StoreAccess::Open(store::Access access) const {
  store::StoreOptions options;
  options.access = access;
  options.base_namespace = options_.base_namespace;
  options.writer_wait = options_.writer_wait;
  options.owner = options_.owner;
  options.cache_bytes = memory_.cache_bytes;
  if (access != store::Access::kCreate && IsMissing(path_)) {
    return absl::NotFoundError(model::StrCat("there is no database at ", path_));
  }
  absl::StatusOr<std::unique_ptr<store::Store>> store = store::Store::Open(path_, options);
  if (!store.ok()) return store.status();
  return std::shared_ptr<store::Store>(*std::move(store));
}

absl::StatusOr<StoreAccess::View> StoreAccess::Read() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<store::Store> store = writer_;
  if (store == nullptr) {
    if (reader_ != nullptr) {
      const absl::StatusOr<bool> stale = reader_->IsStale();
      if (!stale.ok()) return stale.status();
      if (*stale) reader_ = nullptr;
    }
    if (reader_ == nullptr) {
      absl::StatusOr<std::shared_ptr<store::Store>> opened = Open(store::Access::kRead);
      if (!opened.ok()) return opened.status();
      reader_ = *std::move(opened);
    }
    store = reader_;
  }
  absl::StatusOr<std::shared_ptr<const store::Snapshot>> snapshot = store->GetSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  return View{std::move(store), *std::move(snapshot), memory()};
}

absl::StatusOr<std::shared_ptr<store::Store>> StoreAccess::Write() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (writer_ == nullptr) writer_ = lent_.lock();
  if (writer_ == nullptr) {
    absl::StatusOr<std::shared_ptr<store::Store>> opened =
        Open(options_.create ? store::Access::kCreate : store::Access::kWrite);
    if (!opened.ok()) return opened.status();
    writer_ = *std::move(opened);
    reader_ = nullptr;
    lent_ = writer_;
  }
  return writer_;
}

void StoreAccess::EndWrite() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!options_.hold_writer) writer_ = nullptr;
}

}  // namespace tern
