#include "tests/reference/vocabulary.h"

#include <string_view>

namespace tern::reference {
namespace {

using model::Term;

Literal Typed(const std::string& lexical, std::string_view type, const std::string& text) {
  return {Term::Typed(lexical, std::string(type)), text};
}

}  // namespace

const std::vector<std::string>& EntityNames() {
  static const auto& names = *new std::vector<std::string>{"A", "B", "C", "D", "E"};
  return names;
}

const std::vector<std::string>& PredicateNames() {
  static const auto& names = *new std::vector<std::string>{"p", "q", "r"};
  return names;
}

const std::vector<Literal>& Dates() {
  using namespace model::iri;  // NOLINT: the datatype names of the table
  static const auto& dates = *new std::vector<Literal>{
      Typed("2025-01-01", kXsdDate, "2025-01-01"),
      Typed("2025-06-30", kXsdDate, "2025-06-30"),
      Typed("2025-06", kXsdGYearMonth, "2025-06"),
      Typed("2025-06-30T12:00:00Z", kXsdDateTime, "2025-06-30T12:00:00Z"),
  };
  return dates;
}

const std::vector<Literal>& Texts() {
  static const auto& texts = *new std::vector<Literal>{
      {Term::String("x"), "\"x\""},
      {Term::String("xyx"), "\"xyx\""},
      {Term::LangString("x", "en"), "\"x\"@en"},
      {Term::LangString("yé", "de"), "\"yé\"@de"},
  };
  return texts;
}

const std::vector<Literal>& Literals() {
  using namespace model::iri;  // NOLINT: the datatype names of the table
  static const auto& literals = *new std::vector<Literal>([] {
    std::vector<Literal> all = {
        Typed("1", kXsdInteger, "1"),
        Typed("01", kXsdInteger, "\"01\"^^xsd:integer"),
        Typed("1.0", kXsdDecimal, "1.0"),
        Typed("1.000000000000000000000", kXsdDecimal, "\"1.000000000000000000000\"^^xsd:decimal"),
        Typed("1e0", kXsdDouble, "1e0"),
        Typed("2", kXsdInteger, "2"),
        Typed("3", kXsdInteger, "3"),
        Typed("2.5", kXsdDecimal, "2.5"),
        Typed("-3", kXsdInteger, "-3"),
        Typed("NaN", kXsdDouble, "\"NaN\"^^xsd:double"),
        Typed("true", kXsdBoolean, "true"),
    };
    all.insert(all.end(), Dates().begin(), Dates().end());
    all.insert(all.end(), Texts().begin(), Texts().end());
    return all;
  }());
  return literals;
}

Term Name(const std::string& name) { return Term::Iri(std::string(model::iri::kDefaultBase) + name); }

const Parameters& QueryParameters() {
  static const auto& parameters = *new Parameters{
      {"name", Name("A")},
      {"list", Cell::List({Name("B"), Name("E"), Cell::Integer(1)})},
      {"day", Dates()[1].term},
      {"few", Cell::Integer(3)},
  };
  return parameters;
}

}  // namespace tern::reference
