#include "engine/ingest/fact_walk.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/text_rules.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::Location;
using model::Stance;
using model::StrCat;
using model::Term;
using model::TermKind;
using store::ClaimSpec;
using store::Fact;

absl::Status Refuse(std::string_view code, const Location& where, std::string message,
                    std::string advice = "") {
  return syntax::ToStatus({std::string(code), std::move(message), std::move(advice), where});
}

constexpr size_t kMaxShownBytes = 80;

// A term for a message, as the language writes it where that needs no prefixes: a long one is cut.
std::string Shown(const Term& term) {
  std::string text = term.is_literal()
                         ? syntax::Print(term, syntax::Names::WithBase(std::string(model::iri::kDefaultBase)))
                         : model::ToNTriples(term);
  if (text.size() <= kMaxShownBytes) return text;
  size_t size = kMaxShownBytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;  // not inside a character
  text.resize(size);
  return text + "...";
}

absl::Status RefuseVariable(const syntax::Variable& variable, const Location& where) {
  return Refuse("TQ200", where, StrCat("'?", variable.name, "' has no value in a statement that writes"),
                "write the term itself, or pass it as a parameter: $name");
}

// Turns one walk into facts; the errors of every part have its place.
class WalkReader {
 public:
  explicit WalkReader(const FactWalkOptions& options) : options_(options) {}

  absl::StatusOr<std::vector<Fact>> Read(const syntax::Walk& walk) const;
  absl::StatusOr<Term> TermOf(const syntax::Node& node) const;
  absl::StatusOr<Term> PredicateOf(const syntax::Path& path) const;
  absl::StatusOr<Term> ValueOf(const syntax::Expression& expression) const;

 private:
  absl::StatusOr<Term> TermOf(const syntax::Parameter& parameter, const Location& where) const;
  absl::StatusOr<Term> TermOf(const syntax::NameSearch& search, const Location& where) const;
  absl::StatusOr<ClaimSpec> ClaimOf(const syntax::Edge& edge) const;
  absl::Status CheckTerm(const Term& term, const Location& where) const;
  absl::Status CheckSubject(const Fact& fact, const Location& node, const Location& edge) const;

  const FactWalkOptions& options_;
};

absl::StatusOr<Term> WalkReader::TermOf(const syntax::Parameter& parameter, const Location& where) const {
  if (options_.parameters != nullptr) {
    const auto found = options_.parameters->find(parameter.name);
    if (found != options_.parameters->end()) {
      // The text of a statement is checked by its parser; a parameter comes around it.
      if (found->second.is_list) {
        return Refuse("TQ215", where, StrCat("the parameter '$", parameter.name, "' is a list, not one term"),
                      "for the items one by one: match … for ?x in $list insert …");
      }
      const Term& value = found->second.terms[0];
      if (IsUtf8(value.value)) return value;
      return Refuse("TQ214", where, StrCat("the value of the parameter '$", parameter.name, "' is not UTF-8"),
                    "convert it first, with iconv for example");
    }
  }
  return Refuse("TQ207", where, StrCat("the parameter '$", parameter.name, "' has no value"),
                StrCat("give it one: --param ", parameter.name, "=VALUE"));
}

absl::StatusOr<Term> WalkReader::TermOf(const syntax::NameSearch& search, const Location& where) const {
  std::string text;
  if (const auto* parameter = std::get_if<syntax::Parameter>(&search.text)) {
    absl::StatusOr<Term> value = TermOf(*parameter, where);
    if (!value.ok()) return value;
    text = std::move(value->value);
  } else {
    text = std::get<std::string>(search.text);
  }
  if (!options_.find_entity) {
    return Refuse("TQ202", where, StrCat("~\"", text, "\" cannot be looked up here"),
                  "write the entity's name");
  }
  absl::StatusOr<Term> entity = options_.find_entity(text);
  if (entity.ok() || !absl::IsInvalidArgument(entity.status())) return entity;
  return Refuse("TQ202", where, model::StrCat(model::FromAbsl(entity.status().message())));
}

