#include "engine/optimize/outer_joins.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/algebra/outer_row.h"
#include "engine/algebra/sortedness.h"
#include "engine/optimize/costs.h"
#include "engine/optimize/join_search.h"
#include "engine/optimize/plan_cost.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::Join;
using algebra::JoinKind;
using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Variable;
using ForceJoin = PlannerOptions::ForceJoin;
using PerRow = PlannerOptions::RunPerRow;

bool BindsAll(const Node& node, const std::vector<Variable>& variables) {
  const std::vector<Variable> bound = algebra::VariablesOf(node);
  return std::all_of(variables.begin(), variables.end(), [&](const Variable& variable) {
    return std::find(bound.begin(), bound.end(), variable) != bound.end();
  });
}

std::vector<Variable> SharedOf(const Node& left, const Node& right) {
  const std::vector<Variable> bound = algebra::VariablesOf(left);
  std::vector<Variable> shared;
  for (const Variable& variable : algebra::VariablesOf(right)) {
    if (std::find(bound.begin(), bound.end(), variable) != bound.end()) shared.push_back(variable);
  }
  return shared;
}

// A scan or a path below conditions of its own: what a lookup can read.
struct LookupSide {
  NodePtr leaf;
  std::vector<Expression> conditions;
};
std::optional<LookupSide> LookupSideOf(const NodePtr& node) {
  if (const auto* filter = node->As<algebra::Filter>()) {
    std::optional<LookupSide> below = LookupSideOf(node->child());
    if (!below) return std::nullopt;
    for (Expression& condition : algebra::Conjuncts(filter->condition))
      below->conditions.push_back(std::move(condition));
    return below;
  }
  if (node->As<Scan>() == nullptr && node->As<algebra::PathScan>() == nullptr) return std::nullopt;
  return LookupSide{node, {}};
}

bool IsSimple(const NodePtr& node) {
  return LookupSideOf(node).has_value() || node->As<algebra::Values>() != nullptr ||
         node->As<algebra::OuterRow>() != nullptr;
}

bool HasOuterRow(const Node& node) { return !algebra::OuterLeaves(node).empty(); }

double RowsOf(const NodePtr& node) { return node->estimated_rows.value_or(1); }

// Nanoseconds that a plan must cost before another one is looked for.
constexpr double kWorthAnAttempt = 500'000;

// True where `inner` should be planned once more, to run for each row of `outer` instead of as in `plan`.
bool IsWorthAnAttempt(const NodePtr& plan, const NodePtr& outer, const RuleContext& context,
                      const PartPlanner& planner) {
  const PerRow per_row = context.options.run_per_row;
  if (per_row == PerRow::kNever || !context.options.optimize || *planner.attempts_left <= 0) return false;
  if (per_row == PerRow::kByCost) {
    const double spent = PlanCost(*plan) - PlanCost(*outer);
    if (spent < kWorthAnAttempt || RowsOf(outer) * cost::kApplyRow > spent) return false;
  }
  --*planner.attempts_left;
  return true;
}

class Choice {
 public:
  Choice(const NodePtr& source, const NodePtr& left, const RuleContext& context, const PartPlanner& planner)
      : source_(source), join_(*source->As<Join>()), left_(left), context_(context), planner_(planner) {}

  absl::StatusOr<NodePtr> Best() {
    auto right = planner_.order(source_->children[1]);
    if (!right.ok()) return right;
    Join hash = join_;
    hash.kind = JoinKind::kHash;
    NodePtr best = Estimated(algebra::MakeNode(std::move(hash), {left_, *right}), RowsOf(*right));
    const ForceJoin force = context_.options.force_join;
    if (force == ForceJoin::kNone || force == ForceJoin::kMerge) {
      auto merge = Merge(*right);
      if (!merge.ok()) return merge;
      const bool wins = *merge != nullptr && (force == ForceJoin::kMerge || IsCheaper(*merge, best));
      if (wins) best = *std::move(merge);
    }
    if (force == ForceJoin::kNone || force == ForceJoin::kLookup) {
      auto lookup = Lookup();
      if (!lookup.ok()) return lookup;
      const bool wins = *lookup != nullptr && (force == ForceJoin::kLookup || IsCheaper(*lookup, best));
      if (wins) best = *std::move(lookup);
    }
    return BestWithApply(std::move(best));
  }

 private:
  bool IsCheaper(const NodePtr& a, const NodePtr& b) const { return PlanCost(*a) < PlanCost(*b); }

  // An outer join's rows: as many as the left side, or as the natural join might have.
  NodePtr Estimated(const NodePtr& node, double right_rows) const {
    double rows = RowsOf(left_);
    if (join_.type == JoinType::kSemi || join_.type == JoinType::kAnti) rows *= 0.5;
    if (join_.type == JoinType::kLeft && SharedOf(*left_, *source_->children[1]).empty())
      rows *= std::max(1.0, right_rows);
    return algebra::WithEstimate(node, rows);
  }

