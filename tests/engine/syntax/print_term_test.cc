// A term prints in its shortest form, and reads back as the same term.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

Term Xsd(std::string_view lexical, std::string_view type) {
  return Term::Typed(std::string(lexical), model::StrCat(model::iri::kXsd, type));
}

TEST(PrintTermTest, TheShortestFormThatReadsBack) {
  Names names = TestNames();
  names.prefixes["wdx"] = "http://www.wikidata.org/entity/X";
  const std::vector<std::pair<Term, std::string_view>> cases = {
      {Named("China"), "China"},
      {Named("中国"), "中国"},
      {Named("David%20Sacks"), "`David Sacks`"},
      {Named("match"), "`match`"},
      {Named("BY"), "`BY`"},
      {Named("by"), "`by`"},
      {Named("5G"), "`5G`"},
      {Named("a%60b"), "`a``b`"},
      {Named("a/b"), "`a/b`"},
      {Named("a%2Fb"), "<urn:test:a%2Fb>"},
      {Named("a%0Ab"), "<urn:test:a%0Ab>"},
      {Named(""), "<urn:test:>"},
      {Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo"), "by"},
      {Term::Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), "a"},
      {Term::Iri("http://www.w3.org/2000/01/rdf-schema#seeAlso"), "rdfs:seeAlso"},
      {Term::Iri("http://www.wikidata.org/entity/Q148"), "wd:Q148"},
      {Term::Iri("http://www.wikidata.org/entity/X1"), "wdx:1"},
      {Term::Iri("http://www.wikidata.org/entity/a/b"), "<http://www.wikidata.org/entity/a/b>"},
      {Term::Iri("http://www.wikidata.org/entity/"), "<http://www.wikidata.org/entity/>"},
      {Term::Iri("https://example.org/x"), "<https://example.org/x>"},
      {Term::String("text"), "\"text\""},
      {Term::String("a\"b\\c\nd\te\x01"), R"("a\"b\\c\nd\te\u0001")"},
      {Term::LangString("Chine", "fr"), "\"Chine\"@fr"},
      {Xsd("42", "integer"), "42"},
      {Xsd("-5", "integer"), "-5"},
      {Xsd("01", "integer"), "01"},
      {Xsd("+1", "integer"), "\"+1\"^^xsd:integer"},
      {Xsd("x", "integer"), "\"x\"^^xsd:integer"},
      {Xsd("1.50", "decimal"), "1.50"},
      {Xsd("5", "decimal"), "\"5\"^^xsd:decimal"},
      {Xsd("1e6", "double"), "1e6"},
      {Xsd("1.5", "double"), "\"1.5\"^^xsd:double"},
      {Xsd("INF", "double"), "\"INF\"^^xsd:double"},
      {Xsd("true", "boolean"), "true"},
      {Xsd("1", "boolean"), "\"1\"^^xsd:boolean"},
      {Xsd("2025-12-12", "date"), "2025-12-12"},
      {Xsd("2025-12-12Z", "date"), "\"2025-12-12Z\"^^xsd:date"},
      {Xsd("2025-02-30", "date"), "\"2025-02-30\"^^xsd:date"},
      {Xsd("-0044-03-15", "date"), "\"-0044-03-15\"^^xsd:date"},
      {Xsd("12025-01-01", "date"), "\"12025-01-01\"^^xsd:date"},
      {Xsd("2025-12", "gYearMonth"), "2025-12"},
      {Xsd("2025-12+01:00", "gYearMonth"), "\"2025-12+01:00\"^^xsd:gYearMonth"},
      {Xsd("2025-12-12T09:30:00Z", "dateTime"), "2025-12-12T09:30:00Z"},
      {Xsd("2025-12-12T09:30:00+08:00", "dateTime"), "2025-12-12T09:30:00+08:00"},
      {Xsd("2025-12-12T24:00:01Z", "dateTime"), "\"2025-12-12T24:00:01Z\"^^xsd:dateTime"},
      {Term::Typed("x", "urn:type"), "\"x\"^^<urn:type>"},
      {Term::Typed("x", "urn:test:kind"), "\"x\"^^<urn:test:kind>"},
      {Term::Typed("x", "http://www.w3.org/2000/01/rdf-schema#label"), "\"x\"^^rdfs:label"},
      {Term::Blank("b17"), "_:b17"},
      {Term::Claim("68"), "claim:68"},
  };
  for (const auto& [term, printed] : cases) {
    EXPECT_EQ(Print(term, names), printed);
    EXPECT_EQ(ParsedParameter(printed, names), term) << printed;
  }
}

TEST(PrintTermTest, WhateverIsPrintedReadsBack) {
  std::mt19937_64 random(3);
  constexpr std::string_view kPieces[] = {"a",     "5",    "-",  ".",    " ", "%", "%20",       "`", "中",
                                          "\n",    "\"",   "\\", "/",    ":", "T", "Z",         "+", "e",
                                          "order", "true", "'",  "\x7F", "#", ";", "2025-12-12"};
  const std::string_view types[] = {"integer", "decimal",  "double",     "boolean",
                                    "date",    "dateTime", "gYearMonth", "byte"};
  const Names names = TestNames();
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const size_t length = random() % 5;
    for (size_t i = 0; i < length; ++i) text += kPieces[random() % std::size(kPieces)];
    Term term;
    switch (random() % 4) {
      case 0:
        term = Term::String(text);
        break;
      case 1:
        term = Xsd(text, types[random() % std::size(types)]);
        break;
      case 2:
        term = Term::LangString(text, "de-CH");
        break;
      default:
        term = Named(EncodeName(text));
        break;
    }
    EXPECT_EQ(ParsedParameter(Print(term, names), names), term) << Print(term, names);
  }
}

}  // namespace
}  // namespace tern::syntax
