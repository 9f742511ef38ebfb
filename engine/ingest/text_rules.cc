#include "engine/ingest/text_rules.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "absl/strings/ascii.h"

namespace tern::ingest {
namespace {

struct ByteRange {
  unsigned char low;
  unsigned char high;
};

// Of a multi-byte sequence that starts with `first`: its length (0: none starts so) and the range of its
// second byte; the later ones are 80..BF.
size_t SequenceLength(unsigned char first, ByteRange* second) {
  *second = {0x80, 0xBF};
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) {
    if (first == 0xE0) second->low = 0xA0;
    if (first == 0xED) second->high = 0x9F;
    return 3;
  }
  if (first > 0xF4) return 0;
  if (first == 0xF0) second->low = 0x90;
  if (first == 0xF4) second->high = 0x8F;
  return 4;
}

constexpr std::array<bool, 256> MakeIriTable() {
  std::array<bool, 256> allowed = {};
  for (size_t byte = 0x21; byte < 256; ++byte) allowed[byte] = true;
  for (const char c : {'<', '>', '"', '{', '}', '|', '^', '`', '\\'})
    allowed[static_cast<unsigned char>(c)] = false;
  return allowed;
}
constexpr std::array<bool, 256> kIriBytes = MakeIriTable();

constexpr size_t kMaxPrintedBytes = 80;

struct CharacterRange {
  char32_t low;
  char32_t high;
};
// What stands in the text but not on the screen: C1 controls, zero-width and direction marks.
constexpr std::array<CharacterRange, 5> kUnseen = {
    {{0x80, 0x9F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}}};

// REQUIRES: one character of well-formed UTF-8.
bool IsSeen(std::string_view character) {
  char32_t c = 0;
  DecodeUtf8(character, &c);
  if (c < 0x80) return c >= 0x20 && c != 0x7F;
  return std::none_of(kUnseen.begin(), kUnseen.end(),
                      [c](const CharacterRange& range) { return c >= range.low && c <= range.high; });
}

void AppendEscaped(std::string_view bytes, std::string* out) {
  for (const char c : bytes) {
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out->append(escaped);
  }
}

}  // namespace

bool IsUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    uint64_t word;
    if (text.size() - at >= sizeof word) {
      std::memcpy(&word, text.data() + at, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        at += sizeof word;
        continue;
      }
    }
    const auto byte = [&](size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
    if (byte(0) < 0x80) {
      ++at;
      continue;
    }
    ByteRange second;
    const size_t length = SequenceLength(byte(0), &second);
    if (length == 0 || text.size() - at < length || byte(1) < second.low || byte(1) > second.high)
      return false;
    for (size_t offset = 2; offset < length; ++offset) {
      if (byte(offset) < 0x80 || byte(offset) > 0xBF) return false;
    }
    at += length;
  }
  return true;
}

size_t CountIriCharacters(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && kIriBytes[static_cast<unsigned char>(text[count])]) ++count;
  return count;
}

bool HasOnlyIriCharacters(std::string_view iri) { return CountIriCharacters(iri) == iri.size(); }

bool IsAbsoluteIri(std::string_view iri) {
  if (iri.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(iri[0]))) return false;
  for (const char c : iri.substr(1)) {
    if (c == ':') return true;
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '+' && c != '-' && c != '.') return false;
  }
  return false;
}

bool IsLanguageTag(std::string_view tag) {
  bool first_subtag = true;
  size_t subtag_size = 0;
  for (const char c : tag) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '-') {
      if (subtag_size == 0) return false;
      first_subtag = false;
      subtag_size = 0;
      continue;
    }
    if (first_subtag ? !absl::ascii_isalpha(byte) : !absl::ascii_isalnum(byte)) return false;
    ++subtag_size;
  }
  return subtag_size > 0;
}

std::string Printable(std::string_view text) {
  std::string printed;
  size_t at = 0;
  while (at < text.size() && printed.size() < kMaxPrintedBytes) {
    ByteRange second;
    const auto first = static_cast<unsigned char>(text[at]);
    const size_t length = first < 0x80 ? 1 : SequenceLength(first, &second);
    const std::string_view character = text.substr(at, length == 0 ? 1 : length);
    if (IsUtf8(character) && IsSeen(character)) {
      printed += character;
    } else {
      AppendEscaped(character, &printed);
    }
    at += character.size();
  }
  if (at < text.size()) printed += "...";
  return printed;
}

size_t DecodeUtf8(std::string_view text, char32_t* character) {
  const auto first = static_cast<unsigned char>(text[0]);
  ByteRange second;
  const size_t length = first < 0x80 ? 1 : SequenceLength(first, &second);
  if (length == 0 || !IsUtf8(text.substr(0, length))) return 0;
  *character = length == 1 ? first : static_cast<char32_t>(first & (0x7F >> length));
  for (const char c : text.substr(1, length - 1))
    *character = *character << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return length;
}

std::optional<char32_t> CharacterOfHex(std::string_view digits) {
  char32_t value = 0;
  for (const char c : digits) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_isxdigit(byte)) return std::nullopt;
    const int digit = absl::ascii_isdigit(byte) ? c - '0' : absl::ascii_tolower(byte) - 'a' + 10;
    value = value << 4 | static_cast<char32_t>(digit);
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return value;
}

void AppendUtf8(char32_t character, std::string* out) {
  const auto tail = [character](int shift) { return static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  if (character < 0x80) {
    *out += static_cast<char>(character);
  } else if (character < 0x800) {
    *out += static_cast<char>(0xC0 | character >> 6);
    *out += tail(0);
  } else if (character < 0x10000) {
    *out += static_cast<char>(0xE0 | character >> 12);
    *out += tail(6);
    *out += tail(0);
  } else {
    *out += static_cast<char>(0xF0 | character >> 18);
    *out += tail(12);
    *out += tail(6);
    *out += tail(0);
  }
}

}  // namespace tern::ingest
