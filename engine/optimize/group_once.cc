#include "engine/optimize/group_once.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/optimize/freed_plan.h"

namespace tern::optimize {
namespace {

using algebra::Aggregate;
using algebra::Expression;
using algebra::Function;
using algebra::Group;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;

bool Contains(const std::vector<Variable>& variables, const Variable& variable) {
  return std::find(variables.begin(), variables.end(), variable) != variables.end();
}

// The aggregate over no rows; nothing where that is null.
std::optional<Expression> OverNoRows(const Aggregate& aggregate) {
  switch (aggregate.kind) {
    case Aggregate::Kind::kCountRows:
    case Aggregate::Kind::kCount:
    case Aggregate::Kind::kSum:
      return Expression::Constant(model::Term::Integer(0));
    case Aggregate::Kind::kCollect:
      return Expression::Call(Function::kMakeList, {});
    case Aggregate::Kind::kAvg:
    case Aggregate::Kind::kMin:
    case Aggregate::Kind::kMax:
      return std::nullopt;
  }
  return std::nullopt;
}

// Under this name an aggregate is null where there is no group.
Variable OrNull(const Variable& result) { return absl::StrCat(result, " or null"); }

// The groups of all rows outside; null where they cannot be freed of them.
NodePtr GroupsOf(const Group& source, const NodePtr& grouped, const std::vector<Variable>& outer,
                 const Variable& present) {
  std::optional<FreedPlan> freed = Free(grouped, outer);
  if (!freed || !freed->conditions.empty() || freed->keys.empty()) return nullptr;
  const std::vector<Variable> bound = algebra::VariablesOf(*freed->node);
  std::sort(freed->keys.begin(), freed->keys.end());
  Group group{freed->keys, {}};
  for (Aggregate aggregate : source.aggregates) {
    if (!aggregate.argument.empty() && !Contains(bound, aggregate.argument)) return nullptr;
    aggregate.result = OrNull(aggregate.result);
    group.aggregates.push_back(std::move(aggregate));
  }
  if (!present.empty()) {
    Aggregate count;
    count.result = present;
    group.aggregates.push_back(std::move(count));
  }
  return algebra::MakeNode(std::move(group), {std::move(freed->node)});
}

// `exists { }` counts the rows of a slice of one row: whether there are any is all that is asked, so that the
// slice can go. The columns of a subquery, which may ask for more, have a projection above them.
const NodePtr& GroupedBy(const NodePtr& group, bool is_column_itself) {
  const auto& aggregates = group->As<Group>()->aggregates;
  const auto* slice = group->child()->As<algebra::Slice>();
  const bool is_test = is_column_itself && slice != nullptr && slice->skip == 0 &&
                       slice->limit == uint64_t{1} && aggregates.size() == 1 &&
                       aggregates[0].kind == Aggregate::Kind::kCountRows;
  return is_test ? group->child()->child() : group->child();
}

// The join with the groups, and the aggregates under their own names. A sum can be null in a group too, where
// a value is no number: only a group that is missing makes it 0.
NodePtr JoinGroups(const NodePtr& left, const NodePtr& right, bool is_column_itself) {
  const auto& source = *right->As<Group>();
  const bool has_sum =
      std::any_of(source.aggregates.begin(), source.aggregates.end(),
                  [](const Aggregate& aggregate) { return aggregate.kind == Aggregate::Kind::kSum; });
  const Variable present = has_sum ? absl::StrCat(source.aggregates[0].result, " present") : "";
  NodePtr groups = GroupsOf(source, GroupedBy(right, is_column_itself), OuterVariables(*right), present);
  if (groups == nullptr) return nullptr;
  algebra::Join join;
  join.type = algebra::JoinType::kLeft;
  NodePtr joined = algebra::MakeNode(std::move(join), {left, std::move(groups)});
  for (const Aggregate& aggregate : source.aggregates) {
    Expression value = Expression::Var(OrNull(aggregate.result));
    if (std::optional<Expression> none = OverNoRows(aggregate)) {
      value = aggregate.kind == Aggregate::Kind::kSum
                  ? Expression::Call(Function::kIf,
                                     {Expression::Call(Function::kIsNull, {Expression::Var(present)}),
                                      *std::move(none), std::move(value)})
                  : Expression::Call(Function::kCoalesce, {std::move(value), *std::move(none)});
    }
    joined = algebra::MakeNode(algebra::Extend{aggregate.result, std::move(value)}, {std::move(joined)});
  }
  return joined;
}

// What stands above the group, over rows that have all columns of the left side too.
NodePtr Above(const NodePtr& node, const NodePtr& left, NodePtr below) {
  if (node->As<algebra::Extend>() != nullptr)
    return std::make_shared<const Node>(Node{node->op, {std::move(below)}, std::nullopt});
  algebra::Project project = *node->As<algebra::Project>();
  for (const Variable& variable : algebra::VariablesOf(*left))
    project.columns.push_back({variable, variable});
  return algebra::MakeNode(std::move(project), {std::move(below)});
}

}  // namespace

NodePtr GroupOnce(const NodePtr& left, const NodePtr& right) {
  const std::vector<Variable> outside = algebra::VariablesOf(*left);
  std::vector<NodePtr> above;
  NodePtr node = right;
  for (; node->As<Group>() == nullptr; node = node->child()) {
    const auto* project = node->As<algebra::Project>();
    if (project == nullptr && node->As<algebra::Extend>() == nullptr) return nullptr;
    above.push_back(node);
  }
  if (!node->As<Group>()->keys.empty()) return nullptr;
  for (const NodePtr& step : above) {  // nothing may hide a column of the left side
    for (const Variable& variable : algebra::VariablesOf(*step)) {
      if (Contains(outside, variable)) return nullptr;
    }
  }
  NodePtr joined = JoinGroups(left, node, above.empty());
  if (joined == nullptr) return nullptr;
  std::reverse(above.begin(), above.end());
  for (const NodePtr& step : above) joined = Above(step, left, std::move(joined));
  return joined;
}

}  // namespace tern::optimize
