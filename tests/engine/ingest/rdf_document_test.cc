#include "engine/ingest/rdf_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "storage/model/text.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using tern::testing::TempDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// What a file tells, as lines.
class Lines : public DocumentSink {
 public:
  absl::Status AddTriple(const model::Term* graph, store::Fact& triple, DocumentPlace place) override {
    std::string line =
        model::StrCat(model::ToNTriples(triple.subject), " ", model::ToNTriples(triple.predicate), " ",
                      model::ToNTriples(triple.object));
    if (graph != nullptr) model::StrAppend(&line, " ", model::ToNTriples(*graph));
    triples.push_back(std::move(line));
    last_place = model::StrCat(place.line, ":", place.column);
    return triples.size() == stop_at ? absl::CancelledError("stop") : absl::OkStatus();
  }
  absl::Status AddDirective(const TurtleParser::Directive& directive) override {
    directives.push_back(model::StrCat(directive.is_prefix ? directive.name + ": " : "base ", directive.iri));
    return absl::OkStatus();
  }
  absl::Status RejectStatement(const TurtleParser& parser, std::string_view text, DocumentPlace begin,
                               DocumentPlace wrong, std::string_view reason) override {
    rejected.push_back(model::StrCat(begin.line, "|", text, parser.in_graph() ? "|in a graph" : ""));
    complaints.push_back(model::StrCat(wrong.line, ":", wrong.column, ": ", reason));
    return absl::OkStatus();
  }
  absl::Status EndStatement() override { return absl::OkStatus(); }

  friend bool operator==(const Lines& a, const Lines& b) {
    return a.triples == b.triples && a.directives == b.directives && a.rejected == b.rejected &&
           a.complaints == b.complaints;
  }

  std::vector<std::string> triples;
  std::vector<std::string> directives;
  std::vector<std::string> rejected;
  std::vector<std::string> complaints;
  std::string last_place;
  size_t stop_at = 0;
};

class RdfDocumentTest : public ::testing::Test {
 protected:
  absl::Status ReadIn(std::string_view text, TurtleSyntax syntax, size_t window_bytes, Lines* lines) {
    const std::string path = directory_.Write("a.ttl", text);
    const absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path);
    if (!input.ok()) return input.status();
    RdfDocumentReader::Options options;
    options.syntax = syntax;
    options.base = "http://b/";
    options.window_bytes = window_bytes;
    return RdfDocumentReader(input->get(), lines, options).Read();
  }

  // Read whole, and again through windows that end everywhere: it must come to the same.
  absl::Status Read(std::string_view text, TurtleSyntax syntax = TurtleSyntax::kTurtle) {
    lines_ = Lines();
    const absl::Status status = ReadIn(text, syntax, kReadBytes, &lines_);
    for (const size_t window_bytes : {16, 17, 18, 19, 20, 21, 22, 23, 64}) {
      Lines pieces;
      const absl::Status again = ReadIn(text, syntax, window_bytes, &pieces);
      EXPECT_EQ(again, status) << window_bytes;
      EXPECT_TRUE(pieces == lines_) << window_bytes << ": " << ::testing::PrintToString(pieces.triples)
                                    << ::testing::PrintToString(pieces.complaints);
    }
    return status;
  }
  absl::Status ReadTriG(std::string_view text) { return Read(text, TurtleSyntax::kTriG); }

  // The complaint about a text that is one bad statement.
  std::string Complaint(std::string_view text, TurtleSyntax syntax = TurtleSyntax::kTurtle) {
    EXPECT_TRUE(Read(text, syntax).ok()) << text;
    EXPECT_THAT(lines_.triples, IsEmpty()) << text;
    return lines_.complaints.size() == 1 ? lines_.complaints[0] : ::testing::PrintToString(lines_.complaints);
  }

  TempDirectory directory_;
  Lines lines_;
};

