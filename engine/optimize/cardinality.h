// How many rows scans have, and how many different values their variables: read from the snapshot's block
// headers and from a look at the first rows, never guessed where it can be counted. One optimisation, one of
// these; it remembers.
#ifndef TERN_ENGINE_OPTIMIZE_CARDINALITY_H_
#define TERN_ENGINE_OPTIMIZE_CARDINALITY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// Guesses about a path that repeats: how far it reaches is known only to who walks it.
struct PathEstimate {
  double rows = 1;
  double subjects = 1;      // different ones
  double objects = 1;       // likewise
  double from_subject = 1;  // rows for one subject
  double from_object = 1;   // rows for one object
};

class Cardinality {
 public:
  explicit Cardinality(const store::Snapshot* snapshot) : snapshot_(snapshot) {}

  // Exact where the scan's constants lead an order and it reads facts; else an upper bound. REQUIRES:
  // constants are resolved.
  absl::StatusOr<double> Rows(const algebra::Scan& scan);

  // Different values of `variable` in the scan, at least 1; estimated from up to kSampleRows rows and
  // kMaxSeeks seeks. The scan's rows where no order has the variable behind the constants.
  absl::StatusOr<double> DistinctValues(const algebra::Scan& scan, const algebra::Variable& variable);

  // From the average number of edges at a node, as if each led somewhere new, and at most kGuessedDepth steps
  // where the path has no bound. REQUIRES: constants are resolved.
  absl::StatusOr<PathEstimate> Path(const algebra::PathScan& scan);

  // True where Rows counts every combination of the constants' ids: a count of 0 means that there are none.
  static bool CountsEachPrefix(const algebra::Scan& scan);

  // The number of rows with object ids in [first, last].
  absl::StatusOr<double> RowsInRange(const algebra::Scan& scan, model::TermId first, model::TermId last);

 private:
  friend class PathGuess;
  static constexpr uint32_t kGuessedDepth = 4;
  static constexpr size_t kSampleRows = 1024;
  static constexpr size_t kEnoughValues = 32;  // seen in the sample; fewer are sought out one by one
  static constexpr size_t kMaxSeeks = 64;
  static constexpr size_t kMaxCombinations = 64;  // of constants' ids that are counted one by one

  absl::StatusOr<double> CountPrefixes(const algebra::Scan& scan, order::Order order);
  absl::StatusOr<double> CountOne(const store::ScanSpec& spec);
  absl::StatusOr<double> CountRanges(store::ScanSpec spec, const std::vector<algebra::IdRange>& ranges);
  absl::StatusOr<double> SampleDistinct(const store::ScanSpec& spec, double rows);

  const store::Snapshot* snapshot_;
  absl::flat_hash_map<std::string, double> counts_;
  absl::flat_hash_map<std::string, double> distinct_;
};

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_CARDINALITY_H_
