#include "engine/ingest/rows/row_facts.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "engine/execute/datum.h"
#include "engine/ingest/claim_graph.h"
#include "engine/ingest/rows/shown.h"
#include "engine/ingest/text_rules.h"
#include "engine/syntax/names.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/store/term_resolver.h"

namespace tern::ingest {
namespace {

using execute::Datum;
using model::StrCat;
using model::Term;
using model::TermKind;
using store::ClaimSpec;
using store::Fact;
using Kind = RowValue::Kind;

constexpr uint64_t kRowsPerTerms = 65536;      // then the evaluators forget the terms that they have made
constexpr size_t kMaxComplainedPerRow = 1000;  // told apart; more are not looked at for repetition

std::string Quoted(std::string_view text) { return StrCat("'", Shown(text), "'"); }

bool SameValue(const RowValue& a, const RowValue& b) {
  return a.kind == b.kind && a.text.data() == b.text.data() && a.text.size() == b.text.size();
}

bool SameValues(const std::vector<RowValue>& a, const std::vector<RowValue>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameValue);
}

// As text, or what JSON has; null for null, arrays and objects.
std::optional<Term> LiteralOf(const RowValue& value) {
  switch (value.kind) {
    case Kind::kText:
      return Term::String(std::string(value.text));
    case Kind::kInteger:
      return Term::Typed(std::string(value.text), std::string(model::iri::kXsdInteger));
    case Kind::kDecimal:
      return Term::Typed(std::string(value.text), std::string(model::iri::kXsdDecimal));
    case Kind::kDouble:
      return Term::Typed(std::string(value.text), std::string(model::iri::kXsdDouble));
    case Kind::kBoolean:
      return Term::Boolean(value.text == "true");
    case Kind::kNull:
    case Kind::kArray:
    case Kind::kObject:
      break;
  }
  return std::nullopt;
}

// "date()" or "'+'": what has no value.
std::string NameOf(const algebra::Expression& expression) {
  if (expression.kind != algebra::Expression::Kind::kCall) return "the expression";
  const std::string_view name = algebra::InfoOf(expression.function).name;
  const bool is_word =
      !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z'));
  return is_word ? StrCat(name, "()") : StrCat("'", name, "'");
}

absl::Status CheckTerm(const Term& term) {
  if (term.value.size() > store::kMaxTermBytes)
    return absl::InvalidArgumentError(StrCat("a term has ", term.value.size(), " bytes"));
  if (term.kind != TermKind::kIri) return absl::OkStatus();
  if (IsClaimIri(term.value))
    return absl::InvalidArgumentError(StrCat("<", term.value, "> is how exported files name their claims"));
  if (HasOnlyIriCharacters(term.value)) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat(Quoted(term.value), " has a character that no IRI may have"));
}

absl::Status CheckFact(const Fact& fact) {
  if (fact.subject.is_literal()) {
    return absl::InvalidArgumentError(StrCat("a fact cannot be about the value ", Quoted(fact.subject.value),
                                             "; turn the edge round, or use the field itself as a name"));
  }
  if (fact.predicate.kind != TermKind::kIri) {
    return absl::InvalidArgumentError(
        StrCat("a predicate must be a name, not ", Quoted(fact.predicate.value)));
  }
  for (const Term* term : {&fact.subject, &fact.predicate, &fact.object}) {
    if (absl::Status checked = CheckTerm(*term); !checked.ok()) return checked;
  }
  for (const auto& property : fact.claim.properties) {
    if (absl::Status checked = CheckTerm(property.second); !checked.ok()) return checked;
  }
  return absl::OkStatus();
}

}  // namespace

RowFacts::RowFacts(const RowMapping* mapping, std::shared_ptr<const store::Snapshot> snapshot,
                   std::function<bool()> cancelled,
                   std::function<void(uint64_t line, std::string complaint)> on_unconverted)
    : mapping_(mapping),
      snapshot_(std::move(snapshot)),
      base_(snapshot_->base_namespace()),
      cancelled_(std::move(cancelled)),
      on_unconverted_(std::move(on_unconverted)),
      values_(mapping->tree.size()),
      remembered_(mapping->computed.size()) {
  for (const RowMapping::Edge& edge : mapping_->edges) AddAccesses(edge);
}

absl::StatusOr<std::unique_ptr<RowFacts>> RowFacts::Create(
    const RowMapping* mapping, std::shared_ptr<const store::Snapshot> snapshot,
    std::function<bool()> cancelled,
    std::function<void(uint64_t line, std::string complaint)> on_unconverted) {
  std::unique_ptr<RowFacts> facts(
      new RowFacts(mapping, std::move(snapshot), std::move(cancelled), std::move(on_unconverted)));
  if (absl::Status made = facts->MakeEvaluators(); !made.ok()) return made;
  return facts;
}

