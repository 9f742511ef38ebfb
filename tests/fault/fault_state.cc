#include "tests/fault/fault_state.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>

namespace tern::fault {
namespace {

namespace fs = std::filesystem;

std::string DirectoryOf(const std::string& path) { return fs::path(path).parent_path().string(); }

// RocksDB gives some paths with a slash too many.
std::string Normal(const std::string& path) {
  std::string normal = fs::path(path).lexically_normal().string();
  while (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

bool IsInside(const std::string& path, const std::string& directory) {
  return path.size() > directory.size() && path.compare(0, directory.size(), directory) == 0 &&
         path[directory.size()] == '/';
}

}  // namespace

FaultState::FaultState(std::string root) : root_(Normal(root)), backups_(root_ + "/.fault") {
  fs::create_directories(backups_);
}

bool FaultState::Tracks(const std::string& path) const {
  const std::string name = fs::path(path).filename().string();
  return IsInside(Normal(path), root_) && name.compare(0, 3, "LOG") != 0 && name != "LOCK";
}

rocksdb::IOStatus FaultState::Begin(Operation operation) {
  ++operation_count_;
  if (cut_at_ != 0 && operation_count_ >= cut_at_) power_is_cut_ = true;
  if (power_is_cut_) return rocksdb::IOStatus::IOError("the power is cut");
  int64_t& fail_in = fail_in_[static_cast<size_t>(operation)];
  if (fail_in > 0 && --fail_in == 0) return rocksdb::IOStatus::IOError("an injected error");
  return rocksdb::IOStatus::OK();
}

rocksdb::IOStatus FaultState::CheckSync() {
  if (!syncing_thread_ || *syncing_thread_ == std::this_thread::get_id()) return rocksdb::IOStatus::OK();
  ++failed_syncs_;
  return rocksdb::IOStatus::IOError("an injected error of a sync in the background");
}

FilePointer FaultState::FileAt(const std::string& path) {
  FilePointer& file = files_[Normal(path)];
  if (file == nullptr) {
    std::error_code error;
    const uint64_t size = fs::file_size(path, error);
    file = std::make_shared<FileState>();
    if (!error) file->size = file->synced_size = size;
  }
  return file;
}

FilePointer FaultState::Created(const std::string& path) {
  Change change{Change::Kind::kCreate, Normal(path), "", "", nullptr};
  MoveToBackup(path, change);
  changes_.push_back(std::move(change));
  return files_[Normal(path)] = std::make_shared<FileState>();
}

void FaultState::CreatedDirectory(const std::string& path) {
  changes_.push_back({Change::Kind::kCreateDirectory, Normal(path), "", "", nullptr});
}

void FaultState::Linked(const std::string& from, const std::string& to) {
  files_[Normal(to)] = FileAt(from);
  changes_.push_back({Change::Kind::kCreate, Normal(to), "", "", nullptr});
}

void FaultState::Deleted(const std::string& path) {
  Change change{Change::Kind::kDelete, Normal(path), "", "", nullptr};
  MoveToBackup(path, change);
  changes_.push_back(std::move(change));
}

void FaultState::Renamed(const std::string& from, const std::string& to) {
  const FilePointer file = FileAt(from);
  Change change{Change::Kind::kRename, Normal(to), Normal(from), "", nullptr};
  MoveToBackup(to, change);
  changes_.push_back(std::move(change));
  files_.erase(Normal(from));
  files_[Normal(to)] = file;
}

void FaultState::SyncedDirectory(const std::string& path) {
  const std::string directory = Normal(path);
  const auto is_kept = [&](const Change& change) {
    if (DirectoryOf(change.path) != directory) return true;
    if (!change.backup.empty()) fs::remove(change.backup);
    return false;
  };
  changes_.erase(std::stable_partition(changes_.begin(), changes_.end(), is_kept), changes_.end());
}

void FaultState::Lose(Survival survival, uint64_t seed) {
  std::mt19937_64 random(seed);
  if (survival != Survival::kEverything) {
    for (const auto& [path, file] : files_) LoseBytes(path, *file, survival, random);
    for (const Change& change : changes_) {
      if (change.backup_state != nullptr) LoseBytes(change.backup, *change.backup_state, survival, random);
    }
    const size_t kept = survival == Survival::kNothing ? 0 : random() % (changes_.size() + 1);
    while (changes_.size() > kept) {
      Undo(changes_.back());
      changes_.pop_back();
    }
  }
  for (const Change& change : changes_) {
    if (!change.backup.empty()) fs::remove(change.backup);
  }
  changes_.clear();
  files_.clear();
  fail_in_.fill(0);
  cut_at_ = 0;
  power_is_cut_ = false;
}

std::string FaultState::NewBackup() { return backups_ + "/" + std::to_string(next_backup_++); }

void FaultState::MoveToBackup(const std::string& path, Change& change) {
  if (!fs::exists(path)) return;
  change.backup_state = FileAt(path);
  change.backup = NewBackup();
  fs::rename(path, change.backup);
  files_.erase(Normal(path));
}

void FaultState::Undo(const Change& change) {
  // A scratch directory may be gone by now, past us: then there is nothing to undo in it.
  std::error_code ignored;
  switch (change.kind) {
    case Change::Kind::kCreate:
      fs::remove(change.path, ignored);
      break;
    case Change::Kind::kCreateDirectory:
      fs::remove_all(change.path, ignored);
      break;
    case Change::Kind::kRename:
      fs::rename(change.path, change.from, ignored);
      break;
    case Change::Kind::kDelete:
      break;
  }
  if (!change.backup.empty()) fs::rename(change.backup, change.path, ignored);
}

void FaultState::LoseBytes(const std::string& path, const FileState& file, Survival survival,
                           std::mt19937_64& random) {
  if (!fs::exists(path) || file.size <= file.synced_size) return;
  const uint64_t unsynced = file.size - file.synced_size;
  const uint64_t kept = file.synced_size + (survival == Survival::kNothing ? 0 : random() % (unsynced + 1));
  fs::resize_file(path, kept);
  if (survival == Survival::kZeros) fs::resize_file(path, file.size);
}

}  // namespace tern::fault
