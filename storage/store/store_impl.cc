#include "storage/store/store_impl.h"

#include <optional>
#include <utility>

#include "storage/dictionary/dictionary.h"
#include "storage/log/log_entry.h"
#include "storage/model/text.h"
#include "storage/store/prefixes.h"

namespace tern::store {
namespace {

// How often a commit waits for room in the log that others fill before it makes sorted runs of itself.
constexpr int kMaxRoundsForRoom = 4;

}  // namespace

BulkStore* BulkStore::Of(Store* store) {
  auto* bulk = dynamic_cast<StoreImpl*>(store);
  return bulk != nullptr && bulk->writable() ? bulk : nullptr;
}

StoreImpl::StoreImpl(Parts parts)
    : path_(std::move(parts.path)),
      options_(std::move(parts.options)),
      writer_lock_(std::move(parts.writer_lock)),
      side_file_(std::move(parts.side_file)),
      key_value_(std::move(parts.key_value)),
      side_reader_(path_),
      written_(std::make_shared<SnapshotImpl>(std::move(parts.state))),
      published_(written_),
      fold_thread_([this] { return FoldInBackground(); }, [this] { return CleanGenerations(); }) {}

StoreImpl::~StoreImpl() {
  fold_thread_.Stop();
  // Views must go before the key-value store, and that before the writer lock.
  published_.reset();
  written_.reset();
}

absl::StatusOr<std::shared_ptr<const Snapshot>> StoreImpl::GetSnapshot() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return published_;
}

StoreImpl::SnapshotPointer StoreImpl::Written() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return written_;
}

uint64_t StoreImpl::WrittenVersion() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return written_version_;
}

absl::Status StoreImpl::CheckUsable() const {
  if (!writable())
    return absl::FailedPreconditionError(model::StrCat("the store ", path_, " is open to read only"));
  const std::lock_guard<std::mutex> lock(mutex_);
  return poison_;
}

absl::Status StoreImpl::Poison(const absl::Status& error) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (poison_.ok()) {
    poison_ =
        absl::Status(error.code(), model::StrCat("nothing more can be written until the store is reopened: ",
                                                 model::FromAbsl(error.message())));
  }
  synced_.notify_all();
  return poison_;
}

absl::StatusOr<ResolvedChanges> StoreImpl::Resolve(const SnapshotImpl& base, const Changes& changes) {
  ChangeResolver resolver(base, changes.blank_labels_are_stored);
  if (absl::Status status = resolver.Apply(changes.changes); !status.ok()) return status;
  return resolver.Finish();
}

bool StoreImpl::HasRoom(const UnfoldedLog& log, size_t changes) const {
  return log.commit_count() + 1 <= options_.max_log_commits &&
         log.change_count() + changes <= options_.max_log_statements;
}

absl::StatusOr<CommitResult> StoreImpl::Commit(const Changes& changes) {
  for (Attempt attempt;;) {
    std::optional<BlocksLock> blocks;
    if (attempt.needs == Attempt::Needs::kBlocks) blocks.emplace(*this);
    {
      const std::lock_guard<std::mutex> lock(commit_mutex_);
      if (absl::Status status = TryCommit(changes, attempt); !status.ok()) return status;
    }
    blocks.reset();
    switch (attempt.needs) {
      case Attempt::Needs::kNothing: {
        PurgeOldGenerations();
        // Also where nothing changed: what was there already must be durable too.
        if (absl::Status status = WaitDurable(attempt.version); !status.ok()) return status;
        return attempt.result;
      }
      case Attempt::Needs::kRoom: {
        if (absl::Status status = MakeRoom(attempt.resolved->changes.size()); !status.ok()) return status;
        ++attempt.rounds;
        break;
      }
      case Attempt::Needs::kBlocks:
        break;
    }
  }
}

