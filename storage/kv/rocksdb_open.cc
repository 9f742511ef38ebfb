#include "storage/kv/rocksdb_open.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/file_system.h"
#include "storage/kv/rocksdb_options.h"
#include "storage/kv/rocksdb_status.h"
#include "storage/kv/rocksdb_table_check.h"

namespace tern::kv {
namespace {

enum class Presence { kNone, kThere, kDamaged };

// RocksDB starts afresh where the file CURRENT is missing, whatever else is there. A creation that was cut
// short leaves at most the first manifest and its own notes; tables or logs without CURRENT are a store that
// lost it.
absl::StatusOr<Presence> FindPresence(rocksdb::Env* env, const std::string& path) {
  const rocksdb::Status current = env->FileExists(path + "/CURRENT");
  if (current.ok()) return Presence::kThere;
  if (!current.IsNotFound()) return FromRocksDb(current, "look into", path);
  std::vector<std::string> names;
  const rocksdb::Status listed = env->GetChildren(path, &names);
  if (listed.IsNotFound() || listed.IsPathNotFound()) return Presence::kNone;
  if (!listed.ok()) return FromRocksDb(listed, "list", path);
  for (const std::string& name : names) {
    const bool holds_data = absl::EndsWith(name, ".sst") || absl::EndsWith(name, ".log") ||
                            (absl::StartsWith(name, "MANIFEST-") && name != "MANIFEST-000001");
    if (holds_data) return Presence::kDamaged;
  }
  return Presence::kNone;
}

// Creates the directory so that its name survives a power cut: RocksDB syncs what is in it only.
absl::Status CreateDirectory(rocksdb::FileSystem* files, const std::string& path) {
  const rocksdb::IOOptions options;
  rocksdb::IOStatus status = files->CreateDirIfMissing(path, options, nullptr);
  if (!status.ok()) return FromRocksDb(status, "create", path);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  std::unique_ptr<rocksdb::FSDirectory> directory;
  status = files->NewDirectory(parent.empty() ? "." : parent, options, &directory, nullptr);
  if (status.ok()) status = directory->Fsync(options, nullptr);
  return FromRocksDb(status, "sync the directory of", path);
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& path) {
  const std::string text = status.ToString();
  if (status.IsInvalidArgument() && absl::StrContains(text, "olumn famil")) {
    return absl::NotFoundError(absl::StrCat("no complete store in ", path, ": its creation was cut short"));
  }
  if (status.IsIOError() &&
      (absl::StrContains(text, "lock hold by") || absl::StrContains(text, "While lock file"))) {
    return absl::UnavailableError(
        absl::StrCat("cannot open ", path, ": another process writes to it: ", text));
  }
  return FromRocksDb(status, "open", path);
}

}  // namespace

absl::StatusOr<OpenedRocksDb> OpenRocksDbFiles(const std::string& path, const RocksDbOptions& options) {
  OpenedRocksDb result;
  std::shared_ptr<rocksdb::FileSystem> files = options.file_system;
  if (files == nullptr) files = rocksdb::FileSystem::Default();
  if (options.mode != OpenMode::kReadOnly) {
    result.guard = std::make_shared<DeletionGuard>(files, path);
    result.log_guard = std::make_shared<LogGuard>(result.guard);
    files = result.log_guard;
  }
  result.env = rocksdb::NewCompositeEnv(files);

  absl::StatusOr<Presence> presence = FindPresence(result.env.get(), path);
  if (!presence.ok()) return presence.status();
  if (*presence == Presence::kDamaged) {
    return absl::DataLossError(absl::StrCat("cannot open ", path, ": its file CURRENT is missing"));
  }
  if (*presence == Presence::kNone && options.mode != OpenMode::kCreate) {
    return absl::NotFoundError(absl::StrCat("no store in ", path));
  }
  if (options.mode == OpenMode::kCreate) {
    if (absl::Status status = CreateDirectory(files.get(), path); !status.ok()) return status;
  }

  if (absl::Status status = CheckTables(path); !status.ok()) return status;
  const RocksDbSetup setup = MakeRocksDbSetup(options, result.env.get());
  rocksdb::DB* db = nullptr;
  rocksdb::Status status =
      options.mode == OpenMode::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(setup.db, path, setup.families, &result.handles, &db)
          : rocksdb::DB::Open(setup.db, path, setup.families, &result.handles, &db);
  result.db.reset(db);
  if (status.ok() && options.mode != OpenMode::kReadOnly) status = db->DisableFileDeletions();
  if (!status.ok()) return OpenError(status, path);
  return result;
}

}  // namespace tern::kv
