#include "tests/reference/updates.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "storage/model/term.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/values.h"

namespace tern::reference {
namespace {

using model::Stance;
using model::Term;

constexpr std::string_view kNew = "new";  // begins the number of a claim that an update has made

// A place of a clause in one row.
struct Value {
  Cell cell;                // null: drops what it stands in
  bool is_written = false;  // in the text, and not the row's: then a delete takes all that equal it
};

class UpdateApplication {
 public:
  UpdateApplication(Dataset dataset, const Answer& rows) : dataset_(std::move(dataset)), rows_(rows) {
    for (const Statement& statement : dataset_.facts) {
      if (!IsAnonymous(statement.claim) || !statement.claim.term().value.starts_with(kNew)) continue;
      claim_count_ = std::max(claim_count_, std::stoi(statement.claim.term().value.substr(kNew.size())));
    }
  }

  std::optional<Dataset> Run(const std::vector<syntax::Update::Clause>& clauses) {
    for (const syntax::Update::Clause& clause : clauses) {
      for (const Row& row : rows_.rows) {
        for (const syntax::Walk& walk : clause.walks) Apply(clause.insert, walk, row);
      }
    }
    if (refused_) return std::nullopt;
    return std::move(dataset_);
  }

 private:
  template <typename Syntax>
  Value ValueOf(const Syntax& syntax, const Row& row) const {
    if (const auto* term = std::get_if<Term>(&syntax)) return {*term, true};
    const std::string& name = std::get<syntax::Variable>(syntax).name;
    const auto column = std::find(rows_.columns.begin(), rows_.columns.end(), name);
    return {row[static_cast<size_t>(column - rows_.columns.begin())], false};
  }

  void Apply(bool insert, const syntax::Walk& walk, const Row& row) {
    for (size_t i = 0; i < walk.edges.size(); ++i) {
      const syntax::Edge& edge = walk.edges[i];
      const bool backward = edge.direction == syntax::Direction::kBackward;
      const Value left = ValueOf(walk.nodes[i].value, row);
      const Value right = ValueOf(walk.nodes[i + 1].value, row);
      const Value& subject = backward ? right : left;
      const Value& object = backward ? left : right;
      if (subject.cell.is_null() || object.cell.is_null()) continue;
      std::vector<std::pair<std::string, Value>> map;
      for (const syntax::MapEntry& entry : edge.map)
        map.emplace_back(entry.key, ValueOf(entry.value.value, row));
      if (insert) {
        Insert(edge, subject.cell, object.cell, map);
      } else {
        Delete(edge, subject.cell, object, map);
      }
    }
  }

  using Map = std::vector<std::pair<std::string, Value>>;
  using Properties = std::set<std::pair<std::string, Cell>>;

  Properties PropertiesOfClaim(const Cell& claim) const {
    Properties properties;
    for (const Statement& property : dataset_.properties) {
      if (property.subject == claim) properties.emplace(property.predicate.term().value, property.object);
    }
    return properties;
  }

  void Insert(const syntax::Edge& edge, const Cell& subject, const Cell& object, const Map& map) {
    if (subject.term().is_literal()) refused_ = true;
    Properties properties;
    for (const auto& [key, value] : map) {
      if (!value.cell.is_null()) properties.emplace(key, value.cell);
    }
    Statement statement{subject, std::get<Term>(edge.path.value), object, {}, StancesOf(edge)[0]};
    const bool is_claim = !properties.empty() || edge.stance != syntax::StanceForm::kPlain;
    for (const Statement& known : dataset_.facts) {
      if (!SameTriple(known, statement) || known.stance != statement.stance) continue;
      if (known.claim.is_null()
              ? !is_claim
              : is_claim && IsAnonymous(known.claim) && PropertiesOfClaim(known.claim) == properties) {
        return;  // it is there
      }
    }
    if (is_claim) statement.claim = Term::Claim(std::string(kNew) + std::to_string(++claim_count_));
    for (const auto& [key, value] : properties) {
      dataset_.properties.push_back({statement.claim, Term::Iri(key), value, {}, Stance::kFor});
    }
    dataset_.facts.push_back(std::move(statement));
  }

