// A Tern store in a directory: one writer, many readers, in any number of processes. See docs/format.md for
// the files and ARCHITECTURE.md for the flow of a commit.
#ifndef TERN_STORAGE_STORE_STORE_H_
#define TERN_STORAGE_STORE_STORE_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/block/block_header.h"
#include "storage/kv/key_value.h"
#include "storage/model/statement.h"
#include "storage/store/fact.h"
#include "storage/store/snapshot.h"

namespace tern::store {

enum class Access : uint8_t {
  kRead,    // beside a writer; NotFound where there is no store
  kWrite,   // NotFound where there is no store
  kCreate,  // kWrite, made where it is missing
};

struct StoreOptions {
  Access access = Access::kRead;
  std::string base_namespace;  // for a store that is made now; empty: model::iri::kDefaultBase.
                               // FailedPrecondition where an existing store has another
  std::chrono::milliseconds writer_wait{5000};  // how long to wait for another writer
  size_t cache_bytes = size_t{256} << 20;
  // Bounds of the unfolded log: a commit that would pass them waits for a fold; a larger transaction becomes
  // sorted runs.
  uint64_t max_log_commits = 1000;
  uint64_t max_log_statements = 65536;
  // A thread of the writer folds when the log is half as long as its bounds allow, and goes on with a fold
  // that an earlier writer left half done.
  bool background_fold = true;
  uint32_t rows_per_block = block::kDefaultRowsPerBlock;  // of blocks that are written from now on
  std::string owner;                                      // told to a second writer: "tern load chips.nt"
  // Opens the key-value store; empty: RocksDB. Tests put faults here.
  std::function<absl::StatusOr<std::unique_ptr<kv::KeyValue>>(const std::string& path, Access access)>
      open_key_value;
};

// Where a long operation stands.
struct StoreProgress {
  std::string_view phase;
  uint64_t done = 0;
  uint64_t total = 0;  // 0: unknown
};

// Both functions may be empty; they are called now and then, from any thread but from one at a time.
struct StoreCallbacks {
  std::function<void(const StoreProgress&)> progress;
  std::function<bool()> cancelled;  // true: the operation ends with Cancelled
};

struct FoldOptions {
  enum class Way : uint8_t {
    kAuto,           // in place where few blocks are touched, else a new generation
    kInPlace,        // blocks that the log touches are rewritten where they are, batch by batch
    kNewGeneration,  // all blocks are written anew, beside the old ones, which then go
  };
  Way way = Way::kAuto;
  // In place: how large an atomic batch may grow.
  size_t batch_bytes = size_t{16} << 20;
  // In place: ends ok after so many batches, with the store half folded; 0: goes on to the end. For tests.
  uint64_t stop_after_batches = 0;
  StoreCallbacks callbacks;  // where cancelled, what is folded stays folded
};

struct CompactOptions {
  StoreCallbacks callbacks;
};

struct CompactReport {
  uint64_t bytes_before = 0;  // of the store's directory
  uint64_t bytes_after = 0;
  uint64_t statements = 0;
  // Snapshots of this store still read the old blocks: their space comes back when those have ended.
  bool old_blocks_are_read = false;
};

// A transaction's changes, in term form, in the order they were made. Plain data; nothing happens before
// Commit.
struct Changes {
  struct Change {
    bool insert = true;
    Fact fact;
    // Inserts take claims of every kind but kLabelled. For deletes `fact.claim` says what goes:
    //   kNone       every statement of the triple, with the properties of its anonymous claims
    //   kAnonymous  its claims of that stance, anonymous and named, that have at least these properties
    //               (objects compared by value; none given: all claims of that stance)
    //   kNamed      the claim of that name and stance
    //   kLabelled   the anonymous claim that is printed as claim:<label>
    // A fact whose subject is a claim (Term::Claim) is a property of that stored claim, and has no claim
    // itself. What a delete does not find changes nothing.
  };
  std::vector<Change> changes;
  std::map<std::string, std::string> save_prefixes;
  // Blank labels "b<number>" of stored nodes stand for these; all other labels are local to this transaction.
  bool blank_labels_are_stored = true;
};

struct CommitResult {
  uint64_t commit = 0;    // unchanged where nothing changed
  uint64_t inserted = 0;  // statements, properties not counted
  uint64_t deleted = 0;
  uint64_t unchanged = 0;  // facts that were there already
  // Properties of stored claims that were set or taken back by themselves (facts about a claim).
  uint64_t properties_inserted = 0;
  uint64_t properties_deleted = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Errors: NotFound (no store), Unavailable (another writer; says who), DataLoss (damaged, says what),
  // FailedPrecondition (foreign or newer format, another base namespace).
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path, const StoreOptions& options);

  // The newest durable commit. Cheap. Snapshots must not outlive the store.
  virtual absl::StatusOr<std::shared_ptr<const Snapshot>> GetSnapshot() = 0;

  // Durable when it returns ok: safe against kill and power cut. Several threads may commit at once and share
  // a sync. Where it fails, no snapshot of this Store shows anything of it. After a failed write or sync
  // every later commit fails too, until the store is reopened; then that commit is there whole or not at all,
  // for nobody knows what of it had reached the disk.
  virtual absl::StatusOr<CommitResult> Commit(const Changes& changes) = 0;

  // True where another process has committed since this read-only store was opened (then reopen).
  virtual absl::StatusOr<bool> IsStale() = 0;

  // Folds the log into the blocks; returns when everything that was committed before the call is folded.
  // Other threads go on committing and reading. Where it fails commits go on, unless it says that nothing can
  // be written any more.
  virtual absl::Status Fold(const FoldOptions& options) = 0;
  absl::Status Fold() { return Fold(FoldOptions()); }

  // Writes all blocks anew and gives the space back that deletions and folds have left. Commits go on.
  virtual absl::StatusOr<CompactReport> Compact(const CompactOptions& options) = 0;

  virtual const std::string& path() const = 0;
  virtual bool writable() const = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_STORE_H_
