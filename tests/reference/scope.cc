#include "tests/reference/scope.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tern::reference {
namespace {

void AddName(const std::string& name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void AddPathVariables(const syntax::Path& path, std::vector<std::string>& names) {
  if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) AddName(variable->name, names);
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
    AddPathVariables(*inverse->inner, names);
}

void AddWalkVariables(const syntax::Walk& walk, std::vector<std::string>& names) {
  for (size_t i = 0; i < walk.nodes.size(); ++i) {
    if (const auto* variable = std::get_if<syntax::Variable>(&walk.nodes[i].value))
      AddName(variable->name, names);
    if (i == walk.edges.size()) return;
    const syntax::Edge& edge = walk.edges[i];
    if (edge.claim) AddName(edge.claim->name, names);
    AddPathVariables(edge.path, names);
    for (const auto& entry : edge.map) {
      if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value))
        AddName(variable->name, names);
    }
  }
}

const std::vector<syntax::Expression>* OperandsOf(const syntax::Expression& expression) {
  if (const auto* call = std::get_if<syntax::OperatorCall>(&expression.value)) return &call->operands;
  if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) return &call->arguments;
  if (const auto* list = std::get_if<syntax::List>(&expression.value)) return &list->items;
  return nullptr;
}

// The columns that return a claim variable of the query's own, under whatever name.
std::set<std::string> ClaimColumnsOf(const syntax::Query& query) {
  std::set<std::string> names;
  for (const syntax::QueryPart& part : query.parts) {
    for (const syntax::MatchClause& match : part.matches) AddClaimVariables(match.pattern, names);
    if (part.projection.all) continue;
    std::set<std::string> kept;
    for (const syntax::ReturnItem& item : part.projection.items) {
      const auto* variable = std::get_if<syntax::Variable>(&item.expression.value);
      if (variable != nullptr && names.contains(variable->name)) kept.insert(item.name);
    }
    names = std::move(kept);
  }
  return names;
}

}  // namespace

void AddVariables(const syntax::Pattern& pattern, std::vector<std::string>& names) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value)) {
      AddWalkVariables(*walk, names);
    } else if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value)) {
      AddVariables(*group->pattern, names);
    } else if (const auto* either = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : either->choices) AddVariables(choice, names);
    } else if (const auto* let = std::get_if<syntax::Let>(&part.value)) {
      AddName(let->variable.name, names);
    } else if (const auto* each = std::get_if<syntax::For>(&part.value)) {
      AddName(each->variable.name, names);
    } else if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value)) {
      for (const std::string& column : ColumnsOf(*subquery->query)) AddName(column, names);
    }
  }
}

void AddClaimVariables(const syntax::Pattern& pattern, std::set<std::string>& names) {
  for (const syntax::PatternPart& part : pattern.parts) {
    if (const auto* walk = std::get_if<syntax::Walk>(&part.value)) {
      for (const syntax::Edge& edge : walk->edges) {
        if (edge.claim) names.insert(edge.claim->name);
      }
    } else if (const auto* group = std::get_if<syntax::OptionalGroup>(&part.value)) {
      AddClaimVariables(*group->pattern, names);
    } else if (const auto* either = std::get_if<syntax::OrGroup>(&part.value)) {
      for (const syntax::Pattern& choice : either->choices) AddClaimVariables(choice, names);
    } else if (const auto* subquery = std::get_if<syntax::Subquery>(&part.value)) {
      names.merge(ClaimColumnsOf(*subquery->query));
    }
  }
}

std::vector<std::string> ColumnsOf(const syntax::Query& query) {
  std::vector<std::string> names;
  for (const syntax::QueryPart& part : query.parts) {
    for (const syntax::MatchClause& match : part.matches) AddVariables(match.pattern, names);
    if (part.projection.all) continue;
    names.clear();
    for (const syntax::ReturnItem& item : part.projection.items) names.push_back(item.name);
  }
  return names;
}

bool HasAggregate(const syntax::Expression& expression) {
  if (std::holds_alternative<syntax::Aggregate>(expression.value)) return true;
  const auto* operands = OperandsOf(expression);
  return operands != nullptr && std::any_of(operands->begin(), operands->end(), HasAggregate);
}

}  // namespace tern::reference
