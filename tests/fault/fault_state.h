// The account behind FaultFileSystem: which bytes and which names are durable, and how to take back the
// others.
#ifndef TERN_TESTS_FAULT_FAULT_STATE_H_
#define TERN_TESTS_FAULT_FAULT_STATE_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "rocksdb/io_status.h"
#include "tests/fault/fault_file_system.h"

namespace tern::fault {

// What of a file is on disk. A file under two names (a link) has one.
struct FileState {
  uint64_t size = 0;
  uint64_t synced_size = 0;
};
using FilePointer = std::shared_ptr<FileState>;

// Every method but the constructor REQUIRES that mutex() is held: an operation and its account are one step.
class FaultState {
 public:
  explicit FaultState(std::string root);

  std::mutex& mutex() { return mutex_; }
  bool Tracks(const std::string& path) const;

  // Counts an operation; an error where it is to fail.
  rocksdb::IOStatus Begin(Operation operation);
  // An error where syncs of this thread are to fail.
  rocksdb::IOStatus CheckSync();

  // The account of a file that is there; one that was there before us is durable as it is.
  FilePointer FileAt(const std::string& path);
  // `path` is about to be created or replaced: what stands there moves to a backup.
  FilePointer Created(const std::string& path);
  void CreatedDirectory(const std::string& path);
  void Linked(const std::string& from, const std::string& to);
  // Moves the file to a backup instead of deleting it.
  void Deleted(const std::string& path);
  void Renamed(const std::string& from, const std::string& to);
  void SyncedDirectory(const std::string& path);

  void Lose(Survival survival, uint64_t seed);

  void CutPowerAt(int64_t nth) { cut_at_ = operation_count_ + nth; }
  void FailAt(Operation operation, int64_t nth) { fail_in_[static_cast<size_t>(operation)] = nth; }
  void FailSyncsInOtherThreads() { syncing_thread_ = std::this_thread::get_id(); }
  int64_t failed_syncs() const { return failed_syncs_; }
  bool power_is_cut() const { return power_is_cut_; }
  int64_t operation_count() const { return operation_count_; }

 private:
  // A change of a directory that is not synced yet, with what undoes it.
  struct Change {
    enum class Kind : uint8_t { kCreate, kCreateDirectory, kDelete, kRename } kind;
    std::string path;    // the new name
    std::string from;    // kRename: the old name
    std::string backup;  // what stood at `path` before; empty: nothing
    FilePointer backup_state;
  };

  std::string NewBackup();
  // Moves what stands at `path` away, if anything does.
  void MoveToBackup(const std::string& path, Change& change);
  void Undo(const Change& change);
  void LoseBytes(const std::string& path, const FileState& file, Survival survival, std::mt19937_64& random);

  std::mutex mutex_;
  const std::string root_;
  const std::string backups_;
  std::map<std::string, FilePointer> files_;
  std::vector<Change> changes_;  // of all directories, in their order
  int64_t next_backup_ = 0;
  int64_t operation_count_ = 0;
  int64_t cut_at_ = 0;  // 0: never
  bool power_is_cut_ = false;
  std::array<int64_t, 8> fail_in_ = {};            // by Operation; 0: never
  std::optional<std::thread::id> syncing_thread_;  // set: the one whose syncs work
  int64_t failed_syncs_ = 0;
};

}  // namespace tern::fault

#endif  // TERN_TESTS_FAULT_FAULT_STATE_H_