TEST_F(RdfDocumentTest, ListsAndNestedBlankNodes) {
  ASSERT_TRUE(Read("@prefix : <x#> . :s :p ( 1 [ :q :o ; :r () ] ), [] .").ok());
  EXPECT_THAT(lines_.directives, ElementsAre(": http://b/x#"));
  const std::string rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  EXPECT_THAT(lines_.triples,
              ElementsAre("_:-1 " + rdf + "first> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer>",
                          "_:-1 " + rdf + "rest> _:-2", "_:-3 <http://b/x#q> <http://b/x#o>",
                          "_:-3 <http://b/x#r> " + rdf + "nil>", "_:-2 " + rdf + "first> _:-3",
                          "_:-2 " + rdf + "rest> " + rdf + "nil>", "<http://b/x#s> <http://b/x#p> _:-1",
                          "<http://b/x#s> <http://b/x#p> _:-4"));
}

TEST_F(RdfDocumentTest, LabelsKeepTheirCaseAndTheirDots) {
  ASSERT_TRUE(Read("_:b1 <p:p> _:B1 . _:a.b <p:p> _:1.").ok());
  EXPECT_THAT(lines_.triples, ElementsAre("_:b1 <p:p> _:B1", "_:a.b <p:p> _:1"));
}

TEST_F(RdfDocumentTest, AByteOrderMarkIsSkippedAndCounted) {
  ASSERT_TRUE(Read("\xEF\xBB\xBF<s:s> <p:p> <o:o> .").ok());
  EXPECT_EQ(lines_.triples.size(), 1u);
  EXPECT_EQ(lines_.last_place, "1:1");
  EXPECT_TRUE(Read("\xEF\xBB\xBF").ok());
  EXPECT_TRUE(Read("").ok());
  EXPECT_TRUE(Read(" \r\n# only space").ok());
  EXPECT_THAT(lines_.complaints, IsEmpty());
}

TEST_F(RdfDocumentTest, CharactersOfSeveralBytesMayBeCutByAWindow) {
  ASSERT_TRUE(Read("@prefix 中: <x:\u00E9/中/😀> . 中:é中😀é中😀 <x:é中😀é中😀> \"é中😀é中😀\",\n"
                   "  '''中😀é'''@en, _:é中😀 .")
                  .ok());
  EXPECT_THAT(lines_.complaints, IsEmpty());
  EXPECT_EQ(lines_.triples.size(), 3u);
}

TEST_F(RdfDocumentTest, CommentsEndWithTheirLine) {
  ASSERT_TRUE(Read("# a comment of some length . <s:s> <p:p> 0 .\n<s:s> # another one, inside\r<p:p> 1 # "
                   "<o:o>\n.#\n# at the end")
                  .ok());
  EXPECT_THAT(lines_.triples, ElementsAre(StartsWith("<s:s> <p:p> \"1\"")));
  EXPECT_THAT(lines_.complaints, IsEmpty());
}

TEST_F(RdfDocumentTest, GraphsOfTriG) {
  ASSERT_TRUE(
      ReadTriG("<s:1> <p:p> 'a' . <g:g> { <s:2> <p:p> 'b' . <s:3> <p:p> 'c' } { <s:4> <p:p> 'd' }\n"
               "GRAPH _:g { [ <p:p> 'e' ] } [] { <s:6> <p:p> 'f' } <g:h> {} graph <g:g> {<s:7> <p:p> 'g'.}")
          .ok());
  EXPECT_THAT(lines_.complaints, IsEmpty());
  EXPECT_THAT(lines_.triples,
              ElementsAre("<s:1> <p:p> \"a\"", "<s:2> <p:p> \"b\" <g:g>", "<s:3> <p:p> \"c\" <g:g>",
                          "<s:4> <p:p> \"d\"", "_:-1 <p:p> \"e\" _:g", "<s:6> <p:p> \"f\" _:-2",
                          "<s:7> <p:p> \"g\" <g:g>"));
}

