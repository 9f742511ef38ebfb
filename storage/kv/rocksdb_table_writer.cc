#include "storage/kv/rocksdb_table_writer.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/sst_file_writer.h"
#include "storage/kv/rocksdb_status.h"

namespace tern::kv {
namespace {

class Writer : public TableWriter {
 public:
  Writer(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* handle, std::string path)
      // The pages stay in the system's cache: the file is read soon after it is ingested.
      : writer_(rocksdb::EnvOptions(options), options, handle, /*invalidate_page_cache=*/false),
        path_(std::move(path)) {}

  absl::Status Open() { return FromRocksDb(writer_.Open(path_), "create", path_); }

  absl::Status Put(std::string_view key, std::string_view value) override {
    ++count_;
    return FromRocksDb(writer_.Put({key.data(), key.size()}, rocksdb::Slice(value.data(), value.size())),
                       "write to", path_);
  }

  absl::Status Finish() override {
    if (count_ == 0) return absl::FailedPreconditionError(absl::StrCat("nothing was added to ", path_));
    return FromRocksDb(writer_.Finish(), "finish", path_);  // syncs the file
  }

  // RocksDB counts what has left its buffers.
  uint64_t size_bytes() const override { return const_cast<rocksdb::SstFileWriter&>(writer_).FileSize(); }

 private:
  rocksdb::SstFileWriter writer_;
  const std::string path_;
  uint64_t count_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TableWriter>> NewRocksDbTableWriter(const rocksdb::Options& options,
                                                                   rocksdb::ColumnFamilyHandle* handle,
                                                                   const std::string& path) {
  auto writer = std::make_unique<Writer>(options, handle, path);
  if (absl::Status status = writer->Open(); !status.ok()) return status;
  return writer;
}

}  // namespace tern::kv