void RowFacts::AddAccesses(const RowMapping::Edge& edge) {
  std::vector<Access>& accesses = accesses_.emplace_back(1);
  for (const size_t field : edge.fields) {
    std::vector<size_t> way;  // from below the root to the field
    for (size_t node = field; node != FieldTree::kRoot; node = mapping_->tree.node(node).parent)
      way.push_back(node);
    std::reverse(way.begin(), way.end());
    size_t at = 0;
    for (const size_t node : way) {
      const auto& children = accesses[at].children;
      const auto known = std::find_if(children.begin(), children.end(),
                                      [&](size_t child) { return accesses[child].node == node; });
      if (known != children.end()) {
        at = *known;
        continue;
      }
      accesses[at].children.push_back(accesses.size());
      at = accesses.size();
      accesses.emplace_back().node = node;
    }
    accesses[at].is_read = true;
  }
}

absl::Status RowFacts::MakeEvaluators() {
  evaluators_.clear();
  terms_.reset();
  execute::ContextOptions options;
  options.cancelled = cancelled_;
  context_ = std::make_unique<execute::Context>(snapshot_, std::move(options));
  terms_ = std::make_unique<execute::Terms>(context_.get());
  for (const RowMapping::Computed& computed : mapping_->computed) {
    absl::StatusOr<std::unique_ptr<execute::Evaluator>> evaluator =
        execute::Evaluator::Create(computed.expression, computed.variables, terms_.get());
    if (!evaluator.ok()) return evaluator.status();
    evaluators_.push_back(*std::move(evaluator));
  }
  return absl::OkStatus();
}

absl::Status RowFacts::Make(const Row& row, std::vector<Fact>& facts) {
  facts.clear();
  complained_.clear();
  row_ = &row;
  if (++row_number_ % kRowsPerTerms == 0) {
    if (absl::Status made = MakeEvaluators(); !made.ok()) return made;
  }
  for (size_t edge = 0; edge < mapping_->edges.size(); ++edge) {
    pending_.clear();
    pending_.push_back({0, row.values[row.root]});
    if (absl::Status made = Enumerate(edge, 0, facts); !made.ok()) return made;
  }
  return absl::OkStatus();
}

absl::Status RowFacts::Enumerate(size_t edge, size_t next, std::vector<Fact>& facts) {
  if (next == pending_.size()) return AddFact(mapping_->edges[edge], facts);
  const Pending at = pending_[next];
  if (at.value.kind == Kind::kArray && at.value.count > 0) {
    for (size_t i = 0; i < at.value.count; ++i) {
      pending_[next].value = row_->values[at.value.first + i];
      if (absl::Status made = Enumerate(edge, next, facts); !made.ok()) return made;
    }
    pending_[next] = at;
    return absl::OkStatus();
  }
  const RowValue value = at.value.kind == Kind::kArray ? RowValue() : at.value;
  const Access& access = accesses_[edge][at.access];
  if (access.is_read) values_[access.node] = value;
  const size_t size = pending_.size();
  for (const size_t child : access.children) {
    const size_t node = accesses_[edge][child].node;
    RowValue inner;
    if (value.kind == Kind::kObject) {
      inner = row_->values[value.first + mapping_->tree.node(node).place];
    } else if (value.kind != Kind::kNull) {
      Complain(mapping_->computed.size() + access.node, {value}, [&] {
        return StrCat("the field '", mapping_->tree.PathOf(access.node),
                      "' is no object, so that it has no '", mapping_->tree.node(node).name,
                      "': ", Quoted(value.text));
      });
    }
    pending_.push_back({child, inner});
  }
  absl::Status made = Enumerate(edge, next + 1, facts);
  pending_.resize(size);
  return made;
}

absl::Status RowFacts::AddFact(const RowMapping::Edge& edge, std::vector<Fact>& facts) {
  absl::StatusOr<MaybeTerm> subject = TermOf(edge.subject, /*as_name=*/true);
  if (!subject.ok() || !subject->has_value()) return subject.status();
  absl::StatusOr<MaybeTerm> predicate = TermOf(edge.predicate, /*as_name=*/true);
  if (!predicate.ok() || !predicate->has_value()) return predicate.status();
  absl::StatusOr<MaybeTerm> object = TermOf(edge.object, /*as_name=*/true);
  if (!object.ok() || !object->has_value()) return object.status();
  absl::StatusOr<ClaimSpec> claim = ClaimOf(edge);
  if (!claim.ok()) return claim.status();
  if (facts.size() >= kMaxFactsPerRow)
    return absl::InvalidArgumentError(StrCat("the row states more than ", kMaxFactsPerRow, " facts"));
  facts.push_back({**std::move(subject), **std::move(predicate), **std::move(object), *std::move(claim)});
  return CheckFact(facts.back());
}