absl::Status StoreImpl::TryCommit(const Changes& changes, Attempt& attempt) {
  if (absl::Status status = CheckUsable(); !status.ok()) return status;
  const SnapshotPointer base = Written();
  if (!attempt.resolved || attempt.base != base->state().head) {
    attempt.resolved.reset();
    absl::StatusOr<ResolvedChanges> resolved = Resolve(*base, changes);
    if (!resolved.ok()) return resolved.status();
    attempt.resolved = *std::move(resolved);
    attempt.base = base->state().head;
  }
  const ResolvedChanges* const resolved = &*attempt.resolved;
  const Prefixes prefixes = NewPrefixes(*base, changes.save_prefixes);
  attempt.result = {
      base->commit_number(),         resolved->inserted,          resolved->deleted, resolved->unchanged,
      resolved->properties_inserted, resolved->properties_deleted};
  const bool has_blocks = std::exchange(attempt.needs, Attempt::Needs::kNothing) == Attempt::Needs::kBlocks;
  if (!resolved->changes.empty() || !prefixes.empty()) {
    const bool is_large = resolved->changes.size() > options_.max_log_statements;
    const bool has_room = HasRoom(base->state().log, resolved->changes.size());
    if (!is_large && !has_room && attempt.rounds < kMaxRoundsForRoom) {
      attempt.needs = Attempt::Needs::kRoom;
      return absl::OkStatus();
    }
    if ((is_large || !has_room) && !has_blocks) {
      attempt.needs = Attempt::Needs::kBlocks;
      return absl::OkStatus();
    }
    ++attempt.result.commit;
    absl::Status status =
        is_large || !has_room ? WriteLargeCommit(*resolved, prefixes) : WriteLogEntry(*resolved, prefixes);
    if (!status.ok()) return status;
  }
  attempt.version = WrittenVersion();
  return absl::OkStatus();
}

absl::Status StoreImpl::WriteLogEntry(const ResolvedChanges& resolved, const Prefixes& save_prefixes) {
  StoreState state = Written()->state();
  const uint64_t commit = state.head.commit + 1;
  state.head = resolved.head;
  state.head.commit = commit;
  const log::LogEntry entry{commit, resolved.changes};
  kv::Batch batch;
  batch.Put(kv::Family::kLog, log::LogKey(commit), log::EncodeLogEntry(entry));
  batch.Put(kv::Family::kMeta, std::string(kHeadKey), EncodeHead(state.head));
  for (const auto& [name, iri] : save_prefixes) batch.Put(kv::Family::kMeta, PrefixKey(name), iri);
  for (const auto& [id, term] : resolved.terms) dictionary::AppendTerm(term, id, batch);
  if (absl::Status status = key_value_->Write(batch); !status.ok()) return Poison(status);

  state.log = state.log.With(entry);
  if (recent_ != nullptr) recent_ = recent_->With(entry);
  state.prefixes = WithPrefixes(state.prefixes, save_prefixes);
  RequestFoldIfLong(state.log);
  return SetWritten(std::move(state));
}

absl::StatusOr<StoreImpl::SnapshotPointer> StoreImpl::NewSnapshot(StoreState state) {
  absl::StatusOr<std::shared_ptr<const kv::ReadView>> view = key_value_->NewView();
  if (!view.ok()) return view.status();
  state.view = *std::move(view);
  return std::make_shared<const SnapshotImpl>(std::move(state));
}

absl::Status StoreImpl::SetWritten(StoreState state) {
  absl::StatusOr<SnapshotPointer> snapshot = NewSnapshot(std::move(state));
  if (!snapshot.ok()) return Poison(snapshot.status());
  const std::lock_guard<std::mutex> lock(mutex_);
  written_ = *std::move(snapshot);
  ++written_version_;
  return absl::OkStatus();
}

absl::Status StoreImpl::WaitDurable(uint64_t version) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (published_version_ < version) {
    if (!poison_.ok()) return poison_;
    if (syncing_) {
      synced_.wait(lock);
      continue;
    }
    syncing_ = true;
    const SnapshotPointer target = written_;
    const uint64_t target_version = written_version_;
    lock.unlock();
    absl::Status status = key_value_->Sync();
    if (status.ok()) status = WriteSideFile(target->state().head);
    if (!status.ok()) status = Poison(status);
    lock.lock();
    syncing_ = false;
    if (status.ok()) {
      published_ = target;
      published_version_ = target_version;
    }
    synced_.notify_all();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status StoreImpl::WaitAllDurable() { return WaitDurable(WrittenVersion()); }

void StoreImpl::Publish(SnapshotPointer snapshot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  written_ = snapshot;
  published_ = std::move(snapshot);
  published_version_ = ++written_version_;
  synced_.notify_all();
}

void StoreImpl::RenewView() {
  // Only space is at stake: the next commit renews it too.
  absl::StatusOr<SnapshotPointer> snapshot = NewSnapshot(Written()->state());
  if (snapshot.ok()) Publish(*std::move(snapshot));
}

}  // namespace tern::store
