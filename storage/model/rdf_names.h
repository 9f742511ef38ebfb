// Which characters a prefix, a local name and a blank node's label may have in Turtle and its kin
// (Turtle 1.1, §6.5, the PN_… productions). The reader of Turtle and its writer both go by this file, so that
// what is written reads back.
#ifndef TERN_STORAGE_MODEL_RDF_NAMES_H_
#define TERN_STORAGE_MODEL_RDF_NAMES_H_

#include <array>
#include <cstdint>

namespace tern::model {

namespace rdf_names_internal {
struct Range {
  char32_t low;
  char32_t high;
};
// Beyond ASCII.
inline constexpr std::array<Range, 12> kNameLetters = {{{0xC0, 0xD6},
                                                        {0xD8, 0xF6},
                                                        {0xF8, 0x2FF},
                                                        {0x370, 0x37D},
                                                        {0x37F, 0x1FFF},
                                                        {0x200C, 0x200D},
                                                        {0x2070, 0x218F},
                                                        {0x2C00, 0x2FEF},
                                                        {0x3001, 0xD7FF},
                                                        {0xF900, 0xFDCF},
                                                        {0xFDF0, 0xFFFD},
                                                        {0x10000, 0xEFFFF}}};
}  // namespace rdf_names_internal

constexpr bool IsNameDigit(char32_t c) { return c >= '0' && c <= '9'; }

// PN_CHARS_BASE: letters.
constexpr bool IsNameLetter(char32_t c) {
  if (c < 0x80) return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  for (const rdf_names_internal::Range& range : rdf_names_internal::kNameLetters) {
    if (c <= range.high) return c >= range.low;
  }
  return false;
}

// PN_CHARS: what may stand inside a name; dots may too, but not at its end.
constexpr bool IsNameCharacter(char32_t c) {
  return IsNameLetter(c) || IsNameDigit(c) || c == '_' || c == '-' || c == 0xB7 ||
         (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

// PN_CHARS_U and digits: how a local name or a label starts.
constexpr bool IsNameStart(char32_t c) { return IsNameLetter(c) || IsNameDigit(c) || c == '_'; }

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_RDF_NAMES_H_
