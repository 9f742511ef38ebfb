// The store: one commit pipeline over the key-value store. Commits are resolved and written one at a time,
// then share a sync: the first that waits syncs for all that are written, and publishes the newest. A
// snapshot never shows what is not on disk. Folds read and pack beside the commits and take part in the
// pipeline only to write a batch or to switch generations. store_impl.cc has the pipeline, store_bulk.cc what
// is too large for the log, store_fold.cc the folds, renumber.cc new ids for
// all terms, open.cc the opening.
#ifndef TERN_STORAGE_STORE_STORE_IMPL_H_
#define TERN_STORAGE_STORE_STORE_IMPL_H_

#include <condition_variable>
#include <cstdint>
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
#include "storage/store/fold_range.h"
#include "storage/store/fold_thread.h"
#include "storage/store/generation_writer.h"
#include "storage/store/locks.h"
#include "storage/store/prefixes.h"
#include "storage/store/renumber.h"
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
  absl::Status Fold(const FoldOptions& options) override;
  absl::StatusOr<CompactReport> Compact(const CompactOptions& options) override;
  const std::string& path() const override { return path_; }
  bool writable() const override { return writer_lock_ != nullptr; }

  absl::StatusOr<CommitResult> CommitBulk(const Prepare& prepare) override;
  const StoreOptions& options() const override { return options_; }
  absl::StatusOr<std::unique_ptr<Scratch>> NewScratch() override;
  absl::StatusOr<std::unique_ptr<kv::TableWriter>> NewTable(kv::Family family,
                                                            const std::string& path) override;

  // renumber.h.
  absl::StatusOr<CompactReport> Renumber(const PrepareRenumber& prepare, const StoreCallbacks& callbacks,
                                         bool compacts);

  // Removes what an earlier writer left behind, and files that nobody needs. REQUIRES: the caller holds
  // LOCK.files exclusively, and nobody else uses the store yet.
  absl::Status CleanUpAtOpen();

  kv::KeyValue& key_value() const { return *key_value_; }

 private:
  using Prefixes = PrefixMap;
  using SnapshotPointer = std::shared_ptr<const SnapshotImpl>;

  // Keeps folds away, and whoever else replaces blocks, for as long as it lives.
  class BlocksLock {
   public:
    explicit BlocksLock(StoreImpl& store) : thread_(store.fold_thread_) {
      thread_.Pause();
      lock_ = std::unique_lock<std::mutex>(store.fold_mutex_);
    }
    ~BlocksLock() {
      lock_.unlock();
      thread_.Resume();
    }
    BlocksLock(const BlocksLock&) = delete;
    BlocksLock& operator=(const BlocksLock&) = delete;

   private:
    FoldThread& thread_;
    std::unique_lock<std::mutex> lock_;
  };
  // Whether the caller of a function holds commit_mutex_.
  enum class CommitLock : uint8_t { kFree, kHeld };
  // The commit mutex, locked here unless the caller has done so.
  std::unique_lock<std::mutex> LockCommits(CommitLock held) {
    return held == CommitLock::kHeld ? std::unique_lock<std::mutex>()
                                     : std::unique_lock<std::mutex>(commit_mutex_);
  }

  // What a fold knows of itself.
  struct FoldRun {
    const FoldOptions& options;
    CommitLock commit_lock = CommitLock::kFree;
    bool yields = false;  // to those who pause the fold thread
    uint64_t batches = 0;
    bool is_stopped = false;  // by FoldOptions::stop_after_batches
  };

  // Ok while commits may go on.
  absl::Status CheckUsable() const;
  // Remembers the first error, after which nothing is written any more; gives it back.
  absl::Status Poison(const absl::Status& error);

  // The newest written state. It stays the newest while commit_mutex_ is held, and its blocks while
  // fold_mutex_ is.
  SnapshotPointer Written() const;
  bool HasRoom(const UnfoldedLog& log, size_t changes) const;
  // A commit on its way into the store.
  struct Attempt {
    enum class Needs : uint8_t {
      kNothing,  // it is written
      kRoom,     // in the log
      kBlocks,   // it replaces all blocks, and its caller must hold a BlocksLock
    };
    Needs needs = Needs::kNothing;
    int rounds = 0;  // of waiting for room
    // The changes as they are on `base`; on another one with the same head too, since a fold changes nothing.
    std::optional<ResolvedChanges> resolved;
    HeadRecord base;
    CommitResult result;
    uint64_t version = 0;  // what must become durable
  };
  // These REQUIRE commit_mutex_ to be held.
  absl::Status TryCommit(const Changes& changes, Attempt& attempt);
  absl::StatusOr<ResolvedChanges> Resolve(const SnapshotImpl& base, const Changes& changes);
  // REQUIRES: HasRoom.
  absl::Status WriteLogEntry(const ResolvedChanges& resolved, const Prefixes& save_prefixes);
  // These also REQUIRE fold_mutex_ to be held.
  absl::Status WriteLargeCommit(const ResolvedChanges& resolved, const Prefixes& save_prefixes);
  absl::StatusOr<CommitResult> WriteBulk(const Prepare& prepare);
  absl::StatusOr<CommitResult> WriteSmallBulk(const SnapshotImpl& base, const BulkCommit& bulk);
  absl::StatusOr<CommitResult> WriteLargeBulk(const SnapshotImpl& base, const BulkCommit& bulk,
                                              uint32_t generation);
  absl::Status SwitchIds(const PrepareRenumber& prepare);
  // A generation that stands in files, and what the store is with it.
  struct NextGeneration {
    WrittenGeneration written;
    uint64_t folded = 0;  // the commit whose statements its blocks hold
    HeadRecord head;
    std::shared_ptr<const log::LogIndex> log;  // the commits after `folded`, up to `head`
    Prefixes save_prefixes;
    bool renumbers = false;  // the files hold a new dictionary base, and no term is appended to it yet
  };
  // Ingests a generation whose files stand in `scratch`, and makes it the newest state.
  absl::Status Switch(NextGeneration next, const Scratch& scratch);
  // The dictionary's new entries as a file, if there are any.
  absl::StatusOr<std::optional<kv::TableFile>> WriteTermsTable(const BulkCommit& bulk,
                                                               const Scratch& scratch);
  absl::StatusOr<kv::TableFile> WriteMetaTable(const GenerationRecord& record, const HeadRecord& head,
                                               const Prefixes& save_prefixes, const Scratch& scratch);

  // These REQUIRE fold_mutex_ to be held.
  // Returns when every commit up to `commit` is folded.
  absl::Status FoldUpTo(uint64_t commit, FoldRun& run);
  // One fold from where the store is to its end, or to where `run` has it stop.
  absl::Status FoldInPlace(FoldRun& run);
  absl::Status FoldIntoNewGeneration(FoldRun& run);
  absl::StatusOr<FoldOptions::Way> ChooseWay(const FoldRun& run) const;
  // The state that a fold starts with; from now on recent_ collects the commits after it.
  absl::StatusOr<SnapshotPointer> BeginFold(const FoldRun& run);
  absl::Status FoldOrder(order::Order order, const std::shared_ptr<const log::LogIndex>& to_fold,
                         FoldRun& run);
  absl::Status WriteFoldBatch(order::Order order, const std::shared_ptr<const log::LogIndex>& to_fold,
                              FoldedRange range, const FoldRun& run);
  absl::Status EndFold(const FoldRun& run);
  // Ok while a fold is to go on.
  absl::Status CheckFold(const FoldRun& run) const;
  // Folds where the log has no room; commit_mutex_ must not be held.
  absl::Status MakeRoom(size_t changes);
  absl::Status FoldInBackground();
  // Removes the files of generations that nobody reads any more, and has the thread look again where somebody
  // does. To be called where a generation may have been switched, when the states from before it are let go
  // of.
  void PurgeOldGenerations();
  // What the thread then does: true where some are still read.
  bool CleanGenerations();
  bool HasOldReaders();
  // The end of a compaction: gives back the space of what the switch has left behind.
  // Files that hold nothing else go in any case.
  enum class Rewrites : uint8_t { kNothing, kFilesWithOldThings, kThoseAndTheDictionary };
  absl::Status GiveBackSpace(Rewrites rewrites, CompactReport& report);
  absl::Status CompactFamilies(Rewrites rewrites);
  void RequestFoldIfLong(const UnfoldedLog& log);

  // Makes `state`, with a view of now, the newest written one.
  absl::Status SetWritten(StoreState state);
  // Returns when what was written up to `version` is durable, and syncs for all that wait where nobody else
  // does.
  absl::Status WaitDurable(uint64_t version);
  // The same for everything that is written now.
  absl::Status WaitAllDurable();
  uint64_t WrittenVersion() const;
  void Publish(SnapshotPointer snapshot);
  // Lets go of the views from before what was removed. REQUIRES: commit_mutex_ is held, all is durable.
  void RenewView();
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

  std::mutex stale_mutex_;
  SideFileReader side_reader_;  // of a read-only store; guarded by stale_mutex_

  // Whoever replaces blocks holds the first, whoever writes the second; taken in this order.
  std::mutex fold_mutex_;
  std::mutex commit_mutex_;
  // While a fold reads that has not written yet: the commits after those that it folds. Guarded by
  // commit_mutex_.
  std::shared_ptr<const log::LogIndex> recent_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable synced_;
  SnapshotPointer written_;         // the newest state that is written
  uint64_t written_version_ = 1;    // grows with every one
  SnapshotPointer published_;       // the newest that is durable
  uint64_t published_version_ = 1;  // its version
  bool syncing_ = false;
  absl::Status poison_;
  std::vector<std::weak_ptr<const void>> old_generations_;  // their readers

  FoldThread fold_thread_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_STORE_IMPL_H_
