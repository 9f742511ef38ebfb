#include "storage/kv/rocksdb_key_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "rocksdb/convenience.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"
#include "storage/kv/rocksdb_deletion_guard.h"
#include "storage/kv/rocksdb_open.h"
#include "storage/kv/rocksdb_status.h"
#include "storage/kv/rocksdb_table_writer.h"
#include "storage/kv/rocksdb_view.h"
#include "storage/model/text.h"

namespace tern::kv {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// After these nobody knows what is on disk; the others left everything as it was.
bool LeavesDiskUnknown(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

class RocksDbKeyValue : public KeyValue {
 public:
  RocksDbKeyValue(OpenedRocksDb opened, std::string path)
      : path_(std::move(path)), opened_(std::move(opened)) {}
  ~RocksDbKeyValue() override;

  absl::StatusOr<std::shared_ptr<const ReadView>> NewView() override {
    return std::make_shared<const RocksDbView>(db(), family_handles(), path_);
  }
  absl::Status Write(const Batch& batch) override;
  absl::Status Sync() override;
  absl::StatusOr<std::unique_ptr<TableWriter>> NewTable(Family family, const std::string& path) override;
  absl::Status Ingest(absl::Span<const TableFile> files) override;
  absl::Status PurgeFiles() override;
  absl::Status Compact(absl::Span<const KeyRange> ranges) override;
  absl::StatusOr<uint64_t> SizeBytes(Family family) override;
  absl::StatusOr<uint64_t> SizeBytes(const KeyRange& range) override;

 private:
  // A range that a batch deleted and that nothing was written into since: whole files of it can go without
  // being compacted, once no view from before is left.
  struct DeletedRange {
    Family family;
    std::string begin;
    std::string end;
    uint64_t sequence;  // views of this sequence number and later ones do not see into the range
  };
  static constexpr size_t kMaxDeletedRanges = 64;  // more are left to compaction

  rocksdb::DB* db() const { return opened_.db.get(); }
  absl::Span<rocksdb::ColumnFamilyHandle* const> family_handles() const {
    return absl::MakeConstSpan(opened_.handles).subspan(1);  // the first is RocksDB's default family
  }
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return family_handles()[static_cast<size_t>(family)];
  }

  rocksdb::Status IngestPatiently(const std::vector<rocksdb::IngestExternalFileArg>& arguments);
  absl::Status CheckWritable();
  absl::Status Remember(absl::Status status);
  absl::Status CheckLog();
  // These REQUIRE write_mutex_ to be held.
  absl::Status WriteLocked(const Batch& batch);
  void TrackDeletedRanges(const Batch& batch);
  absl::Status DropDeletedFiles();

  const std::string path_;
  OpenedRocksDb opened_;

  std::mutex write_mutex_;
  std::vector<DeletedRange> deleted_ranges_;  // guarded by write_mutex_

  std::mutex failure_mutex_;
  absl::Status failure_;  // guarded by failure_mutex_; the first, stays
};

RocksDbKeyValue::~RocksDbKeyValue() {
  for (rocksdb::ColumnFamilyHandle* handle : opened_.handles) {
    db()->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  // Nothing is lost by a failed close: what was synced is on disk, and the rest was promised to nobody.
  db()->Close().PermitUncheckedError();
}

absl::Status RocksDbKeyValue::CheckWritable() {
  if (opened_.guard == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write to ", path_, ": it is open for reading only"));
  }
  const std::lock_guard<std::mutex> lock(failure_mutex_);
  return failure_;
}

absl::Status RocksDbKeyValue::Remember(absl::Status status) {
  if (status.ok() || !LeavesDiskUnknown(status)) return status;
  const std::lock_guard<std::mutex> lock(failure_mutex_);
  if (failure_.ok()) failure_ = status;
  return failure_;
}

absl::Status RocksDbKeyValue::Write(const Batch& batch) {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  if (batch.empty()) return absl::OkStatus();
  const std::lock_guard<std::mutex> lock(write_mutex_);
  return WriteLocked(batch);
}

absl::Status RocksDbKeyValue::WriteLocked(const Batch& batch) {
  rocksdb::WriteBatch packed(batch.size_bytes() + 16 * batch.operations().size());
  for (const Batch::Operation& operation : batch.operations()) {
    rocksdb::ColumnFamilyHandle* family = handle(operation.family);
    rocksdb::Status status;
    switch (operation.kind) {
      case Batch::Operation::Kind::kPut:
        status = packed.Put(family, operation.key, operation.value);
        break;
      case Batch::Operation::Kind::kDelete:
        status = packed.Delete(family, operation.key);
        break;
      case Batch::Operation::Kind::kDeleteRange:
        if (operation.key >= operation.value) continue;
        status = packed.DeleteRange(family, operation.key, operation.value);
        break;
    }
    if (!status.ok()) return FromRocksDb(status, "make a batch for", path_);
  }
  absl::Status status = FromRocksDb(db()->Write(rocksdb::WriteOptions(), &packed), "write to", path_);
  if (!status.ok()) return Remember(std::move(status));
  TrackDeletedRanges(batch);
  return CheckLog();
}

void RocksDbKeyValue::TrackDeletedRanges(const Batch& batch) {
  for (const Batch::Operation& operation : batch.operations()) {
    if (operation.kind != Batch::Operation::Kind::kDeleteRange) {
      deleted_ranges_.erase(std::remove_if(deleted_ranges_.begin(), deleted_ranges_.end(),
                                           [&](const DeletedRange& range) {
                                             return range.family == operation.family &&
                                                    range.begin <= operation.key && operation.key < range.end;
                                           }),
                            deleted_ranges_.end());
    } else if (operation.key < operation.value && deleted_ranges_.size() < kMaxDeletedRanges) {
      deleted_ranges_.push_back(
          {operation.family, operation.key, operation.value, db()->GetLatestSequenceNumber()});
    }
  }
}

// What RocksDB calls written is so only where the log has not failed (rocksdb_log_guard.h).
absl::Status RocksDbKeyValue::CheckLog() {
  return Remember(FromRocksDb(opened_.log_guard->failure(), "write to", path_));
}

absl::Status RocksDbKeyValue::Sync() {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  if (absl::Status status = Remember(FromRocksDb(db()->SyncWAL(), "sync", path_)); !status.ok())
    return status;
  return CheckLog();
}

absl::StatusOr<std::unique_ptr<TableWriter>> RocksDbKeyValue::NewTable(Family family,
                                                                       const std::string& path) {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  return NewRocksDbTableWriter(db()->GetOptions(handle(family)), handle(family), path);
}

absl::Status RocksDbKeyValue::Ingest(absl::Span<const TableFile> files) {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  if (files.empty()) return absl::OkStatus();
  const std::lock_guard<std::mutex> lock(write_mutex_);
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = true;
  options.snapshot_consistency = true;
  options.allow_global_seqno = true;
  options.allow_blocking_flush = true;  // where a memtable overlaps: the meta family always does
  options.write_global_seqno = false;   // the number is in the manifest; the files are never written again
  std::array<rocksdb::IngestExternalFileArg, kFamilyCount> by_family;
  for (const TableFile& file : files) {
    by_family[static_cast<size_t>(file.family)].external_files.push_back(file.path);
  }
  std::vector<rocksdb::IngestExternalFileArg> arguments;
  for (int i = 0; i < kFamilyCount; ++i) {
    if (by_family[i].external_files.empty()) continue;
    by_family[i].column_family = family_handles()[i];
    by_family[i].options = options;
    arguments.push_back(std::move(by_family[i]));
    std::erase_if(deleted_ranges_, [i](const DeletedRange& r) { return r.family == static_cast<Family>(i); });
  }
  // What was written before must not be missing where what is ingested after it is there.
  if (absl::Status status = Sync(); !status.ok()) return status;
  absl::Status status = Remember(FromRocksDb(IngestPatiently(arguments), "ingest files into", path_));
  return status.ok() ? CheckLog() : status;
}

// RocksDB flushes the memtables that overlap, then looks again; a build with assertions, as Debian's is,
// answers TryAgain where the second look still finds an overlap (seen once in hundreds of recoveries from
// power cuts). Nothing has been moved then.
rocksdb::Status RocksDbKeyValue::IngestPatiently(
    const std::vector<rocksdb::IngestExternalFileArg>& arguments) {
  constexpr int kMaxAttempts = 5;
  rocksdb::Status status = db()->IngestExternalFiles(arguments);
  for (int attempt = 1; status.IsTryAgain() && attempt < kMaxAttempts; ++attempt) {
    for (const rocksdb::IngestExternalFileArg& argument : arguments) {
      const rocksdb::Status flushed = db()->Flush(rocksdb::FlushOptions(), argument.column_family);
      if (!flushed.ok()) return flushed;
    }
    status = db()->IngestExternalFiles(arguments);
  }
  return status;
}

absl::Status RocksDbKeyValue::DropDeletedFiles() {
  // Read in this order, a view that goes or comes in between errs to the safe side: new ones see no deleted
  // range.
  uint64_t view_count = 1;
  uint64_t oldest_view = 0;
  db()->GetIntProperty(handle(Family::kMeta), rocksdb::DB::Properties::kNumSnapshots, &view_count);
  db()->GetIntProperty(handle(Family::kMeta), rocksdb::DB::Properties::kOldestSnapshotSequence, &oldest_view);
  const auto kept = std::partition(
      deleted_ranges_.begin(), deleted_ranges_.end(),
      [&](const DeletedRange& range) { return view_count > 0 && oldest_view < range.sequence; });
  const std::vector<DeletedRange> droppable(kept, deleted_ranges_.end());
  deleted_ranges_.erase(kept, deleted_ranges_.end());
  if (droppable.empty()) return absl::OkStatus();

  // The tombstone of a range may have been compacted into a file that goes now, while an older file that
  // straddles the range's bound stays: so the range is deleted once more, above them all.
  Batch again;
  for (const DeletedRange& range : droppable) again.DeleteRange(range.family, range.begin, range.end);
  if (absl::Status status = WriteLocked(again); !status.ok()) return status;
  deleted_ranges_.resize(deleted_ranges_.size() - droppable.size());  // those just tracked again
  if (absl::Status status = Sync(); !status.ok()) return status;
  for (const DeletedRange& range : droppable) {
    const rocksdb::Slice begin = ToSlice(range.begin);
    const rocksdb::Slice end = ToSlice(range.end);
    const rocksdb::RangePtr pointers(&begin, &end);
    const rocksdb::Status status =
        rocksdb::DeleteFilesInRanges(db(), handle(range.family), &pointers, 1, /*include_end=*/false);
    if (!status.ok()) return Remember(FromRocksDb(status, "drop deleted files of", path_));
  }
  return absl::OkStatus();
}

absl::Status RocksDbKeyValue::PurgeFiles() {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  const std::lock_guard<std::mutex> lock(write_mutex_);
  if (absl::Status status = DropDeletedFiles(); !status.ok()) return status;
  opened_.guard->set_deletions_allowed(true);
  // Enabling scans the directory for every file that no version needs and deletes it in this thread.
  rocksdb::Status status = db()->EnableFileDeletions(/*force=*/false);
  const rocksdb::Status disabled = db()->DisableFileDeletions();
  opened_.guard->set_deletions_allowed(false);
  if (status.ok()) status = disabled;
  return FromRocksDb(status, "purge files of", path_);
}

absl::Status RocksDbKeyValue::Compact(absl::Span<const KeyRange> ranges) {
  if (absl::Status status = CheckWritable(); !status.ok()) return status;
  // All families, or the write-ahead logs of those that are not flushed stay.
  const std::vector<rocksdb::ColumnFamilyHandle*> all(family_handles().begin(), family_handles().end());
  rocksdb::Status status = db()->Flush(rocksdb::FlushOptions(), all);
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (const KeyRange& range : ranges) {
    if (!status.ok()) break;
    const rocksdb::Slice begin = ToSlice(range.begin);
    const rocksdb::Slice end = ToSlice(range.end);
    status = db()->CompactRange(options, handle(range.family), &begin, range.end.empty() ? nullptr : &end);
  }
  return Remember(FromRocksDb(status, "compact", path_));
}

absl::StatusOr<uint64_t> RocksDbKeyValue::SizeBytes(const KeyRange& range) {
  const rocksdb::Range limits(ToSlice(range.begin), ToSlice(range.end));
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = false;
  options.include_files = true;
  uint64_t size = 0;
  if (range.end.empty()) return SizeBytes(range.family);  // nobody asks for less than a whole family then
  const rocksdb::Status status = db()->GetApproximateSizes(options, handle(range.family), &limits, 1, &size);
  if (!status.ok()) return FromRocksDb(status, "size a range of", path_);
  return size;
}

absl::StatusOr<uint64_t> RocksDbKeyValue::SizeBytes(Family family) {
  uint64_t size = 0;
  if (!db()->GetIntProperty(handle(family), rocksdb::DB::Properties::kLiveSstFilesSize, &size)) {
    return absl::InternalError(model::StrCat("cannot size family ", FamilyName(family), " of ", path_));
  }
  return size;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyValue>> OpenRocksDb(const std::string& path,
                                                      const RocksDbOptions& options) {
  absl::StatusOr<OpenedRocksDb> opened = OpenRocksDbFiles(path, options);
  if (!opened.ok()) return opened.status();
  return std::make_unique<RocksDbKeyValue>(*std::move(opened), path);
}

}  // namespace tern::kv