absl::StatusOr<ClaimSpec> RowFacts::ClaimOf(const RowMapping::Edge& edge) {
  ClaimSpec claim;
  for (const RowMapping::Property& property : edge.properties) {
    absl::StatusOr<MaybeTerm> value = TermOf(property.value, /*as_name=*/false);
    if (!value.ok()) return value.status();
    if (value->has_value()) claim.properties.emplace_back(property.key, **std::move(value));
  }
  if (claim.properties.empty() && !edge.has_stance_word) return claim;
  claim.kind = ClaimSpec::Kind::kAnonymous;
  claim.stance = edge.stance;
  std::sort(claim.properties.begin(), claim.properties.end());
  claim.properties.erase(std::unique(claim.properties.begin(), claim.properties.end()),
                         claim.properties.end());
  return claim;
}

absl::StatusOr<RowFacts::MaybeTerm> RowFacts::TermOf(const RowMapping::Item& item, bool as_name) {
  switch (item.kind) {
    case RowMapping::Item::Kind::kConstant:
      return item.constant;
    case RowMapping::Item::Kind::kBlank:
      return Term::Blank(StrCat(item.constant.value, "@", row_number_));  // no label has an "@"
    case RowMapping::Item::Kind::kField:
      return FieldTerm(item.index, as_name);
    case RowMapping::Item::Kind::kComputed:
      return ValueOf(item.index);
    case RowMapping::Item::Kind::kNull:
      break;
  }
  return MaybeTerm();
}

absl::StatusOr<RowFacts::MaybeTerm> RowFacts::FieldTerm(size_t field, bool as_name) {
  const RowValue& value = values_[field];
  if (value.kind == Kind::kObject) {
    Complain(mapping_->computed.size() + field, {value}, [&] {
      return StrCat("the field '", mapping_->tree.PathOf(field),
                    "' is an object, not a value; name one of the fields in it");
    });
    return MaybeTerm();
  }
  if (value.kind == Kind::kNull) return MaybeTerm();
  if (as_name) return Term::Iri(StrCat(base_, syntax::EncodeName(value.text)));
  return LiteralOf(value);
}

// As Evaluate, unless the fields have the values that they had the last time in this row.
absl::StatusOr<RowFacts::MaybeTerm> RowFacts::ValueOf(size_t computed) {
  Remembered& remembered = remembered_[computed];
  const std::vector<size_t>& fields = mapping_->computed[computed].fields;
  bool same = remembered.row == row_number_;
  remembered.row = row_number_;
  remembered.values.resize(fields.size());
  for (size_t i = 0; i < fields.size(); ++i) {
    same = same && SameValue(remembered.values[i], values_[fields[i]]);
    remembered.values[i] = values_[fields[i]];
  }
  if (same) return remembered.result;
  absl::StatusOr<MaybeTerm> result = Evaluate(computed);
  if (result.ok()) remembered.result = *result;
  return result;
}

absl::StatusOr<RowFacts::MaybeTerm> RowFacts::Evaluate(size_t number) {
  const RowMapping::Computed& computed = mapping_->computed[number];
  absl::InlinedVector<Datum, 4> values;
  for (const size_t field : computed.fields) {
    if (values_[field].kind == Kind::kObject) FieldTerm(field, /*as_name=*/false).IgnoreError();  // complains
    const std::optional<Term> literal = LiteralOf(values_[field]);
    values.push_back(literal.has_value() ? Datum::Of(*literal) : Datum::Null());
  }
  uint64_t failed = 0;
  const absl::StatusOr<Datum> datum = evaluators_[number]->EvaluateRow(values, failed);
  if (!datum.ok()) return datum.status();
  if (datum->is_null()) {
    if (failed == 0) return MaybeTerm();
    Complain(number, remembered_[number].values, [&] {
      std::string text = StrCat(NameOf(computed.expression), " has no value");
      for (size_t i = 0; i < computed.fields.size(); ++i) {
        const RowValue& value = values_[computed.fields[i]];
        model::StrAppend(&text, i == 0 ? " for " : ", ", mapping_->tree.PathOf(computed.fields[i]), " = ",
                         value.kind == Kind::kNull ? "null" : Quoted(value.text));
      }
      return text;
    });
    return MaybeTerm();
  }
  if (datum->is_list())
    return absl::InvalidArgumentError(StrCat(NameOf(computed.expression), " gives a list, not one term"));
  if (datum->computed != nullptr) return datum->computed->term;
  if (model::IsInline(datum->id)) return model::DecodeInline(datum->id);
  const absl::StatusOr<const execute::ResolvedTerm*> resolved = terms_->Get(datum->id);
  if (!resolved.ok()) return resolved.status();
  return (*resolved)->term;
}

void RowFacts::Complain(size_t about, const std::vector<RowValue>& values,
                        const std::function<std::string()>& text) {
  for (const auto& [other, other_values] : complained_) {
    if (other == about && SameValues(other_values, values)) return;
  }
  if (complained_.size() < kMaxComplainedPerRow) complained_.emplace_back(about, values);
  if (on_unconverted_) on_unconverted_(row_->line, text());
}

}  // namespace tern::ingest
