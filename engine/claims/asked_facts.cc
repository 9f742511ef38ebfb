#include "engine/claims/asked_facts.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::claims {

using model::Term;
using model::TermId;

namespace {

std::string_view StanceWord(syntax::StanceForm form) {
  switch (form) {
    case syntax::StanceForm::kNot:
      return "not ";
    case syntax::StanceForm::kUnclear:
      return "unclear ";
    case syntax::StanceForm::kPlain:
    case syntax::StanceForm::kSaid:
      break;
  }
  return "";
}

}  // namespace

absl::Status FactFinder::AddEdge(const syntax::Node& from, const syntax::Edge& edge, const syntax::Node& to) {
  const auto lefts = TermsOf(from);
  if (!lefts.ok()) return lefts.status();
  const auto rights = TermsOf(to);
  if (!rights.ok()) return rights.status();
  stance_ = edge.stance;
  for (const Term& left : *lefts) {
    for (const Term& right : *rights) {
      if (edge.direction != syntax::Direction::kBackward) {
        if (absl::Status status = AddPath(left, edge.path, right); !status.ok()) return status;
      }
      const bool is_loop = edge.direction == syntax::Direction::kEither && left == right;
      if (edge.direction == syntax::Direction::kForward || is_loop) continue;
      if (absl::Status status = AddPath(right, edge.path, left); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Term>> FactFinder::TermsOf(const syntax::Node& node) const {
  if (const auto* term = std::get_if<Term>(&node.value)) return std::vector<Term>{*term};
  if (const auto* search = std::get_if<syntax::NameSearch>(&node.value))
    return search->found.value_or(std::vector<Term>());
  const auto* parameter = std::get_if<syntax::Parameter>(&node.value);
  if (parameter == nullptr) return std::vector<Term>();
  auto term = algebra::ParameterValue(parameters_, *parameter, node.where);
  if (!term.ok()) return term.status();
  return std::vector<Term>{*std::move(term)};
}

absl::Status FactFinder::AddPath(const Term& subject, const syntax::Path& path, const Term& object) {
  if (const auto* inverse = std::get_if<syntax::PathInverse>(&path.value)) {
    return AddPath(object, *inverse->inner, subject);
  }
  if (const auto* alternative = std::get_if<syntax::PathAlternative>(&path.value)) {
    for (const syntax::Path& choice : alternative->choices) {
      if (absl::Status status = AddPath(subject, choice, object); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  if (const auto* term = std::get_if<Term>(&path.value)) return AddFacts(subject, term, object);
  if (const auto* parameter = std::get_if<syntax::Parameter>(&path.value)) {
    auto term = algebra::ParameterValue(parameters_, *parameter, path.where);
    if (!term.ok()) return term.status();
    return AddFacts(subject, &*term, object);
  }
  if (std::holds_alternative<syntax::PathAny>(path.value)) return AddFacts(subject, nullptr, object);
  return absl::OkStatus();
}

absl::Status FactFinder::AddFacts(const Term& subject, const Term* predicate, const Term& object) {
  auto subjects = snapshot_.FindEqual(subject);
  if (!subjects.ok()) return subjects.status();
  auto objects = snapshot_.FindEqual(object);
  if (!objects.ok()) return objects.status();
  TermId predicate_id;
  if (predicate != nullptr) {
    auto found = snapshot_.Find(*predicate);
    if (!found.ok()) return found.status();
    if (found->is_null()) return absl::OkStatus();
    predicate_id = *found;
  }
  for (const TermId s : *subjects) {
    for (const TermId o : *objects) {
      if (s.is_null() || o.is_null()) continue;
      if (absl::Status status = AddBetween(s, predicate_id, o); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status FactFinder::AddBetween(TermId subject, TermId predicate, TermId object) {
  store::ScanSpec spec;
  spec.space = subject.is_anonymous_claim() ? store::Space::kProperties : store::Space::kFacts;
  spec.mode = store::ClaimMode::kRaw;
  const bool by_subject = subject.is_anonymous_claim() || !predicate.is_null();
  spec.order = by_subject ? order::Order::kSpo : order::Order::kOsp;
  spec.prefix = by_subject ? model::Row{subject, predicate, object, {}} : model::Row{object, subject, {}, {}};
  spec.prefix_length = !by_subject ? 2 : predicate.is_null() ? 1 : 3;
  auto cursor = snapshot_.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  const auto predicate_column = static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kPredicate));
  const auto object_column = static_cast<size_t>(order::ColumnOf(spec.order, order::Part::kObject));
  model::Row row{};
  TermId last;
  while (facts_.size() < kMaxFacts) {
    auto count = (*cursor)->Next(1, {&row[0], &row[1], &row[2], &row[3]});
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    if (row[object_column] != object || row[predicate_column] == last) continue;
    last = row[predicate_column];
    if (absl::Status status = AddFact(subject, last, object); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Once, though several edges or equal terms may lead to it.
absl::Status FactFinder::AddFact(TermId subject, TermId predicate, TermId object) {
  auto terms = snapshot_.ResolveMany({subject, predicate, object});
  if (!terms.ok()) return terms.status();
  const auto print = [&](size_t i) { return syntax::Print((*terms)[i], names_); };
  std::string text = model::StrCat(print(0), " -[", StanceWord(stance_), print(1), "]-> ", print(2));
  const bool is_known =
      std::any_of(facts_.begin(), facts_.end(), [&](const AskedFact& known) { return known.text == text; });
  if (!is_known) facts_.push_back({subject, predicate, object, std::move(text)});
  return absl::OkStatus();
}

}  // namespace tern::claims
