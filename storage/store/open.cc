// Opening a store: directory, locks, side file, key-value store and recovery, in that order. docs/format.md,
// "Locks" and "Durability", says why the order matters.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "storage/kv/rocksdb_key_value.h"
#include "storage/model/text.h"
#include "storage/store/locks.h"
#include "storage/store/recovery.h"
#include "storage/store/scratch.h"
#include "storage/store/side_file.h"
#include "storage/store/store_impl.h"

namespace tern::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRocksDirectory = "rocks";
// Opens and purges are short; whoever waits longer than this for one should be told.
constexpr std::chrono::milliseconds kFilesWait{30000};
// A reader that opens beside a busy writer tries again before it calls the store damaged.
constexpr int kReaderTries = 5;
constexpr std::chrono::milliseconds kFirstReaderPause{20};

std::string RocksPath(const std::string& path) { return (fs::path(path) / kRocksDirectory).string(); }

absl::Status NoStore(const std::string& path) {
  return absl::NotFoundError(model::StrCat("there is no store at ", path));
}

absl::Status LostKeyValue() {
  return absl::DataLossError(model::StrCat("its directory ", kRocksDirectory,
                                           " is missing or empty; restore the store from a backup"));
}

absl::Status WithPath(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), model::StrCat("store ", path, ": ", model::FromAbsl(status.message())));
}

absl::StatusOr<std::unique_ptr<kv::KeyValue>> OpenKeyValue(const std::string& path,
                                                           const StoreOptions& options, Access access) {
  if (options.open_key_value) return options.open_key_value(RocksPath(path), access);
  kv::RocksDbOptions rocks;
  rocks.mode = access == Access::kRead    ? kv::OpenMode::kReadOnly
               : access == Access::kWrite ? kv::OpenMode::kReadWrite
                                          : kv::OpenMode::kCreate;
  rocks.cache_bytes = options.cache_bytes;
  return kv::OpenRocksDb(RocksPath(path), rocks);
}

absl::Status CheckBase(const StoreOptions& options, const StoreState& state) {
  if (options.base_namespace.empty() || options.base_namespace == *state.base_namespace)
    return absl::OkStatus();
  return absl::FailedPreconditionError(model::StrCat("its base namespace is <", *state.base_namespace,
                                                     ">, not <", options.base_namespace,
                                                     ">; it is fixed when a store is made"));
}

SideRecord SideRecordOf(const HeadRecord& head) {
  return {head.commit, head.totals.statements, head.totals.facts, head.totals.properties};
}

// Makes the directory where it is missing; refuses one that holds something else.
absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) {
    if (!fs::is_directory(path, error)) {
      return absl::FailedPreconditionError(model::StrCat(path, " is a file, not the directory of a store"));
    }
    const bool is_store =
        fs::exists(RocksPath(path), error) || fs::exists(fs::path(path) / "LOCK.writer", error);
    if (!is_store && !fs::is_empty(path, error)) {
      return absl::FailedPreconditionError(
          model::StrCat(path, " holds other files and no store; give the store a directory of its own"));
    }
    return absl::OkStatus();
  }
  fs::create_directories(path, error);
  if (error) return absl::UnavailableError(model::StrCat("cannot make ", path, ": ", error.message()));
  return absl::OkStatus();
}

// The key-value store and what it holds, made new where that is asked for and nothing is there yet.
absl::Status OpenToWrite(const StoreOptions& options, const std::optional<SideRecord>& side,
                         StoreImpl::Parts& parts) {
  // The side file is made last: where it is, the key-value store must be, and is never made anew.
  const Access access = side.has_value() ? Access::kWrite : options.access;
  absl::StatusOr<std::unique_ptr<kv::KeyValue>> key_value = OpenKeyValue(parts.path, options, access);
  if (absl::IsNotFound(key_value.status()) && side.has_value()) return LostKeyValue();
  if (!key_value.ok()) return key_value.status();
  parts.key_value = *std::move(key_value);
  const absl::StatusOr<bool> unmade = IsUnmade(*parts.key_value);
  if (!unmade.ok()) return unmade.status();
  if (*unmade && !side.has_value()) {
    if (options.access != Access::kCreate) return NoStore(parts.path);
    const std::string base =
        options.base_namespace.empty() ? std::string(model::iri::kDefaultBase) : options.base_namespace;
    if (absl::Status status = WriteEmptyStore(*parts.key_value, base); !status.ok()) return status;
  }
  absl::StatusOr<StoreState> state = LoadState(*parts.key_value);
  if (!state.ok()) return state.status();
  if (absl::Status status = CheckSideFile(side, state->head); !status.ok()) return status;
  // A first load that failed leaves a store that holds nothing, and the next one is as free as it was.
  const bool may_choose = options.access == Access::kCreate && state->head.commit == 0;
  if (may_choose && !CheckBase(options, *state).ok()) {
    absl::Status status = WriteBase(*parts.key_value, options.base_namespace);
    if (!status.ok()) return status;
    state->base_namespace = std::make_shared<const std::string>(options.base_namespace);
  }
  if (absl::Status status = CheckBase(options, *state); !status.ok()) return status;
  parts.state = *std::move(state);
  return absl::OkStatus();
}

// The side file, brought up to the newest commit: a kill can come between the two syncs of one.
absl::Status OpenSideFile(const std::optional<SideRecord>& side, StoreImpl::Parts& parts) {
  const SideRecord newest = SideRecordOf(parts.state.head);
  absl::StatusOr<std::unique_ptr<SideFile>> file =
      side.has_value() ? SideFile::Open(parts.path) : SideFile::Create(parts.path, newest);
  if (!file.ok()) return file.status();
  parts.side_file = *std::move(file);
  if (parts.side_file->newest() == newest) return absl::OkStatus();
  // What the files hold may have been written and not synced by whoever was killed.
  if (absl::Status status = parts.key_value->Sync(); !status.ok()) return status;
  return parts.side_file->Write(newest);
}

