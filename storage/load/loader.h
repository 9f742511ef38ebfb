// Bulk load: facts of whole files into the store at one moment. This first path collects in memory: terms get
// provisional numbers in a hash table; Finish sorts the vocabulary (into the base of an empty store, else new
// terms are appended), remaps and sorts the statements of each order, merges them with what the store holds,
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
#include "storage/store/fact.h"
#include "storage/store/store.h"

namespace tern::load {

struct LoadProgress {
  std::string_view phase;  // "read", "sort terms", "sort SPO", "write SPO", "ingest"
  uint64_t done = 0;
  uint64_t total = 0;  // 0: unknown
};

struct LoadOptions {
  std::function<void(const LoadProgress&)> progress;  // may be empty; called at most every 64 K items
  std::function<bool()> cancelled;                    // may be empty; polled as often
};

struct LoadResult {
  uint64_t facts_read = 0;
  uint64_t inserted = 0;   // statements that were new, properties not counted
  uint64_t unchanged = 0;  // facts or claims that were there already
  uint64_t commit = 0;
};

// Not thread-safe. The store is as it was until Finish returns ok; dropping a loader drops the load.
class Loader {
 public:
  // REQUIRES: store is writable and outlives the loader.
  static absl::StatusOr<std::unique_ptr<Loader>> Create(store::Store* store, LoadOptions options);
  virtual ~Loader() = default;

  // Blank labels are local to a file: call at the start of each.
  virtual void StartFile() = 0;
  // InvalidArgument for a fact that cannot be stored (a literal subject, …): the caller reports its line and
  // goes on. Every other error ends the load: Cancelled, ResourceExhausted. A subject or object Term::Claim
  // is the claim with that label in this file.
  virtual absl::Status Add(const store::Fact& fact) = 0;
  virtual void SavePrefix(const std::string& name, const std::string& iri) = 0;

  // To be called once. Cancelled where `cancelled` said so. InvalidArgument where a labelled claim is
  // described or named but has no fact.
  virtual absl::StatusOr<LoadResult> Finish() = 0;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_LOADER_H_
