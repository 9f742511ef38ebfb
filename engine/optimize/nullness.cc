#include "engine/optimize/nullness.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tern::optimize {
namespace {

using algebra::Aggregate;
using algebra::Expression;
using algebra::Function;
using algebra::JoinType;
using algebra::Node;
using algebra::NodePtr;
using algebra::Variable;

bool Binds(const Node& node, const Variable& variable) {
  const std::vector<Variable> bound = algebra::VariablesOf(node);
  return std::find(bound.begin(), bound.end(), variable) != bound.end();
}

bool IsNeverNullInJoin(const Node& node, JoinType type, const Variable& variable) {
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  const bool in_left = Binds(left, variable);
  const bool in_right = Binds(right, variable);
  // Null joins nothing: what both sides have is never null where a partner is needed.
  const bool needs_partner = type == JoinType::kInner || type == JoinType::kSemi;
  if (in_left && in_right && needs_partner) return true;
  if (in_left) return IsNeverNull(left, variable);
  return in_right && type == JoinType::kInner && IsNeverNull(right, variable);
}

bool IsNeverNullInValues(const algebra::Values& values, const Variable& variable) {
  for (size_t c = 0; c < values.variables.size(); ++c) {
    if (values.variables[c] != variable) continue;
    return std::all_of(values.rows.begin(), values.rows.end(),
                       [&](const auto& row) { return row[c].has_value(); });
  }
  return false;
}

bool IsNeverNullInGroup(const Node& node, const algebra::Group& group, const Variable& variable) {
  if (std::find(group.keys.begin(), group.keys.end(), variable) != group.keys.end())
    return IsNeverNull(*node.child(), variable);
  return std::any_of(group.aggregates.begin(), group.aggregates.end(), [&](const Aggregate& aggregate) {
    return aggregate.result == variable &&
           (aggregate.kind == Aggregate::Kind::kCount || aggregate.kind == Aggregate::Kind::kCountRows ||
            aggregate.kind == Aggregate::Kind::kCollect);
  });
}

// True for functions that are null where any of their arguments is.
bool IsStrict(Function function) {
  switch (function) {
    case Function::kNot:
    case Function::kEqual:
    case Function::kNotEqual:
    case Function::kLess:
    case Function::kLessEqual:
    case Function::kGreater:
    case Function::kGreaterEqual:
    case Function::kSameTerm:
    case Function::kAdd:
    case Function::kSubtract:
    case Function::kMultiply:
    case Function::kDivide:
    case Function::kNegate:
    case Function::kStr:
    case Function::kLower:
    case Function::kUpper:
    case Function::kLength:
    case Function::kContains:
    case Function::kStartsWith:
    case Function::kEndsWith:
    case Function::kSubstr:
    case Function::kMatches:
    case Function::kAbs:
    case Function::kRound:
    case Function::kFloor:
    case Function::kCeil:
    case Function::kNumber:
    case Function::kYear:
    case Function::kMonth:
    case Function::kDay:
      return true;
    default:
      return false;
  }
}

// True only where `expression` is null in all rows in which `variable` is.
bool IsNullWith(const Expression& expression, const Variable& variable) {
  if (expression.is_variable()) return expression.variable == variable;
  if (expression.kind != Expression::Kind::kCall) return expression.kind == Expression::Kind::kNull;
  if (expression.arguments.empty()) return false;
  if (expression.function == Function::kIn || expression.function == Function::kNotIn)
    return expression.arguments.size() > 1 && IsNullWith(expression.arguments[0], variable);
  return IsStrict(expression.function) &&
         std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const Expression& argument) { return IsNullWith(argument, variable); });
}

}  // namespace

bool IsNeverNull(const Node& node, const Variable& variable) {
  if (node.As<algebra::Scan>() != nullptr || node.As<algebra::PathScan>() != nullptr ||
      node.As<algebra::CountScan>() != nullptr || node.As<algebra::Leapfrog>() != nullptr ||
      node.As<algebra::CountRuns>() != nullptr) {
    return Binds(node, variable);
  }
  if (const auto* values = node.As<algebra::Values>()) return IsNeverNullInValues(*values, variable);
  if (const auto* join = node.As<algebra::Join>()) return IsNeverNullInJoin(node, join->type, variable);
  if (const auto* apply = node.As<algebra::Apply>()) return IsNeverNullInJoin(node, apply->type, variable);
  if (const auto* filter = node.As<algebra::Filter>()) {
    return RejectsNull(filter->condition, variable) || IsNeverNull(*node.child(), variable);
  }
  if (const auto* extend = node.As<algebra::Extend>(); extend != nullptr && extend->variable == variable) {
    if (extend->expression.is_variable()) return IsNeverNull(*node.child(), extend->expression.variable);
    return extend->expression.is_constant();
  }
  if (const auto* unnest = node.As<algebra::Unnest>(); unnest != nullptr && unnest->variable == variable)
    return false;
  if (const auto* project = node.As<algebra::Project>()) {
    return std::any_of(project->columns.begin(), project->columns.end(), [&](const auto& column) {
      return column.to == variable && IsNeverNull(*node.child(), column.from);
    });
  }
  if (const auto* group = node.As<algebra::Group>()) return IsNeverNullInGroup(node, *group, variable);
  if (node.As<algebra::OuterRow>() != nullptr) return false;
  return !node.children.empty() &&
         std::all_of(node.children.begin(), node.children.end(),
                     [&](const NodePtr& child) { return IsNeverNull(*child, variable); });
}

bool RejectsNull(const Expression& condition, const Variable& variable) {
  if (IsNullWith(condition, variable)) return true;
  if (condition.kind != Expression::Kind::kCall) return false;
  const auto rejects = [&](const Expression& argument) { return RejectsNull(argument, variable); };
  switch (condition.function) {
    case Function::kAnd:
      return std::any_of(condition.arguments.begin(), condition.arguments.end(), rejects);
    case Function::kOr:
      return std::all_of(condition.arguments.begin(), condition.arguments.end(), rejects);
    case Function::kIsNotNull:
      return IsNullWith(condition.arguments[0], variable);
    default:
      return false;
  }
}

}  // namespace tern::optimize