  // Null where the sides are not, and cannot be, sorted by all that they share.
  absl::StatusOr<NodePtr> Merge(const NodePtr& right) const {
    const std::vector<Variable> shared = SharedOf(*left_, *right);
    std::vector<Variable> keys = algebra::SortedBy(*left_);
    if (join_.condition || shared.empty() || keys.size() < shared.size()) return NodePtr();
    keys.resize(shared.size());
    const bool sorts = std::all_of(keys.begin(), keys.end(), [&](const Variable& key) {
      return std::find(shared.begin(), shared.end(), key) != shared.end();
    });
    NodePtr sorted = sorts ? SortedByKeys(right, keys) : nullptr;
    if (sorted == nullptr) return NodePtr();
    auto estimated = AddEstimates(sorted, context_);
    if (!estimated.ok()) return estimated;
    Join join = join_;
    join.kind = JoinKind::kMerge;
    join.keys = std::move(keys);
    return Estimated(algebra::MakeNode(std::move(join), {left_, *estimated}), RowsOf(*estimated));
  }

  // `node`, an ordered plan, sorted by `keys`: as it is, or as a scan in another order; null where it cannot
  // be.
  static NodePtr SortedByKeys(const NodePtr& node, const std::vector<Variable>& keys) {
    const auto begins = [&](const std::vector<Variable>& sorted) {
      return sorted.size() >= keys.size() && std::equal(keys.begin(), keys.end(), sorted.begin());
    };
    if (begins(algebra::SortedBy(*node))) return node;
    if (const auto* filter = node->As<algebra::Filter>()) {
      NodePtr child = SortedByKeys(node->child(), keys);
      return child == nullptr ? nullptr
                              : algebra::MakeNode(*filter, {std::move(child)}, node->estimated_rows);
    }
    const auto* scan = node->As<Scan>();
    if (scan == nullptr || !scan->object_ranges.empty())
      return nullptr;  // another order may not cut the range
    for (const order::Order order : algebra::PossibleOrders(*scan)) {
      if (!algebra::ConstantsLead(*scan, order) || !begins(algebra::SortedBy(*scan, order))) continue;
      Scan ordered = *scan;
      ordered.order = order;
      return algebra::MakeNode(std::move(ordered), {}, node->estimated_rows);
    }
    return nullptr;
  }

  // Null where the right side cannot be looked up.
  absl::StatusOr<NodePtr> Lookup() const {
    const std::optional<LookupSide> side = LookupSideOf(source_->children[1]);
    const std::vector<Variable> shared = SharedOf(*left_, *source_->children[1]);
    if (!side || shared.empty()) return NodePtr();
    NodePtr leaf = side->leaf;
    if (const auto* scan = leaf->As<Scan>()) {
      const std::optional<LookupChoice> choice =
          BestLookupOf(*scan, side->conditions, algebra::VariableSet(shared.begin(), shared.end()));
      if (!choice) return NodePtr();
      Scan ordered = *scan;
      ordered.order = choice->order;
      leaf = algebra::MakeNode(std::move(ordered));
    }
    auto estimated = AddEstimates(leaf, context_);
    if (!estimated.ok()) return estimated;
    Join join = join_;
    join.kind = JoinKind::kLookup;
    std::vector<Expression> conditions = side->conditions;
    if (join.condition) conditions.push_back(*join.condition);
    if (!conditions.empty()) join.condition = algebra::Conjunction(std::move(conditions));
    return Estimated(algebra::MakeNode(std::move(join), {left_, *estimated}), RowsOf(*estimated));
  }

  std::optional<LookupChoice> BestLookupOf(const Scan& scan, const std::vector<Expression>& conditions,
                                           const algebra::VariableSet& left) const {
    Relation relation;
    relation.scan = &scan;
    relation.conditions = conditions;
    const auto rows = context_.cardinality->Rows(scan);
    relation.scanned_rows = rows.ok() ? *rows : 1;
    for (const Variable& variable : algebra::VariablesOf(scan)) {
      const auto distinct = context_.cardinality->DistinctValues(scan, variable);
      relation.distinct[variable] = distinct.ok() ? *distinct : 1;
    }
    return BestLookup(relation, left);
  }

  // `best`, or the right side run anew for each left row.
  absl::StatusOr<NodePtr> BestWithApply(NodePtr best) const {
    const bool always = context_.options.run_per_row == PerRow::kAlways;
    const NodePtr& right = source_->children[1];
    const std::vector<Variable> shared = SharedOf(*left_, *right);
    const bool may =
        !shared.empty() && !join_.condition && !HasOuterRow(*right) && (always || !IsSimple(right));
    if (!may || !IsWorthAnAttempt(best, left_, context_, planner_)) return best;
    auto inner = planner_.order(BoundBy(right, shared));
    if (!inner.ok()) return inner;
    const NodePtr apply =
        Estimated(algebra::MakeNode(algebra::Apply{join_.type}, {left_, *inner}), RowsOf(*inner));
    return always || IsCheaper(apply, best) ? apply : best;
  }

  const NodePtr& source_;
  const Join& join_;
  const NodePtr& left_;
  const RuleContext& context_;
  const PartPlanner& planner_;
};

