#include "engine/ingest/turtle_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "engine/ingest/text_rules.h"
#include "storage/model/rdf_names.h"
#include "storage/model/term.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;

constexpr char32_t kMaxCharacter = 0x10FFFF;
constexpr std::string_view kLocalEscapes = "_~.-!$&'()*+,;=/?#@%";

bool IsSpace(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(int c) { return c >= '0' && c <= '9'; }
bool IsAscii(int c) { return c >= 0 && c < 0x80; }
bool IsLetter(int c) { return IsAscii(c) && absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsHex(int c) { return IsAscii(c) && absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

char32_t HexValue(int c) {
  if (IsDigit(c)) return static_cast<char32_t>(c - '0');
  return static_cast<char32_t>(absl::ascii_tolower(static_cast<unsigned char>(c)) - 'a' + 10);
}

// True for what stands for itself inside a string.
bool IsPlain(char c, char quote, bool is_long) {
  if (c == quote || c == '\\') return false;
  return is_long || (c != '\n' && c != '\r');
}

// The number of bytes of a UTF-8 character that starts so; 1 for bytes that start none.
size_t CharacterSize(unsigned char first) {
  if (first < 0xC2) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

}  // namespace

void TurtleText::Reset(std::string_view window, bool is_whole) {
  window_ = window;
  is_whole_ = is_whole;
  position_ = space_end_ = token_end_ = space_stop_ = 0;
  touched_end_ = has_problem_ = false;
}

bool TurtleText::FailUpTo(size_t offset, size_t stopped, std::string reason) {
  if (!has_problem_) problem_ = {offset, stopped, std::move(reason)};
  has_problem_ = true;
  return false;
}

bool TurtleText::FailExpected(std::string_view what) {
  if (Peek() == kEnd) return Fail(position_, StrCat("expected ", what, ", but the file ends"));
  if (Peek() == 0) return Fail(position_, "a NUL byte");
  const size_t size = CharacterSize(static_cast<unsigned char>(window_[position_]));
  const std::string_view found = window_.substr(position_, size);
  if (!IsUtf8(found)) {
    if (position_ + size > window_.size()) Peek(size);
    return Fail(position_, "bytes that are not UTF-8");
  }
  return Fail(position_, StrCat("expected ", what, ", not '", Printable(found), "'"));
}

void TurtleText::SkipSpace() {
  if (position_ != space_stop_) token_end_ = position_;
  while (true) {
    while (IsSpace(Peek())) ++position_;
    space_end_ = position_;
    if (Peek() != '#') break;
    position_ = std::min(window_.find_first_of("\r\n", position_), window_.size());
    if (Peek() == kEnd) break;  // a comment that may go on is not done with
  }
  space_stop_ = position_;
}

bool TurtleText::Decode(char32_t* character, size_t* size) {
  const int first = Peek();
  if (first < 0x80) {
    *character = static_cast<char32_t>(first);
    *size = 1;
    return first != kEnd;
  }
  *size = CharacterSize(static_cast<unsigned char>(first));
  Peek(*size - 1);
  const std::string_view bytes = window_.substr(position_, *size);
  if (bytes.size() < *size || !IsUtf8(bytes)) return Fail(position_, "bytes that are not UTF-8");
  *character = static_cast<char32_t>(first & (0x7F >> *size));
  for (const char byte : bytes.substr(1))
    *character = *character << 6 | (static_cast<unsigned char>(byte) & 0x3F);
  return true;
}

bool TurtleText::CheckUtf8(size_t begin, size_t end) {
  const std::string_view text = window_.substr(begin, end - begin);
  if (IsUtf8(text)) return true;
  if (end == window_.size()) touched_end_ = true;  // which may have cut a character
  // The longest part that is well-formed ends where the damage is.
  size_t good = 0;
  while (good < text.size()) {
    const size_t size = CharacterSize(static_cast<unsigned char>(text[good]));
    if (!IsUtf8(text.substr(good, size))) break;
    good += size;
  }
  return Fail(begin + good, "bytes that are not UTF-8");
}

bool TurtleText::ReadHexEscape(std::string* text) {
  const size_t start = position_;
  const size_t digits = Peek(1) == 'u' ? 4 : 8;
  char32_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const int c = Peek(2 + i);
    if (!IsHex(c)) return Fail(start, StrCat("an escape of fewer than ", digits, " hexadecimal digits"));
    value = value << 4 | HexValue(c);
  }
  if (value > kMaxCharacter || (value >= 0xD800 && value <= 0xDFFF)) {
    return Fail(start, StrCat("'", window_.substr(start, 2 + digits), "' is no character"));
  }
  AppendUtf8(value, text);
  position_ += 2 + digits;
  return true;
}

bool TurtleText::FailInIri(size_t start) {
  const int c = Peek();
  if (c == kEnd || c == '\n' || c == '\r') {
    return FailUpTo(start, position_, "the IRI that starts here is not closed on its line");
  }
  if (c == ' ') return Fail(position_, "a space in an IRI; write it as %20");
  if (c == '\\') return Fail(position_, "an escape that IRIs do not have; they have \\u and \\U");
  return Fail(position_,
              StrCat("a character that no IRI can hold: '", Printable(window_.substr(position_, 1)), "'"));
}

bool TurtleText::ReadIri(std::string* iri) {
  const size_t start = position_;
  if (!Consume('<')) return FailExpected("an IRI in <>");
  iri->clear();
  bool has_escape = false;
  while (true) {
    const size_t begin = position_;
    const size_t end = begin + CountIriCharacters(window_.substr(begin));
    iri->append(window_.substr(begin, end - begin));
    if (!CheckUtf8(begin, end)) return false;
    position_ = end;
    if (Consume('>')) break;
    if (Peek() != '\\' || (Peek(1) != 'u' && Peek(1) != 'U')) return FailInIri(start);
    if (!ReadHexEscape(iri)) return false;
    has_escape = true;
  }
  if (has_escape && !HasOnlyIriCharacters(*iri)) {
    return Fail(start, StrCat("an escaped character that no IRI can hold in '", Printable(*iri), "'"));
  }
  return true;
}

bool TurtleText::ReadStringEscape(std::string* text) {
  constexpr std::string_view kWritten = "tbnrf\"'\\";
  constexpr std::string_view kMeant = "\t\b\n\r\f\"'\\";
  const int c = Peek(1);
  if (c == 'u' || c == 'U') return ReadHexEscape(text);
  const size_t index = c == kEnd ? std::string_view::npos : kWritten.find(static_cast<char>(c));
  if (index == std::string_view::npos) {
    return Fail(position_, StrCat("an escape that strings do not have: '",
                                  Printable(window_.substr(position_, 2)), "'"));
  }
  *text += kMeant[index];
  position_ += 2;
  return true;
}

bool TurtleText::FailInString(size_t start, bool is_long) {
  if (is_long) return FailUpTo(start, position_, "the string that starts here is never closed");
  return FailUpTo(
      start, position_,
      "the string that starts here is not closed on its line; one of several lines has three quotes "
      "at each end");
}

bool TurtleText::ReadString(std::string* text) {
  const size_t start = position_;
  const char quote = window_[position_];
  const bool is_long = Peek(1) == quote && Peek(2) == quote;
  position_ += is_long ? 3 : 1;
  text->clear();
  while (true) {
    const size_t begin = position_;
    while (position_ < window_.size() && IsPlain(window_[position_], quote, is_long)) ++position_;
    text->append(window_.substr(begin, position_ - begin));
    if (!CheckUtf8(begin, position_)) return false;
    const int c = Peek();
    if (c == '\\') {
      if (!ReadStringEscape(text)) return false;
    } else if (c != quote) {
      return FailInString(start, is_long);
    } else if (!is_long || (Peek(1) == quote && Peek(2) == quote)) {
      position_ += is_long ? 3 : 1;
      return true;
    } else {
      *text += quote;
      ++position_;
    }
  }
}

bool TurtleText::ReadLanguage(std::string* tag) {
  const size_t start = position_++;
  while (IsLetter(Peek()) || IsDigit(Peek()) || Peek() == '-') ++position_;
  tag->assign(window_.substr(start + 1, position_ - start - 1));
  if (!IsLanguageTag(*tag)) return Fail(start, StrCat("'@", Printable(*tag), "' is no language tag"));
  return true;
}

void TurtleText::SkipDigits() {
  while (IsDigit(Peek())) ++position_;
}

bool TurtleText::ReadNumber(std::string* lexical, std::string_view* datatype) {
  const size_t start = position_;
  if (Peek() == '+' || Peek() == '-') ++position_;
  const size_t digits = position_;
  SkipDigits();
  const bool has_integer = position_ > digits;
  *datatype = model::iri::kXsdInteger;
  const bool fraction_has_digits = Peek() == '.' && IsDigit(Peek(1));
  if (fraction_has_digits) {
    *datatype = model::iri::kXsdDecimal;
    ++position_;
    SkipDigits();
  }
  if (!has_integer && !fraction_has_digits) {
    position_ = start;
    return FailExpected("a term");
  }
  // "1.e5" is a double, and "1." an integer at the end of a statement.
  const size_t dot = has_integer && !fraction_has_digits && Peek() == '.' ? 1 : 0;
  if (Peek(dot) == 'e' || Peek(dot) == 'E') {
    const size_t sign = Peek(dot + 1) == '+' || Peek(dot + 1) == '-' ? 1 : 0;
    if (IsDigit(Peek(dot + 1 + sign))) {
      *datatype = model::iri::kXsdDouble;
      position_ += dot + 1 + sign;
      SkipDigits();
    }
  }
  const int next = Peek();
  if (IsLetter(next) || next == '_' || next == ':' || next > 0x7F) {
    return Fail(start,
                StrCat("'", Printable(window_.substr(start, position_ + 1 - start)), "' is no number"));
  }
  lexical->assign(window_.substr(start, position_ - start));
  return true;
}

bool TurtleText::ReadLabel(std::string* label) {
  const size_t start = position_;
  position_ += 2;
  label->clear();
  size_t dots = 0;  // at the end; they belong to the statement
  while (Peek() != kEnd) {
    char32_t c;
    size_t size;
    if (!Decode(&c, &size)) return false;
    if (c == '.' ? label->empty() : !(label->empty() ? model::IsNameStart(c) : model::IsNameCharacter(c)))
      break;
    label->append(window_.substr(position_, size));
    dots = c == '.' ? dots + 1 : 0;
    position_ += size;
  }
  if (label->empty()) return Fail(start, "'_:' without the label of a blank node");
  label->resize(label->size() - dots);
  position_ -= dots;
  return true;
}

bool TurtleText::ReadWord(std::string_view* word, bool* is_prefix) {
  const size_t start = position_;
  while (Peek() != kEnd) {
    char32_t c;
    size_t size;
    if (!Decode(&c, &size)) return false;
    if (c != '.' && !model::IsNameCharacter(c)) break;
    position_ += size;
  }
  *word = window_.substr(start, position_ - start);
  *is_prefix = Peek() == ':';
  if (!*is_prefix) {
    while (!word->empty() && word->back() == '.') word->remove_suffix(1);
    position_ = start + word->size();
    return true;
  }
  const size_t end = position_;
  position_ = start;
  char32_t first = 'a';
  size_t size = 0;
  if (!word->empty() && !Decode(&first, &size)) return false;
  if (!model::IsNameLetter(first) || (!word->empty() && word->back() == '.')) {
    return Fail(start, StrCat("'", Printable(*word), ":' is no prefix"));
  }
  position_ = end + 1;
  return true;
}

bool TurtleText::ReadLocalEscape(std::string* local) {
  const int c = Peek(1);
  if (Peek() == '%') {
    if (!IsHex(c) || !IsHex(Peek(2))) return Fail(position_, "'%' without two hexadecimal digits in a name");
    local->append(window_.substr(position_, 3));
    position_ += 3;
    return true;
  }
  if (c == kEnd || kLocalEscapes.find(static_cast<char>(c)) == std::string_view::npos) {
    return Fail(position_,
                StrCat("an escape that names do not have: '", Printable(window_.substr(position_, 2)), "'"));
  }
  *local += static_cast<char>(c);
  position_ += 2;
  return true;
}

bool TurtleText::ReadLocal(std::string* local) {
  local->clear();
  size_t dots = 0;  // at the end; they belong to the statement
  while (true) {
    const int next = Peek();
    if (next == kEnd) break;
    if (next == '%' || next == '\\') {
      if (!ReadLocalEscape(local)) return false;
      dots = 0;
      continue;
    }
    char32_t c;
    size_t size;
    if (!Decode(&c, &size)) return false;
    const bool fits =
        c == ':' || (local->empty() ? model::IsNameStart(c) : c == '.' || model::IsNameCharacter(c));
    if (!fits) break;
    local->append(window_.substr(position_, size));
    dots = c == '.' ? dots + 1 : 0;
    position_ += size;
  }
  local->resize(local->size() - dots);
  position_ -= dots;
  return true;
}

}  // namespace tern::ingest