  void Delete(const syntax::Edge& edge, const Cell& subject, const Value& object, const Map& map) {
    if (subject.term().is_literal()) refused_ = true;
    for (const auto& [key, value] : map) {
      if (value.cell.is_null()) return;  // it never widens what goes
    }
    const auto goes = [&](const Statement& statement) {
      if (!(statement.subject == subject) || !(statement.predicate == std::get<Term>(edge.path.value)))
        return false;
      if (!Means(object, statement.object)) return false;
      if (!edge.has_map && edge.stance == syntax::StanceForm::kPlain) return true;
      if (statement.claim.is_null()) return false;
      const std::vector<Stance> stances = StancesOf(edge);
      if (std::find(stances.begin(), stances.end(), statement.stance) == stances.end()) return false;
      return std::all_of(map.begin(), map.end(), [&](const auto& entry) {
        const std::vector<Cell> values = PropertiesOf(before_delete_, statement.claim, entry.first);
        return std::any_of(values.begin(), values.end(),
                           [&](const Cell& value) { return Means(entry.second, value); });
      });
    };
    before_delete_ = dataset_;
    std::vector<Statement> kept;
    for (Statement& statement : dataset_.facts) {
      if (!goes(statement)) {
        kept.push_back(std::move(statement));
        continue;
      }
      std::erase_if(dataset_.properties, [&](const Statement& property) {
        return IsAnonymous(statement.claim) && property.subject == statement.claim;
      });
    }
    dataset_.facts = std::move(kept);
  }

  static bool Means(const Value& value, const Cell& term) {
    return value.is_written ? StandsFor(value.cell, term) : value.cell == term;
  }
  static bool IsAnonymous(const Cell& claim) {
    return !claim.is_null() && claim.term().kind == model::TermKind::kClaim;
  }
  static bool SameTriple(const Statement& a, const Statement& b) {
    return a.subject == b.subject && a.predicate == b.predicate && a.object == b.object;
  }
  static std::vector<Stance> StancesOf(const syntax::Edge& edge) {
    switch (edge.stance) {
      case syntax::StanceForm::kNot:
        return {Stance::kAgainst};
      case syntax::StanceForm::kUnclear:
        return {Stance::kUnclear};
      case syntax::StanceForm::kSaid:
        return {Stance::kFor, Stance::kAgainst, Stance::kUnclear};
      case syntax::StanceForm::kPlain:
        break;
    }
    return {Stance::kFor};
  }

  Dataset dataset_;
  Dataset before_delete_;
  const Answer& rows_;
  int claim_count_ = 0;
  bool refused_ = false;
};

}  // namespace

std::optional<Dataset> ApplyUpdate(Dataset dataset, const syntax::Update& update,
                                   const Parameters& parameters) {
  const Answer rows = Evaluate(dataset, update.source, parameters);
  return UpdateApplication(std::move(dataset), rows).Run(update.clauses);
}

std::set<std::string> LinesOf(const Dataset& dataset) {
  constexpr const char* kStances[] = {"for", "against", "unclear"};
  std::map<std::string, std::set<std::string>> properties;
  for (const Statement& property : dataset.properties) {
    properties[Print(property.subject)].insert(Print(property.predicate) + " " + Print(property.object));
  }
  std::set<std::string> lines;
  for (const Statement& fact : dataset.facts) {
    std::string line = Print(fact.subject) + " " + Print(fact.predicate) + " " + Print(fact.object);
    if (!fact.claim.is_null()) {
      line += std::string(" ") + kStances[static_cast<int>(fact.stance)];
      if (fact.claim.term().kind != model::TermKind::kClaim) line += " " + Print(fact.claim);
      if (fact.claim.term().kind == model::TermKind::kClaim) {
        for (const std::string& property : properties[Print(fact.claim)]) line += " {" + property + "}";
      }
    }
    lines.insert(line);
  }
  return lines;
}

}  // namespace tern::reference
