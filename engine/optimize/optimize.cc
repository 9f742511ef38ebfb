#include "engine/optimize/optimize.h"

#include <utility>

#include "engine/optimize/cardinality.h"
#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::NodePtr;

// In this sequence: each rule may rely on what those before it have done.
constexpr Rule kRules[] = {
    {"resolve-constants", ResolveConstants},
    {"decorrelate", Decorrelate},
    {"merge-alternatives", MergeAlternatives},
    {"push-filters", PushFilters},
    {"reject-nulls", RejectNulls},
    {"push-filters", PushFilters},  // into the inner joins that are new
    {"prune-empty", PruneEmpty},
    {"push-ranges", PushRanges},
    {"count-by-blocks", CountByBlocks},
    {"count-by-runs", CountByRuns},
    {"order-joins", OrderJoins},
    {"merge-unions", MergeUnions},
    {"push-limit", PushLimit},
    {"read-ends", ReadEnds},
    {"push-top", PushTop},
    {"add-estimates", AddEstimates},
};

constexpr Rule kUnoptimizedRules[] = {
    {"resolve-constants", ResolveConstants},
    {"order-joins", OrderJoins},
};

}  // namespace

absl::StatusOr<NodePtr> RewriteBottomUp(const NodePtr& node, const Rewrite& rewrite) {
  std::vector<NodePtr> children;
  children.reserve(node->children.size());
  for (const NodePtr& child : node->children) {
    auto rewritten = RewriteBottomUp(child, rewrite);
    if (!rewritten.ok()) return rewritten;
    children.push_back(*std::move(rewritten));
  }
  return rewrite(WithChildren(node, std::move(children)));
}

absl::StatusOr<algebra::Plan> Optimize(const algebra::Plan& plan, const store::Snapshot& snapshot,
                                       const PlannerOptions& options) {
  Cardinality cardinality(&snapshot);
  const RuleContext context = {&snapshot, &cardinality, options};
  algebra::Plan optimized = plan;
  const auto apply = [&](const Rule& rule) -> absl::Status {
    auto root = rule.apply(optimized.root, context);
    if (!root.ok()) return root.status();
    optimized.root = *std::move(root);
    return absl::OkStatus();
  };
  if (options.optimize) {
    for (const Rule& rule : kRules) {
      if (absl::Status status = apply(rule); !status.ok()) return status;
    }
  } else {
    for (const Rule& rule : kUnoptimizedRules) {
      if (absl::Status status = apply(rule); !status.ok()) return status;
    }
  }
  return optimized;
}

}  // namespace tern::optimize
