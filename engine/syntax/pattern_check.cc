#include "engine/syntax/pattern_check.h"

#include <algorithm>
#include <string>
#include <variant>

#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;

const std::vector<Expression>* ChildrenOf(const Expression& expression) {
  if (const auto* call = std::get_if<OperatorCall>(&expression.value)) return &call->operands;
  if (const auto* call = std::get_if<FunctionCall>(&expression.value)) return &call->arguments;
  if (const auto* call = std::get_if<Aggregate>(&expression.value)) return &call->arguments;
  if (const auto* list = std::get_if<List>(&expression.value)) return &list->items;
  return nullptr;
}

// The first expression of these kinds in an expression, or null. Patterns inside are not entered.
template <typename... Kinds>
const Expression* Find(const Expression& expression) {
  if ((std::holds_alternative<Kinds>(expression.value) || ...)) return &expression;
  if (const std::vector<Expression>* children = ChildrenOf(expression)) {
    for (const Expression& child : *children) {
      if (const Expression* found = Find<Kinds...>(child)) return found;
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
      if (Find<Variable, PropertyAccess>(entry.value) != nullptr) return true;
    }
  }
  return false;
}

bool BindsVariables(const Query& query) {
  const Projection& projection = query.parts.back().projection;
  if (!projection.all) return !projection.items.empty();
  return std::any_of(query.parts.begin(), query.parts.end(), [](const QueryPart& part) {
    return std::any_of(part.matches.begin(), part.matches.end(),
                       [](const MatchClause& match) { return BindsVariables(match.pattern); });
  });
}

struct BindsVariablesVisitor {
  bool operator()(const Walk& walk) const { return HasVariables(walk); }
  bool operator()(const OptionalGroup& group) const { return BindsVariables(*group.pattern); }
  bool operator()(const OrGroup& group) const {
    return std::any_of(group.choices.begin(), group.choices.end(),
                       [](const Pattern& choice) { return BindsVariables(choice); });
  }
  bool operator()(const NotGroup&) const { return false; }
  bool operator()(const Let&) const { return true; }
  bool operator()(const For&) const { return true; }
  bool operator()(const Subquery& subquery) const { return BindsVariables(*subquery.query); }
};

// Checks the walks of one statement that writes.
class WrittenCheck {
 public:
  WrittenCheck(Writing writing, std::string_view row, const Query* asked, SourceText* source)
      : writing_(writing), row_(row), asked_(asked), source_(*source) {}

  void Check(const Walk& walk) {
    if (walk.edges.empty()) {
      source_.Complain({"TQ033", "a node alone states nothing",
                        deletes() ? AdviceToDelete(walk.nodes[0]) : "write a fact: China -[rejected]-> H200"},
                       walk.where);
    }
    for (const Node& node : walk.nodes) CheckNode(node);
    for (size_t i = 0; i < walk.edges.size(); ++i) {
      const Edge& edge = walk.edges[i];
      CheckEdge(edge);
      CheckSubject(walk.nodes[edge.direction == Direction::kBackward ? i + 1 : i]);
    }
  }

 private:
  // What to write for a node alone. It names the node, so that whoever copies it deletes what was meant and
  // never a whole store.
  std::string AdviceToDelete(const Node& node) const {
    const std::string_view written = source_.TextOf(node.where);
    const Term* term = std::get_if<Term>(&node.value);
    const auto* variable = std::get_if<Variable>(&node.value);
    if (term != nullptr && term->kind == model::TermKind::kClaim) {
      return StrCat("a claim goes with its fact: match A -[?c: p]-> ?x where ?c = ", written,
                    " delete A -[?c: p]-> ?x");
    }
    if (term != nullptr && term->is_literal()) {
      return StrCat("for all facts with it write match ?x -[?p]-> ", written, " delete ?x -[?p]-> ", written);
    }
    if (variable != nullptr) {
      const std::string_view edge = EdgeOfClaim(*variable);
      if (!edge.empty()) return StrCat("a claim goes with its fact: write delete ", edge);
    }
    if (variable == nullptr || !has_rows()) {
      return StrCat("for all its facts write match ", written, " -[?p]-> ?y delete ", written, " -[?p]-> ?y");
    }
    return StrCat("name its facts in the match: match …, ", written, " -[?p]-> ?y delete ", written,
                  " -[?p]-> ?y");
  }

