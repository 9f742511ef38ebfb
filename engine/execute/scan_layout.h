// How a scan of the algebra reads one order: its constants, variables and checks by column of the order's
// rows. Shared by the scan, which reads all of it once, and the lookup join, which reads a piece of it for
// every row.
#ifndef TERN_ENGINE_EXECUTE_SCAN_LAYOUT_H_
#define TERN_ENGINE_EXECUTE_SCAN_LAYOUT_H_

#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/execute/claim_verdicts.h"
#include "engine/execute/operator.h"
#include "storage/order/order.h"
#include "storage/store/cursor.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

struct ScanColumn {
  order::Part part = order::Part::kSubject;
  bool is_constant = false;
  std::vector<model::TermId> ids;  // of a constant, ascending
  Variable variable;               // empty: none
};

struct ScanLayout {
  store::ScanSpec spec;  // order, space and mode; no prefix yet
  std::array<ScanColumn, 4> columns;
  size_t claim_column = 3;
  Variable claim;
  Variable stance;
  std::vector<algebra::IdRange> object_ranges;  // as the scan's
  std::shared_ptr<ClaimVerdicts> verdicts;      // of the scan's claim filter; null: it has none

  // True where a constant has no id: nothing can match.
  bool is_empty() const;
  // The number of leading columns that are constants.
  size_t constant_prefix() const;
  // True where there are ranges of the object, and it stands right behind the constants: a cursor can keep to
  // one.
  bool ranges_follow_prefix() const;
};

// Resolves what constants the optimiser has not. Leaves the claim filter to the caller.
absl::StatusOr<ScanLayout> LayOutScan(const algebra::Scan& scan, order::Order order,
                                      const store::Snapshot& snapshot);

// What a variable is bound to by the claim column.
inline model::TermId StanceValue(model::TermId claim) { return algebra::StanceId(model::StanceOf(claim)); }

// Checks that rows of a layout pass which no prefix or range has made sure of: constants and the range in
// later columns, and variables that stand twice.
class ScanChecks {
 public:
  // The first `prefix` columns are known to match; `ranges_checked`: the cursor keeps to the object's ranges.
  ScanChecks(const ScanLayout& layout, size_t prefix, bool ranges_checked);

  bool empty() const { return constants_.empty() && equal_.empty() && ranges_.empty(); }
  // True for the columns of a row that Passes reads.
  bool Reads(size_t column) const;
  // `value(c)`: the id in column c of the row.
  template <typename Value>
  bool Passes(const Value& value) const;

 private:
  model::TermId Bound(size_t column, model::TermId id) const {
    return column == claim_column_ ? model::ClaimEntity(id) : id;
  }
  static bool Contains(const std::vector<model::TermId>& ids, model::TermId id);
  static bool IsInRange(const std::vector<algebra::IdRange>& ranges, model::TermId id);

  std::vector<std::pair<size_t, std::vector<model::TermId>>> constants_;
  std::vector<std::pair<size_t, size_t>> equal_;
  std::vector<algebra::IdRange> ranges_;
  size_t range_column_ = 0;
  size_t claim_column_;
};

template <typename Value>
bool ScanChecks::Passes(const Value& value) const {
  for (const auto& [column, ids] : constants_) {
    if (!Contains(ids, value(column))) return false;
  }
  for (const auto& [a, b] : equal_) {
    if (Bound(a, value(a)) != Bound(b, value(b))) return false;
  }
  return ranges_.empty() || IsInRange(ranges_, value(range_column_));
}

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_SCAN_LAYOUT_H_