absl::Status WalkReader::CheckTerm(const Term& term, const Location& where) const {
  if (term.kind == TermKind::kClaim && !options_.allow_claim_terms) {
    return Refuse("TQ211", where, StrCat("'claim:", term.value, "' means nothing in a file"),
                  "give the claim's properties in a map behind the predicate");
  }
  if (term.kind == TermKind::kIri && IsClaimIri(term.value)) {
    return Refuse("TQ213", where, StrCat("<", term.value, "> is how exported files name their claims"),
                  "give the entity another name");
  }
  return absl::OkStatus();
}

absl::StatusOr<Term> WalkReader::TermOf(const syntax::Node& node) const {
  absl::StatusOr<Term> term = std::visit(
      [&](const auto& value) -> absl::StatusOr<Term> {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, Term>) {
          return value;
        } else if constexpr (std::is_same_v<T, syntax::Variable>) {
          return RefuseVariable(value, node.where);
        } else if constexpr (std::is_same_v<T, syntax::Computed>) {
          return absl::InternalError("the parser let a computed node into a fact");
        } else {
          return TermOf(value, node.where);
        }
      },
      node.value);
  if (!term.ok()) return term;
  if (absl::Status checked = CheckTerm(*term, node.where); !checked.ok()) return checked;
  return term;
}

absl::StatusOr<Term> WalkReader::PredicateOf(const syntax::Path& path) const {
  if (const auto* variable = std::get_if<syntax::Variable>(&path.value))
    return RefuseVariable(*variable, path.where);
  absl::StatusOr<Term> term = Term();
  if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
    term = TermOf(*parameter, path.where);
  } else if (const auto* iri = std::get_if<Term>(&path.value)) {
    term = *iri;
  } else {
    return Refuse("TQ201", path.where, "a statement that writes takes one predicate, not a path",
                  "write an edge for each step: A -[p]-> B, A -[q]-> B");
  }
  if (term.ok() && term->kind != TermKind::kIri) {
    return Refuse("TQ210", path.where, StrCat("a predicate must be a name, not ", Shown(*term)));
  }
  return term;
}

absl::StatusOr<Term> WalkReader::ValueOf(const syntax::Expression& expression) const {
  absl::StatusOr<Term> term = Term();
  if (const auto* constant = std::get_if<Term>(&expression.value)) {
    term = *constant;
  } else if (const auto* parameter = std::get_if<syntax::Parameter>(&expression.value)) {
    term = TermOf(*parameter, expression.where);
  } else if (const auto* variable = std::get_if<syntax::Variable>(&expression.value)) {
    term = RefuseVariable(*variable, expression.where);
  } else if (options_.evaluate) {
    term = options_.evaluate(expression);
  } else {
    term = Refuse("TQ208", expression.where, "a claim's property must be a term or a parameter here");
  }
  if (!term.ok()) return term;
  if (absl::Status checked = CheckTerm(*term, expression.where); !checked.ok()) return checked;
  return term;
}

absl::StatusOr<ClaimSpec> WalkReader::ClaimOf(const syntax::Edge& edge) const {
  const absl::StatusOr<Stance> stance = StanceOfEdge(edge);
  if (!stance.ok()) return stance.status();
  ClaimSpec claim;
  claim.stance = *stance;
  if (edge.map.empty() && edge.stance == syntax::StanceForm::kPlain) return claim;
  claim.kind = ClaimSpec::Kind::kAnonymous;
  for (const syntax::MapEntry& entry : edge.map) {
    absl::StatusOr<Term> value = ValueOf(entry.value);
    if (!value.ok()) return value.status();
    claim.properties.emplace_back(Term::Iri(entry.key), *std::move(value));
  }
  std::sort(claim.properties.begin(), claim.properties.end());
  claim.properties.erase(std::unique(claim.properties.begin(), claim.properties.end()),
                         claim.properties.end());
  return claim;
}

