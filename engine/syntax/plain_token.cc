#include "engine/syntax/plain_token.h"

#include <array>
#include <cstdint>
#include <string>

#include "TernQLLexer.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"

namespace tern::syntax {
namespace {

using tern_grammar::TernQLLexer;

enum : uint8_t {
  kStart = 1,  // of a name
  kInner = 2,  // inside one
  kDigit = 4,
  kInText = 8,   // of a string that needs no second look
  kForeign = 16  // not ASCII: the lexer knows its class
};

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes = {};
  for (size_t c = 0; c < classes.size(); ++c) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (is_letter) classes[c] |= kStart;
    if (is_letter || is_digit) classes[c] |= kInner;
    if (is_digit) classes[c] |= kDigit;
    if (c >= 0x20 && c < 0x7F && c != '"' && c != '\'' && c != '\\') classes[c] |= kInText;
    if (c >= 0x80) classes[c] |= kForeign;
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

// The rules K_MATCH, K_RETURN … by the words that they stand for.
const absl::flat_hash_map<std::string, size_t>& Keywords() {
  static const auto& keywords = *[] {
    auto* words = new absl::flat_hash_map<std::string, size_t>;
    const TernQLLexer lexer(nullptr);
    const auto& vocabulary = lexer.getVocabulary();
    for (size_t type = 1; type <= vocabulary.getMaxTokenType(); ++type) {
      const std::string name = vocabulary.getSymbolicName(type);
      if (name.rfind("K_", 0) == 0) words->emplace(absl::AsciiStrToLower(name.substr(2)), type);
    }
    return words;
  }();
  return keywords;
}
constexpr size_t kMaxKeywordBytes = 16;  // longer than any

size_t TypeOfName(std::string_view name) {
  if (name.size() > kMaxKeywordBytes) return TernQLLexer::NAME;
  std::string lower(name);
  for (char& c : lower) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  const auto keyword = Keywords().find(lower);
  return keyword == Keywords().end() ? size_t{TernQLLexer::NAME} : keyword->second;
}

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::optional<PlainToken> Run() {
    const char c = At(0);
    if (Is(0, kStart)) return Name();
    if (Is(0, kDigit)) return Integer();
    switch (c) {
      case '?':
        return Prefixed(TernQLLexer::VARIABLE);
      case '$':
        return Prefixed(TernQLLexer::PARAMETER);
      case '"':
      case '\'':
        return String(c);
      default:
        return Sign();
    }
  }

 private:
  char At(size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  bool Is(size_t i, uint8_t classes) const {
    return i < text_.size() && (kClasses[static_cast<unsigned char>(text_[i])] & classes) != 0;
  }

  // From `i` over what may stand inside a name.
  size_t SkipInner(size_t i) const {
    while (Is(i, kInner)) ++i;
    return i;
  }

  // The same with single dashes and dots between; nothing where a foreign character may belong to it.
  std::optional<size_t> SkipParts(size_t i) const {
    for (;;) {
      i = SkipInner(i);
      if (Is(i, kForeign)) return std::nullopt;
      if ((At(i) != '-' && At(i) != '.')) return i;
      if (Is(i + 1, kForeign)) return std::nullopt;
      if (!Is(i + 1, kInner)) return i;
      ++i;
    }
  }

  std::optional<PlainToken> Name() const {
    const std::optional<size_t> end = SkipParts(0);
    if (!end) return std::nullopt;
    if (At(*end) != ':') return PlainToken{TypeOfName(text_.substr(0, *end)), *end};
    if (Is(*end + 1, kForeign) || text_.substr(0, *end) == "_") return std::nullopt;
    if (!Is(*end + 1, kInner)) return PlainToken{TypeOfName(text_.substr(0, *end)), *end};
    const std::optional<size_t> whole = SkipParts(*end + 1);
    if (!whole) return std::nullopt;
    return PlainToken{TernQLLexer::PREFIXED, *whole};
  }

  // A variable or a parameter.
  std::optional<PlainToken> Prefixed(size_t type) const {
    const size_t end = SkipInner(1);
    if (end == 1 || Is(end, kForeign)) return std::nullopt;
    return PlainToken{type, end};
  }

  std::optional<PlainToken> Integer() const {
    size_t end = 1;
    while (Is(end, kDigit)) ++end;
    constexpr std::string_view kEnds = " \t\r\n,;)]}";
    if (end < text_.size() && kEnds.find(text_[end]) == std::string_view::npos) return std::nullopt;
    return PlainToken{TernQLLexer::INTEGER, end};
  }

  std::optional<PlainToken> String(char quote) const {
    size_t end = 1;
    while (Is(end, kInText)) ++end;
    if (At(end) != quote || (end == 1 && At(2) == quote)) return std::nullopt;  // three: a long one
    return PlainToken{TernQLLexer::STRING, end + 1};
  }

  std::optional<PlainToken> Sign() const {
    const char next = At(1);
    switch (At(0)) {
      case '-':
        return next == '[' ? Found(TernQLLexer::EDGE, 2) : std::nullopt;
      case ']':
        if (next != '-') return Found(TernQLLexer::RBRACKET, 1);
        return At(2) == '>' ? Found(TernQLLexer::TO, 3) : Found(TernQLLexer::BETWEEN, 2);
      case '[':
        return Found(TernQLLexer::LBRACKET, 1);
      case '{':
        return Found(TernQLLexer::LBRACE, 1);
      case '}':
        return Found(TernQLLexer::RBRACE, 1);
      case '(':
        return Found(TernQLLexer::LPAREN, 1);
      case ')':
        return Found(TernQLLexer::RPAREN, 1);
      case ',':
        return Found(TernQLLexer::COMMA, 1);
      case ';':
        return Found(TernQLLexer::SEMICOLON, 1);
      case '*':
        return Found(TernQLLexer::STAR, 1);
      case '+':
        return Found(TernQLLexer::PLUS, 1);
      case '/':
        return Found(TernQLLexer::SLASH, 1);
      case '=':
        return next == '=' || next == '>' ? std::nullopt : Found(TernQLLexer::EQUAL, 1);
      case '!':
        return next == '=' ? Found(TernQLLexer::NOT_EQUAL, 2) : Found(TernQLLexer::BANG, 1);
      case '>':
        return next == '=' ? Found(TernQLLexer::GREATER_EQUAL, 2) : Found(TernQLLexer::GREATER, 1);
      case '|':
        return next == '|' ? std::nullopt : Found(TernQLLexer::BAR, 1);
      default:
        return std::nullopt;
    }
  }
  static std::optional<PlainToken> Found(size_t type, size_t size) { return PlainToken{type, size}; }

  std::string_view text_;
};

}  // namespace

std::optional<PlainToken> FindPlainToken(std::string_view text) { return Scan(text).Run(); }

}  // namespace tern::syntax
