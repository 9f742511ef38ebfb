// The block store under Tern: ordered keys in a few families, snapshots, atomic batches, range reads and
// atomic ingestion of sorted files. This is all that the storage layers above know of RocksDB, and it stays
// this narrow so that another ordered store can stand in its place. Everything is safe to call from several
// threads unless it says otherwise.
#ifndef TERN_STORAGE_KV_KEY_VALUE_H_
#define TERN_STORAGE_KV_KEY_VALUE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tern::kv {

// On disk: a column family each, named as in FamilyName. Never renumber.
enum class Family : uint8_t { kMeta = 0, kBlocks = 1, kIndex = 2, kLog = 3, kDictionary = 4 };
inline constexpr int kFamilyCount = 5;
std::string_view FamilyName(Family family);

// A value that stays where the store holds it (its cache) for as long as this object lives.
class PinnedValue {
 public:
  PinnedValue() = default;
  PinnedValue(std::string_view bytes, std::shared_ptr<const void> owner)
      : bytes_(bytes), owner_(std::move(owner)) {}
  std::string_view bytes() const { return bytes_; }
  const std::shared_ptr<const void>& owner() const { return owner_; }

 private:
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
};

// Walks the keys of [begin, end) of one family in one view. Not thread-safe. key() and value() live until the
// cursor moves. After Valid() turns false, status() tells an end from an error.
class RangeCursor {
 public:
  virtual ~RangeCursor() = default;
  virtual bool Valid() const = 0;
  virtual void Seek(std::string_view at_least) = 0;        // clamped to the range
  virtual void SeekForPrev(std::string_view at_most) = 0;  // last key <= at_most inside the range
  virtual void Next() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual absl::Status status() const = 0;
};

// All families as they were at one moment. Thread-safe. Must not outlive its KeyValue.
class ReadView {
 public:
  virtual ~ReadView() = default;
  // Nothing where the key is absent. DataLoss where the bytes under it fail their checksum.
  virtual absl::StatusOr<std::optional<PinnedValue>> Get(Family family, std::string_view key) const = 0;
  virtual absl::StatusOr<std::vector<std::optional<PinnedValue>>> MultiGet(
      Family family, absl::Span<const std::string> keys) const = 0;
  // Positioned at the first key >= begin. An empty `end` means the end of the family.
  virtual std::unique_ptr<RangeCursor> Range(Family family, std::string_view begin,
                                             std::string_view end) const = 0;
};

// Changes that take effect together or not at all.
class Batch {
 public:
  struct Operation {
    enum class Kind : uint8_t { kPut, kDelete, kDeleteRange } kind;
    Family family;
    std::string key;
    std::string value;  // kDeleteRange: the end of the range, exclusive
  };
  void Put(Family family, std::string key, std::string value);
  void Delete(Family family, std::string key);
  void DeleteRange(Family family, std::string begin, std::string end);
  const std::vector<Operation>& operations() const { return operations_; }
  size_t size_bytes() const { return size_bytes_; }
  bool empty() const { return operations_.empty(); }

 private:
  std::vector<Operation> operations_;
  size_t size_bytes_ = 0;
};

// A sorted file being written beside the store, to be ingested. Keys must be added in ascending order.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  virtual absl::Status Put(std::string_view key, std::string_view value) = 0;
  virtual absl::Status Finish() = 0;  // synced to disk afterwards. FailedPrecondition where nothing was added
  virtual uint64_t size_bytes() const = 0;
};

struct TableFile {
  Family family;
  std::string path;
};

// The keys [begin, end) of a family; an empty `end` means its end.
struct KeyRange {
  Family family;
  std::string begin;
  std::string end;
};

class KeyValue {
 public:
  virtual ~KeyValue() = default;

  virtual absl::StatusOr<std::shared_ptr<const ReadView>> NewView() = 0;

  // Applies a batch; visible to views made afterwards. Durable only after the next Sync.
  virtual absl::Status Write(const Batch& batch) = 0;
  // Everything written before the call is on disk when it returns.
  virtual absl::Status Sync() = 0;

  virtual absl::StatusOr<std::unique_ptr<TableWriter>> NewTable(Family family, const std::string& path) = 0;
  // Moves the files into the store, all families at one moment, durable when it returns, and with it all that
  // was written before. Files of one family must not overlap each other; what they hold shadows older values.
  // Where other processes read, the caller holds the purge lock: an ingestion is not in the write-ahead log,
  // so a process that opened meanwhile could see later writes without it.
  virtual absl::Status Ingest(absl::Span<const TableFile> files) = 0;

  // Removes files that no view needs. Where other processes read, the caller holds the purge lock
  // (store/locks.h); nothing is removed at any other time.
  virtual absl::Status PurgeFiles() = 0;

  // Brings everything into files, and rewrites those that reach into the ranges, so that what is deleted
  // there goes at the next PurgeFiles. Takes as long as reading and writing what the ranges hold.
  virtual absl::Status Compact(absl::Span<const KeyRange> ranges) = 0;

  // Bytes on disk of a family, approximately.
  virtual absl::StatusOr<uint64_t> SizeBytes(Family family) = 0;
  // The same for a range; what is not in files yet is left out.
  virtual absl::StatusOr<uint64_t> SizeBytes(const KeyRange& range) = 0;
};

}  // namespace tern::kv

#endif  // TERN_STORAGE_KV_KEY_VALUE_H_
