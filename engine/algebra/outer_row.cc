#include "engine/algebra/outer_row.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace tern::algebra {
namespace {

void Insert(const std::vector<Variable>& variables, VariableSet& mentioned) {
  mentioned.insert(variables.begin(), variables.end());
}

struct MentionedOf {
  VariableSet& mentioned;

  void operator()(const Scan& scan) const { Insert(VariablesOf(scan), mentioned); }
  void operator()(const PathScan& scan) const {
    for (const Slot* slot : {&scan.subject, &scan.object}) {
      if (slot->is_variable()) mentioned.insert(slot->variable);
    }
  }
  void operator()(const Values& values) const { Insert(values.variables, mentioned); }
  void operator()(const OuterRow&) const {}
  void operator()(const Join& join) const {
    if (join.condition) CollectVariables(*join.condition, mentioned);
  }
  void operator()(const Leapfrog&) const {}
  void operator()(const Apply&) const {}
  void operator()(const Unnest& unnest) const { CollectVariables(unnest.list, mentioned); }
  void operator()(const Union& op) const { Insert(op.variables, mentioned); }
  void operator()(const Filter& filter) const { CollectVariables(filter.condition, mentioned); }
  void operator()(const Extend& extend) const { CollectVariables(extend.expression, mentioned); }
  void operator()(const Project& project) const {
    for (const ProjectColumn& column : project.columns) mentioned.insert(column.from);
  }
  void operator()(const Sort& sort) const {
    for (const SortKey& key : sort.keys) mentioned.insert(key.variable);
  }
  void operator()(const Distinct&) const {}
  void operator()(const Group& group) const {
    Insert(group.keys, mentioned);
    for (const Aggregate& aggregate : group.aggregates) {
      if (!aggregate.argument.empty()) mentioned.insert(aggregate.argument);
    }
  }
  void operator()(const Slice&) const {}
  void operator()(const CountScan& count) const { Insert(VariablesOf(count.scan), mentioned); }
  void operator()(const CountRuns& runs) const { Insert(VariablesOf(runs.scan), mentioned); }
};

// `node` whose own OuterRow leaves have only what `mentioned` has. A leaf that has nothing left is the unit;
// `has_outer` is set where one has.
NodePtr WithNarrowOuter(const NodePtr& node, const VariableSet& mentioned, bool& has_outer) {
  if (const auto* outer = node->As<OuterRow>()) {
    OuterRow narrow;
    for (const Variable& variable : outer->variables) {
      if (mentioned.contains(variable)) narrow.variables.push_back(variable);
    }
    if (narrow.variables.empty()) return UnitNode();
    has_outer = true;
    return MakeNode(std::move(narrow));
  }
  std::vector<NodePtr> children = node->children;
  const size_t own = node->As<Apply>() != nullptr ? 1 : children.size();
  for (size_t i = 0; i < own; ++i) children[i] = WithNarrowOuter(children[i], mentioned, has_outer);
  if (const auto* join = node->As<Join>(); join != nullptr && *join == Join{} && IsUnitNode(*children[0])) {
    return children[1];
  }
  return WithChildren(node, std::move(children));
}

}  // namespace

NodePtr UnitNode() { return MakeNode(Values{{}, {{}}}); }

bool IsUnitNode(const Node& node) {
  const auto* values = node.As<Values>();
  return values != nullptr && values->variables.empty() && values->rows.size() == 1;
}

NodePtr OrUnit(NodePtr node) { return node == nullptr ? UnitNode() : std::move(node); }

NodePtr JoinOf(NodePtr left, NodePtr right) {
  if (left == nullptr || IsUnitNode(*left)) return right;
  if (IsUnitNode(*right)) return left;
  return MakeNode(Join{}, {std::move(left), std::move(right)});
}

NodePtr OuterRowOf(const NodePtr& outer) {
  if (outer == nullptr) return nullptr;
  std::vector<Variable> variables = VariablesOf(*outer);
  return variables.empty() ? nullptr : MakeNode(OuterRow{std::move(variables)});
}

void CollectMentioned(const Node& node, VariableSet& mentioned) {
  std::visit(MentionedOf{mentioned}, node.op);
  if (node.As<Apply>() != nullptr) {
    // What the inner right side reads of its left row comes from this plan's rows.
    const std::vector<const Node*> leaves = OuterLeaves(*node.children[1]);
    for (const Node* leaf : leaves) Insert(leaf->As<OuterRow>()->variables, mentioned);
  }
  for (const NodePtr& child : node.children) CollectMentioned(*child, mentioned);
}

std::vector<const Node*> OuterLeaves(const Node& right) {
  if (right.As<OuterRow>() != nullptr) return {&right};
  std::vector<const Node*> leaves;
  const size_t own = right.As<Apply>() != nullptr ? 1 : right.children.size();
  for (size_t i = 0; i < own; ++i) {
    const std::vector<const Node*> inner = OuterLeaves(*right.children[i]);
    leaves.insert(leaves.end(), inner.begin(), inner.end());
  }
  return leaves;
}

NodePtr ApplyOf(JoinType type, NodePtr left, NodePtr right, const std::vector<Variable>& exported) {
  left = OrUnit(std::move(left));
  right = OrUnit(std::move(right));
  VariableSet mentioned(exported.begin(), exported.end());
  CollectMentioned(*right, mentioned);
  bool has_outer = false;
  right = WithNarrowOuter(right, mentioned, has_outer);
  if (VariablesOf(*right) != exported) {
    Project project;
    for (const Variable& variable : exported) project.columns.push_back({variable, variable});
    right = MakeNode(std::move(project), {std::move(right)});
  }
  if (!has_outer && type == JoinType::kInner) return JoinOf(std::move(left), std::move(right));
  if (!has_outer) {
    Join join;
    join.type = type;
    return MakeNode(std::move(join), {std::move(left), std::move(right)});
  }
  return MakeNode(Apply{type}, {std::move(left), std::move(right)});
}

}  // namespace tern::algebra
