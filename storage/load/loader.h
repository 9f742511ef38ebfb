// Bulk load: facts of whole files into the store at one moment, in bounded memory. Workers, one a thread,
// turn terms into numbers of partial vocabularies and write rows of them to the store's scratch directory;
// Finish merges the vocabularies in term order (into the base of an empty store, else new terms are
// appended), maps the rows to final ids, sorts them for each order, merges them with what the store holds,
// writes the blocks of a new generation as sorted files and ingests them atomically with the meta key. A
// small load into a filled store is an ordinary commit instead.
#ifndef TERN_STORAGE_LOAD_LOADER_H_
#define TERN_STORAGE_LOAD_LOADER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/load/fact_view.h"
#include "storage/load/load_budget.h"
#include "storage/memory/accountant.h"
#include "storage/store/fact.h"
#include "storage/store/store.h"

namespace tern::load {

struct LoadProgress {
  std::string_view phase;  // "read", "merge terms", "sort SPO", "write SPO", …, "ingest"
  uint64_t done = 0;
  uint64_t total = 0;  // 0: unknown
};

struct LoadOptions {
  uint64_t memory_limit = 0;  // bytes of the whole process; 0: a quarter of the machine's memory
  int threads = 0;            // workers that live at once, and threads that merge and sort; 0: one a core
  LoadTuning tuning;          // for tests
  std::function<void(const LoadProgress&)> progress;  // may be empty; called from one thread at a time
  std::function<bool()> cancelled;                    // may be empty; polled by every thread
};

struct LoadResult {
  uint64_t facts_read = 0;
  uint64_t inserted = 0;   // statements that were new, properties not counted
  uint64_t unchanged = 0;  // facts or claims that were there already
  uint64_t commit = 0;
};

// Takes the facts of one thread. Not thread-safe; different workers may run at once.
class LoadWorker {
 public:
  // Hands what it has to the loader.
  virtual ~LoadWorker() = default;

  // The facts that follow stand behind all those of smaller chunks of the file: claims are numbered in this
  // sequence, whatever thread comes first. REQUIRES: greater than the last one.
  virtual void StartChunk(uint32_t chunk) = 0;

  // InvalidArgument for a fact that cannot be stored (a literal subject, …): the caller reports its line and
  // goes on. Every other error ends the load: Cancelled, ResourceExhausted. A subject or object kClaim is the
  // claim with that label in this file.
  virtual absl::Status Add(const FactView& fact) = 0;
  virtual absl::Status Add(const store::Fact& fact) = 0;
};

// Not thread-safe, but for NewWorker's workers. The store is as it was until Finish returns ok; dropping a
// loader drops the load.
class Loader {
 public:
  // REQUIRES: store is writable and outlives the loader.
  // InvalidArgument for a memory limit that is too small.
  static absl::StatusOr<std::unique_ptr<Loader>> Create(store::Store* store, LoadOptions options);
  virtual ~Loader() = default;

  // Blank labels are local to a file: call at the start of each. REQUIRES: no worker lives.
  virtual void StartFile() = 0;
  // A worker for the current file. REQUIRES: fewer than threads() live; it ends before StartFile and Finish
  // are called. Thread-safe.
  virtual std::unique_ptr<LoadWorker> NewWorker() = 0;
  // How many workers may live at once.
  virtual int threads() const = 0;
  // Whose bytes the readers' buffers are: a quarter of them are theirs.
  virtual memory::Accountant& memory() = 0;
  // As LoadWorker::Add, for callers with one thread.
  virtual absl::Status Add(const store::Fact& fact) = 0;
  virtual void SavePrefix(const std::string& name, const std::string& iri) = 0;

  // To be called once. Cancelled where `cancelled` said so. InvalidArgument where a labelled claim is
  // described or named but has no fact.
  virtual absl::StatusOr<LoadResult> Finish() = 0;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_LOADER_H_
