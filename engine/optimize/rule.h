// A rule rewrites a plan into another with the same answer. Each stands in a file of its own; optimize.cc has
// their sequence.
#ifndef TERN_ENGINE_OPTIMIZE_RULE_H_
#define TERN_ENGINE_OPTIMIZE_RULE_H_

#include <functional>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/algebra/plan.h"
#include "engine/optimize/cardinality.h"
#include "engine/optimize/planner_options.h"
#include "storage/store/snapshot.h"

namespace tern::optimize {

// What rules may look at.
struct RuleContext {
  const store::Snapshot* snapshot;
  Cardinality* cardinality;
  PlannerOptions options;
};

struct Rule {
  std::string_view name;
  absl::StatusOr<algebra::NodePtr> (*apply)(const algebra::NodePtr& root, const RuleContext& context);
};

// Constants get their ids in the snapshot; a scan of an unknown one is empty.
absl::StatusOr<algebra::NodePtr> ResolveConstants(const algebra::NodePtr& root, const RuleContext& context);
// Groups that need not run once a row of what is outside become joins.
absl::StatusOr<algebra::NodePtr> Decorrelate(const algebra::NodePtr& root, const RuleContext& context);
// Left joins whose nulls nobody wants become inner joins.
absl::StatusOr<algebra::NodePtr> RejectNulls(const algebra::NodePtr& root, const RuleContext& context);
// What follows from empty parts.
absl::StatusOr<algebra::NodePtr> PruneEmpty(const algebra::NodePtr& root, const RuleContext& context);
// `a|b`: a union of scans that differ in the predicate is one scan.
absl::StatusOr<algebra::NodePtr> MergeAlternatives(const algebra::NodePtr& root, const RuleContext& context);
// Conditions move towards the scans that bind their variables.
absl::StatusOr<algebra::NodePtr> PushFilters(const algebra::NodePtr& root, const RuleContext& context);
// Comparisons of an object with a constant become a range of ids.
absl::StatusOr<algebra::NodePtr> PushRanges(const algebra::NodePtr& root, const RuleContext& context);
// Counts of what is never null count rows; a count of all rows of a scan is read from block headers.
absl::StatusOr<algebra::NodePtr> CountByBlocks(const algebra::NodePtr& root, const RuleContext& context);
// Groups and distinct values of one variable of a scan are counted by runs; distinct values of a union by the
// distinct values of its parts.
absl::StatusOr<algebra::NodePtr> CountByRuns(const algebra::NodePtr& root, const RuleContext& context);
// The sequence, kind and scan orders of joins.
absl::StatusOr<algebra::NodePtr> OrderJoins(const algebra::NodePtr& root, const RuleContext& context);
// Unions whose parts are sorted alike are merged where the sequence is wanted.
absl::StatusOr<algebra::NodePtr> MergeUnions(const algebra::NodePtr& root, const RuleContext& context);
// A limit behind a sort keeps the sort small.
absl::StatusOr<algebra::NodePtr> PushLimit(const algebra::NodePtr& root, const RuleContext& context);
// The first rows by a value, and its least and greatest, are read from the ends of a sorted scan.
absl::StatusOr<algebra::NodePtr> ReadEnds(const algebra::NodePtr& root, const RuleContext& context);
// Of runs sorted by their counts, largest first, only those up to the limit are counted.
absl::StatusOr<algebra::NodePtr> PushTop(const algebra::NodePtr& root, const RuleContext& context);
// Rows of every node, for `explain`.
absl::StatusOr<algebra::NodePtr> AddEstimates(const algebra::NodePtr& root, const RuleContext& context);

// Applies `rewrite` to every node, children first.
using Rewrite = std::function<absl::StatusOr<algebra::NodePtr>(const algebra::NodePtr& node)>;
absl::StatusOr<algebra::NodePtr> RewriteBottomUp(const algebra::NodePtr& node, const Rewrite& rewrite);

}  // namespace tern::optimize

#endif  // TERN_ENGINE_OPTIMIZE_RULE_H_
