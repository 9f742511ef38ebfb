// The way into the store for new ids of all terms: a new dictionary base and a new generation of blocks that
// speaks in its ids, at one moment. storage/load does the work (load/renumber.h), for it has the sorters;
// here is what must hold the store still and switch it. Not for the engine.
#ifndef TERN_STORAGE_STORE_RENUMBER_H_
#define TERN_STORAGE_STORE_RENUMBER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/dictionary/dictionary.h"
#include "storage/kv/key_value.h"
#include "storage/store/generation_writer.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/store.h"

namespace tern::store {

// What is renumbered, and where files can be written meanwhile.
struct RenumberPlace {
  const SnapshotImpl& base;
  uint32_t generation;         // of the new base and the new blocks
  const std::string& scratch;  // a directory
  kv::KeyValue& key_value;     // to make tables with
};

// The functions are called while blocks are written, then dropped.
struct Renumbered {
  dictionary::DictionaryCounts terms;       // of the new base; no term is appended
  std::optional<kv::TableFile> base_table;  // nothing: no term has an entry
  // As in GenerationInput. Together they give every statement of the base, and no other.
  decltype(GenerationInput::map_row) map_row;
  decltype(GenerationInput::more_rows) more_rows;
  decltype(GenerationInput::checkpoint) checkpoint;
};

// Called with nothing else being committed or folded.
using PrepareRenumber = std::function<absl::StatusOr<Renumbered>(const RenumberPlace& place)>;

// Durable when it returns ok; where it fails, the store is as it was, except that an error which says that
// nothing can be written any more may come behind the switch. Commits wait meanwhile; snapshots from before
// go on with the old blocks and terms. Behind the switch, files that hold nothing but the old go; where
// `compacts`, those that hold some of it are rewritten, and callbacks.progress is told. FailedPrecondition
// where the store is read-only.
absl::StatusOr<CompactReport> RenumberTerms(Store* store, const PrepareRenumber& prepare,
                                            const StoreCallbacks& callbacks, bool compacts = true);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_RENUMBER_H_
