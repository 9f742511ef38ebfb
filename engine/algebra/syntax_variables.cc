#include "engine/algebra/syntax_variables.h"

#include <algorithm>
#include <functional>
#include <string>
#include <variant>

#include "engine/algebra/expression.h"

namespace tern::algebra {
namespace {

using ExpressionVisitor = std::function<void(const syntax::Expression&)>;

void VisitQuery(const syntax::Query& query, const ExpressionVisitor& visit);
void VisitPattern(const syntax::Pattern& pattern, const ExpressionVisitor& visit);

// `visit` on `expression` and on all expressions inside it, those of groups too.
void VisitExpression(const syntax::Expression& expression, const ExpressionVisitor& visit) {
  visit(expression);
  if (const auto* test = std::get_if<syntax::PatternTest>(&expression.value))
    VisitPattern(*test->pattern, visit);
  const std::vector<syntax::Expression>* operands = OperandsOf(expression);
  if (operands == nullptr) return;
  for (const syntax::Expression& operand : *operands) VisitExpression(operand, visit);
}

void VisitWalk(const syntax::Walk& walk, const ExpressionVisitor& visit) {
  for (const syntax::Edge& edge : walk.edges) {
    for (const syntax::MapEntry& entry : edge.map) VisitExpression(entry.value, visit);
  }
}

void VisitPattern(const syntax::Pattern& pattern, const ExpressionVisitor& visit) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value)) VisitWalk(*walk, visit);
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value))
      VisitPattern(*group->pattern, visit);
    if (const auto* group = std::get_if<syntax::NotGroup>(&part.value)) VisitPattern(*group->pattern, visit);
    if (const auto* group = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : group->choices) VisitPattern(choice, visit);
    }
    if (const auto* let = std::get_if<syntax::Let>(&part.value)) VisitExpression(let->expression, visit);
    if (const auto* each = std::get_if<syntax::For>(&part.value)) VisitExpression(each->list, visit);
    if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value))
      VisitQuery(*subquery->query, visit);
  }
  if (pattern.where_clause) VisitExpression(*pattern.where_clause, visit);
}

void VisitQuery(const syntax::Query& query, const ExpressionVisitor& visit) {
  for (const syntax::QueryPart& part : query.parts) {
    for (const syntax::MatchClause& match : part.matches) VisitPattern(match.pattern, visit);
    for (const syntax::ReturnItem& item : part.projection.items) VisitExpression(item.expression, visit);
    for (const syntax::OrderItem& item : part.projection.order.items) VisitExpression(item.expression, visit);
    if (part.projection.where_clause) VisitExpression(*part.projection.where_clause, visit);
  }
}

// `visit` on each subquery of `pattern`, those of its groups and expressions too.
void VisitSubqueries(const syntax::Pattern& pattern, const std::function<void(const syntax::Query&)>& visit) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value))
      VisitSubqueries(*group->pattern, visit);
    if (const auto* group = std::get_if<syntax::NotGroup>(&part.value))
      VisitSubqueries(*group->pattern, visit);
    if (const auto* group = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : group->choices) VisitSubqueries(choice, visit);
    }
    if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value)) visit(*subquery->query);
  }
}

// Names of which a projection hands the stance on under a name that is in `names`. True where it adds some.
bool AddHandedOn(const syntax::Query& query, NameSet& names) {
  bool added = false;
  for (const syntax::QueryPart& part : query.parts) {
    for (const syntax::ReturnItem& item : part.projection.items) {
      const auto* variable = std::get_if<syntax::Variable>(&item.expression.value);
      if (variable != nullptr && names.contains(item.name)) added |= names.insert(variable->name).second;
    }
    for (const syntax::MatchClause& match : part.matches) {
      VisitSubqueries(match.pattern, [&](const syntax::Query& inner) { added |= AddHandedOn(inner, names); });
    }
  }
  return added;
}

void AddPathNames(const syntax::Path& path, NameSet& names) {
  if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) names.insert(variable->name);
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
    AddPathNames(*inverse->inner, names);
}

// The names of the columns that a subquery returns.
void AddColumnNames(const syntax::Query& query, NameSet& names) {
  const syntax::Projection& last = query.parts.back().projection;
  for (const syntax::ReturnItem& item : last.items) names.insert(item.name);
  if (!last.all) return;
  for (auto part = query.parts.rbegin(); part != query.parts.rend(); ++part) {
    for (const syntax::MatchClause& match : part->matches) AddBoundNames(match.pattern, names);
    for (const syntax::ReturnItem& item : part->projection.items) names.insert(item.name);
    if (part != query.parts.rbegin() && !part->projection.all) return;
  }
}

}  // namespace