absl::Status WalkReader::CheckSubject(const Fact& fact, const Location& node, const Location& edge) const {
  if (fact.subject.is_literal()) {
    return Refuse("TQ203", node, StrCat("a fact cannot be about the value ", Shown(fact.subject)),
                  "turn the edge round, or write a name");
  }
  if (fact.subject.kind == TermKind::kClaim && fact.claim.kind != ClaimSpec::Kind::kNone) {
    return Refuse("TQ212", edge,
                  StrCat("a property of claim:", fact.subject.value, " cannot itself be claimed"),
                  "write it without a map and without a stance");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Fact>> WalkReader::Read(const syntax::Walk& walk) const {
  if (walk.edges.empty()) {
    return Refuse("TQ209", walk.where, "a lone node states nothing", "write an edge: A -[p]-> B");
  }
  std::vector<Fact> facts;
  absl::StatusOr<Term> left = TermOf(walk.nodes.front());
  if (!left.ok()) return left.status();
  for (size_t i = 0; i < walk.edges.size(); ++i) {
    const syntax::Edge& edge = walk.edges[i];
    if (const absl::StatusOr<Stance> stance = StanceOfEdge(edge); !stance.ok()) return stance.status();
    absl::StatusOr<Term> predicate = PredicateOf(edge.path);
    if (!predicate.ok()) return predicate.status();
    absl::StatusOr<ClaimSpec> claim = ClaimOf(edge);
    if (!claim.ok()) return claim.status();
    absl::StatusOr<Term> right = TermOf(walk.nodes[i + 1]);
    if (!right.ok()) return right.status();
    const bool backward = edge.direction == syntax::Direction::kBackward;
    const Location& subject_where = walk.nodes[backward ? i + 1 : i].where;
    Fact fact{backward ? *right : *left, *std::move(predicate), backward ? *left : *right, *std::move(claim)};
    if (absl::Status checked = CheckSubject(fact, subject_where, edge.where); !checked.ok()) return checked;
    facts.push_back(std::move(fact));
    left = std::move(right);
  }
  return facts;
}

}  // namespace

absl::StatusOr<std::vector<Fact>> FactsOfWalk(const syntax::Walk& walk, const FactWalkOptions& options) {
  return WalkReader(options).Read(walk);
}

absl::StatusOr<Term> TermOfNode(const syntax::Node& node, const FactWalkOptions& options) {
  return WalkReader(options).TermOf(node);
}

absl::StatusOr<Term> TermOfPredicate(const syntax::Path& path, const FactWalkOptions& options) {
  return WalkReader(options).PredicateOf(path);
}

absl::StatusOr<Term> TermOfProperty(const syntax::Expression& value, const FactWalkOptions& options) {
  return WalkReader(options).ValueOf(value);
}

absl::StatusOr<Stance> StanceOfEdge(const syntax::Edge& edge) {
  if (edge.direction == syntax::Direction::kEither) {
    return Refuse("TQ204", edge.where, "a statement that writes needs a direction", "write -[ ]-> or <-[ ]-");
  }
  if (edge.claim.has_value()) {
    return Refuse("TQ205", edge.where,
                  StrCat("'?", edge.claim->name, ":' cannot name a claim that is only now written"),
                  "leave it out; the map makes the claim");
  }
  switch (edge.stance) {
    case syntax::StanceForm::kPlain:
      return Stance::kFor;
    case syntax::StanceForm::kNot:
      return Stance::kAgainst;
    case syntax::StanceForm::kUnclear:
      return Stance::kUnclear;
    case syntax::StanceForm::kSaid:
      break;
  }
  return Refuse("TQ206", edge.where, "'said' asks for claims of every stance; it states none",
                "write -[p {…}]->, -[not p {…}]-> or -[unclear p {…}]->");
}

absl::StatusOr<std::vector<Fact>> FactsOfInsert(const syntax::Insert& insert,
                                                const FactWalkOptions& options) {
  std::vector<Fact> facts;
  for (const syntax::Walk& walk : insert.walks) {
    absl::StatusOr<std::vector<Fact>> more = FactsOfWalk(walk, options);
    if (!more.ok()) return more.status();
    std::move(more->begin(), more->end(), std::back_inserter(facts));
  }
  return facts;
}

}  // namespace tern::ingest