  // The edge of the match that names this claim, with its ends, as it is written; empty where there is none.
  std::string_view EdgeOfClaim(const Variable& claim) const {
    if (asked_ == nullptr) return "";
    for (const QueryPart& part : asked_->parts) {
      for (const MatchClause& match : part.matches) {
        for (const Walk* walk : WalksOf(match.pattern)) {
          for (size_t i = 0; i < walk->edges.size(); ++i) {
            if (walk->edges[i].claim == claim) return Between(walk->nodes[i].where, walk->nodes[i + 1].where);
          }
        }
      }
    }
    return "";
  }

  std::string_view Between(const Location& first, const Location& last) const {
    Location all = first;
    all.length = last.offset + last.length - first.offset;
    return source_.TextOf(all);
  }

  bool has_rows() const { return writing_ == Writing::kUpdateInsert || writing_ == Writing::kUpdateDelete; }
  bool deletes() const { return writing_ == Writing::kDelete || writing_ == Writing::kUpdateDelete; }

  void CheckNode(const Node& node) {
    if (const auto* variable = std::get_if<Variable>(&node.value)) CheckVariable(*variable, node.where);
    if (const auto* computed = std::get_if<Computed>(&node.value)) CheckComputed(*computed->expression);
  }

  void CheckSubject(const Node& node) {
    const Term* term = std::get_if<Term>(&node.value);
    if (term == nullptr || !term->is_literal()) return;
    source_.Complain({"TQ025", "text, numbers and dates cannot be the subject of a fact",
                      "turn the edge round: X -[p]-> value"},
                     node.where);
  }

  void CheckEdge(const Edge& edge) {
    if (edge.claim) {
      if (deletes()) CheckVariable(*edge.claim, edge.where);
      if (!deletes()) {
        source_.Complain({"TQ031", StrCat("?", edge.claim->name, " would name a claim that is only now made"),
                          "leave it out: the map makes the claim"},
                         edge.where);
      }
    }
    CheckPredicate(edge.path);
    if (edge.stance == StanceForm::kSaid && !deletes()) {
      source_.Complain({"TQ031", "'said' asks for every stance and states none",
                        "write the predicate alone, or 'not' or 'unclear' before it"},
                       edge.where);
    }
    if (edge.direction == Direction::kEither) {
      source_.Complain({"TQ031", "a fact has a direction", "write -[p]-> or <-[p]-"}, edge.where);
    }
    for (const MapEntry& entry : edge.map) CheckComputed(entry.value);
  }

  void CheckPredicate(const Path& path) {
    if (const auto* variable = std::get_if<Variable>(&path.value))
      return CheckVariable(*variable, path.where);
    if (const auto* computed = std::get_if<Computed>(&path.value))
      return CheckComputed(*computed->expression);
    if (std::holds_alternative<Term>(path.value) || std::holds_alternative<Parameter>(path.value)) return;
    const bool is_any = std::holds_alternative<PathAny>(path.value);
    source_.Complain({"TQ031", "a fact has one predicate",
                      deletes() && is_any ? "find them first: match A -[?p]-> B delete A -[?p]-> B"
                                          : "state one fact for each predicate"},
                     path.where);
  }

  void CheckVariable(const Variable& variable, const Location& where) {
    if (has_rows()) return;
    if (writing_ != Writing::kRows) return ComplainUnbound(variable, where);
    if (variable.name != row_) return ComplainUnbound(variable, where);
    source_.Complain(
        {"TQ045", StrCat("?", row_, " is a whole row"), StrCat("name a field: ?", row_, ".country")}, where);
  }

  void CheckComputed(const Expression& expression) {
    if (has_rows()) return;
    if (const Expression* test = Find<PatternTest>(expression)) {
      source_.Complain({"TQ031", "nothing can be asked in what is written",
                        "ask first: match … let ?n = count { … } insert …"},
                       test->where);
    }
    if (const Expression* found = Find<Variable, PropertyAccess>(expression)) CheckRead(*found, expression);
  }

  // The first of the variables and fields that an expression reads; in rows all of them count.
  void CheckRead(const Expression& found, const Expression& all) {
    if (writing_ != Writing::kRows) {
      const auto* access = std::get_if<PropertyAccess>(&found.value);
      return ComplainUnbound(access != nullptr ? access->variable : std::get<Variable>(found.value),
                             found.where);
    }
    if (const Expression* variable = Find<Variable>(all)) {
      CheckVariable(std::get<Variable>(variable->value), variable->where);
    }
    CheckFields(all);
  }

