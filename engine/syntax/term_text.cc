#include "engine/syntax/term_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/syntax/suggestion.h"
#include "storage/model/calendar.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using model::Term;

void AppendUtf8(uint32_t c, std::string* out) {
  if (c < 0x80) {
    *out += static_cast<char>(c);
  } else if (c < 0x800) {
    *out += static_cast<char>(0xC0 | c >> 6);
    *out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *out += static_cast<char>(0xE0 | c >> 12);
    *out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *out += static_cast<char>(0xF0 | c >> 18);
    *out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    *out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// The character of `digits` hexadecimal digits at the front of `text`; nothing where it is none (a surrogate,
// beyond U+10FFFF, too few digits).
std::optional<uint32_t> HexCharacter(std::string_view text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  uint32_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const char c = text[i];
    uint32_t digit;
    if (c >= '0' && c <= '9') {
      digit = static_cast<uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<uint32_t>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return value;
}

// `rest` starts with the backslash, `offset` bytes into its token.
Complaint BadEscape(std::string_view rest, size_t offset) {
  if (rest.size() > 1 && (rest[1] == 'u' || rest[1] == 'U')) {
    const size_t wanted = rest[1] == 'u' ? 4 : 8;
    const size_t digits = std::min(rest.find_first_not_of("0123456789abcdefABCDEF", 2), rest.size()) - 2;
    const std::string_view escape = rest.substr(0, 2 + std::min(digits, wanted));
    const char* advice = rest[1] == 'u' ? "four hexadecimal digits follow \\u: \\u4E2D"
                                        : "eight hexadecimal digits follow \\U: \\U0001F600";
    if (digits < wanted)
      return {"TQ006", StrCat("'", escape, "' is cut short"), advice, offset, escape.size()};
    return {"TQ006", StrCat("'", escape, "' is no character"), "", offset, escape.size()};
  }
  size_t size = 1;
  if (rest.size() > 1) CharacterAt(rest, 1, &size);
  return {"TQ006", StrCat("unknown escape '", rest.substr(0, 1 + size), "'"),
          "write \\\\ for a backslash; known are \\n \\t \\r \\b \\f \\\" \\' \\\\ \\uXXXX \\UXXXXXXXX",
          offset, 1 + size};
}

// One escape at the front of `rest`, which starts with a backslash; returns how many bytes it took, 0 where
// it is none.
size_t TakeEscape(std::string_view rest, std::string* out) {
  if (rest.size() < 2) return 0;
  switch (rest[1]) {
    case 'n':
      *out += '\n';
      return 2;
    case 't':
      *out += '\t';
      return 2;
    case 'r':
      *out += '\r';
      return 2;
    case 'b':
      *out += '\b';
      return 2;
    case 'f':
      *out += '\f';
      return 2;
    case '"':
    case '\'':
    case '\\':
      *out += rest[1];
      return 2;
    case 'u':
    case 'U':
      break;
    default:
      return 0;
  }
  const size_t digits = rest[1] == 'u' ? 4 : 8;
  const std::optional<uint32_t> character = HexCharacter(rest.substr(2), digits);
  if (!character) return 0;
  AppendUtf8(*character, out);
  return 2 + digits;
}

// `offset`: where `text` starts in its token.
OrComplaint<std::string> Unescape(std::string_view text, size_t offset) {
  std::string content;
  content.reserve(text.size());
  const char* const start = text.data();
  while (!text.empty()) {
    const size_t plain = std::min(text.find('\\'), text.size());
    content.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const size_t taken = TakeEscape(text, &content);
    if (taken == 0) return BadEscape(text, offset + static_cast<size_t>(text.data() - start));
    text.remove_prefix(taken);
  }
  return content;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// How many digits `text` starts with.
size_t DigitCount(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  return count;
}

// "2025-1-5" -> "2025-01-05"; empty where that does not make a day.
std::string PaddedDate(std::string_view token) {
  std::string parts[3];
  size_t part = 0;
  for (const char c : token) {
    if (c == '-' && part < 2) {
      ++part;
    } else if (IsDigit(c)) {
      parts[part] += c;
    } else {
      return "";
    }
  }
  if (part != 2 || parts[0].size() != 4 || parts[1].size() > 2 || parts[2].size() > 2) return "";
  for (int i = 1; i <= 2; ++i) parts[i].insert(0, 2 - parts[i].size(), '0');
  std::string date = StrCat(parts[0], "-", parts[1], "-", parts[2]);
  return model::ParseDate(date) ? date : "";
}

Complaint BadDate(std::string_view token) {
  const std::string padded = PaddedDate(token);
  if (!padded.empty() && padded != token) {
    return {"TQ009", StrCat("'", token, "' is not a date"), StrCat("write ", padded)};
  }
  const size_t letter = token.find_first_not_of("0123456789-");
  if (letter != std::string_view::npos && token[letter] == 'T') {
    return {"TQ009", StrCat("'", token, "' is not a point in time"), "write 2025-12-12T09:30:00Z"};
  }
  if (token.size() == 10 && token[4] == '-' && token[7] == '-') {
    return {"TQ009", StrCat("there is no day ", token), ""};
  }
  return {"TQ009", StrCat("'", token, "' is not a date"),
          "write 2025-12-12, or spaces around '-' for a subtraction"};
}

}  // namespace

OrComplaint<std::string> StringContent(std::string_view token) {
  const size_t quotes = token.size() >= 6 && token[1] == token[0] && token[2] == token[0] ? 3 : 1;
  token = token.substr(quotes, token.size() - 2 * quotes);
  return Unescape(token, quotes);
}

OrComplaint<std::string> IriOfToken(std::string_view token) {
  return Unescape(token.substr(1, token.size() - 2), 1);
}

OrComplaint<std::string> IriOfPrefixed(std::string_view token, const Names& names) {
  const size_t colon = token.find(':');
  const std::string prefix(token.substr(0, colon));
  const auto found = names.prefixes.find(prefix);
  if (found != names.prefixes.end()) return StrCat(found->second, token.substr(colon + 1));
  std::vector<std::string_view> known;
  for (const auto& [name, iri] : names.prefixes) known.push_back(name);
  const std::optional<std::string_view> nearest = Nearest(prefix, known);
  std::string advice = StrCat("declare it first: prefix ", prefix, ": <https://…>;");
  if (nearest) advice = StrCat("did you mean '", *nearest, ":'? Or ", advice);
  return Complaint{"TQ011", StrCat("unknown prefix '", prefix, ":'"), advice};
}

std::string IriOfBareName(std::string_view name, const Names& names) {
  if (const std::optional<std::string_view> field = FieldName(name)) return std::string(*field);
  return StrCat(names.base, EncodeName(name));
}

std::string NameInBackticks(std::string_view token) {
  token = token.substr(1, token.size() - 2);
  std::string name;
  name.reserve(token.size());
  for (size_t i = 0; i < token.size(); ++i) {
    name += token[i];
    if (token[i] == '`') ++i;  // doubled inside
  }
  return name;
}

std::string IriOfBackticked(std::string_view token, const Names& names) {
  return StrCat(names.base, EncodeName(NameInBackticks(token)));
}

OrComplaint<Term> TermOfDate(std::string_view token) {
  const bool four_digit_year = token.find('-') == 4;
  if (token.find('T') != std::string_view::npos) {
    if (!four_digit_year || !model::ParseDateTime(token)) return BadDate(token);
    return Term::Typed(std::string(token), std::string(model::iri::kXsdDateTime));
  }
  if (std::count(token.begin(), token.end(), '-') == 1) {
    if (!four_digit_year || !model::ParseGYearMonth(token)) {
      return Complaint{"TQ009", StrCat("there is no month ", token),
                       "for a subtraction, write spaces around '-'"};
    }
    return Term::Typed(std::string(token), std::string(model::iri::kXsdGYearMonth));
  }
  // A date with a zone is not of this shape: it is written "…"^^xsd:date.
  if (!four_digit_year || token.size() != 10 || !model::ParseDate(token)) return BadDate(token);
  return Term::Typed(std::string(token), std::string(model::iri::kXsdDate));
}

std::string_view NumberType(std::string_view text) {
  const size_t whole = DigitCount(text);
  if (whole == 0) return "";
  text.remove_prefix(whole);
  if (text.empty()) return model::iri::kXsdInteger;
  if (text[0] == '.') {
    const size_t fraction = DigitCount(text.substr(1));
    if (fraction == 0) return "";
    text.remove_prefix(1 + fraction);
    if (text.empty()) return model::iri::kXsdDecimal;
  }
  if (text[0] != 'e' && text[0] != 'E') return "";
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && DigitCount(text) == text.size() ? model::iri::kXsdDouble : std::string_view();
}

std::string WriteName(std::string_view name) {
  if (IsBareName(name) && !IsKeyword(name) && !FieldName(name)) return std::string(name);
  return WriteInBackticks(name);
}

std::string WriteInBackticks(std::string_view name) {
  if (name.empty()) return "";
  std::string written = "`";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) return "";
    written += c;
    if (c == '`') written += c;
  }
  written += '`';
  return written;
}

}  // namespace tern::syntax
