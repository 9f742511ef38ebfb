// One process of the two-process test: a writer that commits, flushes, ingests, purges and reopens all the
// time, or a reader that opens, checks, counts and closes. Prints what it did; ends with 1 where anything was
// wrong.
//   kv_process write|read DIRECTORY SECONDS
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "storage/kv/rocksdb_key_value.h"
#include "storage/model/text.h"
#include "storage/store/locks.h"
#include "tests/fault/history.h"

namespace tern::fault {
namespace {

using Clock = std::chrono::steady_clock;
using store::FilesLock;

constexpr std::chrono::seconds kLockWait{60};
constexpr std::chrono::microseconds kCommitPause{1500};  // readers check every commit: they should keep up

absl::StatusOr<std::unique_ptr<kv::KeyValue>> Open(const std::string& directory, kv::OpenMode mode) {
  kv::RocksDbOptions options;
  options.mode = mode;
  options.cache_bytes = 8 << 20;
  options.write_buffer_bytes = 4 << 10;
  return kv::OpenRocksDb(directory + "/rocks", options);
}

// The newest durable commit, told to the readers by a file that is replaced as a whole.
void Publish(const std::string& directory, uint64_t commit) {
  const std::string path = directory + "/published";
  std::ofstream(path + ".new") << commit << "\n";
  std::filesystem::rename(path + ".new", path);
}

uint64_t Published(const std::string& directory) {
  uint64_t commit = 0;
  std::ifstream(directory + "/published") >> commit;
  return commit;
}

class Writer {
 public:
  explicit Writer(std::string directory) : directory_(std::move(directory)) {}

  absl::Status Run(Clock::time_point deadline) {
    std::filesystem::create_directories(directory_ + "/scratch");
    while (Clock::now() < deadline) {
      if (absl::Status status = Session(deadline); !status.ok()) return status;
      ++sessions_;
    }
    std::printf("writer: %llu commits, %d sessions, %llu generations\n",
                static_cast<unsigned long long>(commit_), sessions_,
                static_cast<unsigned long long>(generation_));
    return absl::OkStatus();
  }

 private:
  absl::Status Session(Clock::time_point deadline) {
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = absl::UnknownError("");
    {
      const auto lock = FilesLock::Acquire(directory_, FilesLock::Mode::kExclusive, kLockWait);
      if (!lock.ok()) return lock.status();
      kv = Open(directory_, kv::OpenMode::kCreate);
      if (!kv.ok()) return kv.status();
      if (absl::Status status = (*kv)->PurgeFiles(); !status.ok()) return status;
    }
    for (int i = 1; i <= 400 && Clock::now() < deadline; ++i) {
      if (absl::Status status = Commit(**kv, i % 4 == 0); !status.ok()) return status;
      if (i % 100 == 50) {
        if (absl::Status status = Ingest(**kv); !status.ok()) return status;
      }
      if (i % 60 == 0) {
        const auto lock = FilesLock::Acquire(directory_, FilesLock::Mode::kExclusive, kLockWait);
        if (!lock.ok()) return lock.status();
        if (absl::Status status = (*kv)->PurgeFiles(); !status.ok()) return status;
      }
      std::this_thread::sleep_for(kCommitPause);
    }
    return absl::OkStatus();
  }

  absl::Status Commit(kv::KeyValue& kv, bool sync) {
    kv::Batch batch = CommitBatch(commit_ + 1);
    batch.Put(kv::Family::kMeta, "noise", std::string(20000, 'n'));  // fills the memtable of meta
    if (absl::Status status = kv.Write(batch); !status.ok()) return status;
    ++commit_;
    if (!sync) return absl::OkStatus();
    if (absl::Status status = kv.Sync(); !status.ok()) return status;
    Publish(directory_, commit_);
    return absl::OkStatus();
  }

  absl::Status Ingest(kv::KeyValue& kv) {
    absl::StatusOr<std::vector<kv::TableFile>> files =
        WriteGeneration(kv, generation_ + 1, directory_ + "/scratch");
    if (!files.ok()) return files.status();
    {
      const auto lock = FilesLock::Acquire(directory_, FilesLock::Mode::kExclusive, kLockWait);
      if (!lock.ok()) return lock.status();
      if (absl::Status status = kv.Ingest(*files); !status.ok()) return status;
    }
    ++generation_;
    return kv.Write(DropOlderGenerations(generation_));
  }

  const std::string directory_;
  uint64_t commit_ = 0;
  uint64_t generation_ = 0;
  int sessions_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string directory) : directory_(std::move(directory)) {}

  absl::Status Run(Clock::time_point deadline) {
    while (Clock::now() < deadline) {
      if (absl::Status status = ReadOnce(); !status.ok()) return status;
    }
    std::printf("reader: %d opens, %d before there was a store, last saw %llu commits, %llu generations\n",
                opens_, too_early_, static_cast<unsigned long long>(commits_),
                static_cast<unsigned long long>(generations_));
    return absl::OkStatus();
  }

 private:
  absl::Status ReadOnce() {
    const uint64_t floor = Published(directory_);
    absl::StatusOr<std::unique_ptr<kv::KeyValue>> kv = absl::UnknownError("");
    {
      const auto lock = FilesLock::Acquire(directory_, FilesLock::Mode::kShared, kLockWait);
      if (!lock.ok()) return TooEarly(lock.status(), floor);
      kv = Open(directory_, kv::OpenMode::kReadOnly);
    }
    if (!kv.ok()) return TooEarly(kv.status(), floor);
    const absl::StatusOr<uint64_t> commits = CountCommits(**kv);
    if (!commits.ok()) return commits.status();
    const absl::StatusOr<uint64_t> generations = FindGeneration(**kv);
    if (!generations.ok()) return generations.status();
    ++opens_;
    if (*commits < floor || *commits < commits_ || *generations < generations_) {
      return absl::FailedPreconditionError(
          model::StrCat("open ", opens_, " went back: ", *commits, " commits after ", commits_,
                        ", published ", floor, "; ", *generations, " generations after ", generations_));
    }
    commits_ = *commits;
    generations_ = *generations;
    return absl::OkStatus();
  }

  absl::Status TooEarly(const absl::Status& status, uint64_t floor) {
    if (!absl::IsNotFound(status) || floor > 0 || opens_ > 0) return status;
    ++too_early_;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return absl::OkStatus();
  }

  const std::string directory_;
  int opens_ = 0;
  int too_early_ = 0;
  uint64_t commits_ = 0;
  uint64_t generations_ = 0;
};

int Main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string role = argv[1];
  const std::string directory = argv[2];
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(std::atoi(argv[3]));
  const absl::Status status =
      role == "write" ? Writer(directory).Run(deadline) : Reader(directory).Run(deadline);
  if (status.ok()) return 0;
  std::printf("%s: %s\n", role.c_str(), status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace tern::fault

int main(int argc, char** argv) { return tern::fault::Main(argc, argv); }
