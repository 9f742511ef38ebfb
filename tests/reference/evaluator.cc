#include "tests/reference/evaluator.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "storage/model/value.h"
#include "tests/reference/expression.h"

namespace tern::reference {
namespace {

using model::Stance;
using model::Term;

// A place of a pattern: a constant or a variable (fresh ones are named "#1", …).
using Place = std::variant<Term, std::string>;
using Emit = std::function<void(const Binding&)>;

// Binds `place` to `term` in `binding`, or says that it cannot.
bool Bind(const Place& place, const Term& term, Binding& binding) {
  if (const auto* constant = std::get_if<Term>(&place)) return SameValue(*constant, term);
  Cell& cell = binding.variables[std::get<std::string>(place)];
  if (cell) return *cell == term;
  cell = term;
  return true;
}

class PatternEvaluation {
 public:
  PatternEvaluation(const Dataset& dataset, const syntax::Pattern& pattern,
                    const std::map<std::string, Term>& parameters)
      : dataset_(dataset), parameters_(parameters) {
    for (const auto* walk : syntax::WalksOf(pattern)) {
      for (const auto& edge : walk->edges) {
        if (edge.claim) claim_variables_.insert(edge.claim->name);
      }
    }
    for (size_t i = 0; i < dataset.facts.size(); ++i) {
      if (IsFirstFor(i)) plain_.push_back(&dataset.facts[i]);
    }
  }

  std::vector<Binding> Run(const syntax::Pattern& pattern) {
    std::vector<Binding> bindings = {Binding{}};
    for (const auto* walk : syntax::WalksOf(pattern)) {
      for (size_t i = 0; i < walk->edges.size(); ++i) {
        std::vector<Binding> next;
        for (const auto& binding : bindings) {
          MatchEdge(walk->edges[i], PlaceOf(walk->nodes[i]), PlaceOf(walk->nodes[i + 1]), binding,
                    [&](const Binding& found) { next.push_back(found); });
        }
        bindings = std::move(next);
      }
    }
    if (pattern.where_clause) {
      std::erase_if(bindings, [&](const Binding& binding) {
        return !IsTrue(Value(*pattern.where_clause, binding, parameters_));
      });
    }
    return bindings;
  }

 private:
  // The first statement of its triple that is stated without a claim or has a claim for it.
  bool IsFirstFor(size_t index) const {
    const Statement& statement = dataset_.facts[index];
    if (statement.stance != Stance::kFor) return false;
    for (size_t i = 0; i < index; ++i) {
      const Statement& other = dataset_.facts[i];
      if (other.stance == Stance::kFor && other.subject == statement.subject &&
          other.predicate == statement.predicate && other.object == statement.object) {
        return false;
      }
    }
    return true;
  }

  Place PlaceOf(const syntax::Node& node) const {
    if (const auto* term = std::get_if<Term>(&node.value)) return *term;
    if (const auto* variable = std::get_if<syntax::Variable>(&node.value)) return variable->name;
    if (const auto* parameter = std::get_if<syntax::Parameter>(&node.value))
      return parameters_.at(parameter->name);
    std::abort();
  }

  void MatchEdge(const syntax::Edge& edge, const Place& left, const Place& right, const Binding& binding,
                 const Emit& emit) {
    using syntax::Direction;
    if (edge.direction != Direction::kBackward) MatchPath(edge, edge.path, left, right, binding, emit);
    if (edge.direction == Direction::kBackward) MatchPath(edge, edge.path, right, left, binding, emit);
    if (edge.direction == Direction::kEither) {
      // A self-loop has matched forward already. Fresh variables stand for the ends, so that they can be
      // compared.
      const std::string from = Fresh();
      const std::string to = Fresh();
      MatchEnds(edge, right, left, from, to, binding, [&](const Binding& found) {
        if (*found.variables.at(from) != *found.variables.at(to)) emit(found);
      });
    }
  }

  // Matches the path from `subject` to `object` and keeps the ends' terms under `from` and `to`.
  void MatchEnds(const syntax::Edge& edge, const Place& subject, const Place& object, const std::string& from,
                 const std::string& to, const Binding& binding, const Emit& emit) {
    if (ReadsProperties(subject)) claim_variables_.insert(from);
    if (ReadsProperties(object)) claim_variables_.insert(to);
    MatchPath(edge, edge.path, from, to, binding, [&](const Binding& found) {
      Binding joined = found;
      if (Bind(subject, *found.variables.at(from), joined) && Bind(object, *found.variables.at(to), joined)) {
        emit(joined);
      }
    });
  }