absl::StatusOr<std::unique_ptr<Store>> OpenWriter(const std::string& path, const StoreOptions& options) {
  std::error_code error;
  if (options.access == Access::kCreate) {
    if (absl::Status status = MakeDirectory(path); !status.ok()) return status;
  } else if (!fs::exists(RocksPath(path), error) && !fs::exists(fs::path(path) / "head", error)) {
    return NoStore(path);
  }
  StoreImpl::Parts parts;
  parts.path = path;
  parts.options = options;
  absl::StatusOr<std::unique_ptr<WriterLock>> writer =
      WriterLock::Acquire(path, options.writer_wait, options.owner);
  if (!writer.ok()) return writer.status();
  parts.writer_lock = *std::move(writer);
  const absl::StatusOr<std::unique_ptr<FilesLock>> files =
      FilesLock::Acquire(path, FilesLock::Mode::kExclusive, kFilesWait);
  if (!files.ok()) return files.status();

  const absl::StatusOr<std::optional<SideRecord>> side = SideFile::Read(path);
  if (!side.ok()) return side.status();
  if (absl::Status status = OpenToWrite(options, *side, parts); !status.ok()) return WithPath(path, status);
  if (absl::Status status = OpenSideFile(*side, parts); !status.ok()) return WithPath(path, status);
  if (absl::Status status = RemoveAllScratch(path); !status.ok()) return status;
  auto store = std::make_unique<StoreImpl>(std::move(parts));
  if (absl::Status status = store->CleanUpAtOpen(); !status.ok()) return WithPath(path, status);
  return store;
}

absl::StatusOr<std::unique_ptr<Store>> TryOpenReader(const std::string& path, const StoreOptions& options) {
  const absl::StatusOr<std::unique_ptr<FilesLock>> files =
      FilesLock::Acquire(path, FilesLock::Mode::kShared, kFilesWait);
  if (absl::IsNotFound(files.status())) return NoStore(path);
  if (!files.ok()) return files.status();
  // Before the key-value store is opened: what is durable only afterwards must not be missed in it.
  const absl::StatusOr<std::optional<SideRecord>> side = SideFile::Read(path);
  if (!side.ok()) return side.status();
  StoreImpl::Parts parts;
  parts.path = path;
  parts.options = options;
  absl::StatusOr<std::unique_ptr<kv::KeyValue>> key_value = OpenKeyValue(path, options, Access::kRead);
  if (absl::IsNotFound(key_value.status())) return side->has_value() ? LostKeyValue() : NoStore(path);
  if (!key_value.ok()) return key_value.status();
  parts.key_value = *std::move(key_value);
  const absl::StatusOr<bool> unmade = IsUnmade(*parts.key_value);
  if (!unmade.ok()) return unmade.status();
  if (*unmade && !side->has_value()) return NoStore(path);
  absl::StatusOr<StoreState> state = LoadState(*parts.key_value);
  if (!state.ok()) return state.status();
  if (absl::Status status = CheckSideFile(*side, state->head); !status.ok()) return status;
  if (absl::Status status = CheckBase(options, *state); !status.ok()) return status;
  parts.state = *std::move(state);
  return std::make_unique<StoreImpl>(std::move(parts));
}

absl::StatusOr<std::unique_ptr<Store>> OpenReader(const std::string& path, const StoreOptions& options) {
  std::chrono::milliseconds pause = kFirstReaderPause;
  for (int tries = 1;; ++tries) {
    absl::StatusOr<std::unique_ptr<Store>> store = TryOpenReader(path, options);
    std::error_code error;
    const bool may_pass = absl::IsDataLoss(store.status()) ||
                          (absl::IsNotFound(store.status()) && fs::exists(RocksPath(path), error));
    if (!may_pass || tries == kReaderTries) {
      if (store.ok() || absl::IsNotFound(store.status())) return store;
      return WithPath(path, store.status());
    }
    std::this_thread::sleep_for(pause);
    pause *= 2;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path, const StoreOptions& options) {
  return options.access == Access::kRead ? OpenReader(path, options) : OpenWriter(path, options);
}

absl::StatusOr<bool> StoreImpl::IsStale() {
  if (writable()) return false;
  const std::lock_guard<std::mutex> lock(stale_mutex_);
  const absl::StatusOr<std::optional<SideRecord>> side = side_reader_.Read();
  if (!side.ok()) return side.status();
  return side->has_value() && (*side)->commit > Written()->commit_number();
}

absl::Status StoreImpl::WriteSideFile(const HeadRecord& head) {
  const SideRecord record = SideRecordOf(head);
  // A fold changes nothing of what it says.
  return record == side_file_->newest() ? absl::OkStatus() : side_file_->Write(record);
}

void StoreImpl::PurgeFiles() {
  const absl::StatusOr<std::unique_ptr<FilesLock>> files =
      FilesLock::Acquire(path_, FilesLock::Mode::kExclusive, kFilesWait);
  // Only space is at stake: the next fold or open tries again.
  if (files.ok()) key_value_->PurgeFiles().IgnoreError();
}

absl::Status StoreImpl::CleanUpAtOpen() {
  const absl::StatusOr<bool> garbage = HasGarbage();
  if (!garbage.ok()) return garbage.status();
  if (*garbage) {
    if (absl::Status status = RemoveGarbage(); !status.ok()) return status;
  }
  if (absl::Status status = key_value_->PurgeFiles(); !status.ok()) return status;
  RequestFoldIfLong(Written()->state().log);
  return absl::OkStatus();
}

}  // namespace tern::store
