// Every way to write a term, by table.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/engine/syntax/parsing.h"

namespace tern::syntax {
namespace {

Term Xsd(std::string_view lexical, std::string_view type) {
  return Term::Typed(std::string(lexical), model::StrCat(model::iri::kXsd, type));
}

struct TermCase {
  std::string_view text;
  decltype(Node::value) expected;
};

TEST(TermTest, EveryFormMeansItsTerm) {
  const std::vector<TermCase> cases = {
      {"China", Named("China")},
      {"H200", Named("H200")},
      {"_x", Named("_x")},
      {"Cloud-Matrix", Named("Cloud-Matrix")},
      {"GPT-4.1", Named("GPT-4.1")},
      {"中国", Named("中国")},
      {"Zürich", Named("Zürich")},
      {"नमस्ते", Named("नमस्ते")},  // with combining marks
      {"match-maker", Named("match-maker")},
      {"matches", Named("matches")},
      {"`David Sacks`", Named("David%20Sacks")},
      {"`match`", Named("match")},
      {"`by`", Named("by")},
      {"by", Term::Iri("http://www.w3.org/ns/prov#wasAttributedTo")},
      {"By", Named("By")},
      {"a", Term::Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")},
      {"label", Term::Iri("http://www.w3.org/2000/01/rdf-schema#label")},
      {"subclassOf", Term::Iri("http://www.w3.org/2000/01/rdf-schema#subClassOf")},
      {"`a``b`", Named("a%60b")},
      {"`50%`", Named("50%25")},
      {"`a/b?c#d`", Named("a/b?c#d")},
      {"`<x>\"{}|^\\`", Named("%3Cx%3E%22%7B%7D%7C%5E%5C")},
      {"and", Named("and")},
      {"ORDER-x", Named("ORDER-x")},
      {"wd:Q148", Term::Iri("http://www.wikidata.org/entity/Q148")},
      {"my-ns:x", Term::Iri("https://example.org/my#x")},
      {"wd:1-2.3", Term::Iri("http://www.wikidata.org/entity/1-2.3")},
      {"<https://example.org/a;b#c>", Term::Iri("https://example.org/a;b#c")},
      {"<urn:x>", Term::Iri("urn:x")},
      {"<https://example.org/\\u4E2D>", Term::Iri("https://example.org/中")},
      {"\"text\"", Term::String("text")},
      {"'text'", Term::String("text")},
      {"\"\"", Term::String("")},
      {"''", Term::String("")},
      {"\"it's\"", Term::String("it's")},
      {"\"a;b#c{d`\"", Term::String("a;b#c{d`")},
      {R"("\n\t\r\b\f\"\'\\\u4E2D\U0001F600")", Term::String("\n\t\r\b\f\"'\\中😀")},
      {"\"\"\"many\nlines \"quoted\" \"\"end\"\"\"", Term::String("many\nlines \"quoted\" \"\"end")},
      {"'''it's'''", Term::String("it's")},
      {"\"\"\"\"\"\"", Term::String("")},
      {"\"text\"@en", Term::LangString("text", "en")},
      {"\"text\"@zh-Hant-TW", Term::LangString("text", "zh-Hant-TW")},
      {"\"5\"^^xsd:byte", Xsd("5", "byte")},
      {"\"x\"^^<urn:t>", Term::Typed("x", "urn:t")},
      {"\"2025-02-30\"^^xsd:date", Xsd("2025-02-30", "date")},  // ill-typed, but a literal
      {"42", Xsd("42", "integer")},
      {"007", Xsd("007", "integer")},
      {"-5", Xsd("-5", "integer")},
      {"3.14", Xsd("3.14", "decimal")},
      {".5", Xsd(".5", "decimal")},
      {"-3.10", Xsd("-3.10", "decimal")},
      {"1e6", Xsd("1e6", "double")},
      {"1.5E-3", Xsd("1.5E-3", "double")},
      {"true", Xsd("true", "boolean")},
      {"FALSE", Xsd("false", "boolean")},
      {"2025-12", Xsd("2025-12", "gYearMonth")},
      {"2025-12-12", Xsd("2025-12-12", "date")},
      {"2024-02-29", Xsd("2024-02-29", "date")},
      {"2025-12-12T09:30:00Z", Xsd("2025-12-12T09:30:00Z", "dateTime")},
      {"2025-12-12T09:30:00.125+08:00", Xsd("2025-12-12T09:30:00.125+08:00", "dateTime")},
      {"2025-12-12T09:30:00-05:00", Xsd("2025-12-12T09:30:00-05:00", "dateTime")},
      {"2025-12-12T09:30:00", Xsd("2025-12-12T09:30:00", "dateTime")},
      {"_:b1", Term::Blank("b1")},
      {"claim:68", Term::Claim("68")},
      {"?x", Variable{"x"}},
      {"?1", Variable{"1"}},
      {"?变量", Variable{"变量"}},
      {"$country", Parameter{"country"}},
      {"~\"china\"", NameSearch{std::string("china")}},
      {"~'it'", NameSearch{std::string("it")}},
      {"~$q", NameSearch{Parameter{"q"}}},
  };
  for (const TermCase& c : cases) EXPECT_EQ(ParsedNode(c.text), c.expected) << c.text;
}

TEST(TermTest, WhatIsNoTermSaysWhy) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"2025-1-5", "TQ009 at 1:9"},
      {"2025-02-29", "TQ009 at 1:9"},
      {"2025-13", "TQ009 at 1:9"},
      {"2025-00-10", "TQ009 at 1:9"},
      {"12025-01-01", "TQ009 at 1:9"},
      {"2025-12-12T25:00:00Z", "TQ009 at 1:9"},
      {"2025-12-12T09:30", "TQ009 at 1:9"},
      {"2025-12-12Z", "TQ009 at 1:9"},
      {"5G", "TQ008 at 1:9"},
      {"1e", "TQ008 at 1:9"},
      {"claim:x", "TQ008 at 1:9"},
      {"claim:007", "TQ008 at 1:9"},
      {"claim:1234567890123456789", "TQ008 at 1:9"},
      {"nope:x", "TQ011 at 1:9"},
      {"\"x\"^^nope:x", "TQ011 at 1:14"},
      {"\"x\"^^rdf:langString", "TQ039 at 1:14"},
      {"<foo>", "TQ007 at 1:9"},
      {"<https://a b>", "TQ007 at 1:9"},
      {"\"open", "TQ004 at 1:9"},
      {"'open", "TQ004 at 1:9"},
      {"\"open\n\"", "TQ004 at 1:9"},
      {"\"\"\"open\"\"", "TQ004 at 1:9"},
      {"`open", "TQ005 at 1:9"},
      {"``", "TQ005 at 1:9"},
      {"\"\\x\"", "TQ006 at 1:10"},
      {"\"\\u12\"", "TQ006 at 1:10"},
      {"\"\\UFFFFFFFF\"", "TQ006 at 1:10"},
      {"null", "TQ024 at 1:9"},
      {"limit", "TQ024 at 1:9"},
      {"H200.", "TQ010 at 1:13"},
      {"\x01", "TQ003 at 1:9"},
      {"\xFF", "TQ003 at 1:9"},
      {"\xED\xA0\x80", "TQ003 at 1:9"},  // a surrogate
      {"\xC0\x80", "TQ003 at 1:9"},      // overlong
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(ErrorOf(model::StrCat("S -[p]->", text)), expected) << text;
}

