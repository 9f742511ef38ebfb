#include "storage/model/term.h"

#include <cassert>

#include "storage/model/quoted_text.h"

namespace tern::model {

Term Term::String(std::string text) { return Typed(std::move(text), std::string(iri::kXsdString)); }

Term Term::LangString(std::string text, std::string language) {
  assert(!language.empty());
  return {TermKind::kLiteral, std::move(text), std::string(iri::kRdfLangString), std::move(language)};
}

Term Term::Integer(int64_t value) { return Typed(std::to_string(value), std::string(iri::kXsdInteger)); }

Term Term::Boolean(bool value) { return Typed(value ? "true" : "false", std::string(iri::kXsdBoolean)); }

std::string ToNTriples(const Term& term) {
  std::string out;
  switch (term.kind) {
    case TermKind::kIri:
      AppendBracketed(term.value, out);
      break;
    case TermKind::kBlank:
      out.append("_:").append(term.value);
      break;
    case TermKind::kClaim:
      out.append("<").append(iri::kClaimGraph).append(term.value).append(">");
      break;
    case TermKind::kLiteral:
      AppendQuoted(term.value, out);
      if (!term.language.empty()) {
        out.append("@").append(term.language);
      } else if (term.datatype != iri::kXsdString) {
        out += "^^";
        AppendBracketed(term.datatype, out);
      }
      break;
  }
  return out;
}

}  // namespace tern::model