  void MatchPath(const syntax::Edge& edge, const syntax::Path& path, const Place& subject,
                 const Place& object, const Binding& binding, const Emit& emit) {
    if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
      MatchPath(edge, *inverse->inner, object, subject, binding, emit);
    } else if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
      for (const auto& choice : alternative->choices) MatchPath(edge, choice, subject, object, binding, emit);
    } else if (const auto* sequence = std::get_if<syntax::PathSequence>(&path.value)) {
      MatchSequence(edge, *sequence, 0, subject, object, binding, emit);
    } else if (const auto* negated = std::get_if<syntax::PathNegated>(&path.value)) {
      MatchNegated(edge, *negated, subject, object, binding, emit);
    } else {
      MatchStep(edge, path, subject, object, binding, emit);
    }
  }

  void MatchSequence(const syntax::Edge& edge, const syntax::PathSequence& sequence, size_t index,
                     const Place& subject, const Place& object, const Binding& binding, const Emit& emit) {
    if (index + 1 == sequence.steps.size()) {
      MatchPath(edge, sequence.steps[index], subject, object, binding, emit);
      return;
    }
    const std::string middle = Fresh();
    MatchPath(edge, sequence.steps[index], subject, middle, binding, [&](const Binding& found) {
      MatchSequence(edge, sequence, index + 1, middle, object, found, emit);
    });
  }

  void MatchNegated(const syntax::Edge& edge, const syntax::PathNegated& negated, const Place& subject,
                    const Place& object, const Binding& binding, const Emit& emit) {
    const auto excluded = [](const std::vector<std::string>& names, const Term& predicate) {
      return std::find(names.begin(), names.end(), predicate.value) != names.end();
    };
    // `!a` is any forward edge but a; `!^a` any backward edge but a; `!(a|^b)` both.
    if (!negated.forward.empty() || negated.inverse.empty()) {
      MatchStatements(
          edge, subject, object, binding,
          [&](const Term& predicate, Binding&) { return !excluded(negated.forward, predicate); }, emit);
    }
    if (!negated.inverse.empty()) {
      MatchStatements(
          edge, object, subject, binding,
          [&](const Term& predicate, Binding&) { return !excluded(negated.inverse, predicate); }, emit);
    }
  }

