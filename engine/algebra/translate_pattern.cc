#include "engine/algebra/translate_pattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/nearest_name.h"

namespace tern::algebra {
namespace {

using model::Term;
using model::TermKind;
using store::ClaimMode;
using store::Space;

NodePtr JoinOf(NodePtr left, NodePtr right) {
  if (left == nullptr) return right;
  return MakeNode(Join{}, {std::move(left), std::move(right)});
}

Expression NotSame(Expression a, Expression b) {
  return Expression::Call(Function::kNot,
                          {Expression::Call(Function::kSameTerm, {std::move(a), std::move(b)})});
}

Expression ExpressionOf(const Slot& slot) {
  return slot.is_variable() ? Expression::Var(slot.variable) : Expression::Constant(slot.terms[0]);
}

ClaimMode ModeOf(const syntax::Edge& edge) {
  if (!edge.is_claim_form()) return ClaimMode::kFact;
  switch (edge.stance) {
    case syntax::StanceForm::kPlain:
      return ClaimMode::kFor;
    case syntax::StanceForm::kNot:
      return ClaimMode::kAgainst;
    case syntax::StanceForm::kUnclear:
      return ClaimMode::kUnclear;
    case syntax::StanceForm::kSaid:
      return ClaimMode::kEvery;
  }
  return ClaimMode::kFact;
}

class PatternTranslation {
 public:
  PatternTranslation(const syntax::Pattern& pattern, const Parameters& parameters,
                     const absl::flat_hash_set<std::string>& stance_wanted)
      : parameters_(parameters) {
    for (const syntax::Walk* walk : syntax::WalksOf(pattern)) {
      for (const syntax::Edge& edge : walk->edges) {
        if (!edge.claim) continue;
        claim_variables_.insert(edge.claim->name);
        if (stance_wanted.contains(edge.claim->name))
          stance_edges_[edge.claim->name] = &edge;  // the last one
      }
    }
    for (const auto& [name, edge] : stance_edges_)
      result_.stances[name] = absl::StrCat("#stance(", name, ")");
  }

  absl::Status AddWalk(const syntax::Walk& walk) {
    if (walk.edges.empty()) {
      return Error(kLoneNode, "a node alone matches nothing here", walk.where,
                   "add an edge, as in ?x -[any]-> ?y");
    }
    auto from = SlotOfNode(walk.nodes[0]);
    if (!from.ok()) return from.status();
    for (size_t i = 0; i < walk.edges.size(); ++i) {
      const syntax::Edge& edge = walk.edges[i];
      AddEdgeVariables(edge);
      auto to = SlotOfNode(walk.nodes[i + 1]);
      if (!to.ok()) return to.status();
      if (const absl::Status status = AddEdge(edge, *from, *to); !status.ok()) return status;
      from = std::move(to);
    }
    return absl::OkStatus();
  }

  // Filters the whole pattern. Call after all walks.
  absl::Status AddWhere(const syntax::Expression& where) {
    auto condition = TranslateExpression(where, Scope());
    if (!condition.ok()) return condition.status();
    result_.root = MakeNode(Filter{*std::move(condition)}, {std::move(result_.root)});
    return absl::OkStatus();
  }

  // Conditions of map values, which may name variables that are bound later in the text. Call after all
  // walks.
  absl::Status AddMapConditions() {
    for (const auto& [variable, expression] : map_conditions_) {
      auto value = TranslateExpression(*expression, Scope());
      if (!value.ok()) return value.status();
      result_.root =
          MakeNode(Filter{Expression::Call(Function::kEqual, {Expression::Var(variable), *std::move(value)})},
                   {std::move(result_.root)});
    }
    return absl::OkStatus();
  }

  PatternPlan Take() { return std::move(result_); }

 private:
  // The places of one edge as one of its paths is translated.
  struct Ends {
    Slot subject;
    Slot object;
  };

