#include "storage/model/quoted_text.h"

namespace tern::model {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

void AppendEscape(unsigned char c, std::string& out) {
  out += "\\u00";
  out += kHexDigits[c >> 4];
  out += kHexDigits[c & 15];
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

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
        if (IsControl(c)) {
          AppendEscape(static_cast<unsigned char>(c), out);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void AppendBracketed(std::string_view iri, std::string& out) {
  out += '<';
  for (const char c : iri) {
    const bool is_excluded = c == ' ' || std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos;
    if (IsControl(c) || is_excluded) {
      AppendEscape(static_cast<unsigned char>(c), out);
    } else {
      out += c;
    }
  }
  out += '>';
}

}  // namespace tern::model
