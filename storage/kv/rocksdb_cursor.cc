#include "storage/kv/rocksdb_cursor.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "rocksdb/iterator.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
#include "storage/kv/rocksdb_status.h"
#include "storage/model/text.h"

namespace tern::kv {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

RocksDbCursor::RocksDbCursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* handle,
                             rocksdb::ReadOptions options, Family family, std::string_view path,
                             std::string_view begin, std::string_view end)
    : family_(family), path_(path), begin_(begin), end_(end), begin_slice_(begin_), end_slice_(end_) {
  if (is_empty_range()) return;
  options.total_order_seek = true;
  options.iterate_lower_bound = &begin_slice_;
  if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
  options.table_filter = [this](const rocksdb::TableProperties& /*table*/) {
    ++tables_entered_;
    return true;
  };
  iterator_.reset(db->NewIterator(options, handle));
  iterator_->Seek(begin_slice_);
}

void RocksDbCursor::Seek(std::string_view at_least) {
  if (iterator_ == nullptr) return;
  failure_ = absl::OkStatus();
  iterator_->Seek(ToSlice(std::max(at_least, std::string_view(begin_))));
}

void RocksDbCursor::SeekForPrev(std::string_view at_most) {
  if (iterator_ == nullptr) return;
  failure_ = absl::OkStatus();
  const int64_t entered_before = tables_entered_;
  iterator_->SeekForPrev(ToSlice(at_most));  // RocksDB itself stays below the upper bound
  if (tables_entered_ == entered_before || !iterator_->status().ok()) return;

  // A table was entered, backwards perhaps: is there really no key between the one found and `at_most`?
  const bool found = iterator_->Valid();
  position_ = found ? iterator_->key().ToString() : begin_;
  std::string after = position_;
  if (found) after.push_back('\0');
  iterator_->Seek(after);
  if (!iterator_->status().ok()) return;
  if (iterator_->Valid() && ToView(iterator_->key()) <= at_most) {
    failure_ = absl::DataLossError(model::StrCat("cannot read family ", FamilyName(family_), " of ", path_,
                                                 ": a table before the key sought is damaged"));
    return;
  }
  // Back; where nothing was found, to nothing.
  iterator_->SeekForPrev(found ? rocksdb::Slice(position_) : ToSlice(at_most));
}

void RocksDbCursor::Next() {
  const int64_t entered_before = tables_entered_;
  position_.assign(iterator_->key().data(), iterator_->key().size());
  iterator_->Next();
  if (tables_entered_ == entered_before) return;
  position_.push_back('\0');
  iterator_->Seek(position_);
}

std::string_view RocksDbCursor::key() const { return ToView(iterator_->key()); }
std::string_view RocksDbCursor::value() const { return ToView(iterator_->value()); }

absl::Status RocksDbCursor::status() const {
  if (!failure_.ok()) return failure_;
  if (iterator_ == nullptr || iterator_->status().ok()) return absl::OkStatus();
  return FromRocksDb(iterator_->status(), model::StrCat("read family ", FamilyName(family_), " of"), path_);
}

}  // namespace tern::kv
