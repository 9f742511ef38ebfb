#include "engine/execute/datum.h"

#include <utility>

#include "storage/model/inline_value.h"
#include "storage/model/order_key.h"

namespace tern::execute {

using model::Tag;
using model::Term;
using model::TermId;

namespace {

// Tags whose ids have the order of the values: inline ones, whose equal values are a range, and strings of
// the base.
bool IsInlineLiteral(Tag tag) {
  switch (tag) {
    case Tag::kInteger:
    case Tag::kDecimal:
    case Tag::kDouble:
    case Tag::kBoolean:
    case Tag::kGYearMonth:
    case Tag::kDate:
    case Tag::kDateTime:
      return true;
    default:
      return false;
  }
}

bool IsInlineNumber(Tag tag) { return tag == Tag::kInteger || tag == Tag::kDecimal || tag == Tag::kDouble; }

bool IsEntityTag(Tag tag) {
  return tag == Tag::kIriBase || tag == Tag::kIriAppended || tag == Tag::kBlank || tag == Tag::kClaim;
}

std::strong_ordering CompareInline(TermId a, TermId b) {
  if (a == b) return std::strong_ordering::equal;
  const auto [first, last] = model::SameValueRange(a);
  if (b < first) return std::strong_ordering::greater;
  return b > last ? std::strong_ordering::less : std::strong_ordering::equal;
}

}  // namespace

Datum Datum::Of(const Term& term) {
  if (const std::optional<TermId> id = model::EncodeInline(term)) return Of(*id);
  auto resolved = std::make_shared<ResolvedTerm>();
  resolved->term = term;
  resolved->value = model::ValueOf(term);
  return {TermId::Null(), std::move(resolved)};
}

Datum Datum::Of(bool truth) {
  static const TermId kTrue = *model::EncodeInline(Term::Boolean(true));
  static const TermId kFalse = *model::EncodeInline(Term::Boolean(false));
  return Of(truth ? kTrue : kFalse);
}

const ResolvedTerm& DatumReader::Get(const Datum& datum) {
  if (datum.computed != nullptr) return *datum.computed;
  auto resolved = terms_->Get(datum.id);
  if (resolved.ok()) return **resolved;
  Fail(resolved.status());
  return nothing_;
}

void DatumReader::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

TermId DatumReader::IdOf(const Datum& datum) {
  if (datum.computed == nullptr) return datum.id;
  auto id = terms_->Intern(datum.computed->term);
  if (id.ok()) return *id;
  Fail(id.status());
  return TermId::Null();
}

Datum DatumReader::ListOf(absl::Span<const TermId> items) {
  auto id = terms_->InternList(items);
  if (id.ok()) return Datum::Of(*id);
  Fail(id.status());
  return Datum::Null();
}

std::optional<bool> DatumReader::Truth(const Datum& datum) {
  if (datum.is_null()) return std::nullopt;
  if (datum.has_id() && datum.id == Datum::Of(true).id) return true;
  if (datum.has_id() && datum.id == Datum::Of(false).id) return false;
  if (datum.has_id() && datum.id.tag() != Tag::kBoolean && datum.id.tag() != Tag::kLocal) return std::nullopt;
  const model::Value& value = Get(datum).value;  // of a list: none
  if (value.kind != model::ValueKind::kBoolean) return std::nullopt;
  return value.instant != 0;
}

DatumReader::Class DatumReader::ClassOf(const Datum& datum) {
  if (datum.is_list()) return Class::kList;
  if (datum.has_id()) {
    switch (datum.id.tag()) {
      case Tag::kStringBase:
      case Tag::kStringAppended:
        return Class::kString;
      case Tag::kLangStringBase:
      case Tag::kLangStringAppended:
        return Class::kLangString;
      case Tag::kLocal:
        break;
      default:
        return IsEntityTag(datum.id.tag()) ? Class::kEntity : Class::kOther;
    }
  }
  const Term& term = Get(datum).term;
  if (!term.is_literal()) return Class::kEntity;
  if (!term.language.empty()) return Class::kLangString;
  return term.datatype == model::iri::kXsdString ? Class::kString : Class::kOther;
}

std::optional<std::strong_ordering> DatumReader::Compare(const Datum& a, const Datum& b) {
  if (a.has_id() && b.has_id()) {
    if (IsEntityTag(a.id.tag()) || IsEntityTag(b.id.tag())) return std::nullopt;
    if (IsInlineNumber(a.id.tag()) && IsInlineNumber(b.id.tag()) && a.id.tag() != b.id.tag())
      return model::CompareInlineNumbers(a.id, b.id);
    if (a.id.tag() == b.id.tag()) {
      if (IsInlineLiteral(a.id.tag())) return CompareInline(a.id, b.id);
      if (a.id.tag() == Tag::kStringBase) return a.id <=> b.id;
    }
  }
  return model::CompareValues(Get(a).value, Get(b).value);
}

bool DatumReader::Equal(const Datum& a, const Datum& b) {
  if (a.has_id() && a.id == b.id) return true;
  if (a.is_list() || b.is_list()) return false;
  const Class class_a = ClassOf(a);
  const Class class_b = ClassOf(b);
  // Ids are one a term: entities, and texts of one kind, are equal only as terms.
  const bool as_terms = class_a == Class::kEntity || class_b == Class::kEntity ||
                        (class_a == class_b && class_a != Class::kOther);
  if (as_terms) return class_a == class_b && SameTerm(a, b);
  if (const auto order = Compare(a, b)) return *order == std::strong_ordering::equal;
  return SameTerm(a, b);
}

bool DatumReader::SameTerm(const Datum& a, const Datum& b) {
  if (a.has_id() && b.has_id()) return a.id == b.id;
  if (a.is_list() || b.is_list()) return false;
  return Get(a).term == Get(b).term;
}

}  // namespace tern::execute
