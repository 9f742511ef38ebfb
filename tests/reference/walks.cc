#include "tests/reference/walks.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <utility>

#include "tests/reference/expression.h"
#include "tests/reference/paths.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using model::Stance;
using model::Term;
using Emit = std::function<void(const Binding&)>;
using PredicateTest = std::function<bool(const Cell& predicate, Binding& binding)>;

// Holds the property that a map's expression must equal.
std::string MapVariable(const syntax::MapEntry& entry) {
  return "#map " + std::to_string(reinterpret_cast<uintptr_t>(&entry));
}

template <typename Syntax>  // a Node's, an Expression's
std::optional<Place> PlaceOfTerm(const Syntax& value, const Scope& scope) {
  if (const auto* term = std::get_if<Term>(&value)) return Place(Cell(*term));
  if (const auto* variable = std::get_if<syntax::Variable>(&value)) return Place(variable->name);
  if (const auto* parameter = std::get_if<syntax::Parameter>(&value)) {
    return Place(ValueOfParameter(*parameter, scope));
  }
  return std::nullopt;
}

bool HasStance(syntax::StanceForm form, Stance stance) {
  switch (form) {
    case syntax::StanceForm::kPlain:
      return stance == Stance::kFor;
    case syntax::StanceForm::kNot:
      return stance == Stance::kAgainst;
    case syntax::StanceForm::kUnclear:
      return stance == Stance::kUnclear;
    case syntax::StanceForm::kSaid:
      return true;
  }
  std::abort();
}

bool IsQuantified(const syntax::Path& path) {
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
    return IsQuantified(*inverse->inner);
  return std::holds_alternative<syntax::PathQuantified>(path.value);
}

// Matches one edge.
class EdgeMatch {
 public:
  EdgeMatch(const syntax::Edge& edge, const Scope& scope)
      : edge_(edge), scope_(scope), claim_variables_(scope.claim_variables) {}

  void Run(const Place& left, const Place& right, const Binding& binding, const Emit& emit) {
    using syntax::Direction;
    if (edge_.direction == Direction::kForward) return Path(edge_.path, left, right, binding, emit);
    if (edge_.direction == Direction::kBackward) return Path(edge_.path, right, left, binding, emit);
    if (IsQuantified(edge_.path)) return QuantifiedEitherWay(edge_.path, left, right, binding, emit);
    Path(edge_.path, left, right, binding, emit);
    // A self-loop has matched forward already. Inner variables stand for the ends, so that they can be
    // compared.
    const std::string from = Fresh();
    const std::string to = Fresh();
    Ends(right, left, from, to, binding, [&](const Binding& found) {
      if (!(found.cells.at(from) == found.cells.at(to))) emit(found);
    });
  }

