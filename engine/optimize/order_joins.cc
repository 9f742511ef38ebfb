// Takes joins and the conditions between them apart into groups of relations, and has join_search.h put each
// together again. A lone scan is a group of one: its order is chosen here too, for what the operator above
// would like.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/optimize/join_search.h"
#include "engine/optimize/leapfrog_core.h"
#include "engine/optimize/outer_joins.h"
#include "engine/optimize/plan_cost.h"
#include "engine/optimize/rule.h"
#include "engine/optimize/selectivity.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::NodePtr;
using algebra::Scan;
using algebra::Variable;

class Ordering {
 public:
  explicit Ordering(const RuleContext& context) : context_(context) {}

  // `wanted`: the parent would like rows with equal values of these to be neighbours; empty: no wish.
  absl::StatusOr<NodePtr> Order(const NodePtr& node, std::vector<Variable> wanted) {
    if (node->As<algebra::Leapfrog>() != nullptr) return node;  // its scans have the orders that it needs
    if (IsPartOfGroup(*node)) return OrderGroup(node, std::move(wanted));
    if (node->As<algebra::Join>() != nullptr) return OrderOuter(node, std::move(wanted));
    if (node->As<algebra::Apply>() != nullptr) return OrderApply(node, std::move(wanted));
    wanted = WantedOfChild(*node, std::move(wanted));
    std::vector<NodePtr> children;
    for (const NodePtr& child : node->children) {
      auto ordered = Order(child, wanted);
      if (!ordered.ok()) return ordered;
      children.push_back(*std::move(ordered));
    }
    return algebra::WithChildren(node, std::move(children));
  }

 private:
  static bool IsInnerJoin(const algebra::Node& node) {
    const auto* join = node.As<algebra::Join>();
    return join != nullptr && join->type == algebra::JoinType::kInner;
  }

  static bool IsPartOfGroup(const algebra::Node& node) {
    return node.As<Scan>() != nullptr || node.As<algebra::Filter>() != nullptr || IsInnerJoin(node);
  }

  // The left side of all other joins streams, in its order.
  absl::StatusOr<NodePtr> OrderOuter(const NodePtr& node, std::vector<Variable> wanted) {
    auto left = OrderEstimated(node->children[0], std::move(wanted));
    if (!left.ok()) return left;
    return ChooseOuterJoin(node, *left, context_, Planner());
  }

  absl::StatusOr<NodePtr> OrderApply(const NodePtr& node, std::vector<Variable> wanted) {
    auto left = Order(node->children[0], std::move(wanted));
    if (!left.ok()) return left;
    auto right = Order(node->children[1], {});
    if (!right.ok()) return right;
    return algebra::WithChildren(node, {*std::move(left), *std::move(right)});
  }

  PartPlanner Planner() {
    return {[this](const NodePtr& plan) { return OrderEstimated(plan, {}); }, &attempts_left_};
  }

  absl::StatusOr<NodePtr> OrderEstimated(const NodePtr& node, std::vector<Variable> wanted) {
    auto ordered = Order(node, std::move(wanted));
    if (!ordered.ok()) return ordered;
    return AddEstimates(*ordered, context_);
  }

  static std::vector<Variable> WantedOfChild(const algebra::Node& node, std::vector<Variable> wanted) {
    if (const auto* group = node.As<algebra::Group>()) return group->keys;
    if (node.As<algebra::Distinct>() != nullptr) return algebra::VariablesOf(node);
    if (const auto* project = node.As<algebra::Project>()) {
      for (Variable& variable : wanted) {
        const auto column = std::find_if(project->columns.begin(), project->columns.end(),
                                         [&](const algebra::ProjectColumn& c) { return c.to == variable; });
        if (column == project->columns.end()) return {};
        variable = column->from;
      }
      return wanted;
    }
    if (node.As<algebra::Extend>() != nullptr || node.As<algebra::Slice>() != nullptr) return wanted;
    return {};
  }

  absl::StatusOr<NodePtr> OrderGroup(const NodePtr& node, std::vector<Variable> wanted) {
    JoinGroup group;
    group.wanted_groups = std::move(wanted);
    group.keep_sequence = !context_.options.optimize;
    if (absl::Status status = Collect(node, group); !status.ok()) return status;
    if (!group.keep_sequence) SortRelations(group);
    const absl::StatusOr<NodePtr> found = OrderRelations(group);
    if (!found.ok()) return found;
    const NodePtr& ordered = *found;
    const bool may_apply = context_.options.optimize &&
                           context_.options.run_per_row != PlannerOptions::RunPerRow::kNever &&
                           context_.options.force_join == PlannerOptions::ForceJoin::kNone;
    if (!may_apply || group.relations.size() < 2) return ordered;
    return RunPerRow(ordered, false, context_, Planner());
  }

