#include "engine/algebra/plan.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tern::algebra {
namespace {

void AddVariable(const Variable& variable, std::vector<Variable>& variables) {
  if (variable.empty()) return;
  if (std::find(variables.begin(), variables.end(), variable) == variables.end())
    variables.push_back(variable);
}

struct VariablesOfOp {
  const Node& node;

  std::vector<Variable> OfChild() const { return VariablesOf(*node.children[0]); }

  std::vector<Variable> operator()(const Scan& scan) const { return VariablesOf(scan); }
  std::vector<Variable> operator()(const PathScan& scan) const {
    std::vector<Variable> variables;
    for (const Slot* slot : {&scan.subject, &scan.object}) {
      if (slot->is_variable()) AddVariable(slot->variable, variables);
    }
    return variables;
  }
  std::vector<Variable> operator()(const Values& values) const { return values.variables; }
  std::vector<Variable> operator()(const OuterRow& outer) const { return outer.variables; }
  std::vector<Variable> operator()(const Join& join) const { return OfSides(join.type); }
  std::vector<Variable> operator()(const Leapfrog& leapfrog) const { return leapfrog.sequence; }
  std::vector<Variable> operator()(const Apply& apply) const { return OfSides(apply.type); }
  std::vector<Variable> operator()(const Unnest& unnest) const {
    std::vector<Variable> variables = OfChild();
    AddVariable(unnest.variable, variables);
    return variables;
  }
  std::vector<Variable> operator()(const Union& op) const { return op.variables; }
  std::vector<Variable> operator()(const Filter&) const { return OfChild(); }
  std::vector<Variable> operator()(const Extend& extend) const {
    std::vector<Variable> variables = OfChild();
    AddVariable(extend.variable, variables);
    return variables;
  }
  std::vector<Variable> operator()(const Project& project) const {
    std::vector<Variable> variables;
    for (const ProjectColumn& column : project.columns) variables.push_back(column.to);
    return variables;
  }
  std::vector<Variable> operator()(const Sort&) const { return OfChild(); }
  std::vector<Variable> operator()(const Distinct&) const { return OfChild(); }
  std::vector<Variable> operator()(const Group& group) const {
    std::vector<Variable> variables = group.keys;
    for (const Aggregate& aggregate : group.aggregates) variables.push_back(aggregate.result);
    return variables;
  }
  std::vector<Variable> operator()(const Slice&) const { return OfChild(); }
  std::vector<Variable> operator()(const CountScan& count) const { return {count.result}; }
  std::vector<Variable> operator()(const CountRuns& runs) const {
    std::vector<Variable> variables = {runs.key};
    AddVariable(runs.count, variables);
    return variables;
  }

  std::vector<Variable> OfSides(JoinType type) const {
    std::vector<Variable> variables = OfChild();
    if (type == JoinType::kSemi || type == JoinType::kAnti) return variables;
    for (const Variable& variable : VariablesOf(*node.children[1])) AddVariable(variable, variables);
    return variables;
  }
};

}  // namespace

bool operator==(const Node& a, const Node& b) {
  if (&a == &b) return true;
  return a.op == b.op &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    [](const NodePtr& x, const NodePtr& y) { return *x == *y; });
}

bool operator==(const Plan& a, const Plan& b) {
  return a.columns == b.columns && a.mentions == b.mentions && *a.root == *b.root;
}

NodePtr WithChildren(const NodePtr& node, std::vector<NodePtr> children) {
  if (node->children == children) return node;
  return std::make_shared<const Node>(Node{node->op, std::move(children), node->estimated_rows});
}

NodePtr WithEstimate(const NodePtr& node, double rows) {
  return std::make_shared<const Node>(Node{node->op, node->children, rows});
}

NodePtr AsGroup(const CountRuns& runs) {
  Group group{{runs.key}, {}};
  if (!runs.count.empty()) group.aggregates.push_back({Aggregate::Kind::kCountRows, false, "", runs.count});
  return MakeNode(std::move(group), {MakeNode(runs.scan)});
}

NodePtr EmptyNode(std::vector<Variable> variables) {
  return MakeNode(Values{std::move(variables), {}}, {}, 0.0);
}

bool IsEmptyNode(const Node& node) {
  const Values* values = node.As<Values>();
  return values != nullptr && values->rows.empty();
}

std::vector<Variable> VariablesOf(const Scan& scan) {
  std::vector<Variable> variables;
  for (const Slot* slot : {&scan.subject, &scan.predicate, &scan.object}) {
    if (slot->is_variable()) AddVariable(slot->variable, variables);
  }
  AddVariable(scan.claim, variables);
  AddVariable(scan.stance, variables);
  return variables;
}

std::vector<Variable> VariablesOf(const Node& node) { return std::visit(VariablesOfOp{node}, node.op); }

}  // namespace tern::algebra