  ExpressionScope Scope() {
    ExpressionScope scope;
    scope.parameters = &parameters_;
    scope.stances = &result_.stances;
    scope.mentions = &result_.mentions;
    scope.variable = [this](const std::string& name, model::Location where) -> absl::StatusOr<Expression> {
      const auto& known = result_.variables;
      if (absl::StartsWith(name, "#") || std::find(known.begin(), known.end(), name) != known.end()) {
        return Expression::Var(name);
      }
      return UnboundVariable(name, known, where);
    };
    return scope;
  }

  absl::Status CountStep(model::Location where) {
    if (++step_count_ <= kMaxPatternSteps) return absl::OkStatus();
    return Error(kPatternTooLarge,
                 absl::StrCat("a pattern may have ", kMaxPatternSteps, " steps, this one has more"), where,
                 "split the query");
  }

  Variable Fresh() { return absl::StrCat("#", ++fresh_count_); }

  void AddVariable(const std::string& name) {
    auto& names = result_.variables;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  void AddPathVariables(const syntax::Path& path) {
    if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) AddVariable(variable->name);
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
      AddPathVariables(*inverse->inner);
  }

  void AddEdgeVariables(const syntax::Edge& edge) {
    if (edge.claim) AddVariable(edge.claim->name);
    AddPathVariables(edge.path);
    for (const syntax::MapEntry& entry : edge.map) {
      if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value))
        AddVariable(variable->name);
    }
  }

  Slot ConstantSlot(const Term& term, const std::string& written, model::Location where, bool is_predicate) {
    if (term.kind == TermKind::kIri) result_.mentions.push_back({term, written, where, is_predicate});
    return Slot::Constant(term);
  }

