#include "storage/kv/rocksdb_view.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
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

class Cursor : public RangeCursor {
 public:
  Cursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* handle, rocksdb::ReadOptions options, Family family,
         std::string_view path, std::string_view begin, std::string_view end)
      : family_(family), path_(path), begin_(begin), end_(end), begin_slice_(begin_), end_slice_(end_) {
    if (is_empty_range()) return;
    options.total_order_seek = true;
    options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db->NewIterator(options, handle));
    iterator_->Seek(begin_slice_);
  }

  bool Valid() const override { return iterator_ != nullptr && iterator_->Valid(); }
  void Seek(std::string_view at_least) override {
    if (iterator_ == nullptr) return;
    iterator_->Seek(ToSlice(std::max(at_least, std::string_view(begin_))));
  }
  void SeekForPrev(std::string_view at_most) override {
    if (iterator_ == nullptr) return;
    iterator_->SeekForPrev(ToSlice(at_most));  // RocksDB itself stays below the upper bound
  }
  void Next() override { iterator_->Next(); }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  absl::Status status() const override {
    if (iterator_ == nullptr || iterator_->status().ok()) return absl::OkStatus();
    return ReadError(iterator_->status(), family_, path_);
  }

 private:
  bool is_empty_range() const { return !end_.empty() && begin_ >= end_; }

  const Family family_;
  const std::string_view path_;
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice begin_slice_;  // the iterator points at these two
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;  // null where the range is empty
};

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
  return std::make_unique<Cursor>(db_, handles_[static_cast<size_t>(family)], read_options(), family, path_,
                                  begin, end);
}

}  // namespace tern::kv
