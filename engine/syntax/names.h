// Names and the IRIs they stand for: which characters a name may have, how a name becomes a part of an IRI
// and comes back, and the field's own words. Parsing and printing both go by this file, so that what is
// printed reads back.
#ifndef TERN_ENGINE_SYNTAX_NAMES_H_
#define TERN_ENGINE_SYNTAX_NAMES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tern::syntax {

// What names mean while a text is read. `prefix` statements change it for the statements behind them.
struct Names {
  std::string base;                             // namespace of bare names
  std::map<std::string, std::string> prefixes;  // "wd" -> "http://www.wikidata.org/entity/"

  // A base, and the prefixes every session has: rdf, rdfs, xsd, owl, skos, prov, dcterms, oa, schema.
  static Names WithBase(std::string base);
};

// The IRI that a bare name stands for where it is one of the field's own words ("a", "label", "by", …), and
// back.
std::optional<std::string_view> FieldName(std::string_view name);
std::optional<std::string_view> FieldWord(std::string_view iri);

// True for the words of the grammar that are no names in some places, in any case: printed as a name, one of
// them stands in backticks.
bool IsKeyword(std::string_view word);

// How a character beyond ASCII may stand in a name.
enum class CharacterClass : uint8_t { kLetter = 1, kInner = 2, kOther = 3 };
CharacterClass ClassOf(char32_t character);

// Reads the character at `offset`; *size is its length in bytes. REQUIRES: `text` is valid UTF-8, offset <
// size.
char32_t CharacterAt(std::string_view text, size_t offset, size_t* size);

// Offset of the first byte that is not valid UTF-8 (no surrogates, nothing overlong), or npos.
size_t FindInvalidUtf8(std::string_view text);

// True where `text` is one NAME of the grammar, whether or not it is a keyword.
bool IsBareName(std::string_view text);
// True where `text` is what may stand behind the colon of a prefixed name or of a blank node.
bool IsLocalName(std::string_view text);

// The part of an IRI that a name stands for: what an IRI cannot hold, and `%`, percent-encoded. And back;
// nothing where no name gives exactly this part.
std::string EncodeName(std::string_view name);
std::optional<std::string> DecodeName(std::string_view part);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_NAMES_H_