  absl::StatusOr<Slot> SlotOfNode(const syntax::Node& node) {
    if (const auto* term = std::get_if<Term>(&node.value))
      return ConstantSlot(*term, node.written, node.where, false);
    if (const auto* variable = std::get_if<syntax::Variable>(&node.value)) {
      AddVariable(variable->name);
      return Slot::Var(variable->name);
    }
    if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value)) {
      auto term = ParameterValue(parameters_, *parameter, node.where);
      if (!term.ok()) return term.status();
      return ConstantSlot(*term, "", node.where, false);
    }
    return SlotOfSearch(std::get<syntax::NameSearch>(node.value), node.where);
  }

  // A fresh variable that is bound to each entity that the search has found.
  absl::StatusOr<Slot> SlotOfSearch(const syntax::NameSearch& search, model::Location where) {
    if (!search.found) {
      return Error(kNameSearch, "a search by name (~\"…\") cannot be answered without a store", where,
                   "write the name itself");
    }
    const Variable variable = Fresh();
    Values entities{{variable}, {}};
    for (const Term& term : *search.found) entities.rows.push_back({term});
    result_.root = JoinOf(std::move(result_.root), MakeNode(std::move(entities)));
    return Slot::Var(variable);
  }

  absl::Status AddEdge(const syntax::Edge& edge, const Slot& from, const Slot& to) {
    if (const absl::Status status = CheckClaimForm(edge); !status.ok()) return status;
    const Variable claim = edge.claim ? edge.claim->name : edge.map.empty() ? Variable() : Fresh();
    auto node = EdgeNode(edge, claim, from, to);
    if (!node.ok()) return node.status();
    result_.root = JoinOf(std::move(result_.root), *std::move(node));
    for (const syntax::MapEntry& entry : edge.map) {
      if (const absl::Status status = AddMapEntry(entry, claim); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  static absl::Status CheckClaimForm(const syntax::Edge& edge) {
    if (!edge.is_claim_form()) return absl::OkStatus();
    const auto is_name = [](const syntax::Path& path) {
      return std::holds_alternative<Term>(path.value) ||
             std::holds_alternative<syntax::Parameter>(path.value);
    };
    const auto* choice = std::get_if<syntax::PathAlternative>(&edge.path.value);
    if (is_name(edge.path) || std::holds_alternative<syntax::Variable>(edge.path.value) ||
        std::holds_alternative<syntax::PathAny>(edge.path.value) ||
        (choice != nullptr && std::all_of(choice->choices.begin(), choice->choices.end(), is_name))) {
      return absl::OkStatus();
    }
    return Error(kClaimFormPath, "a claim (?c:, a stance or a map) needs a single step", edge.path.where,
                 "write one name, a|b, any or ?p, and the other steps as edges of their own");
  }

  absl::StatusOr<NodePtr> EdgeNode(const syntax::Edge& edge, const Variable& claim, const Slot& from,
                                   const Slot& to) {
    using syntax::Direction;
    if (edge.direction == Direction::kForward) return PathNode(edge, claim, edge.path, {from, to});
    if (edge.direction == Direction::kBackward) return PathNode(edge, claim, edge.path, {to, from});
    auto forward = PathNode(edge, claim, edge.path, {from, to});
    if (!forward.ok() || (from == to && !IsLiteral(from))) return forward;  // a self-loop, which comes once
    // Backward, without what is a self-loop: the two ends are one term. A literal stands for all terms of its
    // value, so that the term it has met must be bound to be compared.
    std::vector<Expression> conditions;
    const Slot start = Bound(to, conditions);
    const Slot end = Bound(from, conditions);
    auto backward = PathNode(edge, claim, edge.path, {start, end});
    if (!backward.ok()) return backward;
    if (start.is_variable() || end.is_variable()) {
      conditions.push_back(NotSame(ExpressionOf(end), ExpressionOf(start)));
    }
    NodePtr other = *std::move(backward);
    if (!conditions.empty()) {
      other = MakeNode(Filter{Conjunction(std::move(conditions))}, {std::move(other)});
    }
    return UnionOf({*std::move(forward), std::move(other)});
  }

  static bool IsLiteral(const Slot& slot) { return slot.is_constant() && slot.terms[0].is_literal(); }

  // `slot`, with a fresh variable and a condition in place of a literal.
  Slot Bound(const Slot& slot, std::vector<Expression>& conditions) {
    if (!IsLiteral(slot)) return slot;
    Slot variable = Slot::Var(Fresh());
    conditions.push_back(Expression::Call(
        Function::kEqual, {Expression::Var(variable.variable), Expression::Constant(slot.terms[0])}));
    return variable;
  }

  // The union over what the first choice shares with all others: the fresh variables inside a choice are its
  // own.
  static NodePtr UnionOf(std::vector<NodePtr> choices) {
    std::vector<Variable> variables = VariablesOf(*choices[0]);
    for (const NodePtr& choice : choices) {
      const std::vector<Variable> others = VariablesOf(*choice);
      std::erase_if(variables, [&](const Variable& v) {
        return std::find(others.begin(), others.end(), v) == others.end();
      });
    }
    return MakeNode(Union{std::move(variables)}, std::move(choices));
  }

  absl::StatusOr<NodePtr> PathNode(const syntax::Edge& edge, const Variable& claim, const syntax::Path& path,
                                   const Ends& ends) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      return PathNode(edge, claim, *inverse->inner, {ends.object, ends.subject});
    }
    if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
      std::vector<NodePtr> choices;
      for (const syntax::Path& choice : alternative->choices) {
        auto node = PathNode(edge, claim, choice, ends);
        if (!node.ok()) return node;
        choices.push_back(*std::move(node));
      }
      return UnionOf(std::move(choices));
    }
    if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value)) {
      return SequenceNode(edge, claim, *sequence, ends);
    }
    if (const auto* negated = std::get_if<syntax::PathNegated>(&path.value)) {
      if (absl::Status status = CountStep(path.where); !status.ok()) return status;
      return NegatedNode(*negated, ends);
    }
    if (std::holds_alternative<syntax::PathQuantified>(path.value)) {
      return Error(kQuantifiedPath, "a path with *, +, ? or {…} is not part of this version", path.where,
                   "write the steps out, as in a/b or a|b");
    }
    if (absl::Status status = CountStep(path.where); !status.ok()) return status;
    auto predicate = PredicateSlot(path);
    if (!predicate.ok()) return predicate.status();
    return MakeNode(StepScan(edge, claim, ends, *std::move(predicate)));
  }

  absl::StatusOr<NodePtr> SequenceNode(const syntax::Edge& edge, const Variable& claim,
                                       const syntax::PathSequence& sequence, const Ends& ends) {
    NodePtr joined;
    Slot from = ends.subject;
    for (size_t i = 0; i < sequence.steps.size(); ++i) {
      Slot to = i + 1 == sequence.steps.size() ? ends.object : Slot::Var(Fresh());
      auto step = PathNode(edge, claim, sequence.steps[i], {from, to});
      if (!step.ok()) return step;
      joined = JoinOf(std::move(joined), *std::move(step));
      from = std::move(to);
    }
    return joined;
  }

  // `!a`: forward edges but a; `!^a`: backward edges but a; `!(a|^b)`: both (SPARQL 1.1 §9.3).
  absl::StatusOr<NodePtr> NegatedNode(const syntax::PathNegated& negated, const Ends& ends) {
    std::vector<NodePtr> choices;
    if (!negated.forward.empty() || negated.inverse.empty()) {
      choices.push_back(AllButNode(negated.forward, ends.subject, ends.object));
    }
    if (!negated.inverse.empty()) choices.push_back(AllButNode(negated.inverse, ends.object, ends.subject));
    return choices.size() == 1 ? choices[0] : UnionOf(std::move(choices));
  }

  NodePtr AllButNode(const std::vector<std::string>& names, const Slot& subject, const Slot& object) {
    const Variable predicate = Fresh();
    Scan scan = FactScan(subject, Slot::Var(predicate), object);
    if (names.empty()) return MakeNode(std::move(scan));
    std::vector<Expression> arguments = {Expression::Var(predicate)};
    for (const std::string& name : names) arguments.push_back(Expression::Constant(Term::Iri(name)));
    return MakeNode(Filter{Expression::Call(Function::kNotIn, std::move(arguments))},
                    {MakeNode(std::move(scan))});
  }

  absl::StatusOr<Slot> PredicateSlot(const syntax::Path& path) {
    if (const auto* term = std::get_if<Term>(&path.value)) return ConstantSlot(*term, "", path.where, true);
    if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) return Slot::Var(variable->name);
    if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
      auto term = ParameterValue(parameters_, *parameter, path.where);
      if (!term.ok()) return term.status();
      if (term->kind != TermKind::kIri) {
        return Error(kWrongParameter,
                     absl::StrCat("parameter $", parameter->name, " is no name and cannot be a predicate"),
                     path.where);
      }
      return ConstantSlot(*term, "", path.where, true);
    }
    return Slot::Any();
  }

  Scan StepScan(const syntax::Edge& edge, const Variable& claim, const Ends& ends, Slot predicate) {
    if (!edge.is_claim_form()) return FactScan(ends.subject, std::move(predicate), ends.object);
    Scan scan;
    scan.subject = ends.subject;
    scan.predicate = std::move(predicate);
    scan.object = ends.object;
    scan.mode = ModeOf(edge);
    scan.claim = claim;
    if (edge.claim) {
      const auto last = stance_edges_.find(edge.claim->name);
      if (last != stance_edges_.end() && last->second == &edge)
        scan.stance = result_.stances.at(edge.claim->name);
    }
    return scan;
  }

  // A plain edge. One that starts at a claim reads the claim's properties too.
  Scan FactScan(const Slot& subject, Slot predicate, const Slot& object) const {
    Scan scan;
    scan.subject = subject;
    scan.predicate = std::move(predicate);
    scan.object = object;
    if (subject.is_variable() && claim_variables_.contains(subject.variable)) scan.space = Space::kBoth;
    if (subject.is_constant() && subject.terms[0].kind == TermKind::kClaim) scan.space = Space::kProperties;
    return scan;
  }

  absl::Status AddMapEntry(const syntax::MapEntry& entry, const Variable& claim) {
    if (absl::Status status = CountStep(entry.key_where); !status.ok()) return status;
    Slot value;
    if (const auto* term = std::get_if<Term>(&entry.value.value)) {
      value = ConstantSlot(*term, "", entry.value.where, false);
    } else if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value)) {
      value = Slot::Var(variable->name);
    } else if (const auto* parameter = std::get_if<syntax::Parameter>(&entry.value.value)) {
      auto term = ParameterValue(parameters_, *parameter, entry.value.where);
      if (!term.ok()) return term.status();
      value = ConstantSlot(*term, "", entry.value.where, false);
    } else if (const auto* search = std::get_if<syntax::NameSearch>(&entry.value.value)) {
      auto found = SlotOfSearch(*search, entry.value.where);
      if (!found.ok()) return found.status();
      value = *std::move(found);
    } else {
      value = Slot::Var(Fresh());
      map_conditions_.emplace_back(value.variable, &entry.value);
    }
    Scan scan;
    scan.subject = Slot::Var(claim);
    scan.predicate = ConstantSlot(Term::Iri(entry.key), "", entry.key_where, true);
    scan.object = std::move(value);
    scan.space = Space::kBoth;
    result_.root = JoinOf(std::move(result_.root), MakeNode(std::move(scan)));
    return absl::OkStatus();
  }

  const Parameters& parameters_;
  absl::flat_hash_set<std::string> claim_variables_;
  std::map<std::string, const syntax::Edge*> stance_edges_;  // the edge that binds a claim variable's stance
  std::vector<std::pair<Variable, const syntax::Expression*>> map_conditions_;
  PatternPlan result_;
  int fresh_count_ = 0;
  int step_count_ = 0;
};

}  // namespace