TEST(TermTest, ADashBeforeABracketIsNotPartOfAName) {
  const auto ask = ParsedAs<Ask>("China-[x]->H200");
  EXPECT_EQ(WalksOf(ask.pattern)[0]->nodes[0].value, decltype(Node::value)(Named("China")));
  EXPECT_EQ(WalksOf(ask.pattern)[0]->edges[0].path.value, decltype(Path::value)(Named("x")));
  const auto either = ParsedAs<Ask>("China-[x]-H200");
  EXPECT_EQ(WalksOf(either.pattern)[0]->edges[0].direction, Direction::kEither);
  const auto back = ParsedAs<Ask>("China<-[x]-H200");
  EXPECT_EQ(WalksOf(back.pattern)[0]->edges[0].direction, Direction::kBackward);
}

TEST(TermTest, ALessThanWithoutASchemeIsAComparison) {
  const auto query = ParsedAs<Query>("?a -[p]-> ?b where ?a<?b and ?a<5 and ?b<China and 3>?a");
  EXPECT_EQ(std::get<OperatorCall>(PatternOf(query).where_clause->value).operands.size(), 4u);
}

TEST(TermTest, ANodeRemembersItsNameAsWritten) {
  const auto ask = ParsedAs<Ask>("`David Sacks` -[p]-> wd:Q1 -[p]-> and -[p]-> true");
  const auto& nodes = WalksOf(ask.pattern)[0]->nodes;
  EXPECT_EQ(nodes[0].written, "David Sacks");
  EXPECT_EQ(nodes[1].written, "");
  EXPECT_EQ(nodes[2].written, "and");
  EXPECT_EQ(nodes[3].written, "");
}