TEST_F(RdfDocumentTest, TheReasonAndThePlaceOfAMistake) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<s:s> <p:p> .", "1:13: expected an object, not '.'"},
      {"<s:s> <p:p> <o:o>", "1:18: the statement has no '.' behind it"},
      {"<s:s> <p:p> <o:o> # x\n ", "1:18: the statement has no '.' behind it"},
      {"<s:s>\n  <p:p>\n  x:y .", "3:3: the prefix 'x:' is not declared"},
      {"<s:s> <p:p> word .", "1:13: 'word' is no term; a prefixed name has a ':'"},
      {"\"s\" <p:p> 1 .", "1:1: a literal cannot be a subject"},
      {"<s:s> \"p\" 1 .", "1:7: a literal cannot be a predicate"},
      {"<s:s> _:p 1 .", "1:7: a blank node cannot be a predicate"},
      {"<s:s> <p:p> \"中\\q\" .", "1:15: an escape that strings do not have: '\\q'"},
      {"<s:s> <p:p> \"\\uD800\" .", "1:14: '\\uD800' is no character"},
      {"<s:s> <p:p> \"\\u00g0\" .", "1:14: an escape of fewer than 4 hexadecimal digits"},
      {"<s:s> <p:p> \"x\"@-en .", "1:16: '@-en' is no language tag"},
      {"<s:s> <p:p> \"x\"@en-- .", "1:16: '@en--' is no language tag"},
      {"<s:s> <p:p> \"x\"^^_:t .", "1:18: a blank node cannot be a datatype"},
      {"<s:s> <p:p> \"open .", "1:13: the string that starts here is not closed on its line"},
      {"<s:s> <p:p> <o:a b> .", "1:17: a space in an IRI; write it as %20"},
      {"<s:s> <p:p> <o:a", "1:13: the IRI that starts here is not closed on its line"},
      {"<s:s> <p:p> <o:\\u0020> .", "1:13: an escaped character that no IRI can hold in 'o: '"},
      {"<s:s> <p:p> <o:a|b> .", "1:17: a character that no IRI can hold: '|'"},
      {"<s:s> <p:p> 1x .", "1:13: '1x' is no number"},
      {"<s:s> <p:p> +x .", "1:13: expected a term, not '+'"},
      {"<s:s> <p:p> <<s:s>> .", "1:13: '<<': triples inside triples (RDF-star) are not read"},
      {"<s:s> <p:p> [ <q:q> 1 .", "1:23: expected ',', ';' or ']', not '.'"},
      {"@prefix x <p:p> .", "1:9: expected a prefix and its ':', not 'x'"},
      {"@prefix x: <p:p>\n", "1:17: the directive has no '.' behind it"},
      {"@PREFIX x: <p:p> .", "1:1: '@PREFIX' is no directive; there are @prefix and @base"},
      {"<g:g> { <s:s> <p:p> 1 }",
       "1:7: '{' opens a graph, which Turtle does not have; read the file as TriG"},
      {"}", "1:1: a '}' without its '{'"},
      {"<s:s> <p:p> \"\xFF\" .", "1:14: bytes that are not UTF-8"},
      {"<s:s> <p:\xC3> 1 .", "1:10: bytes that are not UTF-8"},
      {"_:a\xED\xA0\x80 <p:p> 1 .", "1:4: bytes that are not UTF-8"},
      {std::string("<s:s> \0<p:p> 1 .", 16), "1:7: a NUL byte"},
      {std::string("<s:s> <p:\0> 1 .", 15), "1:10: a character that no IRI can hold: '\\x00'"},
  };
  for (const auto& [text, complaint] : cases) EXPECT_THAT(Complaint(text), StartsWith(complaint)) << text;
  EXPECT_EQ(Complaint("<g:g> {", TurtleSyntax::kTriG),
            "1:8: the file ends inside a graph, whose '}' is missing");
  EXPECT_EQ(Complaint("(1) { <s:s> <p:p> 1 }", TurtleSyntax::kTriG), "1:5: expected a predicate, not '{'");
  EXPECT_EQ(Complaint("() { <s:s> <p:p> 1 }", TurtleSyntax::kTriG), "1:4: expected a predicate, not '{'");
}

