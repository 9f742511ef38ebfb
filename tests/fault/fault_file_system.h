// A file system for RocksDB that can lose power and fail on demand. It stands on the real one and keeps
// account of what a disk would still have: bytes of a file count as durable once the file was synced, and a
// file's name, a rename or a deletion once its directory was. A kill alone never tests that, since the
// system's page cache survives it. Nothing is really synced, so thousands of power cuts run in seconds.
#ifndef TERN_TESTS_FAULT_FAULT_FILE_SYSTEM_H_
#define TERN_TESTS_FAULT_FAULT_FILE_SYSTEM_H_

#include <cstdint>
#include <memory>
#include <string>

#include "rocksdb/file_system.h"

namespace tern::fault {

enum class Operation : uint8_t {
  kAppend,
  kSync,
  kCreate,
  kDelete,
  kRename,
  kLink,
  kTruncate,
  kSyncDirectory
};

// What a power cut leaves of that which was not synced.
enum class Survival : uint8_t {
  kNothing,     // the worst that a disk may do
  kSome,        // of every file some bytes, of the directory operations the first few, as the seed says
  kZeros,       // as kSome, but where bytes were not written the file holds zeros
  kEverything,  // what a kill leaves
};

class FaultState;

// Thread-safe. Tracks everything below `root` (an existing directory), where the backups for undoing live
// too, in
// `<root>/.fault`; info logs and RocksDB's own lock file are left alone.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultFileSystem(const std::string& root);
  ~FaultFileSystem() override;

  const char* Name() const override { return "TernFaultFileSystem"; }

  // Changing operations so far. Appends, syncs, creations, deletions, renames, links and directory syncs
  // count.
  int64_t operation_count() const;
  // The nth changing operation from now fails, and so does every later one. 1 is the next.
  void CutPowerAt(int64_t nth);
  bool power_is_cut() const;
  // The nth operation of one kind from now fails, once, and has no effect.
  void FailAt(Operation operation, int64_t nth);
  // From now on every sync of a file fails that another thread than this one asks for.
  void FailSyncsInOtherThreads();
  int64_t failed_syncs() const;

  // Brings the directory to what a power cut now leaves and lets operations succeed again.
  // REQUIRES: whatever had files open through this object is gone.
  void RestorePower(Survival survival, uint64_t seed);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, size_t size, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;

 private:
  const std::shared_ptr<FaultState> state_;
};

}  // namespace tern::fault

#endif  // TERN_TESTS_FAULT_FAULT_FILE_SYSTEM_H_
