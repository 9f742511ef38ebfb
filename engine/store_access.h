// Which open store a statement uses. Readers share one read-only store, reopened when another process has
// committed since; the first statement that writes opens the store for writing, and from then on it serves
// the reads too. Where the writer is not held (a prompt), it is closed behind each statement, so that its
// lock is free between them.
#ifndef TERN_ENGINE_STORE_ACCESS_H_
#define TERN_ENGINE_STORE_ACCESS_H_

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "absl/status/statusor.h"
#include "engine/database.h"
#include "engine/memory_budget.h"
#include "storage/store/snapshot.h"
#include "storage/store/store.h"

namespace tern {

// Thread-safe.
class StoreAccess {
 public:
  StoreAccess(std::string path, const DatabaseOptions& options, MemoryBudget memory);

  // A snapshot with the store that it must not outlive.
  struct View {
    std::shared_ptr<store::Store> store;
    std::shared_ptr<const store::Snapshot> snapshot;
    std::shared_ptr<memory::Accountant> memory;  // that statements share
    // What the store gave, where `snapshot` is it, watched: the same one as long as nothing changes.
    std::shared_ptr<const store::Snapshot> unwatched = nullptr;
  };

  // The newest committed state. NotFound where there is no store yet.
  absl::StatusOr<View> Read();

  // The store, open for writing; made where it is missing and the options say so. Unavailable where another
  // process holds the writer's lock and keeps it.
  absl::StatusOr<std::shared_ptr<store::Store>> Write();

  // Behind a statement that wrote, or tried to: closes the writer unless it is held.
  void EndWrite();

  // Held while a statement writes. One that reads first, and writes what follows from it, is alone, so that
  // nothing comes between; others only keep such a one away. Taken before Write.
  std::unique_lock<std::shared_mutex> WriteAlone() { return std::unique_lock(statements_); }
  std::shared_lock<std::shared_mutex> WriteAmongOthers() { return std::shared_lock(statements_); }

  const DatabaseOptions& options() const { return options_; }
  const std::shared_ptr<memory::Accountant>& memory() const { return memory_.statements; }
  const std::string& path() const { return path_; }

 private:
  absl::StatusOr<std::shared_ptr<store::Store>> Open(store::Access access) const;

  const std::string path_;
  const DatabaseOptions options_;
  const MemoryBudget memory_;
  std::shared_mutex statements_;
  std::mutex mutex_;
  std::shared_ptr<store::Store> reader_;
  std::shared_ptr<store::Store> writer_;
  std::weak_ptr<store::Store> lent_;  // the last writer_, which a statement may still use
};

}  // namespace tern

#endif  // TERN_ENGINE_STORE_ACCESS_H_
