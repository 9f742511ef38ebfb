#include "engine/ingest/text_rules.h"

#include <array>
#include <cstdint>
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

bool HasOnlyIriCharacters(std::string_view iri) {
  for (const char c : iri) {
    if (!kIriBytes[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

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

bool IsBlankLabelStart(unsigned char first) {
  return first == '_' || first >= 0x80 || absl::ascii_isalnum(first);
}

}  // namespace tern::ingest
