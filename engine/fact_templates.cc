#include "engine/fact_templates.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"

namespace tern {
namespace {

using model::Stance;
using model::StrCat;
using model::Term;
using store::ClaimSpec;
using store::Fact;

constexpr Stance kStances[] = {Stance::kFor, Stance::kAgainst, Stance::kUnclear};

absl::Status Refuse(std::string_view code, const model::Location& where, std::string message,
                    std::string advice = "") {
  return syntax::ToStatus({std::string(code), std::move(message), std::move(advice), where});
}

// The stances that an edge of a delete means by its word.
std::vector<Stance> StancesOf(syntax::StanceForm form) {
  switch (form) {
    case syntax::StanceForm::kPlain:
      return {Stance::kFor};
    case syntax::StanceForm::kNot:
      return {Stance::kAgainst};
    case syntax::StanceForm::kUnclear:
      return {Stance::kUnclear};
    case syntax::StanceForm::kSaid:
      return {std::begin(kStances), std::end(kStances)};
  }
  return {};
}

size_t BytesOf(const Term& term) { return term.value.size() + term.datatype.size() + term.language.size(); }

size_t BytesOf(const Fact& fact) {
  size_t bytes = sizeof(store::Changes::Change) + BytesOf(fact.subject) + BytesOf(fact.predicate) +
                 BytesOf(fact.object) + BytesOf(fact.claim.name);
  for (const auto& [predicate, object] : fact.claim.properties)
    bytes += 2 * sizeof(Term) + BytesOf(predicate) + BytesOf(object);
  return bytes;
}

// The term of a cell that is not null.
absl::StatusOr<Term> TermOf(const execute::Cell& cell, const model::Location& where) {
  if (cell.has_value()) return *cell;
  return Refuse("TQ217", where, "a list is not one term",
                "state a fact for each item: for ?item in the list, in the match");
}

// What a row's claim, bound to `?c`, is in a delete; nothing where it has another stance.
std::optional<ClaimSpec> BoundClaim(const Term& claim, Stance stance) {
  ClaimSpec spec;
  spec.stance = stance;
  if (claim.kind != model::TermKind::kClaim) {
    spec.kind = ClaimSpec::Kind::kNamed;
    spec.name = claim;
    return spec;
  }
  // The last two bits of a claim's number are its stance, and the last two of its last two digits, since 4
  // divides 100.
  const std::string& number = claim.value;
  unsigned tail = 0;
  for (size_t i = number.size() < 2 ? 0 : number.size() - 2; i < number.size(); ++i)
    tail = 10 * tail + static_cast<unsigned>(number[i] - '0');
  if (static_cast<Stance>(tail & 3) != stance) return std::nullopt;
  spec.kind = ClaimSpec::Kind::kLabelled;
  spec.label = number;
  return spec;
}

}  // namespace

absl::StatusOr<FactTemplates> FactTemplates::Create(const std::vector<syntax::Update::Clause>& clauses,
                                                    const syntax::Parameters& parameters,
                                                    const store::Snapshot* snapshot, const Options& options) {
  FactTemplates templates(parameters, snapshot, options);
  templates.changes_.resize(clauses.size());
  for (size_t i = 0; i < clauses.size(); ++i) {
    for (const syntax::Walk& walk : clauses[i].walks) {
      if (absl::Status added = templates.AddWalk(walk, i, clauses[i].insert); !added.ok()) return added;
    }
  }
  return templates;
}

FactTemplates::Hole FactTemplates::ValueOf(syntax::Expression expression) {
  const auto known = std::find(values_.begin(), values_.end(), expression);
  if (known != values_.end()) return static_cast<size_t>(known - values_.begin());
  values_.push_back(std::move(expression));
  return values_.size() - 1;
}

FactTemplates::Hole FactTemplates::HoleOf(const syntax::Node& node) {
  if (const auto* variable = std::get_if<syntax::Variable>(&node.value))
    return ValueOf({*variable, node.where});
  if (const auto* computed = std::get_if<syntax::Computed>(&node.value))
    return ValueOf(*computed->expression);
  return std::nullopt;
}

FactTemplates::Hole FactTemplates::HoleOf(const syntax::Path& path) {
  if (const auto* variable = std::get_if<syntax::Variable>(&path.value))
    return ValueOf({*variable, path.where});
  if (const auto* computed = std::get_if<syntax::Computed>(&path.value))
    return ValueOf(*computed->expression);
  return std::nullopt;
}

absl::StatusOr<std::optional<std::string>> FactTemplates::NewLabel(const syntax::Node& node,
                                                                   bool insert) const {
  const auto* term = std::get_if<Term>(&node.value);
  const bool may_be_new =
      insert && options_.has_rows && term != nullptr && term->kind == model::TermKind::kBlank;
  if (!may_be_new) return std::optional<std::string>();
  if (snapshot_ != nullptr) {
    const absl::StatusOr<model::TermId> stored = snapshot_->Find(*term);
    if (!stored.ok()) return stored.status();
    if (!stored->is_null()) return std::optional<std::string>();
  }
  return std::optional<std::string>(term->value);
}

absl::Status FactTemplates::AddWalk(const syntax::Walk& walk, size_t clause, bool insert) {
  if (walk.edges.empty()) return ingest::FactsOfWalk(walk, walk_options_).status();  // says what is wrong
  for (size_t i = 0; i < walk.edges.size(); ++i) {
    const syntax::Edge& edge = walk.edges[i];
    EdgeTemplate made;
    made.clause = clause;
    made.insert = insert;
    made.walk = {{walk.nodes[i], walk.nodes[i + 1]}, {edge}, walk.where};
    made.left = HoleOf(walk.nodes[i]);
    made.right = HoleOf(walk.nodes[i + 1]);
    made.predicate = HoleOf(edge.path);
    absl::StatusOr<std::optional<std::string>> label = NewLabel(walk.nodes[i], insert);
    if (!label.ok()) return label.status();
    made.new_left = *std::move(label);
    label = NewLabel(walk.nodes[i + 1], insert);
    if (!label.ok()) return label.status();
    made.new_right = *std::move(label);
    if (absl::Status added = AddMap(edge, made); !added.ok()) return added;
    if (absl::Status added = AddClaim(edge, made); !added.ok()) return added;
    edges_.push_back(std::move(made));
  }
  return absl::OkStatus();
}

absl::Status FactTemplates::AddMap(const syntax::Edge& edge, EdgeTemplate& made) {
  for (const syntax::MapEntry& entry : edge.map) {
    const auto& value = entry.value.value;
    const bool is_written =
        std::holds_alternative<Term>(value) || std::holds_alternative<syntax::Parameter>(value);
    const Hole hole = is_written ? Hole() : ValueOf(entry.value);
    made.map.emplace_back(entry, hole);
  }
  return absl::OkStatus();
}

// An insert's claim is left to FactsOfWalk. What a delete's edge means is told here, and the edge made one
// that states: a plain edge is the fact with all its claims, every other form claims of some stances.
absl::Status FactTemplates::AddClaim(const syntax::Edge& edge, EdgeTemplate& made) {
  if (made.insert) return absl::OkStatus();
  syntax::Edge& plain = made.walk.edges[0];
  if (edge.claim.has_value()) {
    if (edge.has_map) {
      return Refuse("TQ216", edge.where, StrCat("'?", edge.claim->name, ":' is one claim already"),
                    "leave the map out, or ask for its properties in the match");
    }
    made.claim = ValueOf({*edge.claim, edge.where});
    plain.claim.reset();
  }
  if (edge.is_claim_form()) made.stances = StancesOf(edge.stance);
  plain.stance = syntax::StanceForm::kPlain;
  return absl::OkStatus();
}

absl::Status FactTemplates::AddRow(absl::Span<const execute::Cell> row) {
  ++rows_;
  for (EdgeTemplate& edge : edges_) {
    const absl::StatusOr<bool> is_whole = Fill(edge, row);
    if (!is_whole.ok()) return is_whole.status();
    if (!*is_whole) continue;
    absl::StatusOr<std::vector<Fact>> facts = ingest::FactsOfWalk(edge.walk, walk_options_);
    if (!facts.ok()) return facts.status();
    for (Fact& fact : *facts) {
      absl::Status added =
          edge.insert ? AddChange(edge.clause, true, std::move(fact)) : AddDeletes(edge, row, fact);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

// Writes what the row holds into the edge's holes; false where it cannot be whole.
absl::StatusOr<bool> FactTemplates::Fill(EdgeTemplate& edge, absl::Span<const execute::Cell> row) const {
  syntax::Walk& walk = edge.walk;
  if (edge.claim.has_value() && row[*edge.claim].is_null()) return false;
  for (const auto& [hole, node] :
       {std::pair(edge.left, &walk.nodes[0]), std::pair(edge.right, &walk.nodes[1])}) {
    if (!hole.has_value()) continue;
    if (row[*hole].is_null()) return false;
    absl::StatusOr<Term> term = TermOf(row[*hole], node->where);
    if (!term.ok()) return term.status();
    node->value = *std::move(term);
  }
  if (edge.predicate.has_value()) {
    if (row[*edge.predicate].is_null()) return false;
    absl::StatusOr<Term> term = TermOf(row[*edge.predicate], walk.edges[0].path.where);
    if (!term.ok()) return term.status();
    walk.edges[0].path.value = *std::move(term);
  }
  // A label of the statement with the number of the row; what a user writes has no '#'.
  if (edge.new_left) walk.nodes[0].value = Term::Blank(StrCat(*edge.new_left, "#", rows_));
  if (edge.new_right) walk.nodes[1].value = Term::Blank(StrCat(*edge.new_right, "#", rows_));
  return FillMap(edge, row);
}

absl::StatusOr<bool> FactTemplates::FillMap(EdgeTemplate& edge, absl::Span<const execute::Cell> row) const {
  std::vector<syntax::MapEntry>& map = edge.walk.edges[0].map;
  const bool has_hole = std::any_of(edge.map.begin(), edge.map.end(),
                                    [](const auto& entry) { return entry.second.has_value(); });
  if (!has_hole) return true;  // the map is as it was written
  map.clear();
  for (const auto& [entry, hole] : edge.map) {
    if (!hole.has_value()) {
      map.push_back(entry);
      continue;
    }
    if (row[*hole].is_null()) {
      if (!edge.insert) return false;
      continue;
    }
    absl::StatusOr<Term> term = TermOf(row[*hole], entry.value.where);
    if (!term.ok()) return term.status();
    map.push_back({entry.key, entry.key_where, {*std::move(term), entry.value.where}});
  }
  return true;
}

absl::Status FactTemplates::AddDeletes(EdgeTemplate& edge, absl::Span<const execute::Cell> row,
                                       const Fact& fact) {
  if (fact.subject.kind == model::TermKind::kClaim && !edge.stances.empty()) {
    return Refuse("TQ212", edge.walk.edges[0].where,
                  StrCat("a property of claim:", fact.subject.value, " cannot itself be claimed"),
                  "write it without a map and without a stance");
  }
  std::vector<ClaimSpec> claims;
  if (edge.claim.has_value()) {
    const absl::StatusOr<Term> claim = TermOf(row[*edge.claim], edge.walk.where);
    if (!claim.ok()) return claim.status();
    for (const Stance stance : edge.stances) {
      if (std::optional<ClaimSpec> bound = BoundClaim(*claim, stance)) claims.push_back(*std::move(bound));
    }
  } else if (edge.stances.empty()) {
    claims.push_back(fact.claim);
  } else {
    for (const Stance stance : edge.stances) {
      ClaimSpec claim = fact.claim;
      claim.kind = ClaimSpec::Kind::kAnonymous;
      claim.stance = stance;
      claims.push_back(std::move(claim));
    }
  }
  // The object is forward's right node and backward's left one; one that the row gave is that very term.
  const bool backward = edge.walk.edges[0].direction == syntax::Direction::kBackward;
  const bool written = !(backward ? edge.left : edge.right).has_value();
  if (written && fact.object.is_literal() && !edge.equal_objects.has_value()) {
    absl::StatusOr<std::vector<Term>> equal = EqualTerms(fact.object);
    if (!equal.ok()) return equal.status();
    edge.equal_objects = *std::move(equal);
  }
  const std::vector<Term> itself = {fact.object};
  for (const Term& object : edge.equal_objects.has_value() ? *edge.equal_objects : itself) {
    for (const ClaimSpec& claim : claims) {
      absl::Status added = AddChange(edge.clause, false, Fact{fact.subject, fact.predicate, object, claim});
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

// The literal itself and every stored one of the same value.
absl::StatusOr<std::vector<Term>> FactTemplates::EqualTerms(const Term& term) const {
  std::vector<Term> equal = {term};
  if (snapshot_ == nullptr) return equal;
  const absl::StatusOr<std::vector<model::TermId>> ids = snapshot_->FindEqual(term);
  if (!ids.ok()) return ids.status();
  absl::StatusOr<std::vector<Term>> stored = snapshot_->ResolveMany(*ids);
  if (!stored.ok()) return stored.status();
  for (Term& other : *stored) {
    if (other != term) equal.push_back(std::move(other));
  }
  return equal;
}

absl::Status FactTemplates::AddChange(size_t clause, bool insert, Fact fact) {
  bytes_ += BytesOf(fact);
  if (bytes_ > options_.max_bytes) {
    return absl::ResourceExhaustedError(
        StrCat("this statement changes more than fits into ", options_.max_bytes >> 20,
               " MiB at once; let it match fewer rows, and run it several times"));
  }
  changes_[clause].push_back({insert, std::move(fact)});
  return absl::OkStatus();
}

store::Changes FactTemplates::TakeChanges() {
  store::Changes changes;
  for (std::vector<store::Changes::Change>& clause : changes_) {
    if (changes.changes.empty()) {
      changes.changes = std::move(clause);
    } else {
      std::move(clause.begin(), clause.end(), std::back_inserter(changes.changes));
    }
    clause = {};
  }
  return changes;
}

}  // namespace tern