 private:
  // Each pair of ends once, however it is walked.
  void QuantifiedEitherWay(const syntax::Path& path, const Place& left, const Place& right,
                           const Binding& binding, const Emit& emit) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      return QuantifiedEitherWay(*inverse->inner, left, right, binding, emit);
    }
    Pairs pairs = PairsOfPath(std::get<syntax::PathQuantified>(path.value), left, right);
    for (const auto& [from, to] : Pairs(pairs)) pairs.emplace(to, from);
    EmitPairs(pairs, left, right, binding, emit);
  }

  Pairs PairsOfPath(const syntax::PathQuantified& path, const Place& subject, const Place& object) const {
    std::vector<Cell> constants;
    for (const Place* place : {&subject, &object}) {
      if (const auto* constant = std::get_if<Cell>(place)) constants.push_back(*constant);
    }
    return PairsOf(path, *scope_.view, constants);
  }

  static void EmitPairs(const Pairs& pairs, const Place& subject, const Place& object, const Binding& binding,
                        const Emit& emit) {
    for (const auto& [from, to] : pairs) {
      Binding bound = binding;
      if (Bind(subject, from, bound) && Bind(object, to, bound)) emit(bound);
    }
  }

  // Matches the path from `subject` to `object` and keeps the ends' terms under `from` and `to`.
  void Ends(const Place& subject, const Place& object, const std::string& from, const std::string& to,
            const Binding& binding, const Emit& emit) {
    if (ReadsProperties(subject)) claim_variables_.insert(from);
    if (ReadsProperties(object)) claim_variables_.insert(to);
    Path(edge_.path, from, to, binding, [&](const Binding& found) {
      Binding joined = found;
      if (Bind(subject, found.cells.at(from), joined) && Bind(object, found.cells.at(to), joined))
        emit(joined);
    });
  }

  void Path(const syntax::Path& path, const Place& subject, const Place& object, const Binding& binding,
            const Emit& emit) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      Path(*inverse->inner, object, subject, binding, emit);
    } else if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
      for (const auto& choice : alternative->choices) Path(choice, subject, object, binding, emit);
    } else if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value)) {
      Sequence(*sequence, 0, subject, object, binding, emit);
    } else if (const auto* negated = std::get_if<syntax::PathNegated>(&path.value)) {
      Negated(*negated, subject, object, binding, emit);
    } else if (const auto* quantified = std::get_if<syntax::PathQuantified>(&path.value)) {
      EmitPairs(PairsOfPath(*quantified, subject, object), subject, object, binding, emit);
    } else {
      Step(path, subject, object, binding, emit);
    }
  }

  void Sequence(const syntax::PathSequence& sequence, size_t index, const Place& subject, const Place& object,
                const Binding& binding, const Emit& emit) {
    if (index + 1 == sequence.steps.size()) {
      Path(sequence.steps[index], subject, object, binding, emit);
      return;
    }
    const std::string middle = Fresh();
    Path(sequence.steps[index], subject, middle, binding,
         [&](const Binding& found) { Sequence(sequence, index + 1, middle, object, found, emit); });
  }

  // `!a` is any forward edge but a; `!^a` any backward edge but a; `!(a|^b)` both.
  void Negated(const syntax::PathNegated& negated, const Place& subject, const Place& object,
               const Binding& binding, const Emit& emit) {
    const auto all_but = [](const std::vector<std::string>& names) {
      return [&names](const Cell& predicate, Binding&) {
        return std::find(names.begin(), names.end(), predicate.term().value) == names.end();
      };
    };
    if (!negated.forward.empty() || negated.inverse.empty()) {
      Statements(subject, object, binding, all_but(negated.forward), emit);
    }
    if (!negated.inverse.empty()) Statements(object, subject, binding, all_but(negated.inverse), emit);
  }

  void Step(const syntax::Path& path, const Place& subject, const Place& object, const Binding& binding,
            const Emit& emit) {
    const auto test = [&](const Cell& predicate, Binding& bound) {
      if (std::holds_alternative<syntax::PathAny>(path.value)) return true;
      const auto place = PlaceOfTerm(path.value, scope_);
      if (!place) std::abort();
      return Bind(*place, predicate, bound);
    };
    Statements(subject, object, binding, test, emit);
  }

  bool ReadsProperties(const Place& subject) const {
    if (const auto* name = std::get_if<std::string>(&subject)) return claim_variables_.contains(*name);
    const Cell& constant = std::get<Cell>(subject);
    return constant.is_term() && constant.term().kind == model::TermKind::kClaim;
  }

  void Statements(const Place& subject, const Place& object, const Binding& binding,
                  const PredicateTest& test, const Emit& emit) {
    if (edge_.is_claim_form()) {
      for (const Statement* statement : scope_.view->claims) {
        if (HasStance(edge_.stance, statement->stance)) {
          Claim(*statement, subject, object, binding, test, emit);
        }
      }
      return;
    }
    const auto match = [&](const Statement& statement) {
      Binding bound = binding;
      if (Bind(subject, statement.subject, bound) && test(statement.predicate, bound) &&
          Bind(object, statement.object, bound)) {
        emit(bound);
      }
    };
    if (!ReadsProperties(subject)) {
      for (const Statement* fact : scope_.view->facts) match(*fact);
      return;
    }
    // What is said of a claim is read whatever the match looks at.
    for (const Statement* fact : ViewOfAll(*scope_.context->dataset).facts) match(*fact);
    for (const Statement& property : scope_.context->dataset->properties) match(property);
  }

  void Claim(const Statement& statement, const Place& subject, const Place& object, const Binding& binding,
             const PredicateTest& test, const Emit& emit) {
    Binding bound = binding;
    if (!Bind(subject, statement.subject, bound) || !test(statement.predicate, bound) ||
        !Bind(object, statement.object, bound)) {
      return;
    }
    if (edge_.claim) {
      if (!Bind(edge_.claim->name, statement.claim, bound)) return;
      bound.stances[edge_.claim->name] = statement.stance;
    }
    Map(statement.claim, 0, bound, emit);
  }

  void Map(const Cell& claim, size_t index, const Binding& binding, const Emit& emit) {
    if (index == edge_.map.size()) return emit(binding);
    const syntax::MapEntry& entry = edge_.map[index];
    const Place place = PlaceOfTerm(entry.value.value, scope_).value_or(Place(MapVariable(entry)));
    for (const Cell& value : PropertiesOf(*scope_.context->dataset, claim, entry.key)) {
      Binding bound = binding;
      if (Bind(place, value, bound)) Map(claim, index + 1, bound, emit);
    }
  }

  std::string Fresh() { return "#" + std::to_string(fresh_count_++); }

  const syntax::Edge& edge_;
  const Scope& scope_;
  std::set<std::string> claim_variables_;  // the scope's, and inner variables that stand for such
  int fresh_count_ = 0;
};

Place PlaceOf(const syntax::Node& node, const Scope& scope) {
  const auto place = PlaceOfTerm(node.value, scope);
  if (!place) std::abort();  // a search by name needs more than a dataset
  return *place;
}

}  // namespace

bool Bind(const Place& place, const Cell& value, Binding& binding) {
  if (const auto* constant = std::get_if<Cell>(&place)) return StandsFor(*constant, value);
  const auto [bound, is_new] = binding.cells.try_emplace(std::get<std::string>(place), value);
  return is_new || (!bound->second.is_null() && bound->second == value);
}

std::vector<Binding> MatchWalk(const syntax::Walk& walk, const Scope& scope, const Binding& binding) {
  std::vector<Binding> rows = {binding};
  for (size_t i = 0; i < walk.edges.size(); ++i) {
    std::vector<Binding> next;
    for (const Binding& row : rows) {
      EdgeMatch(walk.edges[i], scope)
          .Run(PlaceOf(walk.nodes[i], scope), PlaceOf(walk.nodes[i + 1], scope), row,
               [&](const Binding& found) {
                 next.push_back(found);
                 std::erase_if(next.back().cells, [](const auto& cell) {
                   return cell.first.starts_with('#') && !cell.first.starts_with("#map");
                 });
               });
    }
    rows = std::move(next);
  }
  return rows;
}

bool HoldsMaps(const syntax::Walk& walk, const Scope& scope, const Binding& binding) {
  for (const syntax::Edge& edge : walk.edges) {
    for (const syntax::MapEntry& entry : edge.map) {
      const auto property = binding.cells.find(MapVariable(entry));
      if (property == binding.cells.end()) continue;
      if (!SameValue(property->second, ValueOf(entry.value, scope, binding))) return false;
    }
  }
  return true;
}

}  // namespace tern::reference
