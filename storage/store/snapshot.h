// A store as it was at one commit: what a query reads. Immutable and thread-safe; holds a view of the
// key-value store, the log index and the block index of its generation.
#ifndef TERN_STORAGE_STORE_SNAPSHOT_H_
#define TERN_STORAGE_STORE_SNAPSHOT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"
#include "storage/store/cursor.h"
#include "storage/store/read_monitor.h"
#include "storage/store/run_cursor.h"
#include "storage/store/value_order.h"

namespace tern::store {

struct Totals {
  uint64_t statements = 0;  // rows of SPO, claim properties not counted
  uint64_t facts = 0;       // distinct triples with a statement for them
  uint64_t claimed = 0;     // statements with a claim
  uint64_t properties = 0;  // claim properties
  friend bool operator==(const Totals&, const Totals&) = default;
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual uint64_t commit_number() const = 0;
  virtual const Totals& totals() const = 0;
  virtual const std::string& base_namespace() const = 0;
  virtual const std::map<std::string, std::string>& prefixes() const = 0;  // saved ones
  virtual uint64_t term_count() const = 0;

  // Null where the store does not know the term.
  virtual absl::StatusOr<model::TermId> Find(const model::Term& term) const = 0;
  virtual absl::StatusOr<model::Term> Resolve(model::TermId id) const = 0;
  virtual absl::StatusOr<std::vector<model::Term>> ResolveMany(absl::Span<const model::TermId> ids) const = 0;
  // Every known id whose value equals the literal's (50 finds 50.0 and "050"^^xsd:integer); for other terms
  // Find's id.
  virtual absl::StatusOr<std::vector<model::TermId>> FindEqual(const model::Term& term) const = 0;
  // The ids TermId(tag, 0 … n − 1) are in the order of their terms' text (and language): n for the tags of
  // strings of the base, 0 for others.
  virtual uint64_t SortedTextCount(model::Tag /*tag*/) const { return 0; }
  // The ids of the terms of one of the dictionary tags of numbers, dates and times, in the order of their
  // values; NaN is left out. Null where they are too many.
  virtual absl::StatusOr<OrderedValues> ValueOrder(model::Tag tag) const;
  // Visits every dictionary term of one tag.
  virtual absl::Status ForEachTerm(
      model::Tag tag, const std::function<absl::Status(model::TermId, const model::Term&)>& visit) const = 0;

  // InvalidArgument where the spec breaks its rules.
  virtual absl::StatusOr<std::unique_ptr<Cursor>> Scan(const ScanSpec& spec) const = 0;

  // The values of the column behind the prefix, and how many rows Scan would give with each. Here by reading
  // the rows. InvalidArgument as for Scan, and where no column is behind the prefix.
  virtual absl::StatusOr<std::unique_ptr<RunCursor>> ScanRuns(const ScanSpec& spec) const;

  // About `count` values of the column behind the prefix, ascending, each as often as its share of the rows
  // says; for estimates. Empty where nothing is known.
  virtual absl::StatusOr<std::vector<model::TermId>> Sample(const ScanSpec& /*spec*/,
                                                            size_t /*count*/) const {
    return std::vector<model::TermId>();
  }

  // How many rows Scan would give, exact for kRaw and kFact: block headers, two partial blocks and the log.
  // For the other modes an upper bound.
  virtual absl::StatusOr<uint64_t> Count(const ScanSpec& spec) const = 0;

  // The same snapshot, of which everything that is read is counted by `monitor` and ends with an error of its
  // poll. Null where the snapshot cannot be watched.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): who can be watched keeps it
  virtual std::shared_ptr<const Snapshot> Watched(std::shared_ptr<ReadMonitor> /*monitor*/) const {
    return nullptr;
  }
  // Of a watched snapshot; else null.
  virtual std::shared_ptr<ReadMonitor> monitor() const { return nullptr; }

  // About the id that row `rank` (counted from 0) of Scan has in the column behind the prefix: at least one
  // of the range of the spec, which must have one. What the log has changed may shift it; Count tells exactly
  // what lies on either side. Costs as much as a count.
  virtual absl::StatusOr<model::TermId> IdNear(const ScanSpec& spec, uint64_t rank) const;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_SNAPSHOT_H_
