#include "engine/optimize/freed_plan.h"

#include <algorithm>
#include <utility>

#include "engine/algebra/outer_row.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

bool IsHidden(const Variable& variable) { return variable.starts_with('#'); }

class Freeing {
 public:
  explicit Freeing(std::vector<Variable> outer) : outer_(std::move(outer)) {}

  // Nothing where the plan needs its OuterRow.
  std::optional<FreedPlan> Free(const NodePtr& node) const {
    if (algebra::OuterLeaves(*node).empty()) {
      FreedPlan freed{node, {}, {}};
      for (const Variable& variable : algebra::VariablesOf(*node)) {
        if (IsOuter(variable)) freed.keys.push_back(variable);
      }
      return freed;
    }
    if (node->As<algebra::OuterRow>() != nullptr) return FreedPlan{algebra::UnitNode(), {}, {}};
    if (const auto* join = node->As<algebra::Join>()) return FreeJoin(node, *join);
    if (node->As<algebra::Apply>() != nullptr) return FreeApply(node);
    if (const auto* filter = node->As<algebra::Filter>()) return FreeFilter(node, *filter);
    if (const auto* extend = node->As<algebra::Extend>())
      return FreeChild(node, {&extend->expression}, extend->variable);
    if (const auto* unnest = node->As<algebra::Unnest>())
      return FreeChild(node, {&unnest->list}, unnest->variable);
    if (const auto* project = node->As<algebra::Project>()) return FreeProject(node, *project);
    if (const auto* op = node->As<algebra::Union>()) return FreeUnion(node, *op);
    if (const auto* group = node->As<algebra::Group>()) return FreeGroup(node, *group);
    if (node->As<algebra::Distinct>() != nullptr) {
      std::optional<FreedPlan> freed = FreeChild(node, {}, "");
      if (freed && !freed->conditions.empty()) return std::nullopt;
      return freed;
    }
    const auto* sort = node->As<algebra::Sort>();
    if (sort != nullptr && !sort->limit) return Free(node->child());  // its rows are a bag here
    return std::nullopt;
  }

 private:
  bool IsOuter(const Variable& variable) const { return Contains(outer_, variable); }

  // True where `expression` can be computed inside: all it reads of the row outside is bound there too.
  bool IsInside(const Expression& expression, const FreedPlan& freed) const {
    algebra::VariableSet used;
    algebra::CollectVariables(expression, used);
    return std::all_of(used.begin(), used.end(), [&](const Variable& variable) {
      return !IsOuter(variable) || Contains(freed.keys, variable);
    });
  }

  static void AddKeys(const std::vector<Variable>& keys, std::vector<Variable>& to) {
    for (const Variable& key : keys) {
      if (!Contains(to, key)) to.push_back(key);
    }
  }

  std::optional<FreedPlan> FreeChild(const NodePtr& node, const std::vector<const Expression*>& expressions,
                                     const Variable& added) const {
    std::optional<FreedPlan> freed = Free(node->child());
    if (!freed || (!added.empty() && IsOuter(added))) return std::nullopt;
    for (const Expression* expression : expressions) {
      if (!IsInside(*expression, *freed)) return std::nullopt;
    }
    freed->node = algebra::WithChildren(node, {std::move(freed->node)});
    return freed;
  }

