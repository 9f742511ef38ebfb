#include "engine/syntax/names.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"

namespace tern::syntax {

namespace {

struct FieldEntry {
  std::string_view word;
  std::string_view iri;
};
constexpr std::array<FieldEntry, 13> kFieldWords = {{
    {"a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"},
    {"label", "http://www.w3.org/2000/01/rdf-schema#label"},
    {"alias", "http://www.w3.org/2004/02/skos/core#altLabel"},
    {"comment", "http://www.w3.org/2000/01/rdf-schema#comment"},
    {"subclassOf", "http://www.w3.org/2000/01/rdf-schema#subClassOf"},
    {"sameAs", "http://www.w3.org/2002/07/owl#sameAs"},
    {"by", "http://www.w3.org/ns/prov#wasAttributedTo"},
    {"source", "http://purl.org/dc/terms/source"},
    {"on", "http://purl.org/dc/terms/date"},
    {"publisher", "http://purl.org/dc/terms/publisher"},
    {"quote", "http://www.w3.org/ns/oa#exact"},
    {"url", "http://schema.org/url"},
    {"derivedFrom", "http://www.w3.org/ns/prov#wasDerivedFrom"},
}};

// The keywords of grammar/TernQL.g4, sorted, without those that are names wherever a name may stand (`to`,
// `of`, `why`, `describe`, `load`, `count`); a test compares the two.
constexpr std::array<std::string_view, 33> kKeywords = {
    "according", "and",    "any",     "as",      "asc",      "ask", "by",     "delete", "desc",
    "distinct",  "exists", "explain", "false",   "for",      "in",  "insert", "is",     "let",
    "limit",     "match",  "not",     "null",    "optional", "or",  "order",  "prefix", "return",
    "said",      "skip",   "true",    "unclear", "where",    "with"};
constexpr size_t kLongestKeyword = 9;

bool IsAsciiStart(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool IsAsciiInner(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The length of the UTF-8 character at `offset`, or 0 where it is none.
size_t CharacterLength(std::string_view text, size_t offset) {
  const auto byte = [&](size_t i) {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0u;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (!IsContinuation(byte(1))) return 0;
  if (first < 0xE0) return 2;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && byte(1) > 0x9F) return 0;  // a surrogate
  if (!IsContinuation(byte(2))) return 0;
  if (first < 0xF0) return 3;
  if (first > 0xF4 || (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
  return IsContinuation(byte(3)) ? 4 : 0;
}

// The length of the character at `offset` if it may stand inside a name, else 0.
size_t InnerLength(std::string_view text, size_t offset, bool first) {
  const char c = text[offset];
  if (static_cast<unsigned char>(c) < 0x80) return (first ? IsAsciiStart(c) : IsAsciiInner(c)) ? 1 : 0;
  size_t size = 0;
  const CharacterClass character_class = ClassOf(CharacterAt(text, offset, &size));
  const bool fits =
      character_class == CharacterClass::kLetter || (!first && character_class == CharacterClass::kInner);
  return fits ? size : 0;
}

// INNER+ ( [-.] INNER+ )*, or with START at its head.
bool IsDottedName(std::string_view text, bool start_rule) {
  if (text.empty()) return false;
  bool after_sign = true;  // here a name character must follow
  for (size_t i = 0; i < text.size();) {
    const size_t length = InnerLength(text, i, start_rule && i == 0);
    if (length > 0) {
      i += length;
      after_sign = false;
    } else if (!after_sign && (text[i] == '-' || text[i] == '.')) {
      ++i;
      after_sign = true;
    } else {
      return false;
    }
  }
  return !after_sign;
}

// RFC 3987: what an IRI cannot hold. `%` goes too, so that every name has one IRI and comes back from it.
bool MustEncode(unsigned char c) {
  if (c <= 0x20 || c == 0x7F) return true;
  constexpr std::string_view kForbidden = "<>\"{}|^`\\%";
  return kForbidden.find(static_cast<char>(c)) != std::string_view::npos;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;  // EncodeName writes capitals only
}

}  // namespace

Names Names::WithBase(std::string base) {
  Names names;
  names.base = std::move(base);
  names.prefixes = {{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
                    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
                    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
                    {"owl", "http://www.w3.org/2002/07/owl#"},
                    {"skos", "http://www.w3.org/2004/02/skos/core#"},
                    {"prov", "http://www.w3.org/ns/prov#"},
                    {"dcterms", "http://purl.org/dc/terms/"},
                    {"oa", "http://www.w3.org/ns/oa#"},
                    {"schema", "http://schema.org/"}};
  return names;
}

std::optional<std::string_view> FieldName(std::string_view name) {
  for (const FieldEntry& entry : kFieldWords) {
    if (entry.word == name) return entry.iri;
  }
  return std::nullopt;
}

std::optional<std::string_view> FieldWord(std::string_view iri) {
  for (const FieldEntry& entry : kFieldWords) {
    if (entry.iri == iri) return entry.word;
  }
  return std::nullopt;
}

bool IsKeyword(std::string_view word) {
  if (word.size() > kLongestKeyword) return false;
  std::string lower(word);
  absl::AsciiStrToLower(&lower);
  return std::binary_search(kKeywords.begin(), kKeywords.end(), std::string_view(lower));
}

CharacterClass ClassOf(char32_t character) {
  constexpr char32_t kZeroWidthNonJoiner = 0x200C;  // Persian and Indic names need both
  constexpr char32_t kZeroWidthJoiner = 0x200D;
  if (character == kZeroWidthNonJoiner || character == kZeroWidthJoiner) return CharacterClass::kInner;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
      return CharacterClass::kLetter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_PC:
      return CharacterClass::kInner;
    default:
      return CharacterClass::kOther;
  }
}

char32_t CharacterAt(std::string_view text, size_t offset, size_t* size) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    *size = 1;
    return first;
  }
  const auto tail = [&](size_t i) { return static_cast<char32_t>(byte(i) & 0x3F); };
  if (first < 0xE0) {
    *size = 2;
    return static_cast<char32_t>(first & 0x1F) << 6 | tail(1);
  }
  if (first < 0xF0) {
    *size = 3;
    return static_cast<char32_t>(first & 0x0F) << 12 | tail(1) << 6 | tail(2);
  }
  *size = 4;
  return static_cast<char32_t>(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
}

size_t FindInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const size_t length = CharacterLength(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

bool IsBareName(std::string_view text) { return IsDottedName(text, true); }
bool IsLocalName(std::string_view text) { return IsDottedName(text, false); }

std::string EncodeName(std::string_view name) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string part;
  part.reserve(name.size());
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (!MustEncode(byte)) {
      part += c;
      continue;
    }
    part += '%';
    part += kHex[byte >> 4];
    part += kHex[byte & 15];
  }
  return part;
}

std::optional<std::string> DecodeName(std::string_view part) {
  std::string name;
  name.reserve(part.size());
  for (size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (c != '%') {
      if (MustEncode(static_cast<unsigned char>(c))) return std::nullopt;
      name += c;
      continue;
    }
    if (i + 2 >= part.size()) return std::nullopt;
    const int high = HexValue(part[i + 1]);
    const int low = HexValue(part[i + 2]);
    if (high < 0 || low < 0 || !MustEncode(static_cast<unsigned char>(high << 4 | low))) return std::nullopt;
    name += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return name;
}

}  // namespace tern::syntax
