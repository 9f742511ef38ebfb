#include "storage/kv/rocksdb_view.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
#include "storage/kv/rocksdb_cursor.h"
#include "storage/kv/rocksdb_status.h"
#include "storage/model/text.h"

namespace tern::kv {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status ReadError(const rocksdb::Status& status, Family family, std::string_view path) {
  return FromRocksDb(status, model::StrCat("read family ", FamilyName(family), " of"), path);
}

PinnedValue Pin(rocksdb::PinnableSlice&& slice) {
  auto owner = std::make_shared<const rocksdb::PinnableSlice>(std::move(slice));
  const std::string_view bytes = ToView(*owner);
  return PinnedValue(bytes, std::move(owner));
}

}  // namespace

RocksDbView::RocksDbView(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> handles,
                         std::string_view path)
    : db_(db), handles_(handles), path_(path), snapshot_(db->GetSnapshot()) {}

RocksDbView::~RocksDbView() { db_->ReleaseSnapshot(snapshot_); }

rocksdb::ReadOptions RocksDbView::read_options() const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.verify_checksums = true;
  return options;
}

absl::StatusOr<std::optional<PinnedValue>> RocksDbView::Get(Family family, std::string_view key) const {
  rocksdb::PinnableSlice slice;
  const rocksdb::Status status =
      db_->Get(read_options(), handles_[static_cast<size_t>(family)], ToSlice(key), &slice);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return ReadError(status, family, path_);
  return Pin(std::move(slice));
}

absl::StatusOr<std::vector<std::optional<PinnedValue>>> RocksDbView::MultiGet(
    Family family, absl::Span<const std::string> keys) const {
  std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(read_options(), handles_[static_cast<size_t>(family)], keys.size(), slices.data(),
                values.data(), statuses.data());
  std::vector<std::optional<PinnedValue>> result(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return ReadError(statuses[i], family, path_);
    result[i] = Pin(std::move(values[i]));
  }
  return result;
}

std::unique_ptr<RangeCursor> RocksDbView::Range(Family family, std::string_view begin,
                                                std::string_view end) const {
  return std::make_unique<RocksDbCursor>(db_, handles_[static_cast<size_t>(family)], read_options(), family,
                                         path_, begin, end);
}

}  // namespace tern::kv