  std::optional<FreedPlan> FreeFilter(const NodePtr& node, const algebra::Filter& filter) const {
    std::optional<FreedPlan> freed = Free(node->child());
    if (!freed) return std::nullopt;
    std::vector<Expression> inside;
    for (Expression& condition : algebra::Conjuncts(filter.condition)) {
      (IsInside(condition, *freed) ? inside : freed->conditions).push_back(std::move(condition));
    }
    if (!inside.empty()) {
      freed->node = algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(inside))},
                                      {std::move(freed->node)});
    }
    return freed;
  }

  // The variables from outside that the right side of a join reads or is joined on must be bound by its left
  // side, unless it is an inner join: then it binds them itself.
  std::optional<FreedPlan> FreeJoin(const NodePtr& node, const algebra::Join& join) const {
    if (!algebra::OuterLeaves(*node->children[1]).empty()) return std::nullopt;
    std::optional<FreedPlan> freed = Free(node->children[0]);
    if (!freed) return std::nullopt;
    std::vector<Variable> right_keys;
    for (const Variable& variable : algebra::VariablesOf(*node->children[1])) {
      if (IsOuter(variable)) right_keys.push_back(variable);
    }
    if (join.type == JoinType::kInner && join == algebra::Join{}) {
      freed->node = algebra::JoinOf(std::move(freed->node), node->children[1]);
      AddKeys(right_keys, freed->keys);
      return freed;
    }
    const bool bound = std::all_of(right_keys.begin(), right_keys.end(),
                                   [&](const Variable& key) { return Contains(freed->keys, key); });
    if (!bound || (join.condition && !IsInside(*join.condition, *freed))) return std::nullopt;
    freed->node = algebra::WithChildren(node, {std::move(freed->node), node->children[1]});
    return freed;
  }

  // An Apply inside that stayed one: what it reads of its left row must be bound there.
  std::optional<FreedPlan> FreeApply(const NodePtr& node) const {
    std::optional<FreedPlan> freed = Free(node->children[0]);
    if (!freed) return std::nullopt;
    std::vector<Variable> read = algebra::VariablesOf(*node->children[1]);
    for (const Node* leaf : algebra::OuterLeaves(*node->children[1]))
      AddKeys(leaf->As<algebra::OuterRow>()->variables, read);
    for (const Variable& variable : read) {
      if (IsOuter(variable) && !Contains(freed->keys, variable)) return std::nullopt;
    }
    freed->node = algebra::WithChildren(node, {std::move(freed->node), node->children[1]});
    return freed;
  }

  // Keeps the keys, and whatever the conditions read.
  std::optional<FreedPlan> FreeProject(const NodePtr& node, const algebra::Project& source) const {
    std::optional<FreedPlan> freed = Free(node->child());
    if (!freed) return std::nullopt;
    algebra::Project project;
    const std::vector<Variable> bound = algebra::VariablesOf(*freed->node);
    for (const algebra::ProjectColumn& column : source.columns) {
      if (!Contains(bound, column.from)) return std::nullopt;  // the row outside has it, nothing inside
      if (IsOuter(column.to) && column.from != column.to) return std::nullopt;
      project.columns.push_back(column);
    }
    std::vector<Variable> kept = freed->keys;
    for (const Expression& condition : freed->conditions) {
      algebra::VariableSet used;
      algebra::CollectVariables(condition, used);
      for (const Variable& variable : used) {
        if (!Contains(bound, variable)) continue;  // of the row outside
        if (!IsHidden(variable) && !IsOuter(variable) && !Keeps(source, variable)) return std::nullopt;
        if (!Contains(kept, variable)) kept.push_back(variable);
      }
    }
    std::sort(kept.begin(), kept.end());
    for (const Variable& variable : kept) {
      if (!Keeps(project, variable)) project.columns.push_back({variable, variable});
    }
    freed->node = algebra::MakeNode(std::move(project), {std::move(freed->node)});
    return freed;
  }
  static bool Keeps(const algebra::Project& project, const Variable& variable) {
    return std::any_of(project.columns.begin(), project.columns.end(),
                       [&](const auto& c) { return c.from == variable && c.to == variable; });
  }

  // All choices must need the same of the row outside.
  std::optional<FreedPlan> FreeUnion(const NodePtr& node, const algebra::Union& source) const {
    FreedPlan all;
    std::vector<NodePtr> children;
    for (const NodePtr& child : node->children) {
      std::optional<FreedPlan> freed = Free(child);
      if (!freed || !freed->conditions.empty()) return std::nullopt;
      std::sort(freed->keys.begin(), freed->keys.end());
      if (!children.empty() && freed->keys != all.keys) return std::nullopt;
      all.keys = std::move(freed->keys);
      children.push_back(std::move(freed->node));
    }
    algebra::Union op = source;
    for (const Variable& variable : source.variables) {
      if (IsOuter(variable) && !Contains(all.keys, variable)) return std::nullopt;
    }
    AddKeys(all.keys, op.variables);
    all.node = algebra::MakeNode(std::move(op), std::move(children));
    return all;
  }

  // The groups of each outer row are groups of their own.
  std::optional<FreedPlan> FreeGroup(const NodePtr& node, const algebra::Group& source) const {
    std::optional<FreedPlan> freed = Free(node->child());
    if (!freed || !freed->conditions.empty() || source.keys.empty()) return std::nullopt;
    algebra::Group group = source;
    const std::vector<Variable> bound = algebra::VariablesOf(*freed->node);
    for (const Variable& key : group.keys) {
      if (!Contains(bound, key)) return std::nullopt;
    }
    for (const algebra::Aggregate& aggregate : group.aggregates) {
      if (!aggregate.argument.empty() && !Contains(bound, aggregate.argument)) return std::nullopt;
    }
    AddKeys(freed->keys, group.keys);
    freed->node = algebra::MakeNode(std::move(group), {std::move(freed->node)});
    return freed;
  }

  const std::vector<Variable> outer_;
};

}  // namespace

std::vector<Variable> OuterVariables(const Node& right) {
  std::vector<Variable> variables;
  for (const Node* leaf : algebra::OuterLeaves(right)) {
    for (const Variable& variable : leaf->As<algebra::OuterRow>()->variables) {
      if (!Contains(variables, variable)) variables.push_back(variable);
    }
  }
  return variables;
}

std::optional<FreedPlan> Free(const NodePtr& plan, const std::vector<Variable>& outer) {
  return Freeing(outer).Free(plan);
}

}  // namespace tern::optimize