TEST_F(RdfDocumentTest, ABadStatementCostsItselfOnly) {
  ASSERT_TRUE(Read("<s:1> <p:p> 1 .\n"
                   "<s:2> <p:p> \"open .\n"
                   "<s:3> <p:p> 3 . <s:4> <p:p> no . <s:5> <p:p> 5 .\n"
                   "<s:6> <p:p> 6\n"
                   "<s:7> <p:p> 7 .\n"
                   "<s:8> <p:p> 8 ;\n"
                   "  <q:q> no, \"a . b\", '''\n<s:x> <p:p> 1 .\n''' .\n"
                   "<s:9> <p:p> [ <q:q> 9 .\n"
                   "_:s10 <p:p> 10 .\n")
                  .ok());
  EXPECT_THAT(lines_.triples, ElementsAre(StartsWith("<s:1>"), StartsWith("<s:3>"), StartsWith("<s:5>"),
                                          StartsWith("<s:7>"), StartsWith("_:s10")));
  EXPECT_THAT(lines_.rejected,
              ElementsAre("2|<s:2> <p:p> \"open .", "3|<s:4> <p:p> no .", "4|<s:6> <p:p> 6",
                          "6|<s:8> <p:p> 8 ;\n  <q:q> no, \"a . b\", '''\n<s:x> <p:p> 1 .\n''' .",
                          "10|<s:9> <p:p> [ <q:q> 9 ."));
}

TEST_F(RdfDocumentTest, NothingOfABadStatementIsTold) {
  ASSERT_TRUE(Read("<s:s> <p:p> 1, 2, 3 ; <q:q> [ <r:r> 4 ], no .").ok());
  EXPECT_THAT(lines_.triples, IsEmpty());
}

