// Reading: a RocksDB snapshot as a ReadView.
#ifndef TERN_STORAGE_KV_ROCKSDB_VIEW_H_
#define TERN_STORAGE_KV_ROCKSDB_VIEW_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "rocksdb/db.h"
#include "storage/kv/key_value.h"

namespace tern::kv {

// Owns its snapshot. `db`, `handles` (by family number) and `path` are the KeyValue's and outlive the view.
class RocksDbView : public ReadView {
 public:
  RocksDbView(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> handles, std::string_view path);
  ~RocksDbView() override;
  RocksDbView(const RocksDbView&) = delete;
  RocksDbView& operator=(const RocksDbView&) = delete;

  absl::StatusOr<std::optional<PinnedValue>> Get(Family family, std::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<PinnedValue>>> MultiGet(
      Family family, absl::Span<const std::string> keys) const override;
  std::unique_ptr<RangeCursor> Range(Family family, std::string_view begin,
                                     std::string_view end) const override;

 private:
  rocksdb::ReadOptions read_options() const;

  rocksdb::DB* const db_;
  const absl::Span<rocksdb::ColumnFamilyHandle* const> handles_;
  const std::string_view path_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_ROCKSDB_VIEW_H_