  void CheckFields(const Expression& expression) {
    if (const auto* access = std::get_if<PropertyAccess>(&expression.value)) {
      if (access->variable.name != row_) ComplainUnbound(access->variable, expression.where);
    } else if (const std::vector<Expression>* children = ChildrenOf(expression)) {
      for (const Expression& child : *children) CheckFields(child);
    }
  }

  void ComplainUnbound(const Variable& variable, const Location& where) {
    std::string advice = "a fact that is stated has no variables";
    if (writing_ == Writing::kDelete) advice = StrCat("find it first: match … delete …");
    if (writing_ == Writing::kRows)
      advice = StrCat("the row is called ?", row_, ", and its fields ?", row_, ".name");
    source_.Complain({"TQ031", StrCat("?", variable.name, " is bound to nothing here"), advice}, where);
  }

  const Writing writing_;
  const std::string_view row_;
  const Query* const asked_;  // what binds the variables of an Update; else null
  SourceText& source_;
};

}  // namespace

bool BindsVariables(const Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(),
                     [](const PatternPart& part) { return std::visit(BindsVariablesVisitor(), part.value); });
}

void CheckWalksHaveEdges(const Pattern& pattern, SourceText* source) {
  for (const PatternPart& part : pattern.parts) {
    const auto* walk = std::get_if<Walk>(&part.value);
    if (walk != nullptr && walk->edges.empty()) {
      source->Complain({"TQ033", "a node without an edge matches nothing here",
                        "give it an edge, as in China -[any]-> ?x; alone in a statement a node is described"},
                       walk->where);
    }
  }
}

void CheckWritten(const std::vector<Walk>& walks, Writing writing, const Query* asked, SourceText* source) {
  WrittenCheck check(writing, "", asked, source);
  for (const Walk& walk : walks) check.Check(walk);
}

void CheckRows(const LoadRows& load, SourceText* source) {
  WrittenCheck check(Writing::kRows, load.row.name, nullptr, source);
  for (const Walk& walk : load.walks) check.Check(walk);
}

void CheckWhy(const Why& why, SourceText* source) {
  const auto refuse = [&](std::string_view what, std::string_view advice, const Location& where) {
    source->Complain({"TQ047", std::string(what), std::string(advice)}, where);
  };
  if (why.walk.edges.empty()) {
    refuse("'why' asks about a fact", "write why China -[rejected]-> H200; a node alone is described",
           why.walk.where);
  }
  for (const Node& node : why.walk.nodes) {
    if (std::holds_alternative<Variable>(node.value)) {
      refuse("'why' asks about one fact, without variables",
             "find the facts first, or read their claims: -[?c: said rejected]-> with ?c.by", node.where);
    }
  }
  for (const Edge& edge : why.walk.edges) {
    if (edge.is_claim_form()) {
      refuse("'why' lists the claims of every stance, so its edge is a name alone", "write -[rejected]->",
             edge.where);
    }
    if (!std::holds_alternative<Term>(edge.path.value) &&
        !std::holds_alternative<Parameter>(edge.path.value)) {
      refuse("'why' asks about one fact, so its edge is one name", "write an edge for each step",
             edge.path.where);
    }
  }
}

void CheckIsList(const Expression& expression, std::string_view rule, std::string_view advice,
                 SourceText* source) {
  const auto is = [&](auto kind) { return std::holds_alternative<decltype(kind)>(expression.value); };
  if (is(PropertyAccess())) {
    source->Complain({"TQ016", StrCat(rule, ", and a key gives its values one by one"),
                      "bind the values with an edge: ?x -[key]-> ?value"},
                     expression.where);
  }
  if (!is(Term()) && !is(NameSearch()) && !is(PatternTest()) && !is(Null())) return;
  const std::string_view written = source->TextOf(expression.where);
  source->Complain({"TQ016", StrCat(rule, ", not '", written, "'"), std::string(advice)}, expression.where);
}

bool IsSingleStep(const Path& path) {
  if (const auto* choices = std::get_if<PathAlternative>(&path.value)) {
    return std::all_of(choices->choices.begin(), choices->choices.end(),
                       [](const Path& choice) { return std::holds_alternative<Term>(choice.value); });
  }
  return std::holds_alternative<Term>(path.value) || std::holds_alternative<PathAny>(path.value) ||
         std::holds_alternative<Variable>(path.value) || std::holds_alternative<Parameter>(path.value) ||
         std::holds_alternative<Computed>(path.value);
}

}  // namespace tern::syntax
