#include "storage/model/dictionary_key.h"

#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/model/datatype.h"
#include "storage/model/inline_value.h"

namespace tern::model {
namespace {

// A part that another follows: a zero byte becomes 00 FF, and 00 00 ends the part, so that a text sorts
// before its own continuations.
constexpr std::string_view kEscapedZero("\x00\xff", 2);
constexpr std::string_view kEnd("\x00\x00", 2);

void AppendPart(std::string_view part, std::string& out) {
  for (const char c : part) {
    if (c == '\0') {
      out += kEscapedZero;
    } else {
      out += c;
    }
  }
  out += kEnd;
}

std::optional<std::string> TakePart(std::string_view& key) {
  std::string part;
  while (true) {
    const size_t zero = key.find('\0');
    if (zero == std::string_view::npos || zero + 1 == key.size()) return std::nullopt;
    part += key.substr(0, zero);
    const std::string_view mark = key.substr(zero, 2);
    key.remove_prefix(zero + 2);
    if (mark == kEnd) return part;
    if (mark != kEscapedZero) return std::nullopt;
    part += '\0';
  }
}

// The value kinds of the dictionary and, for those of one xsd type or mostly one, that type.
struct TagKind {
  enum class Form : uint8_t { kText, kLanguage, kValue, kOther } form;
  std::string_view
      datatype;  // kText: of the literal, empty for IRIs. kValue: the type whose name is left out
};

std::optional<TagKind> KindOf(Tag tag) {
  using Form = TagKind::Form;
  switch (tag) {
    case Tag::kIntegerBase:
    case Tag::kIntegerAppended:
      return TagKind{Form::kValue, iri::kXsdInteger};
    case Tag::kDecimalBase:
    case Tag::kDecimalAppended:
      return TagKind{Form::kValue, iri::kXsdDecimal};
    case Tag::kDoubleBase:
    case Tag::kDoubleAppended:
      return TagKind{Form::kValue, iri::kXsdDouble};
    case Tag::kDateBase:
    case Tag::kDateAppended:
      return TagKind{Form::kValue, iri::kXsdDate};
    case Tag::kDateTimeBase:
    case Tag::kDateTimeAppended:
      return TagKind{Form::kValue, iri::kXsdDateTime};
    case Tag::kStringBase:
    case Tag::kStringAppended:
      return TagKind{Form::kText, iri::kXsdString};
    case Tag::kIriBase:
    case Tag::kIriAppended:
      return TagKind{Form::kText, ""};
    case Tag::kLangStringBase:
    case Tag::kLangStringAppended:
      return TagKind{Form::kLanguage, ""};
    case Tag::kOtherBase:
    case Tag::kOtherAppended:
      return TagKind{Form::kOther, ""};
    default:
      return std::nullopt;
  }
}

absl::Status Damaged(Tag tag, const char* what) {
  return absl::DataLossError(
      absl::StrCat("dictionary key of tag ", static_cast<int>(tag), " is damaged: ", what));
}

// True if literals of `datatype` with a value are kept under the tag whose usual type is `usual`.
bool BelongsTo(std::string_view datatype, std::string_view usual) {
  switch (DatatypeOf(datatype)) {
    case Datatype::kDerivedInteger:
      return usual == iri::kXsdInteger;
    case Datatype::kFloat:
      return usual == iri::kXsdDouble;
    default:
      return false;
  }
}

absl::StatusOr<Term> ValueFromKey(Tag tag, std::string_view usual, std::string_view key) {
  std::optional<std::string> lexical = TakePart(key);
  if (!lexical.has_value()) return Damaged(tag, "its lexical form does not end");
  if (key.empty()) return Term::Typed(*std::move(lexical), std::string(usual));
  std::string datatype(iri::kXsd);
  datatype += key;
  if (!BelongsTo(datatype, usual)) return Damaged(tag, "its datatype does not belong there");
  return Term::Typed(*std::move(lexical), std::move(datatype));
}

}  // namespace

std::string DictionaryKey(const Term& term) {
  assert(term.kind == TermKind::kIri || term.kind == TermKind::kLiteral);
  const std::optional<TagKind> kind = KindOf(DictionaryTagsOf(term).base);
  assert(kind.has_value());
  std::string key;
  switch (kind->form) {
    case TagKind::Form::kText:
      return term.value;
    case TagKind::Form::kLanguage:
      AppendPart(term.value, key);
      return key += term.language;
    case TagKind::Form::kValue:
      AppendPart(term.value, key);
      if (term.datatype != kind->datatype) key += std::string_view(term.datatype).substr(iri::kXsd.size());
      return key;
    case TagKind::Form::kOther:
      AppendPart(term.datatype, key);
      return key += term.value;
  }
  return key;
}

absl::StatusOr<Term> TermFromDictionaryKey(Tag tag, std::string_view key) {
  const std::optional<TagKind> kind = KindOf(tag);
  assert(kind.has_value());
  if (!kind.has_value()) return absl::InternalError("a dictionary key of a tag without a dictionary");
  switch (kind->form) {
    case TagKind::Form::kText:
      if (kind->datatype.empty()) return Term::Iri(std::string(key));
      return Term::Typed(std::string(key), std::string(kind->datatype));
    case TagKind::Form::kLanguage: {
      std::optional<std::string> text = TakePart(key);
      if (!text.has_value()) return Damaged(tag, "its text does not end");
      if (key.empty()) return Damaged(tag, "it has no language");
      return Term::LangString(*std::move(text), std::string(key));
    }
    case TagKind::Form::kValue:
      return ValueFromKey(tag, kind->datatype, key);
    case TagKind::Form::kOther: {
      std::optional<std::string> datatype = TakePart(key);
      if (!datatype.has_value()) return Damaged(tag, "its datatype does not end");
      if (datatype->empty()) return Damaged(tag, "it has no datatype");
      return Term::Typed(std::string(key), *std::move(datatype));
    }
  }
  return absl::InternalError("dictionary key form out of range");
}

}  // namespace tern::model