const std::vector<syntax::Expression>* OperandsOf(const syntax::Expression& expression) {
  if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) return &call->operands;
  if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) return &call->arguments;
  if (const auto* aggregate = std::get_if<syntax::Aggregate>(&expression.value)) return &aggregate->arguments;
  if (const auto* list = std::get_if<syntax::List>(&expression.value)) return &list->items;
  return nullptr;
}

bool HasAggregate(const syntax::Expression& expression) {
  if (std::holds_alternative<syntax::Aggregate>(expression.value)) return true;
  const std::vector<syntax::Expression>* operands = OperandsOf(expression);
  return operands != nullptr && std::any_of(operands->begin(), operands->end(), HasAggregate);
}

void AddBoundNames(const syntax::Walk& walk, NameSet& names) {
  for (const syntax::Node& node : walk.nodes) {
    if (const auto* variable = std::get_if<syntax::Variable>(&node.value)) names.insert(variable->name);
  }
  for (const syntax::Edge& edge : walk.edges) {
    if (edge.claim) names.insert(edge.claim->name);
    AddPathNames(edge.path, names);
    for (const syntax::MapEntry& entry : edge.map) {
      if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value))
        names.insert(variable->name);
    }
  }
}

void AddBoundNames(const syntax::Pattern& pattern, NameSet& names) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value)) AddBoundNames(*walk, names);
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value))
      AddBoundNames(*group->pattern, names);
    if (const auto* group = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : group->choices) AddBoundNames(choice, names);
    }
    if (const auto* let = std::get_if<syntax::Let>(&part.value)) names.insert(let->variable.name);
    if (const auto* each = std::get_if<syntax::For>(&part.value)) names.insert(each->variable.name);
    if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value))
      AddColumnNames(*subquery->query, names);
  }
}

void AddInnerNames(const syntax::Expression& expression, NameSet& names) {
  VisitExpression(expression, [&](const syntax::Expression& inner) {
    const auto* test = std::get_if<syntax::PatternTest>(&inner.value);
    if (test != nullptr) AddBoundNames(*test->pattern, names);
  });
}

void AddInnerNames(const syntax::Pattern& pattern, NameSet& names) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* group = std::get_if<syntax::NotGroup>(&part.value)) AddBoundNames(*group->pattern, names);
  }
  if (pattern.where_clause) AddInnerNames(*pattern.where_clause, names);
}

void AddClaimNames(const syntax::Pattern& pattern, NameSet& names) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value)) {
      for (const syntax::Edge& edge : walk->edges) {
        if (edge.claim) names.insert(edge.claim->name);
      }
    }
    if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value))
      AddClaimNames(*group->pattern, names);
    if (const auto* group = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : group->choices) AddClaimNames(choice, names);
    }
    if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value)) {
      // Those among its columns that hand a claim variable of its own on.
      NameSet own;
      for (const syntax::QueryPart& inner : subquery->query->parts) {
        for (const syntax::MatchClause& match : inner.matches) AddClaimNames(match.pattern, own);
        if (inner.projection.all) continue;
        NameSet kept;
        for (const syntax::ReturnItem& item : inner.projection.items) {
          const auto* variable = std::get_if<syntax::Variable>(&item.expression.value);
          if (variable != nullptr && own.contains(variable->name)) kept.insert(item.name);
        }
        own = std::move(kept);
      }
      names.insert(own.begin(), own.end());
    }
  }
}

NameSet StanceNames(const syntax::Query& query) {
  NameSet names;
  VisitQuery(query, [&](const syntax::Expression& expression) {
    const auto* call = std::get_if<syntax::FunctionCall>(&expression.value);
    if (call == nullptr || call->arguments.size() != 1) return;
    if (FunctionFromName(call->name) != Function::kStance) return;
    const auto* variable = std::get_if<syntax::Variable>(&call->arguments[0].value);
    if (variable != nullptr) names.insert(variable->name);
  });
  while (!names.empty() && AddHandedOn(query, names)) {
  }
  return names;
}

void AddUsedNames(const syntax::Expression& expression, NameSet& names) {
  VisitExpression(expression, [&](const syntax::Expression& inner) {
    if (const auto* variable = std::get_if<syntax::Variable>(&inner.value)) names.insert(variable->name);
    if (const auto* access = std::get_if<syntax::PropertyAccess>(&inner.value))
      names.insert(access->variable.name);
  });
}

}  // namespace tern::algebra
