// What RDF asks of the parts of a term beyond what a parser checks: the rules of N-Triples 1.1 (§7) for IRIs,
// blank node labels and language tags, and UTF-8. Every way into the store holds to them, so that every way
// out can too.
#ifndef TERN_ENGINE_INGEST_TEXT_RULES_H_
#define TERN_ENGINE_INGEST_TEXT_RULES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tern::ingest {

// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

// No control character, space or any of <>"{}|^`\ in it.
bool HasOnlyIriCharacters(std::string_view iri);
// How many bytes at the front of `text` are of such characters.
size_t CountIriCharacters(std::string_view text);

// Starts with a scheme: "https:", "urn:".
bool IsAbsoluteIri(std::string_view iri);

// The first subtag letters, the others letters and digits: "en", "zh-Hant-TW".
bool IsLanguageTag(std::string_view tag);

// Text of a file as a message can show it: cut where it is long, and what a terminal would not show as it is
// (control characters, marks that turn the direction, bytes that are not UTF-8) as "\x1b".
std::string Printable(std::string_view text);

// The first character of `text`, and its bytes; 0 where it is not well-formed UTF-8. REQUIRES: text is not
// empty.
size_t DecodeUtf8(std::string_view text, char32_t* character);

// The character that an escape of these hexadecimal digits stands for; nothing where they are none, or the
// number of no character (a surrogate, beyond U+10FFFF).
std::optional<char32_t> CharacterOfHex(std::string_view digits);

void AppendUtf8(char32_t character, std::string* out);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_TEXT_RULES_H_
