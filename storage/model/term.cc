#include "storage/model/term.h"

#include <cassert>

namespace tern::model {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

void AppendEscape(unsigned char c, std::string& out) {
  out += "\\u00";
  out += kHexDigits[c >> 4];
  out += kHexDigits[c & 15];
}

// N-Triples §6: what IRIREF excludes.
void AppendIri(std::string_view iri, std::string& out) {
  out += '<';
  for (const char c : iri) {
    if (static_cast<unsigned char>(c) <= 0x20 ||
        std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos) {
      AppendEscape(static_cast<unsigned char>(c), out);
    } else {
      out += c;
    }
  }
  out += '>';
}

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          AppendEscape(static_cast<unsigned char>(c), out);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

}  // namespace

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
      AppendIri(term.value, out);
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
        AppendIri(term.datatype, out);
      }
      break;
  }
  return out;
}

}  // namespace tern::model