TEST(TermTest, PlacesCountLinesColumnsAndBytes) {
  Names names = TestNames();
  const auto statement = ParseStatement("# 中\n  中国 -[p]->\n`x y`", names, {10, 5, 100, 0});
  ASSERT_TRUE(statement.ok()) << statement.status();
  const auto& nodes = WalksOf(std::get<Ask>(statement->value).pattern)[0]->nodes;
  EXPECT_EQ(nodes[0].where, (Location{11, 3, 108, 6}));
  EXPECT_EQ(nodes[1].where, (Location{12, 1, 122, 5}));
  EXPECT_EQ(statement->text, "中国 -[p]->\n`x y`");
  const auto first_line = ParseStatement("A -[p]-> ?", names, {10, 5, 100, 0});
  const auto diagnostic = FromStatus(first_line.status());
  ASSERT_TRUE(diagnostic);
  EXPECT_EQ(diagnostic->where, (Location{10, 14, 109, 1}));
}

TEST(TermTest, AByteOrderMarkIsNoPartOfTheText) {
  EXPECT_EQ(Parsed("\xEF\xBB\xBF"
                   "China"),
            Parsed("China"));
}

TEST(TermTest, AParameterIsATermOrElseText) {
  const Names names = TestNames();
  EXPECT_EQ(ParsedParameter("China", names), Named("China"));
  EXPECT_EQ(ParsedParameter("42", names), Xsd("42", "integer"));
  EXPECT_EQ(ParsedParameter("-4.50", names), Xsd("-4.50", "decimal"));
  EXPECT_EQ(ParsedParameter("\"text\"@en", names), Term::LangString("text", "en"));
  EXPECT_EQ(ParsedParameter("wd:Q148", names), Term::Iri("http://www.wikidata.org/entity/Q148"));
  EXPECT_EQ(ParsedParameter("2025-12-12", names), Xsd("2025-12-12", "date"));
  for (const std::string_view text :
       {"David Sacks", "?x", "", "https://example.org", "2025-02-30", "a;b", "it's", "$x"}) {
    EXPECT_EQ(ParsedParameter(text, names), Term::String(std::string(text))) << text;
  }
}

TEST(TermTest, AParameterMayBeAList) {
  EXPECT_EQ(ParsedParameter("[China, \"b\", -3]"),
            ParameterValue::List({Named("China"), Term::String("b"), Term::Integer(-3)}));
  EXPECT_EQ(ParsedParameter(" [ `David Sacks` ] "), ParameterValue::List({Named("David%20Sacks")}));
  EXPECT_EQ(ParsedParameter("[]"), ParameterValue::List({}));
  EXPECT_NE(ParsedParameter("[China]"), Named("China"));
}

TEST(TermTest, AParameterThatIsMeantAsATermAndIsNoneIsAnError) {
  EXPECT_EQ(ParameterError("[China"), "TQ002");
  EXPECT_EQ(ParameterError("[China H200]"), "TQ046");
  EXPECT_EQ(ParameterError("[China, ?x]"), "TQ046");
  EXPECT_EQ(ParameterError("[China, [H200]]"), "TQ046");
  EXPECT_EQ(ParameterError("[foaf:Person]"), "TQ011");
  EXPECT_EQ(ParameterError("foaf:Person"), "TQ011");
  EXPECT_EQ(ParameterError("`David Sacks"), "TQ005");
  EXPECT_EQ(ParameterError("Re: foaf:Person"), "ok");  // text
}

}  // namespace
}  // namespace tern::syntax