  // The plan of joins of two, or one in which the cycles of the group are joined at once.
  absl::StatusOr<NodePtr> OrderRelations(const JoinGroup& group) const {
    using Force = PlannerOptions::ForceJoin;
    const Force force = context_.options.force_join;
    auto ordered = SearchJoins(group, force, context_.snapshot);
    const bool may_leap = context_.options.optimize && (force == Force::kNone || force == Force::kLeapfrog);
    if (!ordered.ok() || !may_leap) return ordered;
    const auto replaced = ReplaceCycles(group, force == Force::kLeapfrog, context_.snapshot);
    if (!replaced.ok()) return replaced.status();
    if (!*replaced) return ordered;
    auto leaping = SearchJoins(**replaced, force, context_.snapshot);
    if (!leaping.ok()) return leaping;
    const bool wins = force == Force::kLeapfrog || PlanCost(**leaping) < PlanCost(**ordered);
    return wins ? leaping : ordered;
  }

  // Adds the relations below `node`. A condition goes to a relation that can apply it alone, however far from
  // there it stands, and else to the group: the search applies none that a lone relation could have.
  absl::Status Collect(const NodePtr& node, JoinGroup& group) {
    std::vector<NodePtr> relations;
    Flatten(node, relations, group.conditions);
    for (const NodePtr& relation : relations) {
      std::vector<Expression> conditions =
          relations.size() == 1 ? std::exchange(group.conditions, {}) : Take(*relation, group.conditions);
      if (absl::Status status = AddRelation(relation, std::move(conditions), group); !status.ok())
        return status;
    }
    return absl::OkStatus();
  }

  static void Flatten(const NodePtr& node, std::vector<NodePtr>& relations,
                      std::vector<Expression>& conditions) {
    const auto add = [&](const Expression& condition) {
      for (Expression& conjunct : algebra::Conjuncts(condition)) conditions.push_back(std::move(conjunct));
    };
    if (const auto* filter = node->As<algebra::Filter>()) {
      add(filter->condition);
      return Flatten(node->child(), relations, conditions);
    }
    if (!IsInnerJoin(*node)) return relations.push_back(node);
    if (const auto& condition = node->As<algebra::Join>()->condition) add(*condition);
    for (const NodePtr& child : node->children) Flatten(child, relations, conditions);
  }

  // Takes the conditions that `node` can apply alone out of `conditions`.
  static std::vector<Expression> Take(const algebra::Node& node, std::vector<Expression>& conditions) {
    const std::vector<Variable> bound = algebra::VariablesOf(node);
    std::vector<Expression> taken;
    std::erase_if(conditions, [&](const Expression& condition) {
      algebra::VariableSet used;
      algebra::CollectVariables(condition, used);
      const bool binds = std::all_of(used.begin(), used.end(), [&](const Variable& variable) {
        return std::find(bound.begin(), bound.end(), variable) != bound.end();
      });
      if (binds) taken.push_back(condition);
      return binds;
    });
    return taken;
  }

  absl::Status AddRelation(const NodePtr& node, std::vector<Expression> conditions, JoinGroup& group) {
    Relation relation;
    relation.node = node;
    relation.conditions = std::move(conditions);
    const std::vector<Variable> variables = algebra::VariablesOf(*node);
    const Scan* scan = node->As<Scan>();
    if (scan != nullptr) {
      auto rows = context_.cardinality->Rows(*scan);
      if (!rows.ok()) return rows.status();
      relation.scan = scan;
      relation.scanned_rows = *rows;
    } else {
      auto ordered = OrderEstimated(node, {});
      if (!ordered.ok()) return ordered.status();
      relation.node = *std::move(ordered);
      relation.path = relation.node->As<algebra::PathScan>();
      relation.scanned_rows = relation.node->estimated_rows.value_or(1);
      relation.cost = PlanCost(*relation.node);
    }
    relation.rows = relation.scanned_rows * Selectivity(relation.conditions);
    for (const Variable& variable : variables) {
      double distinct = relation.rows;
      if (scan != nullptr && context_.options.optimize) {
        auto counted = context_.cardinality->DistinctValues(*scan, variable);
        if (!counted.ok()) return counted.status();
        distinct = std::min(distinct, *counted);
      }
      relation.distinct[variable] = std::max(1.0, distinct);
    }
    if (relation.path != nullptr) {
      if (absl::Status status = DescribePath(relation); !status.ok()) return status;
    }
    group.relations.push_back(std::move(relation));
    return absl::OkStatus();
  }

  absl::Status DescribePath(Relation& relation) const {
    auto reach = context_.cardinality->Path(*relation.path);
    if (!reach.ok()) return reach.status();
    relation.reach = *reach;
    if (relation.path->subject.is_variable())
      relation.distinct[relation.path->subject.variable] = std::min(reach->subjects, relation.rows + 1);
    if (relation.path->object.is_variable())
      relation.distinct[relation.path->object.variable] = std::min(reach->objects, relation.rows + 1);
    return absl::OkStatus();
  }

  static constexpr int kMaxAttempts = 32;

  const RuleContext& context_;
  int attempts_left_ = kMaxAttempts;
};

}  // namespace

absl::StatusOr<NodePtr> OrderJoins(const NodePtr& root, const RuleContext& context) {
  const bool as_written =
      !context.options.optimize && context.options.force_join == PlannerOptions::ForceJoin::kNone;
  if (as_written) return root;
  return Ordering(context).Order(root, {});
}

}  // namespace tern::optimize
