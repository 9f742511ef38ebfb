#include "storage/kv/rocksdb_status.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_replace.h"
#include "rocksdb/status.h"
#include "storage/model/text.h"

namespace tern::kv {
namespace {

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  switch (status.code()) {
    case rocksdb::Status::kOk:
      return absl::StatusCode::kOk;
    case rocksdb::Status::kNotFound:
      return absl::StatusCode::kNotFound;
    case rocksdb::Status::kCorruption:
      return absl::StatusCode::kDataLoss;
    case rocksdb::Status::kNotSupported:
      return absl::StatusCode::kFailedPrecondition;
    case rocksdb::Status::kInvalidArgument:
      return absl::StatusCode::kInvalidArgument;
    case rocksdb::Status::kIOError:
      if (status.IsNoSpace()) return absl::StatusCode::kResourceExhausted;
      // A file that the manifest names and the directory lacks.
      if (status.IsPathNotFound()) return absl::StatusCode::kDataLoss;
      return absl::StatusCode::kInternal;
    case rocksdb::Status::kTimedOut:
      return absl::StatusCode::kDeadlineExceeded;
    case rocksdb::Status::kAborted:
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTryAgain:
      return absl::StatusCode::kAborted;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing, std::string_view path) {
  if (status.ok()) return absl::OkStatus();
  // RocksDB tells a missing table by the name that LevelDB would have given it.
  const std::string reason = absl::StrReplaceAll(status.ToString(), {{".ldb", ".sst"}});
  return absl::Status(CodeOf(status), model::StrCat("cannot ", doing, " ", path, ": ", reason));
}

}  // namespace tern::kv
