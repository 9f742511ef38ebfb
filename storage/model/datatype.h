// The datatypes whose values Tern knows, by IRI, and which lexical forms they have (XSD 1.1 part 2).
#ifndef TERN_STORAGE_MODEL_DATATYPE_H_
#define TERN_STORAGE_MODEL_DATATYPE_H_

#include <cstdint>
#include <string_view>

namespace tern::model {

enum class Datatype : uint8_t {
  kString,
  kLangString,
  kInteger,
  kDerivedInteger,  // xsd:byte, xsd:nonNegativeInteger and their kin
  kDecimal,
  kDouble,
  kFloat,
  kBoolean,
  kGYearMonth,
  kDate,
  kDateTime,
  kOther,
};

Datatype DatatypeOf(std::string_view iri);

// True if `lexical` is a lexical form of the derived integer type `iri`, range included.
bool IsDerivedInteger(std::string_view lexical, std::string_view iri);

}  // namespace tern::model

#endif  // TERN_STORAGE_MODEL_DATATYPE_H_
