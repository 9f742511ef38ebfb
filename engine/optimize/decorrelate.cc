// Applies become joins where the right side needs the row outside only for equal values: its OuterRow leaf
// goes, the natural join asks for the equality instead, and conditions that read the row outside become
// conditions of the join. Then the right side runs once, and inner joins can be ordered with those around
// them. What stays: limits, and groups that use a variable from outside where nothing inside binds it.
//
// Why it is sound: rows of the freed right side that agree with the outer row in the variables that both have
// are the rows that the right side would have had for it. A null outside has no such rows on either way,
// since every variable of OuterRow that is kept has been joined to something inside, and null joins nothing.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/algebra/outer_row.h"
#include "engine/optimize/rule.h"

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

// A plan without its OuterRow.
struct Freed {
  NodePtr node;
  std::vector<Variable> keys;          // the variables of OuterRow that `node` binds: to be equal outside
  std::vector<Expression> conditions;  // on a row of `node` and the row outside
};

bool IsHidden(const Variable& variable) { return variable.starts_with('#'); }

class Freeing {
 public:
  explicit Freeing(std::vector<Variable> outer) : outer_(std::move(outer)) {}

  // Nothing where the plan needs its OuterRow.
  std::optional<Freed> Free(const NodePtr& node) const {
    if (algebra::OuterLeaves(*node).empty()) {
      Freed freed{node, {}, {}};
      for (const Variable& variable : algebra::VariablesOf(*node)) {
        if (IsOuter(variable)) freed.keys.push_back(variable);
      }
      return freed;
    }
    if (node->As<algebra::OuterRow>() != nullptr) return Freed{algebra::UnitNode(), {}, {}};
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
      std::optional<Freed> freed = FreeChild(node, {}, "");
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
  bool IsInside(const Expression& expression, const Freed& freed) const {
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

  std::optional<Freed> FreeChild(const NodePtr& node, const std::vector<const Expression*>& expressions,
                                 const Variable& added) const {
    std::optional<Freed> freed = Free(node->child());
    if (!freed || (!added.empty() && IsOuter(added))) return std::nullopt;
    for (const Expression* expression : expressions) {
      if (!IsInside(*expression, *freed)) return std::nullopt;
    }
    freed->node = algebra::WithChildren(node, {std::move(freed->node)});
    return freed;
  }

  std::optional<Freed> FreeFilter(const NodePtr& node, const algebra::Filter& filter) const {
    std::optional<Freed> freed = Free(node->child());
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
  std::optional<Freed> FreeJoin(const NodePtr& node, const algebra::Join& join) const {
    if (!algebra::OuterLeaves(*node->children[1]).empty()) return std::nullopt;
    std::optional<Freed> freed = Free(node->children[0]);
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
  std::optional<Freed> FreeApply(const NodePtr& node) const {
    std::optional<Freed> freed = Free(node->children[0]);
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
  std::optional<Freed> FreeProject(const NodePtr& node, const algebra::Project& source) const {
    std::optional<Freed> freed = Free(node->child());
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
  std::optional<Freed> FreeUnion(const NodePtr& node, const algebra::Union& source) const {
    Freed all;
    std::vector<NodePtr> children;
    for (const NodePtr& child : node->children) {
      std::optional<Freed> freed = Free(child);
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
  std::optional<Freed> FreeGroup(const NodePtr& node, const algebra::Group& source) const {
    std::optional<Freed> freed = Free(node->child());
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

std::vector<Variable> OuterVariables(const Node& right) {
  std::vector<Variable> variables;
  for (const Node* leaf : algebra::OuterLeaves(right)) {
    for (const Variable& variable : leaf->As<algebra::OuterRow>()->variables) {
      if (!Contains(variables, variable)) variables.push_back(variable);
    }
  }
  return variables;
}

// The plan below a projection that only drops variables, where they are hidden ones, which nobody else names,
// or with `all` whatever they are.
NodePtr WithoutProject(const NodePtr& node, bool all) {
  const auto* project = node->As<algebra::Project>();
  if (project == nullptr) return node;
  for (const algebra::ProjectColumn& column : project->columns) {
    if (column.from != column.to) return node;
  }
  if (all) return node->child();
  for (const Variable& variable : algebra::VariablesOf(*node->child())) {
    const bool kept = std::any_of(project->columns.begin(), project->columns.end(),
                                  [&](const auto& c) { return c.to == variable; });
    if (!kept && !IsHidden(variable)) return node;
  }
  return node->child();
}

// True where the freed right side names nothing of the left side but the keys.
bool SharesOnlyKeys(const Node& left, const Freed& freed) {
  const std::vector<Variable> bound = algebra::VariablesOf(*freed.node);
  const std::vector<Variable> outside = algebra::VariablesOf(left);
  return std::all_of(bound.begin(), bound.end(), [&](const Variable& variable) {
    return Contains(freed.keys, variable) || !Contains(outside, variable);
  });
}

NodePtr JoinFreed(JoinType type, const NodePtr& left, Freed freed) {
  if (type == JoinType::kInner) {
    NodePtr joined = algebra::JoinOf(left, freed.node);
    if (freed.conditions.empty()) return joined;
    return algebra::MakeNode(algebra::Filter{algebra::Conjunction(std::move(freed.conditions))},
                             {std::move(joined)});
  }
  algebra::Join join;
  join.type = type;
  if (!freed.conditions.empty()) join.condition = algebra::Conjunction(std::move(freed.conditions));
  return algebra::MakeNode(std::move(join), {left, std::move(freed.node)});
}

// The one aggregate of a group without keys that counts rows: `count { }`, and `exists { }` over a slice of
// one row. Null where the node is none.
const algebra::Aggregate* LoneCount(const Node& node) {
  const auto* group = node.As<algebra::Group>();
  if (group == nullptr || !group->keys.empty() || group->aggregates.size() != 1) return nullptr;
  const algebra::Aggregate& count = group->aggregates[0];
  return count.kind == algebra::Aggregate::Kind::kCountRows ? &count : nullptr;
}

// `count { }` as a column: the counts of all outer rows at once, and 0 where there is none.
NodePtr CountByGroup(const NodePtr& node) {
  const Node& right = *node->children[1];
  const algebra::Aggregate* count = LoneCount(right);
  if (count == nullptr) return nullptr;
  const NodePtr& counted = right.child();
  const auto* slice = counted->As<algebra::Slice>();
  const bool is_test = slice != nullptr && slice->skip == 0 && slice->limit == uint64_t{1};
  const Freeing freeing(OuterVariables(right));
  std::optional<Freed> freed = freeing.Free(is_test ? counted->child() : counted);
  if (!freed || !freed->conditions.empty() || freed->keys.empty()) return nullptr;
  std::sort(freed->keys.begin(), freed->keys.end());
  algebra::Aggregate found = *count;
  found.result = count->result + " or null";
  NodePtr groups = algebra::MakeNode(algebra::Group{freed->keys, {found}}, {std::move(freed->node)});
  algebra::Join join;
  join.type = JoinType::kLeft;
  NodePtr joined = algebra::MakeNode(std::move(join), {node->children[0], std::move(groups)});
  Expression value =
      Expression::Call(algebra::Function::kCoalesce,
                       {Expression::Var(found.result), Expression::Constant(model::Term::Integer(0))});
  return algebra::MakeNode(algebra::Extend{count->result, std::move(value)}, {std::move(joined)});
}

}  // namespace

absl::StatusOr<NodePtr> Decorrelate(const NodePtr& root, const RuleContext& context) {
  if (!context.options.decorrelate) return root;
  return RewriteBottomUp(root, [](const NodePtr& node) -> absl::StatusOr<NodePtr> {
    const auto* apply = node->As<algebra::Apply>();
    if (apply == nullptr) return node;
    if (NodePtr counted = CountByGroup(node)) return counted;
    const Freeing freeing(OuterVariables(*node->children[1]));
    std::optional<Freed> freed = freeing.Free(node->children[1]);
    if (!freed) return node;
    const bool is_test = apply->type == JoinType::kSemi || apply->type == JoinType::kAnti;
    const Freed projected = *freed;
    freed->node = WithoutProject(freed->node, is_test);  // a test has no columns of the right side
    if (!SharesOnlyKeys(*node->children[0], *freed)) freed = projected;
    if (!SharesOnlyKeys(*node->children[0], *freed)) return node;
    return JoinFreed(apply->type, node->children[0], *std::move(freed));
  });
}

}  // namespace tern::optimize
