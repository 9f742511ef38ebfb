// Terms in their shortest form that reads back.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/syntax/names.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/term_text.h"
#include "storage/model/quoted_text.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrAppend;
using model::StrCat;
using model::TermKind;
namespace iri = model::iri;

std::string Quoted(std::string_view text) {
  std::string quoted;
  model::AppendQuoted(text, quoted);
  return quoted;
}

std::string InBrackets(std::string_view text) {
  std::string written;
  model::AppendBracketed(text, written);
  return written;
}

// `text` without `start`, if it starts so.
std::optional<std::string_view> Behind(std::string_view text, std::string_view start) {
  if (start.empty() || text.substr(0, start.size()) != start) return std::nullopt;
  return text.substr(start.size());
}

// A field word or a name of the base; empty where the IRI is neither.
std::string PrintBare(std::string_view text, const Names& names) {
  if (const std::optional<std::string_view> word = FieldWord(text)) return std::string(*word);
  const std::optional<std::string_view> part = Behind(text, names.base);
  if (!part) return "";
  const std::optional<std::string> name = DecodeName(*part);
  return name ? WriteName(*name) : "";
}

bool IsPlainDate(const Term& term) {
  if (term.datatype == iri::kXsdDate) {
    if (term.value.size() != 10) return false;
  } else if (term.datatype == iri::kXsdGYearMonth) {
    if (term.value.size() != 7) return false;
  } else if (term.datatype != iri::kXsdDateTime) {
    return false;
  }
  const OrComplaint<Term> read = TermOfDate(term.value);
  return std::holds_alternative<Term>(read) && std::get<Term>(read) == term;
}

bool IsPlainNumber(const Term& term) {
  std::string_view digits = term.value;
  if (!digits.empty() && digits[0] == '-') digits.remove_prefix(1);
  return !digits.empty() && NumberType(digits) == term.datatype;
}

std::string PrintLiteral(const Term& term, const Names& names) {
  if (term.datatype == iri::kXsdString) return Quoted(term.value);
  if (!term.language.empty()) return StrCat(Quoted(term.value), "@", term.language);
  if (IsPlainNumber(term) || IsPlainDate(term)) return term.value;
  if (term.datatype == iri::kXsdBoolean && (term.value == "true" || term.value == "false")) return term.value;
  // Behind ^^ stands an IRI or a prefixed name, never a bare one.
  return StrCat(Quoted(term.value), "^^", WriteIri(term.datatype, names));
}

}  // namespace

std::string WriteIri(std::string_view text, const Names& names) {
  // The longest namespace that fits leaves the shortest name.
  const std::pair<const std::string, std::string>* best = nullptr;
  for (const auto& prefix : names.prefixes) {
    const std::optional<std::string_view> local = Behind(text, prefix.second);
    if (!local || !IsLocalName(*local) || !IsBareName(prefix.first)) continue;
    if (prefix.first == "claim" || prefix.first == "_") continue;
    if (best == nullptr || prefix.second.size() > best->second.size()) best = &prefix;
  }
  if (best != nullptr) return StrCat(best->first, ":", text.substr(best->second.size()));
  return InBrackets(text);
}

std::string Print(const Term& term, const Names& names) {
  switch (term.kind) {
    case TermKind::kIri: {
      std::string bare = PrintBare(term.value, names);
      return bare.empty() ? WriteIri(term.value, names) : bare;
    }
    case TermKind::kBlank:
      return StrCat("_:", term.value);
    case TermKind::kClaim:
      return StrCat("claim:", term.value);
    case TermKind::kLiteral:
      return PrintLiteral(term, names);
  }
  return "";
}

}  // namespace tern::syntax
