#include "storage/model/datatype.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "storage/model/number_lexical.h"
#include "storage/model/term.h"

namespace tern::model {
namespace {

// A type derived from xsd:integer with its bounds as decimal text; an empty bound is none.
struct DerivedType {
  std::string_view name;
  std::string_view min;
  std::string_view max;
};

constexpr std::array<DerivedType, 12> kDerivedTypes = {{
    {"long", "-9223372036854775808", "9223372036854775807"},
    {"int", "-2147483648", "2147483647"},
    {"short", "-32768", "32767"},
    {"byte", "-128", "127"},
    {"nonNegativeInteger", "0", ""},
    {"positiveInteger", "1", ""},
    {"nonPositiveInteger", "", "0"},
    {"negativeInteger", "", "-1"},
    {"unsignedLong", "0", "18446744073709551615"},
    {"unsignedInt", "0", "4294967295"},
    {"unsignedShort", "0", "65535"},
    {"unsignedByte", "0", "255"},
}};

const DerivedType* FindDerivedType(std::string_view iri) {
  if (!iri.starts_with(iri::kXsd)) return nullptr;
  const std::string_view name = iri.substr(iri::kXsd.size());
  for (const DerivedType& type : kDerivedTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

DecimalNumber NumberOf(std::string_view integer) {
  return ToDecimal(*ScanNumber(integer, NumberForm::kInteger));
}

}  // namespace

Datatype DatatypeOf(std::string_view iri) {
  if (iri == iri::kRdfLangString) return Datatype::kLangString;
  if (!iri.starts_with(iri::kXsd)) return Datatype::kOther;
  if (iri == iri::kXsdString) return Datatype::kString;
  if (iri == iri::kXsdInteger) return Datatype::kInteger;
  if (iri == iri::kXsdDecimal) return Datatype::kDecimal;
  if (iri == iri::kXsdDouble) return Datatype::kDouble;
  if (iri == iri::kXsdFloat) return Datatype::kFloat;
  if (iri == iri::kXsdBoolean) return Datatype::kBoolean;
  if (iri == iri::kXsdGYearMonth) return Datatype::kGYearMonth;
  if (iri == iri::kXsdDate) return Datatype::kDate;
  if (iri == iri::kXsdDateTime) return Datatype::kDateTime;
  return FindDerivedType(iri) != nullptr ? Datatype::kDerivedInteger : Datatype::kOther;
}

bool IsDerivedInteger(std::string_view lexical, std::string_view iri) {
  const DerivedType* type = FindDerivedType(iri);
  const std::optional<NumberLexical> scanned = ScanNumber(lexical, NumberForm::kInteger);
  if (type == nullptr || !scanned.has_value()) return false;
  const DecimalNumber number = ToDecimal(*scanned);
  return (type->min.empty() || CompareDecimals(number, NumberOf(type->min)) >= 0) &&
         (type->max.empty() || CompareDecimals(number, NumberOf(type->max)) <= 0);
}

}  // namespace tern::model
