// A RangeCursor on RocksDB's iterator that does not believe an iterator's silence.
//
// RocksDB before 8.7 loses errors: where an iterator moves on into the next table of a level and that table's
// first block is damaged (or backwards, its last block), the level drops out of the iteration and the status
// stays ok, so the keys of the level are missing from there on (facebook/rocksdb #11782). A seek to a key
// reports the damage. So this cursor watches, through ReadOptions::table_filter, when a step enters a table,
// and then seeks once to where it stands: 3 µs a table, nothing a key.
#ifndef TERN_STORAGE_KV_ROCKSDB_CURSOR_H_
#define TERN_STORAGE_KV_ROCKSDB_CURSOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/db.h"
#include "storage/kv/key_value.h"

namespace tern::kv {

class RocksDbCursor : public RangeCursor {
 public:
  // `options` hold the snapshot. `db`, `handle` and `path` outlive the cursor. Stands at the first key of the
  // range.
  RocksDbCursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* handle, rocksdb::ReadOptions options,
                Family family, std::string_view path, std::string_view begin, std::string_view end);

  bool Valid() const override { return failure_.ok() && iterator_ != nullptr && iterator_->Valid(); }
  void Seek(std::string_view at_least) override;
  void SeekForPrev(std::string_view at_most) override;
  void Next() override;
  std::string_view key() const override;
  std::string_view value() const override;
  absl::Status status() const override;

 private:
  bool is_empty_range() const { return !end_.empty() && begin_ >= end_; }

  const Family family_;
  const std::string_view path_;
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice begin_slice_;  // the iterator points at these two
  const rocksdb::Slice end_slice_;
  int64_t tables_entered_ = 0;
  std::string position_;  // kept between calls for its memory only
  absl::Status failure_;  // found by us where RocksDB says nothing; until the next seek
  std::unique_ptr<rocksdb::Iterator> iterator_;  // null where the range is empty
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_CURSOR_H_
