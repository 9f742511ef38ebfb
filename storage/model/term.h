// A term: what can stand in a statement, as text. Terms enter with facts, leave with results, and are ids
// (term_id.h) everywhere between; nothing on a hot path should hold one.
#ifndef TERN_STORAGE_MODEL_TERM_H_
#define TERN_STORAGE_MODEL_TERM_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tern::model {

enum class TermKind : uint8_t {
  kIri,
  kBlank,    // `value` is the label without "_:"; a stored blank node's label is its number ("b17")
  kLiteral,  // `value` is the lexical form exactly as written
  kClaim,    // an anonymous claim; `value` is the decimal payload of its id, as printed after "claim:"
};

// RDF 1.1 Concepts §3. Equality is term equality: lexical form, datatype and language tag, character by
// character.
struct Term {
  TermKind kind = TermKind::kIri;
  std::string value;
  std::string datatype;  // a literal's datatype IRI; never empty for a literal
  std::string language;  // not empty only where datatype is rdf:langString

  static Term Iri(std::string iri) { return {TermKind::kIri, std::move(iri), "", ""}; }
  static Term Blank(std::string label) { return {TermKind::kBlank, std::move(label), "", ""}; }
  static Term Claim(std::string payload) { return {TermKind::kClaim, std::move(payload), "", ""}; }
  static Term String(std::string text);
  static Term LangString(std::string text, std::string language);
  static Term Typed(std::string lexical, std::string datatype) {
    return {TermKind::kLiteral, std::move(lexical), std::move(datatype), ""};
  }
  static Term Integer(int64_t value);
  static Term Boolean(bool value);

  bool is_literal() const { return kind == TermKind::kLiteral; }

  friend bool operator==(const Term&, const Term&) = default;
  friend auto operator<=>(const Term&, const Term&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Term& term) {
    return H::combine(std::move(state), term.kind, term.value, term.datatype, term.language);
  }
};

// The term in N-Triples syntax (a claim as `<urn:tern-claim:N>`); for messages, tests and export.
std::string ToNTriples(const Term& term);

namespace iri {
inline constexpr std::string_view kXsd = "http://www.w3.org/2001/XMLSchema#";
inline constexpr std::string_view kXsdString = "http://www.w3.org/2001/XMLSchema#string";
inline constexpr std::string_view kXsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr std::string_view kXsdDecimal = "http://www.w3.org/2001/XMLSchema#decimal";
inline constexpr std::string_view kXsdDouble = "http://www.w3.org/2001/XMLSchema#double";
inline constexpr std::string_view kXsdFloat = "http://www.w3.org/2001/XMLSchema#float";
inline constexpr std::string_view kXsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr std::string_view kXsdDate = "http://www.w3.org/2001/XMLSchema#date";
inline constexpr std::string_view kXsdDateTime = "http://www.w3.org/2001/XMLSchema#dateTime";
inline constexpr std::string_view kXsdGYearMonth = "http://www.w3.org/2001/XMLSchema#gYearMonth";
inline constexpr std::string_view kRdfLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
inline constexpr std::string_view kRdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
// On disk and in exported files: never change.
inline constexpr std::string_view kDefaultBase = "urn:tern:";  // the base namespace unless one is given
// An exported anonymous claim is a graph `urn:tern-claim:N:STANCE`; a named claim that is not `for` is a
// graph `urn:tern-stance:STANCE:IRI` (or `…:_:label` for a blank graph). STANCE is for, against or unclear.
inline constexpr std::string_view kClaimGraph = "urn:tern-claim:";
inline constexpr std::string_view kStanceGraph = "urn:tern-stance:";
}  // namespace iri

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_TERM_H_
