#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::Join;
using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;
using algebra::VariableSet;
using Conditions = std::vector<Expression>;

NodePtr Push(const NodePtr& node, Conditions conditions);

bool BindsAll(const std::vector<Variable>& bound, const Expression& condition) {
  VariableSet used;
  algebra::CollectVariables(condition, used);
  return std::all_of(used.begin(), used.end(), [&](const Variable& variable) {
    return std::find(bound.begin(), bound.end(), variable) != bound.end();
  });
}

bool Binds(const Node& node, const Expression& condition) {
  return BindsAll(algebra::VariablesOf(node), condition);
}

NodePtr FilterBy(Conditions conditions, NodePtr node) {
  if (conditions.empty()) return node;
  return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(conditions))}, {std::move(node)});
}

// Takes those that `node` can apply alone out of `conditions`.
Conditions TakeBound(const Node& node, Conditions& conditions) {
  const std::vector<Variable> bound = algebra::VariablesOf(node);
  Conditions taken;
  std::erase_if(conditions, [&](const Expression& condition) {
    const bool binds = BindsAll(bound, condition);
    if (binds) taken.push_back(condition);
    return binds;
  });
  return taken;
}

// Into each side that binds all of a condition's variables; both where both do.
NodePtr PushInner(const NodePtr& node, const Join& join, Conditions conditions) {
  if (join.condition) {
    for (Expression& conjunct : algebra::Conjuncts(*join.condition))
      conditions.push_back(std::move(conjunct));
  }
  std::vector<Conditions> below(2);
  std::erase_if(conditions, [&](const Expression& condition) {
    bool pushed = false;
    for (size_t i = 0; i < 2; ++i) {
      if (!Binds(*node->children[i], condition)) continue;
      below[i].push_back(condition);
      pushed = true;
    }
    return pushed;
  });
  std::vector<NodePtr> children = {Push(node->children[0], std::move(below[0])),
                                   Push(node->children[1], std::move(below[1]))};
  Join plain = join;
  plain.condition.reset();
  NodePtr joined = plain == join ? algebra::WithChildren(node, std::move(children))
                                 : algebra::MakeNode(std::move(plain), std::move(children));
  return FilterBy(std::move(conditions), std::move(joined));
}

// A condition above the join may go to the left side, and to the right one as well where it only asks for
// what is equal in partners. A condition on partners may go to the right side where it binds all of it, and
// to the left one only where a row without a partner goes (kSemi).
NodePtr PushOuter(const NodePtr& node, const Join& join, Conditions conditions) {
  Conditions left = TakeBound(*node->children[0], conditions);
  Conditions right;
  std::copy_if(left.begin(), left.end(), std::back_inserter(right),
               [&](const Expression& condition) { return Binds(*node->children[1], condition); });
  Conditions partners;
  if (join.condition) partners = algebra::Conjuncts(*join.condition);
  if (join.type == JoinType::kSemi) {
    for (Expression& condition : TakeBound(*node->children[0], partners)) {
      if (Binds(*node->children[1], condition)) right.push_back(condition);
      left.push_back(std::move(condition));
    }
  }
  for (Expression& condition : TakeBound(*node->children[1], partners)) right.push_back(std::move(condition));
  Join pushed = join;
  pushed.condition = partners.empty() ? std::nullopt : std::optional(algebra::Conjunction(partners));
  std::vector<NodePtr> children = {Push(node->children[0], std::move(left)),
                                   Push(node->children[1], std::move(right))};
  NodePtr joined = pushed == join ? algebra::WithChildren(node, std::move(children))
                                  : algebra::MakeNode(std::move(pushed), std::move(children));
  return FilterBy(std::move(conditions), std::move(joined));
}

// `condition` over what the projection reads; nothing where a variable is none of its columns.
std::optional<Expression> BelowProject(const Expression& condition, const algebra::Project& project) {
  Expression below = condition;
  if (below.is_variable()) {
    const auto column = std::find_if(project.columns.begin(), project.columns.end(),
                                     [&](const auto& c) { return c.to == below.variable; });
    if (column == project.columns.end()) return std::nullopt;
    below.variable = column->from;
  }
  for (Expression& argument : below.arguments) {
    std::optional<Expression> inner = BelowProject(argument, project);
    if (!inner) return std::nullopt;
    argument = *std::move(inner);
  }
  return below;
}

NodePtr PushProject(const NodePtr& node, const algebra::Project& project, Conditions conditions) {
  Conditions below;
  std::erase_if(conditions, [&](const Expression& condition) {
    std::optional<Expression> inner = BelowProject(condition, project);
    if (!inner) return false;
    below.push_back(*std::move(inner));
    return true;
  });
  return FilterBy(std::move(conditions),
                  algebra::WithChildren(node, {Push(node->child(), std::move(below))}));
}

NodePtr PushUnion(const NodePtr& node, const Conditions& conditions) {
  std::vector<NodePtr> children;
  for (const NodePtr& child : node->children) children.push_back(Push(child, conditions));
  return algebra::WithChildren(node, std::move(children));
}

NodePtr PushGroup(const NodePtr& node, const algebra::Group& group, Conditions conditions) {
  Conditions below;
  std::erase_if(conditions, [&](const Expression& condition) {
    const bool on_keys = !group.keys.empty() && BindsAll(group.keys, condition);
    if (on_keys) below.push_back(condition);
    return on_keys;
  });
  return FilterBy(std::move(conditions),
                  algebra::WithChildren(node, {Push(node->child(), std::move(below))}));
}

bool KeepsRowsApart(const Node& node) {
  const auto* sort = node.As<algebra::Sort>();
  return node.As<algebra::Extend>() != nullptr || node.As<algebra::Unnest>() != nullptr ||
         node.As<algebra::Distinct>() != nullptr || (sort != nullptr && !sort->limit) ||
         node.As<algebra::Apply>() != nullptr;
}

// `node` with `conditions` applied as deep in it as they can be.
NodePtr Push(const NodePtr& node, Conditions conditions) {
  if (const auto* filter = node->As<algebra::Filter>()) {
    for (Expression& conjunct : algebra::Conjuncts(filter->condition))
      conditions.push_back(std::move(conjunct));
    return Push(node->child(), std::move(conditions));
  }
  if (const auto* join = node->As<Join>()) {
    return join->type == JoinType::kInner ? PushInner(node, *join, std::move(conditions))
                                          : PushOuter(node, *join, std::move(conditions));
  }
  if (node->As<algebra::Union>() != nullptr) return PushUnion(node, conditions);
  if (const auto* project = node->As<algebra::Project>())
    return PushProject(node, *project, std::move(conditions));
  if (const auto* group = node->As<algebra::Group>()) return PushGroup(node, *group, std::move(conditions));
  // The first child of what keeps rows apart; nothing passes the others.
  std::vector<Conditions> below(node->children.size());
  if (KeepsRowsApart(*node)) below[0] = TakeBound(*node->children[0], conditions);
  std::vector<NodePtr> children;
  for (size_t i = 0; i < node->children.size(); ++i)
    children.push_back(Push(node->children[i], std::move(below[i])));
  return FilterBy(std::move(conditions), algebra::WithChildren(node, std::move(children)));
}

}  // namespace

absl::StatusOr<NodePtr> PushFilters(const NodePtr& root, const RuleContext& /*context*/) {
  return Push(root, {});
}

}  // namespace tern::optimize