void CollectStanceArguments(const syntax::Expression& expression,
                            absl::flat_hash_set<std::string>& variables) {
  const std::vector<syntax::Expression>* arguments = nullptr;
  if (const auto* call = std::get_if<syntax::FunctionCall>(&expression.value)) {
    arguments = &call->arguments;
    if (FunctionFromName(call->name) == Function::kStance && call->arguments.size() == 1) {
      if (const auto* variable = std::get_if<syntax::Variable>(&call->arguments[0].value)) {
        variables.insert(variable->name);
      }
    }
  } else if (const auto* operation = std::get_if<syntax::OperatorCall>(&expression.value)) {
    arguments = &operation->operands;
  } else if (const auto* aggregate = std::get_if<syntax::Aggregate>(&expression.value)) {
    arguments = &aggregate->arguments;
  }
  if (arguments == nullptr) return;
  for (const syntax::Expression& argument : *arguments) CollectStanceArguments(argument, variables);
}

absl::Status UnboundVariable(const std::string& name, const std::vector<std::string>& known,
                             model::Location where) {
  NearestNames nearest(name, 1);
  for (const std::string& candidate : known) nearest.Offer(candidate);
  return Error(kUnboundVariable, absl::StrCat("variable ?", name, " is bound nowhere in the pattern"), where,
               DidYouMean(nearest.Take(), "?"));
}

absl::StatusOr<PatternPlan> TranslatePattern(const syntax::Pattern& pattern, const Parameters& parameters,
                                             absl::flat_hash_set<std::string> stance_wanted) {
  if (pattern.where_clause) CollectStanceArguments(*pattern.where_clause, stance_wanted);
  for (const syntax::Walk* walk : syntax::WalksOf(pattern)) {
    for (const syntax::Edge& edge : walk->edges) {
      for (const syntax::MapEntry& entry : edge.map) CollectStanceArguments(entry.value, stance_wanted);
    }
  }
  PatternTranslation translation(pattern, parameters, stance_wanted);
  for (const syntax::Walk* walk : syntax::WalksOf(pattern)) {
    if (const absl::Status status = translation.AddWalk(*walk); !status.ok()) return status;
  }
  if (const absl::Status status = translation.AddMapConditions(); !status.ok()) return status;
  if (pattern.where_clause) {
    if (const absl::Status status = translation.AddWhere(*pattern.where_clause); !status.ok()) return status;
  }
  return translation.Take();
}

}  // namespace tern::algebra
