#include "engine/ingest/rdf_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "storage/model/term.h"

namespace tern::ingest {
namespace {

using model::Term;
using ::testing::HasSubstr;
using Result = RdfLineParser::Result;
using store::ClaimSpec;

Result Parse(RdfLineParser& parser, const std::string& line) {
  return parser.Parse(absl::MakeConstSpan(line.data(), line.size()));
}

// What is wrong with an N-Quads line; empty: nothing.
std::string ReasonOf(const std::string& line, RdfSyntax syntax = RdfSyntax::kNQuads) {
  RdfLineParser parser(syntax);
  return Parse(parser, line) == Result::kBad ? parser.bad_reason() : "";
}

// The object of a line that must be good.
Term ObjectOf(const std::string& object) {
  RdfLineParser parser(RdfSyntax::kNTriples);
  EXPECT_EQ(Parse(parser, "<a:s> <a:p> " + object + " ."), Result::kFact)
      << object << ": " << parser.bad_reason();
  return parser.fact().object;
}

std::string Bytes(std::string_view bytes) { return std::string(bytes); }

TEST(RdfLinesTest, ReadsEveryKindOfTerm) {
  EXPECT_EQ(ObjectOf("<http://e/o>"), Term::Iri("http://e/o"));
  EXPECT_EQ(ObjectOf("_:b1"), Term::Blank("b1"));
  EXPECT_EQ(ObjectOf("_:a.b"), Term::Blank("a.b"));
  EXPECT_EQ(ObjectOf("\"\""), Term::String(""));
  EXPECT_EQ(ObjectOf("\"x\"^^<http://www.w3.org/2001/XMLSchema#string>"), Term::String("x"));
  EXPECT_EQ(ObjectOf("\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
            Term::Typed("01", std::string(model::iri::kXsdInteger)));
  EXPECT_EQ(ObjectOf("\"x\"@EN-us"), Term::LangString("x", "EN-us"));
  EXPECT_EQ(ObjectOf(R"("\t\b\n\r\f\"\'\\")"), Term::String("\t\b\n\r\f\"'\\"));
  EXPECT_EQ(ObjectOf(R"("\u00E9\U0001F600")"), Term::String("\xC3\xA9\xF0\x9F\x98\x80"));
  EXPECT_EQ(ObjectOf("\"\xEF\xBF\xBF\xF4\x8F\xBF\xBF\""), Term::String("\xEF\xBF\xBF\xF4\x8F\xBF\xBF"));
  EXPECT_EQ(ObjectOf(R"(<http://e/\u00E9>)"), Term::Iri("http://e/\xC3\xA9"));
}

TEST(RdfLinesTest, ALabelBeforeTheFullStopEndsBeforeIt) {
  RdfLineParser parser(RdfSyntax::kNTriples);
  ASSERT_EQ(Parse(parser, "<a:s><a:p>_:b."), Result::kFact);
  EXPECT_EQ(parser.fact().object, Term::Blank("b"));
  EXPECT_EQ(Parse(parser, "<a:s> <a:p> _:b. ."), Result::kBad);
}

TEST(RdfLinesTest, SpaceAndCommentsAreNothing) {
  RdfLineParser parser(RdfSyntax::kNQuads);
  for (const char* line : {"", "   ", "\t", "# <a:s> <a:p> <a:o> .", "  #"})
    EXPECT_EQ(Parse(parser, line), Result::kNothing);
  EXPECT_EQ(Parse(parser, "<a:s> <a:p> <a:o> . # why"), Result::kFact);
  EXPECT_EQ(Parse(parser, "\t<a:s>\t<a:p>\t<a:o>\t<a:g>\t.\t"), Result::kFact);
}

TEST(RdfLinesTest, ANulByteInsideALiteralIsPartOfIt) {
  EXPECT_EQ(ObjectOf(Bytes({"\"a\0b\"", 5})), Term::String(Bytes({"a\0b", 3})));
  EXPECT_EQ(ObjectOf(R"("\u0000")"), Term::String(Bytes({"\0", 1})));
  EXPECT_EQ(ObjectOf(Bytes({"\"\\\\\0\"", 5})), Term::String(Bytes({"\\\0", 2})));
  EXPECT_NE(ReasonOf("<a:s> <a:p> " + Bytes({"\"\\\0\"", 4}) + " ."), "");
  EXPECT_NE(ReasonOf(Bytes({"<a:s> <a:p> <a:\0o> .", 20})), "");
}

TEST(RdfLinesTest, WhatSerdLetsThroughIsCaught) {
  for (const char* line : {
           R"(<a:s> <a:p> "\uD800" .)",           // half a surrogate pair
           R"(<a:s> <a:p> "\U00110000" .)",       // above Unicode
           "<a:s> <a:p> \"\xED\xA0\x80\" .",      // a surrogate in UTF-8
           "<a:s> <a:p> \"\xC0\x80\" .",          // overlong
           "<a:s> <a:p> \"\xF4\x90\x80\x80\" .",  // above Unicode in UTF-8
           "<a:s> <a:p> \"\xFF\" .",
           "<a:s> <a:p> \"x\"@en- .",
           "<a:s> <a:p> \"x\"@en--us .",
           "<a:s> <a:p> \"x\"^^xsd:int .",
           "<a:s> <a:p> \"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
           "_:-a <a:p> <a:o> .",
           R"(<a:s> <a:p> <a:\u007Bx> .)",
           "<a:s> <a:p> <a:o> . <a:s> <a:p> <a:o> .",
           "<a:s> <a:p> <a:o> . x",
           "\"x\" <a:p> <a:o> .",
           "{ <a:s> <a:p> <a:o> . }",
       }) {
    EXPECT_NE(ReasonOf(line), "") << line;
  }
}

TEST(RdfLinesTest, TurtleIsNotNTriples) {
  for (const char* line :
       {"<a:s> a <a:o> .", "<a:s> <a:p> 42 .", "<a:s> <a:p> true .", "<a:s> <a:p> 'x' .",
        "<a:s> <a:p> \"\"\"x\"\"\" .", "<a:s> <a:p> [] .", "<a:s> <a:p> (1) .", "<a:s> <a:p> <a:o>, <a:b> .",
        "<a:s> <a:p> <a:o> ; <a:q> <a:b> .", "@prefix a: <b:> .", "PREFIX a: <b:>", "<s> <a:p> <a:o> ."}) {
    EXPECT_NE(ReasonOf(line, RdfSyntax::kNTriples), "") << line;
  }
  EXPECT_THAT(ReasonOf("<a:s> <a:p> <a:o> <a:g> .", RdfSyntax::kNTriples), HasSubstr("--format nquads"));
}

TEST(RdfLinesTest, ReasonsAreOneCleanLine) {
  EXPECT_THAT(ReasonOf("<a:s> <a:p> <a:o>"), HasSubstr("the line ends before its '.'"));
  EXPECT_THAT(ReasonOf("<a:s> <a:p> <a:o> <a:g>"), HasSubstr("the line ends before its '.'"));
  for (const char* line :
       {"<a:s> <a:p> \"\xFF\" .", "<a:s> <a:p> \x1B .", "nonsense", "<a:s> <a:p> <a:\x1B> ."}) {
    for (const char c : ReasonOf(line)) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << line;
  }
}

TEST(RdfLinesTest, ABadLineDoesNotTouchTheNext) {
  RdfLineParser parser(RdfSyntax::kNQuads);
  for (const char* bad :
       {"<a:s> <a:p> \"open", "<a:s> <a:p", "<a:s> <a:p> <a:o>", "garbage", "<a:s> <a:p> \"x\"@", "_:"}) {
    EXPECT_EQ(Parse(parser, bad), Result::kBad) << bad;
    ASSERT_EQ(Parse(parser, "<a:s> <a:p> \"good\" ."), Result::kFact) << bad;
    EXPECT_EQ(parser.fact().object, Term::String("good"));
    EXPECT_EQ(parser.fact().claim.kind, ClaimSpec::Kind::kNone);
  }
}

TEST(RdfLinesTest, GraphsAreClaims) {
  RdfLineParser parser(RdfSyntax::kNQuads);
  ASSERT_EQ(Parse(parser, "<a:s> <a:p> <a:o> <a:g> ."), Result::kFact);
  EXPECT_EQ(parser.fact().claim.kind, ClaimSpec::Kind::kNamed);
  EXPECT_EQ(parser.fact().claim.name, Term::Iri("a:g"));
  ASSERT_EQ(Parse(parser, "<a:s> <a:p> <a:o> _:g ."), Result::kFact);
  EXPECT_EQ(parser.fact().claim.name, Term::Blank("g"));
  ASSERT_EQ(Parse(parser, "<a:s> <a:p> <a:o> <urn:tern-claim:5:against> ."), Result::kFact);
  EXPECT_EQ(parser.fact().claim.kind, ClaimSpec::Kind::kLabelled);
  EXPECT_EQ(parser.fact().claim.label, "5");
  ASSERT_EQ(Parse(parser, "<urn:tern-claim:5> <a:by> <urn:tern-claim:6> ."), Result::kFact);
  EXPECT_EQ(parser.fact().subject, Term::Claim("5"));
  EXPECT_EQ(parser.fact().object, Term::Claim("6"));
  EXPECT_EQ(parser.fact().claim.kind, ClaimSpec::Kind::kNone);
  EXPECT_EQ(Parse(parser, "<urn:tern-claim:5> <a:by> <a:x> <a:g> ."), Result::kBad);
}

TEST(RdfLinesTest, ALiteralOfAMegabyteIsRead) {
  const std::string text(1 << 20, 'x');
  EXPECT_TRUE(ObjectOf("\"" + text + "\"") == Term::String(text));
}

}  // namespace
}  // namespace tern::ingest
