// The store: one commit pipeline over the key-value store. Commits are resolved and written one at a time,
// then share a sync: the first that waits syncs for all that are written, and publishes the newest. A
// snapshot never shows what is not on disk.
#ifndef TERN_STORAGE_STORE_STORE_IMPL_H_
#define TERN_STORAGE_STORE_STORE_IMPL_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/store/bulk.h"
#include "storage/store/change_resolver.h"
#include "storage/store/generation_writer.h"
#include "storage/store/locks.h"
#include "storage/store/scratch.h"
#include "storage/store/side_file.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/store.h"

namespace tern::store {

// Thread-safe.
class StoreImpl final : public Store, public BulkStore {
 public:
  struct Parts {
    std::string path;
    StoreOptions options;
    std::unique_ptr<WriterLock> writer_lock;  // null: read-only
    std::unique_ptr<SideFile> side_file;      // null: read-only
    std::unique_ptr<kv::KeyValue> key_value;
    StoreState state;
  };
  explicit StoreImpl(Parts parts);
  ~StoreImpl() override;

  absl::StatusOr<std::shared_ptr<const Snapshot>> GetSnapshot() override;
  absl::StatusOr<CommitResult> Commit(const Changes& changes) override;
  absl::StatusOr<bool> IsStale() override;
  absl::Status Fold() override;
  const std::string& path() const override { return path_; }
  bool writable() const override { return writer_lock_ != nullptr; }

  absl::StatusOr<CommitResult> CommitBulk(const Prepare& prepare) override;
  const StoreOptions& options() const override { return options_; }

  // Removes what an earlier writer left behind, and files that nobody needs. REQUIRES: the caller holds
  // LOCK.files exclusively, and nobody else uses the store yet.
  absl::Status CleanUpAtOpen();

 private:
  using Prefixes = std::map<std::string, std::string>;
  using SnapshotPointer = std::shared_ptr<const SnapshotImpl>;

  // Ok while commits may go on.
  absl::Status CheckUsable() const;
  // Remembers the first error, after which nothing is written any more; gives it back.
  absl::Status Poison(const absl::Status& error);

  // The newest written state. REQUIRES: commit_mutex_ is held.
  SnapshotPointer Written() const;
  // These REQUIRE commit_mutex_ to be held.
  absl::StatusOr<ResolvedChanges> Resolve(const SnapshotImpl& base, const Changes& changes);
  absl::Status WriteLogEntry(const ResolvedChanges& resolved, const Prefixes& save_prefixes);
  absl::Status WriteLargeCommit(const ResolvedChanges& resolved, const Prefixes& save_prefixes);
  absl::StatusOr<CommitResult> WriteSmallBulk(const SnapshotImpl& base, const BulkCommit& bulk);
  absl::StatusOr<CommitResult> WriteLargeBulk(const SnapshotImpl& base, const BulkCommit& bulk,
                                              uint32_t generation);
  absl::Status FoldLocked();
  // Ingests a generation that stands in `scratch` with `head`, and makes it the newest state.
  absl::Status Switch(WrittenGeneration written, const HeadRecord& head, const Prefixes& save_prefixes,
                      const Scratch& scratch);
  // The dictionary's new entries as a file, if there are any.
  absl::StatusOr<std::optional<kv::TableFile>> WriteTermsTable(const BulkCommit& bulk, const Scratch& scratch,
                                                               HeadRecord& head);
  absl::StatusOr<kv::TableFile> WriteMetaTable(const GenerationRecord& record, const HeadRecord& head,
                                               const Prefixes& save_prefixes, const Scratch& scratch);

  // Returns when this commit is durable, and syncs for all that wait where nobody else does.
  absl::Status WaitDurable(uint64_t commit);
  void Publish(SnapshotPointer snapshot);
  absl::Status WriteSideFile(const HeadRecord& head);
  // Generations before the current one and folded log entries: a kill between a switch and its clean-up
  // leaves them.
  absl::StatusOr<bool> HasGarbage() const;
  absl::Status RemoveGarbage();
  void PurgeFiles();
  absl::StatusOr<SnapshotPointer> NewSnapshot(StoreState state);

  const std::string path_;
  const StoreOptions options_;
  const std::unique_ptr<WriterLock> writer_lock_;
  const std::unique_ptr<SideFile>
      side_file_;  // written by whoever syncs, or under commit_mutex_ with none syncing
  const std::unique_ptr<kv::KeyValue> key_value_;

  std::mutex commit_mutex_;  // one commit is resolved and written at a time; taken before mutex_

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable synced_;
  SnapshotPointer written_;    // the newest commit that is written
  SnapshotPointer published_;  // the newest that is durable
  bool syncing_ = false;
  absl::Status poison_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_STORE_IMPL_H_
