// The way into the store for what is too large for the log: a whole new generation, with its terms, at one
// moment. Bulk load (storage/load) uses it; transactions beyond the bounds of the log do too. Not for the
// engine.
#ifndef TERN_STORAGE_STORE_BULK_H_
#define TERN_STORAGE_STORE_BULK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/key_value.h"
#include "storage/model/statement.h"
#include "storage/order/order.h"
#include "storage/store/generation_writer.h"
#include "storage/store/meta.h"
#include "storage/store/scratch.h"
#include "storage/store/snapshot_impl.h"
#include "storage/store/store.h"

namespace tern::store {

// What a bulk commit adds to the snapshot that it is prepared on. The functions are called while it is
// written, then dropped.
struct BulkCommit {
  HeadRecord
      head;  // next numbers and term counts as afterwards; commit and totals are filled in by the store
  std::map<std::string, std::string> save_prefixes;
  uint64_t rows = 0;  // statements and properties, at most: a small number becomes an ordinary log entry
  // As in GenerationInput.
  std::function<absl::StatusOr<std::unique_ptr<RowSource>>(order::Order)> more_rows;
  std::function<absl::Status(order::Order, uint64_t rows)> checkpoint;
  // Visits the terms to append to the dictionary by tag and number: ids, and keys in ascending order. Called
  // up to twice. May be empty.
  using VisitTerm = absl::FunctionRef<absl::Status(model::TermId, std::string_view key)>;
  std::function<absl::Status(VisitTerm visit)> for_each_appended;
  // Where the dictionary was empty: the base of the new generation, written by dictionary::BaseWriter into a
  // table of NewTable. Then nothing is appended, and no log entry will do.
  std::optional<kv::TableFile> base_table;
  // Called when all is written, before it takes effect; an error drops it. May be empty.
  std::function<absl::Status()> before_ingest;
};

class BulkStore {
 public:
  // Called with nothing else being committed. Nothing: there is nothing to commit.
  using Prepare =
      std::function<absl::StatusOr<std::optional<BulkCommit>>(const SnapshotImpl& base, uint32_t generation)>;

  virtual ~BulkStore() = default;

  // The bulk side of a store; null where it is read-only.
  static BulkStore* Of(Store* store);

  // Durable when it returns ok; where it fails, nothing of it is ever seen. `inserted` counts the statements
  // that were new; `unchanged` is left to the caller.
  virtual absl::StatusOr<CommitResult> CommitBulk(const Prepare& prepare) = 0;

  // A scratch directory for what a bulk commit writes before it takes effect.
  virtual absl::StatusOr<std::unique_ptr<Scratch>> NewScratch() = 0;
  virtual absl::StatusOr<std::unique_ptr<kv::TableWriter>> NewTable(kv::Family family,
                                                                    const std::string& path) = 0;

  virtual const StoreOptions& options() const = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_BULK_H_
