#include <algorithm>
#include <utility>

#include "engine/optimize/rule.h"

namespace tern::optimize {
namespace {

using algebra::Expression;
using algebra::NodePtr;
using algebra::VariableSet;

bool Binds(const algebra::Node& node, const Expression& condition) {
  VariableSet used;
  algebra::CollectVariables(condition, used);
  const std::vector<algebra::Variable> bound = algebra::VariablesOf(node);
  return std::all_of(used.begin(), used.end(), [&](const algebra::Variable& variable) {
    return std::find(bound.begin(), bound.end(), variable) != bound.end();
  });
}

NodePtr FilterBy(std::vector<Expression> conditions, NodePtr node) {
  if (conditions.empty()) return node;
  return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(conditions))}, {std::move(node)});
}

// `node` with `conditions` applied as deep in it as they can be.
NodePtr Push(const NodePtr& node, std::vector<Expression> conditions) {
  if (const auto* filter = node->As<algebra::Filter>()) {
    for (Expression& conjunct : algebra::Conjuncts(filter->condition))
      conditions.push_back(std::move(conjunct));
    return Push(node->child(), std::move(conditions));
  }
  std::vector<std::vector<Expression>> below(node->children.size());
  std::vector<Expression> here;
  const bool is_join = node->As<algebra::Join>() != nullptr;
  const bool is_union = node->As<algebra::Union>() != nullptr;
  const bool passes = node->As<algebra::Extend>() != nullptr || node->As<algebra::Distinct>() != nullptr;
  for (Expression& condition : conditions) {
    // A side that binds all of a condition's variables may apply it; a union's sides must all do so.
    bool pushed = false;
    for (size_t i = 0; i < node->children.size(); ++i) {
      if (!is_union && !((is_join || passes) && Binds(*node->children[i], condition))) continue;
      below[i].push_back(condition);
      pushed = true;
    }
    if (!pushed) here.push_back(std::move(condition));
  }
  std::vector<NodePtr> children;
  for (size_t i = 0; i < node->children.size(); ++i)
    children.push_back(Push(node->children[i], std::move(below[i])));
  return FilterBy(std::move(here), algebra::WithChildren(node, std::move(children)));
}

}  // namespace

absl::StatusOr<NodePtr> PushFilters(const NodePtr& root, const RuleContext& /*context*/) {
  return Push(root, {});
}

}  // namespace tern::optimize
