#include "engine/syntax/pattern_check.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;

const std::vector<Expression>* ChildrenOf(const Expression& expression) {
  if (const auto* call = std::get_if<OperatorCall>(&expression.value)) return &call->operands;
  if (const auto* call = std::get_if<FunctionCall>(&expression.value)) return &call->arguments;
  if (const auto* call = std::get_if<Aggregate>(&expression.value)) return &call->arguments;
  return nullptr;
}

// The first variable in an expression, or null.
const Expression* FindVariable(const Expression& expression) {
  if (std::holds_alternative<Variable>(expression.value)) return &expression;
  if (const std::vector<Expression>* children = ChildrenOf(expression)) {
    for (const Expression& child : *children) {
      if (const Expression* found = FindVariable(child)) return found;
    }
  }
  return nullptr;
}

bool HasVariables(const Walk& walk) {
  for (const Node& node : walk.nodes) {
    if (std::holds_alternative<Variable>(node.value)) return true;
  }
  for (const Edge& edge : walk.edges) {
    if (edge.claim || std::holds_alternative<Variable>(edge.path.value)) return true;
    for (const MapEntry& entry : edge.map) {
      if (FindVariable(entry.value) != nullptr) return true;
    }
  }
  return false;
}

void ComplainUnbound(const Variable& variable, const Location& where, SourceText* source) {
  source->Complain({"TQ031", StrCat("?", variable.name, " is bound to nothing here"),
                    "a fact that is stated has no variables"},
                   where);
}

void CheckSubject(const Node& node, SourceText* source) {
  const Term* term = std::get_if<Term>(&node.value);
  if (term == nullptr || !term->is_literal()) return;
  source->Complain({"TQ025", "text, numbers and dates cannot be the subject of a fact",
                    "turn the edge round: X -[p]-> value"},
                   node.where);
}

void CheckStatedEdge(const Edge& edge, SourceText* source) {
  if (edge.claim) ComplainUnbound(*edge.claim, edge.where, source);
  if (const auto* variable = std::get_if<Variable>(&edge.path.value)) {
    ComplainUnbound(*variable, edge.path.where, source);
  } else if (!std::holds_alternative<Term>(edge.path.value) &&
             !std::holds_alternative<Parameter>(edge.path.value)) {
    source->Complain({"TQ031", "a fact has one predicate", "state one fact for each predicate"},
                     edge.path.where);
  }
  if (edge.stance == StanceForm::kSaid) {
    source->Complain({"TQ031", "'said' asks for every stance and states none",
                      "write the predicate alone, or 'not' or 'unclear' before it"},
                     edge.where);
  }
  if (edge.direction == Direction::kEither) {
    source->Complain({"TQ031", "a fact has a direction", "write -[p]-> or <-[p]-"}, edge.where);
  }
  for (const MapEntry& entry : edge.map) {
    if (const Expression* variable = FindVariable(entry.value)) {
      ComplainUnbound(std::get<Variable>(variable->value), variable->where, source);
    }
  }
}

}  // namespace

bool HasVariables(const Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(), [](const PatternPart& part) {
    const auto* walk = std::get_if<Walk>(&part.value);
    return walk == nullptr || HasVariables(*walk);
  });
}

void CheckWalksHaveEdges(const Pattern& pattern, SourceText* source) {
  for (const Walk* walk : WalksOf(pattern)) {
    if (walk->edges.empty()) {
      source->Complain({"TQ033", "a node without an edge matches nothing here",
                        "give it an edge, as in China -[any]-> ?x; alone in a statement a node is described"},
                       walk->where);
    }
  }
}

void CheckInsert(const Insert& insert, SourceText* source) {
  for (const Walk& walk : insert.walks) {
    if (walk.edges.empty()) {
      source->Complain({"TQ033", "a node alone states nothing", "write a fact: China -[rejected]-> H200"},
                       walk.where);
    }
    for (const Node& node : walk.nodes) {
      if (const auto* variable = std::get_if<Variable>(&node.value))
        ComplainUnbound(*variable, node.where, source);
    }
    for (size_t i = 0; i < walk.edges.size(); ++i) {
      const Edge& edge = walk.edges[i];
      CheckStatedEdge(edge, source);
      CheckSubject(walk.nodes[edge.direction == Direction::kBackward ? i + 1 : i], source);
    }
  }
}

bool IsSingleStep(const Path& path) {
  if (const auto* choices = std::get_if<PathAlternative>(&path.value)) {
    return std::all_of(choices->choices.begin(), choices->choices.end(),
                       [](const Path& choice) { return std::holds_alternative<Term>(choice.value); });
  }
  return std::holds_alternative<Term>(path.value) || std::holds_alternative<PathAny>(path.value) ||
         std::holds_alternative<Variable>(path.value) || std::holds_alternative<Parameter>(path.value);
}

}  // namespace tern::syntax
