#include "engine/algebra/translate_walk.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/algebra/diagnostics.h"
#include "engine/algebra/outer_row.h"
#include "engine/algebra/syntax_variables.h"
#include "engine/algebra/translate_path.h"

namespace tern::algebra {
namespace {

using model::Term;

class WalkTranslation {
 public:
  WalkTranslation(const ClaimFilter& claims, TranslationState& state, Rows& rows,
                  std::vector<MapCondition>& deferred)
      : claims_(claims), state_(state), rows_(rows), deferred_(deferred) {}

  absl::Status Add(const syntax::Walk& walk) {
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
      if (absl::Status status = AddEdge(edge, *from, *to); !status.ok()) return status;
      from = std::move(to);
    }
    return absl::OkStatus();
  }

 private:
  void AddPathVariables(const syntax::Path& path) {
    if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) rows_.scope.Add(variable->name);
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
      AddPathVariables(*inverse->inner);
  }

  void AddEdgeVariables(const syntax::Edge& edge) {
    if (edge.claim) rows_.scope.Add(edge.claim->name);
    AddPathVariables(edge.path);
    for (const syntax::MapEntry& entry : edge.map) {
      if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value))
        rows_.scope.Add(variable->name);
    }
  }

  absl::StatusOr<Slot> SlotOfParameter(const syntax::Parameter& parameter, model::Location where) {
    auto term = ParameterValue(*state_.parameters, parameter, where);
    if (!term.ok()) return term.status();
    return ConstantSlot(*term, "", where, false, state_);
  }

  absl::StatusOr<Slot> SlotOfNode(const syntax::Node& node) {
    if (const auto* term = std::get_if<Term>(&node.value))
      return ConstantSlot(*term, node.written, node.where, false, state_);
    if (const auto* variable = std::get_if<syntax::Variable>(&node.value)) {
      rows_.scope.Add(variable->name);
      return Slot::Var(variable->name);
    }
    if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value))
      return SlotOfParameter(*parameter, node.where);
    if (const auto* search = std::get_if<syntax::NameSearch>(&node.value))
      return SlotOfSearch(*search, node.where);
    return absl::InternalError("a computed node stands in a pattern");
  }

  // A fresh variable that is bound to each entity that the search has found.
  absl::StatusOr<Slot> SlotOfSearch(const syntax::NameSearch& search, model::Location where) {
    if (!search.found) {
      return Error(kNameSearch, "a search by name (~\"…\") cannot be answered without a store", where,
                   "write the name itself");
    }
    const Variable variable = state_.Fresh();
    Values entities{{variable}, {}};
    for (const Term& term : *search.found) entities.rows.push_back({term});
    rows_.root = JoinOf(std::move(rows_.root), MakeNode(std::move(entities)));
    return Slot::Var(variable);
  }

  EdgeContext ContextOf(const syntax::Edge& edge) const {
    EdgeContext context;
    context.edge = &edge;
    context.claims = &claims_;
    context.scope = &rows_.scope;
    context.state = &state_;
    return context;
  }

  absl::Status AddEdge(const syntax::Edge& edge, const Slot& from, const Slot& to) {
    EdgeContext context = ContextOf(edge);
    context.claim = edge.claim ? edge.claim->name : edge.map.empty() ? Variable() : state_.Fresh();
    if (edge.claim && state_.stance_names.contains(edge.claim->name)) {
      context.stance = StanceVariable(edge.claim->name);
    }
    auto node = TranslateEdge(context, from, to);
    if (!node.ok()) return node.status();
    rows_.root = JoinOf(std::move(rows_.root), *std::move(node));
    for (const syntax::MapEntry& entry : edge.map) {
      if (absl::Status status = AddMapEntry(entry, context.claim); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Where several edges name a claim, its stance is that of the last one.
  Variable StanceVariable(const std::string& name) {
    const bool is_first = !rows_.scope.stances.contains(name);
    const std::string number = is_first ? "" : absl::StrCat(", ", ++state_.fresh_count);
    Variable variable = absl::StrCat("#stance(", name, number, ")");
    rows_.scope.stances[name] = variable;
    return variable;
  }

  absl::Status AddMapEntry(const syntax::MapEntry& entry, const Variable& claim) {
    if (absl::Status status = state_.CountStep(entry.key_where); !status.ok()) return status;
    Slot value;
    if (const auto* term = std::get_if<Term>(&entry.value.value)) {
      value = ConstantSlot(*term, "", entry.value.where, false, state_);
    } else if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value)) {
      value = Slot::Var(variable->name);
    } else if (const auto* parameter = std::get_if<syntax::Parameter>(&entry.value.value)) {
      auto slot = SlotOfParameter(*parameter, entry.value.where);
      if (!slot.ok()) return slot.status();
      value = *std::move(slot);
    } else if (const auto* search = std::get_if<syntax::NameSearch>(&entry.value.value)) {
      auto found = SlotOfSearch(*search, entry.value.where);
      if (!found.ok()) return found.status();
      value = *std::move(found);
    } else {
      value = Slot::Var(state_.Fresh());
      deferred_.push_back({value.variable, &entry.value});
    }
    Scan scan;
    scan.subject = Slot::Var(claim);
    scan.predicate = ConstantSlot(Term::Iri(entry.key), "", entry.key_where, true, state_);
    scan.object = std::move(value);
    scan.space = store::Space::kBoth;
    rows_.root = JoinOf(std::move(rows_.root), MakeNode(std::move(scan)));
    return absl::OkStatus();
  }

  const ClaimFilter& claims_;
  TranslationState& state_;
  Rows& rows_;
  std::vector<MapCondition>& deferred_;
};

}  // namespace