// `join` as an Apply that runs `inner` for each row of `outer`; null where that is not to be.
absl::StatusOr<NodePtr> ApplyInstead(const NodePtr& join, const NodePtr& outer, const NodePtr& inner,
                                     const RuleContext& context, const PartPlanner& planner) {
  if (outer->As<algebra::OuterRow>() != nullptr) return NodePtr();  // a row, for which `inner` runs already
  const std::vector<Variable> shared = SharedOf(*outer, *inner);
  if (shared.empty() || IsSimple(inner) || inner->As<Join>() != nullptr ||
      inner->As<algebra::Leapfrog>() != nullptr || HasOuterRow(*inner))
    return NodePtr();
  if (!IsWorthAnAttempt(join, outer, context, planner)) return NodePtr();
  auto bound = planner.order(BoundBy(inner, shared));
  if (!bound.ok()) return bound;
  NodePtr apply = algebra::MakeNode(algebra::Apply{}, {outer, *bound}, join->estimated_rows);
  const bool always = context.options.run_per_row == PerRow::kAlways;
  return always || PlanCost(*apply) < PlanCost(*join) ? apply : NodePtr();
}

}  // namespace

NodePtr BoundBy(const NodePtr& node, const std::vector<Variable>& keys) {
  const auto join_here = [&] { return algebra::JoinOf(algebra::MakeNode(algebra::OuterRow{keys}), node); };
  if (const auto* op = node->As<algebra::Union>()) {
    std::vector<NodePtr> children;
    for (const NodePtr& child : node->children) children.push_back(BoundBy(child, keys));
    return algebra::MakeNode(*op, std::move(children));
  }
  if (const auto* runs = node->As<algebra::CountRuns>()) {
    // For one value a lookup counts faster than all runs.
    const bool by_key = !runs->top && std::all_of(keys.begin(), keys.end(),
                                                  [&](const Variable& key) { return key == runs->key; });
    return by_key ? BoundBy(algebra::AsGroup(*runs), keys) : join_here();
  }
  if (const auto* group = node->As<algebra::Group>()) {
    const bool by_keys = std::all_of(keys.begin(), keys.end(), [&](const Variable& key) {
      return std::find(group->keys.begin(), group->keys.end(), key) != group->keys.end();
    });
    return by_keys ? algebra::MakeNode(*group, {BoundBy(node->child(), keys)}) : join_here();
  }
  if (const auto* project = node->As<algebra::Project>()) {
    const bool keeps = std::all_of(keys.begin(), keys.end(), [&](const Variable& key) {
      return std::any_of(project->columns.begin(), project->columns.end(),
                         [&](const auto& c) { return c.to == key && c.from == key; });
    });
    return keeps ? algebra::MakeNode(*project, {BoundBy(node->child(), keys)}) : join_here();
  }
  const auto* join = node->As<Join>();
  const auto* sort = node->As<algebra::Sort>();
  const bool has_first = (join != nullptr && join->type != JoinType::kInner) ||
                         node->As<algebra::Apply>() != nullptr || node->As<algebra::Filter>() != nullptr ||
                         node->As<algebra::Extend>() != nullptr || node->As<algebra::Unnest>() != nullptr ||
                         node->As<algebra::Distinct>() != nullptr || (sort != nullptr && !sort->limit);
  if (!has_first || !BindsAll(*node->children[0], keys)) return join_here();
  std::vector<NodePtr> children = node->children;
  children[0] = BoundBy(children[0], keys);
  return std::make_shared<const Node>(Node{node->op, std::move(children), std::nullopt});
}

absl::StatusOr<NodePtr> ChooseOuterJoin(const NodePtr& source, const NodePtr& left,
                                        const RuleContext& context, const PartPlanner& planner) {
  return Choice(source, left, context, planner).Best();
}

absl::StatusOr<NodePtr> RunPerRow(const NodePtr& ordered, bool keep_order, const RuleContext& context,
                                  const PartPlanner& planner) {
  const auto* join = ordered->As<Join>();
  const bool is_filter = ordered->As<algebra::Filter>() != nullptr;
  if (!is_filter && (join == nullptr || join->type != JoinType::kInner)) return ordered;
  const bool merges = join != nullptr && join->kind == JoinKind::kMerge;
  const bool looks_up = join != nullptr && join->kind == JoinKind::kLookup;
  std::vector<NodePtr> children;
  for (size_t i = 0; i < ordered->children.size(); ++i) {
    const bool keep = merges || (i == 0 && keep_order && !looks_up);
    auto changed = RunPerRow(ordered->children[i], keep, context, planner);
    if (!changed.ok()) return changed;
    children.push_back(*std::move(changed));
  }
  NodePtr node = algebra::WithChildren(ordered, std::move(children));
  if (join == nullptr || join->kind != JoinKind::kHash) return node;
  for (const size_t outer : {size_t{0}, size_t{1}}) {
    if (outer == 1 && keep_order) break;
    auto apply = ApplyInstead(node, node->children[outer], node->children[1 - outer], context, planner);
    if (!apply.ok()) return apply;
    if (*apply != nullptr) return *apply;
  }
  return node;
}

}  // namespace tern::optimize