// A long statement is read twice; its blank nodes are the same in both.
TEST_F(RdfDocumentTest, AStatementOfManyTriplesIsTakenWholeOrNotAtAll) {
  std::string text = "<s:s> <p:p> []";
  for (size_t i = 0; i < 2 * kMaxHeldTriples; ++i) text += ", " + std::to_string(i);
  ASSERT_TRUE(ReadIn(text + ", [] . [] <p:p> 1 .", TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
  ASSERT_EQ(lines_.triples.size(), 2 * kMaxHeldTriples + 3);
  EXPECT_EQ(lines_.triples[0], "<s:s> <p:p> _:-1");
  EXPECT_EQ(lines_.triples[2 * kMaxHeldTriples + 1], "<s:s> <p:p> _:-2");
  EXPECT_THAT(lines_.triples.back(), StartsWith("_:-3 "));
  lines_ = Lines();
  ASSERT_TRUE(ReadIn(text + ", no .", TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
  EXPECT_THAT(lines_.triples, IsEmpty());
  EXPECT_EQ(lines_.complaints.size(), 1u);
  lines_ = Lines();
  lines_.stop_at = kMaxHeldTriples + 10;
  EXPECT_EQ(ReadIn(text + " .", TurtleSyntax::kTurtle, kReadBytes, &lines_).code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(lines_.triples.size(), lines_.stop_at);
}

TEST_F(RdfDocumentTest, BracketsNestUpToABound) {
  const auto nested = [](int depth) {
    return "<s:s> <p:p> " + std::string(static_cast<size_t>(depth), '(') +
           std::string(static_cast<size_t>(depth), ')') + " .";
  };
  ASSERT_TRUE(ReadIn(nested(kMaxTurtleNesting + 1), TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
  EXPECT_THAT(lines_.complaints, IsEmpty());  // the innermost is rdf:nil, and nests nothing
  ASSERT_TRUE(ReadIn(nested(kMaxTurtleNesting + 2), TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
  EXPECT_THAT(lines_.complaints, ElementsAre(HasSubstr("nested more than 200 deep")));
  ASSERT_TRUE(ReadIn(std::string(1 << 20, '['), TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
}

TEST_F(RdfDocumentTest, APrefixOrABaseThatCannotBeReadIsForgotten) {
  ASSERT_TRUE(Read("@prefix x: <http://one/> .\n"
                   "x:a <p:p> 1 .\n"
                   "@prefix x: <http://two/ > .\n"
                   "x:b <p:p> 2 .\n"
                   "@base <bad|> .\n"
                   "<rel> <p:p> 3 .\n"
                   "@base <http://c/> .\n"
                   "<rel> <p:p> 4 .\n")
                  .ok());
  EXPECT_THAT(lines_.triples, ElementsAre(StartsWith("<http://one/a>"), StartsWith("<http://c/rel>")));
  EXPECT_THAT(lines_.complaints,
              ElementsAre(HasSubstr("3:24"), "4:1: the prefix 'x:' is not declared", HasSubstr("5:11"),
                          "6:1: the relative IRI <rel> has no base: the last @base could not be read"));
}

TEST_F(RdfDocumentTest, NoStatementIsTakenForOneOfAnotherGraph) {
  // A bad name takes its whole block with it.
  ASSERT_TRUE(ReadTriG("<s:1> <p:p> 1 .\nGRAPH 'x' {\n<s:2> <p:p> 2 .\n} <s:3> <p:p> 3 .").ok());
  EXPECT_THAT(lines_.triples, ElementsAre(StartsWith("<s:1>"), StartsWith("<s:3>")));
  // Inside a block the others stay in it.
  ASSERT_TRUE(ReadTriG("<g:g> {\n<s:1> <p:p> no .\n<s:2> <p:p> 2 .\n<s:3> <p:p> no } <s:4> <p:p> 4 .").ok());
  EXPECT_THAT(lines_.triples, ElementsAre(::testing::EndsWith(" <g:g>"), ::testing::Not(HasSubstr("<g:g>"))));
  EXPECT_THAT(lines_.rejected, ElementsAre("2|<s:1> <p:p> no .|in a graph", "4|<s:3> <p:p> no|in a graph"));
  // Where a brace is lost, all is.
  for (const char* text :
       {"<g:g> { <s:1> <p:p> 1 .\n<g:h> { <s:2> <p:p> 2 . }", "<g:g> { <s:1> <p:p> \"open }\n<s:2> <p:p> 2 .",
        "GRAPH \"x {\n<s:2> <p:p> 2 . }", "GRAPH 5 { <s:2> <p:p> 2 ."}) {
    const absl::Status status = ReadTriG(text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("what is behind it cannot be told from it")) << text;
  }
}

TEST_F(RdfDocumentTest, AStringThatIsNeverClosedEndsTheReading) {
  const absl::Status status = Read("<s:1> <p:p> 1 .\n<s:2> <p:p> \"\"\"open .\n<s:3> <p:p> 3 .\n");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("a.ttl:2:13: the string that starts here is never closed; what is behind it"));
}

TEST_F(RdfDocumentTest, AStatementHasABound) {
  std::string text = "<s:1> <p:p> 1 .\n  <s:2> <p:p> \"\"\"";
  text.append(kMaxTurtleStatementBytes, 'x');
  const absl::Status status = ReadIn(text + "\"\"\" .", TurtleSyntax::kTurtle, kReadBytes, &lines_);
  EXPECT_THAT(std::string(status.message()), HasSubstr("a.ttl:2:3: a statement of more than 64 MiB"));
  // Space and comments between statements have none.
  std::string space;
  while (space.size() < kMaxTurtleStatementBytes + 100) space += "# a comment, as there are many\n\n";
  lines_ = Lines();
  EXPECT_TRUE(ReadIn(space + "<s:s> <p:p> 1 .", TurtleSyntax::kTurtle, kReadBytes, &lines_).ok());
  EXPECT_EQ(lines_.triples.size(), 1u);
}

TEST_F(RdfDocumentTest, LinesEndAsTheyLike) {
  ASSERT_TRUE(Read("<s:1> <p:p> 1 .\r\n<s:2> <p:p> no .\r<s:3> <p:p> no .\n\r\n<s:4> <p:p> no .").ok());
  EXPECT_THAT(lines_.complaints, ElementsAre(StartsWith("2:13"), StartsWith("3:13"), StartsWith("5:13")));
}

}  // namespace
}  // namespace tern::ingest