  void MatchStep(const syntax::Edge& edge, const syntax::Path& path, const Place& subject,
                 const Place& object, const Binding& binding, const Emit& emit) {
    MatchStatements(
        edge, subject, object, binding,
        [&](const Term& predicate, Binding& bound) {
          if (const auto* term = std::get_if<Term>(&path.value)) return *term == predicate;
          if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) {
            return Bind(variable->name, predicate, bound);
          }
          if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
            return parameters_.at(parameter->name) == predicate;
          }
          if (std::holds_alternative<syntax::PathAny>(path.value)) return true;
          std::abort();
        },
        emit);
  }

  using PredicateTest = std::function<bool(const Term& predicate, Binding& binding)>;

  bool IsClaimTerm(const Place& place) const {
    const auto* term = std::get_if<Term>(&place);
    return term != nullptr && term->kind == model::TermKind::kClaim;
  }
  bool ReadsProperties(const Place& subject) const {
    const auto* name = std::get_if<std::string>(&subject);
    return name != nullptr ? claim_variables_.contains(*name) : IsClaimTerm(subject);
  }

  void MatchStatements(const syntax::Edge& edge, const Place& subject, const Place& object,
                       const Binding& binding, const PredicateTest& test, const Emit& emit) {
    if (edge.is_claim_form()) {
      for (const Statement& statement : dataset_.facts) {
        if (statement.claim && HasStance(edge.stance, statement.stance)) {
          MatchClaim(edge, statement, subject, object, binding, test, emit);
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
    for (const Statement* statement : plain_) match(*statement);
    if (!ReadsProperties(subject)) return;
    for (const Statement& statement : dataset_.properties) match(statement);
  }

  static bool HasStance(syntax::StanceForm form, Stance stance) {
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

  void MatchClaim(const syntax::Edge& edge, const Statement& statement, const Place& subject,
                  const Place& object, const Binding& binding, const PredicateTest& test, const Emit& emit) {
    Binding bound = binding;
    if (!Bind(subject, statement.subject, bound) || !test(statement.predicate, bound) ||
        !Bind(object, statement.object, bound)) {
      return;
    }
    if (edge.claim) {
      if (!Bind(edge.claim->name, *statement.claim, bound)) return;
      bound.stances[edge.claim->name] = statement.stance;
    }
    MatchMap(edge, *statement.claim, 0, bound, emit);
  }

  void MatchMap(const syntax::Edge& edge, const Term& claim, size_t index, const Binding& binding,
                const Emit& emit) {
    if (index == edge.map.size()) {
      emit(binding);
      return;
    }
    const syntax::MapEntry& entry = edge.map[index];
    const auto match = [&](const Statement& statement) {
      if (statement.subject != claim || statement.predicate.value != entry.key) return;
      Binding bound = binding;
      if (Bind(PlaceOf(entry.value), statement.object, bound)) MatchMap(edge, claim, index + 1, bound, emit);
    };
    for (const Statement* statement : plain_) match(*statement);
    for (const Statement& statement : dataset_.properties) match(statement);
  }

  Place PlaceOf(const syntax::Expression& expression) const {
    if (const auto* term = std::get_if<Term>(&expression.value)) return *term;
    if (const auto* variable = std::get_if<syntax::Variable>(&expression.value)) return variable->name;
    if (const auto* parameter = std::get_if<syntax::Parameter>(&expression.value)) {
      return parameters_.at(parameter->name);
    }
    std::abort();
  }

  std::string Fresh() { return "#" + std::to_string(fresh_count_++); }

  const Dataset& dataset_;
  const std::map<std::string, Term>& parameters_;
  std::set<std::string> claim_variables_;
  std::vector<const Statement*> plain_;  // each fact once
  int fresh_count_ = 0;
};

// --- from bindings to rows
// ------------------------------------------------------------------------------------

void AddVariable(const std::string& name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void AddVariables(const syntax::Path& path, std::vector<std::string>& names) {
  if (const auto* variable = std::get_if<syntax::Variable>(&path.value)) AddVariable(variable->name, names);
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value))
    AddVariables(*inverse->inner, names);
}

// Named variables in order of first appearance in the text.
std::vector<std::string> VariablesOf(const syntax::Pattern& pattern) {
  std::vector<std::string> names;
  for (const auto* walk : syntax::WalksOf(pattern)) {
    for (size_t i = 0; i < walk->nodes.size(); ++i) {
      if (const auto* variable = std::get_if<syntax::Variable>(&walk->nodes[i].value)) {
        AddVariable(variable->name, names);
      }
      if (i == walk->edges.size()) break;
      const syntax::Edge& edge = walk->edges[i];
      if (edge.claim) AddVariable(edge.claim->name, names);
      AddVariables(edge.path, names);
      for (const auto& entry : edge.map) {
        if (const auto* variable = std::get_if<syntax::Variable>(&entry.value.value)) {
          AddVariable(variable->name, names);
        }
      }
    }
  }
  return names;
}

const syntax::Pattern& PatternOf(const syntax::Query& query) { return query.parts[0].matches[0].pattern; }
const syntax::Projection& ProjectionOf(const syntax::Query& query) { return query.parts[0].projection; }

std::vector<syntax::ReturnItem> ItemsOf(const syntax::Query& query) {
  if (!ProjectionOf(query).all) return ProjectionOf(query).items;
  std::vector<syntax::ReturnItem> items;
  for (const std::string& name : VariablesOf(PatternOf(query))) {
    items.push_back({syntax::Expression{syntax::Variable{name}, {}}, name, false});
  }
  return items;
}

bool IsAggregate(const syntax::ReturnItem& item) {
  return std::holds_alternative<syntax::Aggregate>(item.expression.value);
}

// null last; everything else by the order of terms.
int CompareCells(const Cell& a, const Cell& b) {
  if (!a || !b) return static_cast<int>(!a.has_value()) - static_cast<int>(!b.has_value());
  const auto order = model::OrderTerms(*a, *b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

struct KeyedRow {
  Row keys;
  Row row;
};

using Parameters = std::map<std::string, Term>;

Cell Count(const syntax::Aggregate& aggregate, const std::vector<const Binding*>& group,
           const Parameters& parameters) {
  if (aggregate.arguments.empty()) return Term::Integer(static_cast<int64_t>(group.size()));
  std::set<Term> distinct;
  int64_t count = 0;
  for (const Binding* binding : group) {
    const Cell cell = Value(aggregate.arguments[0], *binding, parameters);
    if (!cell) continue;
    ++count;
    distinct.insert(*cell);
  }
  return Term::Integer(aggregate.distinct ? static_cast<int64_t>(distinct.size()) : count);
}

// Groups by the items that are no aggregates; without such there is one group, empty or not.
std::vector<Row> GroupRows(const std::vector<syntax::ReturnItem>& items, const std::vector<Binding>& bindings,
                           const Parameters& parameters) {
  std::map<Row, std::vector<const Binding*>> groups;
  if (std::all_of(items.begin(), items.end(), IsAggregate)) groups[{}];
  for (const Binding& binding : bindings) {
    Row key;
    for (const auto& item : items) {
      if (!IsAggregate(item)) key.push_back(Value(item.expression, binding, parameters));
    }
    groups[key].push_back(&binding);
  }
  std::vector<Row> rows;
  for (const auto& [key, group] : groups) {
    Row row;
    size_t next_key = 0;
    for (const auto& item : items) {
      row.push_back(IsAggregate(item)
                        ? Count(std::get<syntax::Aggregate>(item.expression.value), group, parameters)
                        : key[next_key++]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Binding WithItems(Binding binding, const std::vector<syntax::ReturnItem>& items, const Row& row) {
  for (size_t i = 0; i < items.size(); ++i) binding.variables[items[i].name] = row[i];
  return binding;
}

Row KeysOf(const syntax::Order& order, const Binding& scope, const Parameters& parameters) {
  Row keys;
  for (const auto& item : order.items) keys.push_back(Value(item.expression, scope, parameters));
  return keys;
}

void Sort(std::vector<KeyedRow>& rows, const syntax::Order& order) {
  std::stable_sort(rows.begin(), rows.end(), [&](const KeyedRow& a, const KeyedRow& b) {
    for (size_t i = 0; i < order.items.size(); ++i) {
      const int compared = CompareCells(a.keys[i], b.keys[i]);
      if (compared != 0) return order.items[i].descending ? compared > 0 : compared < 0;
    }
    for (size_t i = 0; i < a.row.size(); ++i) {
      const int compared = CompareCells(a.row[i], b.row[i]);
      if (compared != 0) return compared < 0;
    }
    return false;
  });
}

void Slice(const syntax::Order& order, Answer& answer) {
  const size_t skip = order.skip ? std::get<uint64_t>(*order.skip) : 0;
  const size_t available = answer.rows.size() > skip ? answer.rows.size() - skip : 0;
  const size_t kept = order.limit ? std::min<size_t>(available, std::get<uint64_t>(*order.limit)) : available;
  if (kept == answer.rows.size()) return;
  if (!answer.ordered) {
    answer.cut_count = kept;
    return;
  }
  const auto first = answer.rows.begin() + static_cast<ptrdiff_t>(std::min(skip, answer.rows.size()));
  answer.rows = std::vector<Row>(first, first + static_cast<ptrdiff_t>(kept));
}

}  // namespace

Answer Evaluate(const Dataset& dataset, const syntax::Query& query, const Parameters& parameters) {
  PatternEvaluation evaluation(dataset, PatternOf(query), parameters);
  const std::vector<Binding> bindings = evaluation.Run(PatternOf(query));
  const std::vector<syntax::ReturnItem> items = ItemsOf(query);

  std::vector<KeyedRow> rows;
  if (std::any_of(items.begin(), items.end(), IsAggregate)) {
    for (Row& row : GroupRows(items, bindings, parameters)) {
      Row keys = KeysOf(ProjectionOf(query).order, WithItems({}, items, row), parameters);
      rows.push_back({std::move(keys), std::move(row)});
    }
  } else {
    std::set<Row> seen;
    for (const Binding& binding : bindings) {
      Row row;
      for (const auto& item : items) row.push_back(Value(item.expression, binding, parameters));
      if (ProjectionOf(query).distinct && !seen.insert(row).second) continue;
      Row keys = KeysOf(ProjectionOf(query).order, WithItems(binding, items, row), parameters);
      rows.push_back({std::move(keys), std::move(row)});
    }
  }

  Answer answer;
  for (const auto& item : items) answer.columns.push_back(item.name);
  answer.ordered = !ProjectionOf(query).order.items.empty();
  if (answer.ordered) Sort(rows, ProjectionOf(query).order);
  for (KeyedRow& keyed : rows) answer.rows.push_back(std::move(keyed.row));
  Slice(ProjectionOf(query).order, answer);
  return answer;
}

}  // namespace tern::reference
