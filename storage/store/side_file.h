// The side file `head`: the newest durable commit and what the store added up to at it, kept apart from
// RocksDB and synced by itself. RocksDB cannot tell a log that lost its last records to damage from one that
// never had them; the store compares the two at every open. Two slots are written in turn, so that a write
// that is cut short leaves the other.
//
// On disk: never change. A slot (little-endian; slot i at byte 4096 * i):
//   0  8  magic "TERNHEAD"     8  8  sequence number of the write     16  8  commit     24  8  statements
//  32  8  facts               40  8  claim properties                 48  8  Checksum of bytes 0..47     56
//  …  zeros
#ifndef TERN_STORAGE_STORE_SIDE_FILE_H_
#define TERN_STORAGE_STORE_SIDE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store/posix_file.h"

namespace tern::store {

struct SideRecord {
  uint64_t commit = 0;
  uint64_t statements = 0;
  uint64_t facts = 0;
  uint64_t properties = 0;

  friend bool operator==(const SideRecord&, const SideRecord&) = default;
};

// The writer's end. Not thread-safe. One at a time, under the writer lock.
class SideFile {
 public:
  static constexpr int kSlotCount = 2;
  static constexpr size_t kSlotBytes = 4096;

  // The newest record of the store in `store_path`, for readers and for a writer before it opens RocksDB;
  // nothing where there is no such file. DataLoss where no slot is valid.
  static absl::StatusOr<std::optional<SideRecord>> Read(const std::string& store_path);

  // Makes the file with one record, durable at once and all or nothing; replaces one that is there.
  static absl::StatusOr<std::unique_ptr<SideFile>> Create(const std::string& store_path,
                                                          const SideRecord& first);
  // NotFound where it is missing, DataLoss where no slot is valid.
  static absl::StatusOr<std::unique_ptr<SideFile>> Open(const std::string& store_path);

  const SideRecord& newest() const { return newest_; }

  // Durable when it returns ok. After a failure every later call fails too: nobody knows what is on disk
  // then.
  absl::Status Write(const SideRecord& record);

 private:
  explicit SideFile(std::unique_ptr<PosixFile> file) : file_(std::move(file)) {}

  const std::unique_ptr<PosixFile> file_;
  SideRecord newest_;
  uint64_t sequence_ = 0;  // of newest_
  int slot_ = 0;           // where newest_ is
  absl::Status failure_;
};

// A reader's end, held open: whether somebody has committed is asked before every statement, and opening the
// file takes longer than all else that this asks for. Not thread-safe.
class SideFileReader {
 public:
  explicit SideFileReader(std::string store_path) : store_path_(std::move(store_path)) {}

  // As SideFile::Read, of the file that stands there now.
  absl::StatusOr<std::optional<SideRecord>> Read();

 private:
  const std::string store_path_;
  std::unique_ptr<PosixFile> file_;  // null: not open
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SIDE_FILE_H_