absl::Status AddWalk(const syntax::Walk& walk, const ClaimFilter& claims, TranslationState& state, Rows& rows,
                     std::vector<MapCondition>& deferred) {
  std::vector<MapCondition> conditions;
  if (absl::Status status = WalkTranslation(claims, state, rows, conditions).Add(walk); !status.ok())
    return status;
  for (const MapCondition& condition : conditions) {
    NameSet used;
    AddUsedNames(*condition.value, used);
    const bool is_bound =
        std::all_of(used.begin(), used.end(), [&](const auto& name) { return rows.scope.Binds(name); });
    if (!is_bound) {
      deferred.push_back(condition);
      continue;
    }
    if (absl::Status status = AddMapCondition(condition, claims, state, rows); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AddMapCondition(const MapCondition& condition, const ClaimFilter& claims,
                             TranslationState& state, Rows& rows) {
  auto value = TranslateExpression(*condition.value, ScopeOver(claims, state, rows));
  if (!value.ok()) return value.status();
  Expression equal =
      Expression::Call(Function::kEqual, {Expression::Var(condition.property), *std::move(value)});
  rows.root = MakeNode(Filter{std::move(equal)}, {std::move(rows.root)});
  return absl::OkStatus();
}

absl::StatusOr<Variable> AddAccess(const syntax::PropertyAccess& access, model::Location where,
                                   const ClaimFilter& claims, TranslationState& state, Rows& rows) {
  const std::string& name = access.variable.name;
  if (!rows.scope.Binds(name)) return UnboundVariable(name, rows.scope, where);
  const syntax::PropertyAccess::Step& step = access.steps[0];
  const std::string written = absl::StrCat("?", name, ".", step.name.empty() ? step.iri : step.name);
  if (access.steps.size() > 1) {
    return Error(kAlreadyBound, absl::StrCat("'", written, ".…' reads more than one step"),
                 access.steps[1].where,
                 absl::StrCat("bind the step between by an edge, or by 'let ?v = ", written, "'"));
  }
  const auto key = std::make_pair(name, step.iri);
  if (const auto known = rows.scope.accesses.find(key); known != rows.scope.accesses.end())
    return known->second;
  if (absl::Status status = state.CountStep(where); !status.ok()) return status;
  EdgeContext context;
  context.claims = &claims;
  context.scope = &rows.scope;
  context.state = &state;
  const Variable variable = state.Fresh();
  Slot predicate = ConstantSlot(Term::Iri(step.iri), "", step.where, true, state);
  Scan scan = FactScan(context, Slot::Var(name), std::move(predicate), Slot::Var(variable));
  Join join;
  join.type = JoinType::kLeft;
  rows.root = MakeNode(std::move(join), {OrUnit(std::move(rows.root)), MakeNode(std::move(scan))});
  rows.scope.accesses[key] = variable;
  state.written[variable] = written;
  return variable;
}

}  // namespace tern::algebra
