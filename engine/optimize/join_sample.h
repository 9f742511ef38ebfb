// How relations that share a variable really match, found out by looking: values of the variable are taken
// from the smallest relation and counted in the others (index-based join sampling: Leis, Radke, Gubichev,
// Kemper, Neumann, CIDR 2017). Distinct values alone take relations to be independent, which real ones are
// not: what has a price has a currency, and no chip basedIn anything makes chips.
//
// A count in a block index costs about a microsecond. So the search for joins asks only where its best plan
// is worth it, and at most kMaxCounts times a group.
#ifndef TERN_ENGINE_OPTIMIZE_JOIN_SAMPLE_H_
#define TERN_ENGINE_OPTIMIZE_JOIN_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/relation.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// A set of relations: bit i is relation i of the group. A group has at most 64 that count; further ones are
// in no set.
using RelationMask = uint64_t;
inline constexpr size_t kMaxMaskedRelations = 64;

class JoinSample {
 public:
  // `relations` and `snapshot` must outlive it.
  JoinSample(const std::vector<Relation>& relations, const store::Snapshot& snapshot)
      : relations_(relations), snapshot_(snapshot) {}

  // By how much the rows of these relations joined differ from what independence says: the product over the
  // variables that several of them bind. 1 where nothing is known, or the counts are used up.
  absl::StatusOr<double> Correction(RelationMask members);

 private:
  static constexpr size_t kSampleValues = 64;
  static constexpr size_t kMaxCounts = 4096;

  // Values of one variable in one relation, and how many rows of each relation have them; a relation that was
  // not counted has none.
  struct Sample {
    std::vector<model::TermId> values;
    absl::flat_hash_map<size_t, std::vector<double>> counts;  // by relation
  };
  using Place = std::pair<algebra::Variable, size_t>;  // a variable in a relation

  absl::StatusOr<double> CorrectionOn(const algebra::Variable& variable, RelationMask members);
  absl::StatusOr<Sample*> SampleOf(const algebra::Variable& variable, size_t relation);
  absl::StatusOr<const std::vector<double>*> CountsIn(Sample& sample, const algebra::Variable& variable,
                                                      size_t relation);

  const std::vector<Relation>& relations_;
  const store::Snapshot& snapshot_;
  size_t counts_left_ = kMaxCounts;
  absl::flat_hash_map<Place, Sample> samples_;
  absl::flat_hash_map<std::pair<algebra::Variable, RelationMask>, double> corrections_;
};

// What leads to the values of `variable` in a scan: its constants, with the variable behind them. Nothing
// where no order has them so, or a constant stands for several terms.
std::optional<store::ScanSpec> SpecInFrontOf(const algebra::Scan& scan, const algebra::Variable& variable);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_JOIN_SAMPLE_H_
