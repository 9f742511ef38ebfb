// Literals and IRIs that comparisons and orders go wrong on.
#ifndef TERN_TESTS_STORAGE_MODEL_NASTY_TERMS_H_
#define TERN_TESTS_STORAGE_MODEL_NASTY_TERMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "storage/model/term.h"

namespace tern::model {

// Every kind of literal at its limits, and what only looks like one.
inline std::vector<Term> NastyTerms() {
  std::vector<Term> terms;
  const auto add = [&](std::string_view datatype, const std::vector<std::string>& lexicals) {
    for (const std::string& lexical : lexicals) terms.push_back(Term::Typed(lexical, std::string(datatype)));
  };
  const std::vector<std::string> integers = {"0",
                                             "-0",
                                             "+0",
                                             "1",
                                             "-1",
                                             "01",
                                             "+1",
                                             "2",
                                             "9",
                                             "10",
                                             "-10",
                                             "99",
                                             "100",
                                             "50000",
                                             "49999",
                                             "288230376151711743",
                                             "288230376151711744",
                                             "-288230376151711744",
                                             "-288230376151711745",
                                             "999999999999999999",
                                             "1000000000000000000",
                                             "123456789012345678901234567890",
                                             "-123456789012345678901234567890",
                                             "123456789012345678901234567891",
                                             "12345678901234",
                                             "123456789012345"};
  const std::vector<std::string> decimals = {"0.0",
                                             ".0",
                                             "-0.0",
                                             "0.5",
                                             ".5",
                                             "-.5",
                                             "-0.5",
                                             "0.50",
                                             "1.0",
                                             "1.00",
                                             "1.0000000",
                                             "-1.0",
                                             "0.99999999999999",
                                             "0.999999999999999",
                                             "1.0000000000001",
                                             "1.00000000000001",
                                             "-1.00000000000001",
                                             "-0.999999999999999",
                                             "12345678901234.5",
                                             "12345678901234.0",
                                             "49999.9999",
                                             "50000.0",
                                             "50000.00001",
                                             "9.9999999999999",
                                             "9.99999999999999",
                                             "288230376151711743.5",
                                             "-288230376151711744.5",
                                             "17.",
                                             "10",
                                             "0."
                                             "000000000000000000000000000000000000000000000000000000000000000"
                                             "00000000000000000000000000000000000000000"
                                             "000000000000000000000000000000000001"};
  const std::vector<std::string> doubles = {"0",
                                            "0e0",
                                            "-0.0",
                                            "-0",
                                            "1",
                                            "1e0",
                                            "1.0E0",
                                            "1E0",
                                            "1.0e0",
                                            "1e+00",
                                            "1.00",
                                            "5e4",
                                            "5.0E4",
                                            "49999.5",
                                            "50000",
                                            "1e127",
                                            "9.99e127",
                                            "1e128",
                                            "-1e127",
                                            "-1e128",
                                            "1e-127",
                                            "1e-128",
                                            "-1e-127",
                                            "-1e-128",
                                            "1e300",
                                            "-1e300",
                                            "1e-300",
                                            "1e999",
                                            "-1e999",
                                            "1e-999",
                                            "INF",
                                            "+INF",
                                            "-INF",
                                            "NaN",
                                            "1.5",
                                            "1.25E-3",
                                            "0.1",
                                            "0.10000000000000001",
                                            "0.30000000000000004",
                                            "1.7976931348623157e308",
                                            "12345678901234.5",
                                            "2.88230376151711743e17"};
  add(iri::kXsdInteger, integers);
  add(iri::kXsdDecimal, integers);
  add(iri::kXsdDecimal, decimals);
  add(iri::kXsdDouble, decimals);
  add(iri::kXsdDouble, doubles);
  add(iri::kXsdFloat, doubles);
  add(std::string(iri::kXsd) + "byte", {"1", "-1", "127", "128", "01"});
  add(std::string(iri::kXsd) + "nonNegativeInteger", {"1", "50000", "-1"});
  add(iri::kXsdBoolean, {"true", "false", "1", "0", "TRUE"});
  add(iri::kXsdDate,
      {"1970-01-01", "1970-01-01Z", "1970-01-01+02:00", "1969-12-31", "2025-12-12", "2025-12-13",
       "0000-01-01", "-0001-12-31", "12025-01-01", "200000-12-31", "2025-02-30"});
  add(iri::kXsdDateTime,
      {"1970-01-01T00:00:00Z",          "1970-01-01T00:00:00",      "1969-12-31T23:59:59.999Z",
       "1969-12-31T23:59:59.9999Z",     "2025-12-12T00:00:00Z",     "2025-12-12T00:00:00+00:00",
       "2025-12-12T01:00:00+02:00",     "2025-12-11T23:00:00Z",     "2025-12-12T23:59:59.999Z",
       "2025-12-12T23:59:59.9995Z",     "2025-12-12T24:00:00Z",     "2025-12-13T00:00:00Z",
       "2025-12-12T12:00:00.5Z",        "2025-12-12T12:00:00.500Z", "2025-12-12T12:00:00.500001Z",
       "2025-12-12T12:00:00.500-00:00", "-0001-12-31T23:59:59Z",    "19000-01-01T00:00:00Z",
       "200000-01-01T00:00:00Z",        "-200000-01-01T00:00:00Z",  "not a time"});
  add(iri::kXsdGYearMonth, {"1970-01", "1969-12", "2025-12", "2025-12Z", "-0001-12", "2025-13"});
  add("urn:unknown", {"1", "abc"});
  for (const char* text :
       {"", "a", "ab", "abcdefghijklmnop", "abcdefghijklmnoq", "b", "\xc3\xa4", "1", "50000"}) {
    terms.push_back(Term::String(text));
    terms.push_back(Term::LangString(text, "en"));
    terms.push_back(Term::LangString(text, "de"));
    terms.push_back(Term::Iri(std::string("urn:x:") + text));
  }
  terms.push_back(Term::String(std::string("a\0", 2)));
  return terms;
}

}  // namespace tern::model

#endif  // TERN_TESTS_STORAGE_MODEL_NASTY_TERMS_H_
