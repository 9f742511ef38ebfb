#include "engine/ingest/line_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ingest/fact_sink.h"
#include "storage/model/term.h"
#include "storage/model/text.h"
#include "tests/engine/ingest/serd_lines.h"

namespace tern::ingest {
namespace {

using model::Term;
using ::testing::HasSubstr;
using Result = LineScanner::Result;
using store::ClaimSpec;

// Scans lines that end where their memory does, so that a byte read behind them is found out.
class Scanner {
 public:
  explicit Scanner(RdfSyntax syntax) : scanner_(syntax) {}

  Result Scan(std::string_view line) {
    line_ = std::make_unique<char[]>(line.size());
    std::copy(line.begin(), line.end(), line_.get());
    return scanner_.Scan({line_.get(), line.size()});
  }
  store::Fact fact() const { return FactOf(scanner_.fact()); }
  std::string bad_reason() const { return scanner_.bad_reason(); }

 private:
  LineScanner scanner_;
  std::unique_ptr<char[]> line_;
};

// What is wrong with a line; empty: nothing.
std::string ReasonOf(std::string_view line, RdfSyntax syntax = RdfSyntax::kNQuads) {
  Scanner scanner(syntax);
  return scanner.Scan(line) == Result::kBad ? scanner.bad_reason() : "";
}

// The object of a line that must be good.
Term ObjectOf(const std::string& object) {
  Scanner scanner(RdfSyntax::kNTriples);
  EXPECT_EQ(scanner.Scan("<a:s> <a:p> " + object + " ."), Result::kFact)
      << object << ": " << scanner.bad_reason();
  return scanner.fact().object;
}

std::string Bytes(std::string_view bytes) { return std::string(bytes); }

TEST(LineScannerTest, ReadsEveryKindOfTerm) {
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

TEST(LineScannerTest, ALabelBeforeTheFullStopEndsBeforeIt) {
  Scanner scanner(RdfSyntax::kNTriples);
  ASSERT_EQ(scanner.Scan("<a:s><a:p>_:b."), Result::kFact);
  EXPECT_EQ(scanner.fact().object, Term::Blank("b"));
  EXPECT_EQ(scanner.Scan("<a:s> <a:p> _:b. ."), Result::kBad);
}

TEST(LineScannerTest, SpaceAndCommentsAreNothing) {
  Scanner scanner(RdfSyntax::kNQuads);
  for (const char* line : {"", "   ", "\t", "# <a:s> <a:p> <a:o> .", "  #"})
    EXPECT_EQ(scanner.Scan(line), Result::kNothing);
  EXPECT_EQ(scanner.Scan("<a:s> <a:p> <a:o> . # why"), Result::kFact);
  EXPECT_EQ(scanner.Scan("\t<a:s>\t<a:p>\t<a:o>\t<a:g>\t.\t"), Result::kFact);
}

TEST(LineScannerTest, ANulByteInsideALiteralIsPartOfIt) {
  EXPECT_EQ(ObjectOf(Bytes({"\"a\0b\"", 5})), Term::String(Bytes({"a\0b", 3})));
  EXPECT_EQ(ObjectOf(R"("\u0000")"), Term::String(Bytes({"\0", 1})));
  EXPECT_EQ(ObjectOf(Bytes({"\"\\\\\0\"", 5})), Term::String(Bytes({"\\\0", 2})));
  EXPECT_NE(ReasonOf("<a:s> <a:p> " + Bytes({"\"\\\0\"", 4}) + " ."), "");
  EXPECT_NE(ReasonOf(Bytes({"<a:s> <a:p> <a:\0o> .", 20})), "");
}

TEST(LineScannerTest, WhatTheGrammarForbidsIsCaught) {
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

TEST(LineScannerTest, TurtleIsNotNTriples) {
  for (const char* line :
       {"<a:s> a <a:o> .", "<a:s> <a:p> 42 .", "<a:s> <a:p> true .", "<a:s> <a:p> 'x' .",
        "<a:s> <a:p> \"\"\"x\"\"\" .", "<a:s> <a:p> [] .", "<a:s> <a:p> (1) .", "<a:s> <a:p> <a:o>, <a:b> .",
        "<a:s> <a:p> <a:o> ; <a:q> <a:b> .", "@prefix a: <b:> .", "PREFIX a: <b:>", "<s> <a:p> <a:o> ."}) {
    EXPECT_NE(ReasonOf(line, RdfSyntax::kNTriples), "") << line;
  }
  EXPECT_THAT(ReasonOf("<a:s> <a:p> <a:o> <a:g> .", RdfSyntax::kNTriples), HasSubstr("--format nquads"));
}

TEST(LineScannerTest, ReasonsSayWhatIsWrongAndWhere) {
  const struct {
    const char* line;
    const char* reason;
  } kBad[] = {
      {"<a:s> <a:p> <a:o>", "the line ends before its '.' (column 18)"},
      {"<a:s> <a:p> <a:o> <a:g>", "the line ends before its '.' (column 24)"},
      {"<a:s>", "the line ends before its '.' (column 6)"},
      {"rubbish", "not a statement; it must start with '<' or '_:' (column 1)"},
      {" @prefix a: <b:> .",
       "a directive of Turtle; a file that has them is read with --format turtle (column 2)"},
      {"<a:s> a <a:o> .", "expected a predicate, an IRI in <>, not 'a' (column 7)"},
      {"<a:s> <a:p> 42 .",
       "expected an object: an IRI in <>, '_:label' or a string in \"\", not '4' (column 13)"},
      {"<a:s> <a:p> <a:o> ; <a:q> <a:b> .", "expected a graph or the '.' at the end, not ';' (column 19)"},
      {"<a:s> <a:p> <a:o> <a:g> <a:h> .", "expected the '.' at the end, not '<' (column 25)"},
      {"<a:s> <a:p> <a:o> . <a:s> <a:p> <a:o> .", "a second statement on one line (column 21)"},
      {"<a:s> <a:p> <a:o> . x", "text behind the '.' (column 21)"},
      {"<s> <a:p> <a:o> .", "'s' is not an absolute IRI (column 1)"},
      {"<> <a:p> <a:o> .", "'' is not an absolute IRI (column 1)"},
      {"<a:\xC3\xA9> <a:p> <b c> .", "a space in an IRI; write it as %20 (column 15)"},
      {"<a:s> <a:p <a:o> .", "a space in an IRI; write it as %20 (column 11)"},
      {"<a:s> <a:p", "the IRI that starts here is not closed on its line (column 7)"},
      {"<a:s> <a:p> <a:{x> .", "a character that no IRI can hold: '{' (column 16)"},
      {R"(<a:s> <a:p> <a:\u007Bx> .)", "an escaped character that no IRI can hold in 'a:{x' (column 13)"},
      {R"(<a:s> <a:p> <a:\tx> .)", "an escape that IRIs do not have; they have \\u and \\U (column 16)"},
      {R"(<a:s> <a:p> "\x" .)", "an escape that strings do not have: '\\x' (column 14)"},
      {R"(<a:s> <a:p> "\uD800" .)",
       "'\\uD800' is no escape: 4 hexadecimal digits are, of a character that is no surrogate (column 14)"},
      {"<a:s> <a:p> \"open", "the string that starts here is not closed on its line (column 13)"},
      {"<a:s> <a:p> \"\xC3\xA9\xFF\" .", "bytes that are not UTF-8 (column 15)"},
      {"<a:s> <a:p> \"x\"@en- .", "'@en-' is no language tag (column 16)"},
      {"<a:s> <a:p> \"x\"^^xsd:int .", "expected a datatype, an IRI in <>, not 'x' (column 18)"},
      {"_ <a:p> <a:o> .", "expected '_:' and the label of a blank node (column 1)"},
      {"_: <a:p> <a:o> .", "'_:' without the label of a blank node (column 1)"},
      {"_:a:b <a:p> <a:o> .", "a blank node label has no ':' (column 4)"},
  };
  for (const auto& bad : kBad) EXPECT_EQ(ReasonOf(bad.line), bad.reason) << bad.line;
}

TEST(LineScannerTest, ReasonsAreOneCleanLine) {
  for (const char* line : {"<a:s> <a:p> \"\xFF\" .", "<a:s> <a:p> \x1B .", "nonsense",
                           "<a:s> <a:p> <a:\x1B> .", "\xFF", "\xE2\x80\x8B"}) {
    EXPECT_NE(ReasonOf(line), "");
    for (const char c : ReasonOf(line)) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << line;
  }
}

TEST(LineScannerTest, ABadLineDoesNotTouchTheNext) {
  Scanner scanner(RdfSyntax::kNQuads);
  for (const char* bad :
       {"<a:s> <a:p> \"open", "<a:s> <a:p", "<a:s> <a:p> <a:o>", "garbage", "<a:s> <a:p> \"x\"@", "_:"}) {
    EXPECT_EQ(scanner.Scan(bad), Result::kBad) << bad;
    ASSERT_EQ(scanner.Scan("<a:s> <a:p> \"good\" ."), Result::kFact) << bad;
    EXPECT_EQ(scanner.fact().object, Term::String("good"));
    EXPECT_EQ(scanner.fact().claim.kind, ClaimSpec::Kind::kNone);
  }
}

TEST(LineScannerTest, GraphsAreClaims) {
  Scanner scanner(RdfSyntax::kNQuads);
  ASSERT_EQ(scanner.Scan("<a:s> <a:p> <a:o> <a:g> ."), Result::kFact);
  EXPECT_EQ(scanner.fact().claim.kind, ClaimSpec::Kind::kNamed);
  EXPECT_EQ(scanner.fact().claim.name, Term::Iri("a:g"));
  ASSERT_EQ(scanner.Scan("<a:s> <a:p> <a:o> _:g ."), Result::kFact);
  EXPECT_EQ(scanner.fact().claim.name, Term::Blank("g"));
  ASSERT_EQ(scanner.Scan("<a:s> <a:p> <a:o> <urn:tern-claim:5:against> ."), Result::kFact);
  EXPECT_EQ(scanner.fact().claim.kind, ClaimSpec::Kind::kLabelled);
  EXPECT_EQ(scanner.fact().claim.label, "5");
  ASSERT_EQ(scanner.Scan("<urn:tern-claim:5> <a:by> <urn:tern-claim:6> ."), Result::kFact);
  EXPECT_EQ(scanner.fact().subject, Term::Claim("5"));
  EXPECT_EQ(scanner.fact().object, Term::Claim("6"));
  EXPECT_EQ(scanner.fact().claim.kind, ClaimSpec::Kind::kNone);
  EXPECT_EQ(scanner.Scan("<urn:tern-claim:5> <a:by> <a:x> <a:g> ."), Result::kBad);
}

TEST(LineScannerTest, SpaceMayStandBetweenAnyTwoTokens) {
  EXPECT_EQ(ObjectOf("\"x\" ^^\t<a:t>"), Term::Typed("x", "a:t"));
  EXPECT_EQ(ObjectOf("\"x\"\t@en"), Term::LangString("x", "en"));
  EXPECT_EQ(ReasonOf("<a:s><a:p>\"x\"@en<a:g>."), "");
  EXPECT_NE(ReasonOf("<a:s> <a:p> \"x\" ^ ^<a:t> ."), "");
  EXPECT_NE(ReasonOf("<a:s> <a:p> \"x\"@ en ."), "");
}

TEST(LineScannerTest, LabelsFollowTheGrammar) {
  for (const char* label : {"a", "_", "0", "a-b", "a.b", "a..b", "\xC3\x80", "a\xC2\xB7", "a\xCC\x80"})
    EXPECT_EQ(ObjectOf(std::string("_:") + label), Term::Blank(label));
  for (const char* label : {"-a", ".a", "\xC2\xB7", "\xCC\x80", "a:b", "a\xC3\x97"})
    EXPECT_NE(ReasonOf(std::string("<a:s> <a:p> _:") + label + " ."), "") << label;
}

TEST(LineScannerTest, AnEndInsideALineIsBad) {
  for (const char* line : {"<a:s> <a:p> \"x\ry\" .", "<a:s> <a:p> \"x\ny\" .", "<a:s>\n<a:p> <a:o> .",
                           "<a:s> <a:p> <a:o> . # \r<a:s> <a:p> <a:o> ."}) {
    EXPECT_NE(ReasonOf(line), "") << line;
  }
}

TEST(LineScannerTest, ALiteralOfAMegabyteIsRead) {
  const std::string text(1 << 20, 'x');
  EXPECT_TRUE(ObjectOf("\"" + text + "\"") == Term::String(text));
}

// Every term at every length around those of a vector, at every place in it.
TEST(LineScannerTest, TermsOfEveryLengthAreFoundWhole) {
  Scanner scanner(RdfSyntax::kNQuads);
  for (size_t shift = 0; shift < 20; ++shift) {
    for (size_t size = 0; size < 70; ++size) {
      const std::string text(size, 'x');
      const std::string line = model::StrCat(std::string(shift, ' '), "<a:", text, "> <a:p> \"", text,
                                             "\xC3\xA9\" <b:", text, ">.");
      ASSERT_EQ(scanner.Scan(line), Result::kFact) << line << scanner.bad_reason();
      EXPECT_EQ(scanner.fact().subject, Term::Iri("a:" + text));
      EXPECT_EQ(scanner.fact().object, Term::String(text + "\xC3\xA9"));
      EXPECT_EQ(scanner.fact().claim.name, Term::Iri("b:" + text));
      std::string bad = line;
      bad[line.find('\xC3')] = 'x';
      EXPECT_EQ(scanner.Scan(bad), Result::kBad) << bad;
    }
  }
}

void ExpectAsSerd(const std::string& line, Scanner& scanner, RdfSyntax syntax) {
  SerdLineParser serd(syntax);  // a fact of its own, with nothing in it of the line before
  const auto expected = serd.Parse(line);
  const Result result = scanner.Scan(line);
  if (static_cast<int>(result) != static_cast<int>(expected) && MayDifferFromSerd(line)) return;
  ASSERT_EQ(static_cast<int>(result), static_cast<int>(expected)) << line << "\nserd: " << serd.bad_reason();
  if (result == Result::kFact) {
    ASSERT_TRUE(scanner.fact() == serd.fact()) << line;
  }
}

TEST(LineScannerTest, AgreesWithSerdOnLinesMadeOfParts) {
  const std::string_view kParts[] = {"<a:s>",
                                     "<a:p>",
                                     "<urn:tern-claim:7>",
                                     "<urn:tern-claim:7:against>",
                                     "<urn:tern-stance:unclear:a:g>",
                                     "_:b1",
                                     "_:a.b.",
                                     "\"x\"",
                                     "\"a\\n\\u00e9\\\\\"",
                                     "\"\xC3\xA9\"",
                                     "@en",
                                     "@de-AT",
                                     "^^<a:t>",
                                     ".",
                                     " . ",
                                     "#",
                                     " # c\xC3\xA9",
                                     "<b>",
                                     "<a:\\u00E9>",
                                     "\t",
                                     " ",
                                     "\"",
                                     "\\",
                                     "<",
                                     ">",
                                     "\\uD800",
                                     "\\U0010FFFF",
                                     "\xFF",
                                     "x"};
  std::mt19937 random(7);
  Scanner quads(RdfSyntax::kNQuads);
  Scanner triples(RdfSyntax::kNTriples);
  for (int i = 0; i < 200000; ++i) {
    std::string line;
    // Half of them near what is right.
    if (i % 2 == 0) line = i % 4 == 0 ? "<a:s> <a:p> " : "_:b <a:p> \"x\"";
    const size_t parts = random() % 6;
    for (size_t part = 0; part < parts; ++part) {
      line += kParts[random() % std::size(kParts)];
      if (random() % 2 == 0) line += ' ';
    }
    if (random() % 2 == 0) line += '.';
    ASSERT_NO_FATAL_FAILURE(ExpectAsSerd(line, quads, RdfSyntax::kNQuads));
    ASSERT_NO_FATAL_FAILURE(ExpectAsSerd(line, triples, RdfSyntax::kNTriples));
  }
}

}  // namespace
}  // namespace tern::ingest
