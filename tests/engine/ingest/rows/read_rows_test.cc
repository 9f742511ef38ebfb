#include "engine/ingest/rows/read_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/syntax/diagnostic.h"
#include "tests/engine/execute/fake_snapshot.h"
#include "tests/engine/ingest/rows/mapping_builder.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ReadRowsTest : public ::testing::Test {
 protected:
  absl::Status Read(const std::string& file, std::string_view content, std::vector<syntax::Walk> walks) {
    const std::string path = directory_.Write(file, content);
    const absl::StatusOr<RowMapping> mapping = CompileRowMapping(LoadOf(std::move(walks)), {});
    if (!mapping.ok()) return mapping.status();
    absl::StatusOr<OpenedRows> opened = OpenRows(path, *mapping, {});
    if (!opened.ok()) return opened.status();
    ReadRowsOptions options;
    options.snapshot = std::make_shared<execute::FakeSnapshot>();
    options.cancelled = cancelled_;
    options.on_complaint = [this](const std::string& complaint) {
      const size_t at = complaint.find(directory_.path());
      complaints_.push_back(at == 0 ? complaint.substr(directory_.path().size() + 1) : complaint);
    };
    absl::StatusOr<ReadRowsReport> report = ReadRows(*std::move(opened), *mapping, options, facts_);
    if (report.ok()) report_ = *std::move(report);
    return report.status();
  }

  // The facts of a file that has nothing wrong.
  std::vector<std::string> Facts(const std::string& file, std::string_view content,
                                 std::vector<syntax::Walk> walks) {
    facts_.facts.clear();
    complaints_.clear();
    const absl::Status read = Read(file, content, std::move(walks));
    EXPECT_TRUE(read.ok()) << read;
    EXPECT_THAT(complaints_, IsEmpty());
    return facts_.facts;
  }

  testing::TempDirectory directory_;
  std::function<bool()> cancelled_;
  WrittenFacts facts_;
  std::vector<std::string> complaints_;
  ReadRowsReport report_;
};

TEST_F(ReadRowsTest, FieldsAreNamesAndPropertiesAreText) {
  EXPECT_THAT(
      Facts("x.csv", "country,day,chip,url\nChina,2025-12-12,H200,https://x.org\n",
            {WalkOf(Field("country"),
                    EdgeOf("rejected", {{"on", Call("date", {Field("day")})}, {"source", Field("url")}}),
                    Field("chip"))}),
      ElementsAre("China -[rejected {on: \"2025-12-12\"^^xsd:date, source: \"https://x.org\"}]-> H200"));
  EXPECT_EQ(report_.rows, 1u);
  EXPECT_EQ(report_.facts, 1u);
  EXPECT_EQ(facts_.files, 1);
}

TEST_F(ReadRowsTest, NamesMayHaveAnyCharacter) {
  EXPECT_THAT(Facts("x.csv", "a,r\nGB 300 <x> 100%,is made by\n中国,p\n",
                    {WalkOf(Field("a"), EdgeOf(Field("r")), "B")}),
              ElementsAre("GB%20300%20%3Cx%3E%20100%25 -[is%20made%20by]-> B", "中国 -[p]-> B"));
}

TEST_F(ReadRowsTest, FunctionsMakeTermsOfTheirKind) {
  EXPECT_THAT(Facts("x.csv", "a\n5\n",
                    {WalkOf("A", EdgeOf("p"), Call("number", {Field("a")})),
                     WalkOf("A", EdgeOf("p"), Call("text", {Field("a")})),
                     WalkOf("A", EdgeOf("p"), Call("iri", {Field("a")})),
                     WalkOf("A", EdgeOf("p"), Call("concat", {Field("a"), Expr(model::Term::String("x"))}))}),
              ElementsAre("A -[p]-> \"5\"^^xsd:integer", "A -[p]-> \"5\"", "A -[p]-> 5", "A -[p]-> \"5x\""));
}

TEST_F(ReadRowsTest, NullDropsTheFactOrTheKey) {
  const std::vector<syntax::Walk> walks = {
      WalkOf(Field("a"), EdgeOf(Field("r"), {{"k", Field("v")}, {"l", Expr(Name("c"))}}), Field("b"))};
  EXPECT_THAT(Facts("x.csv", "a,r,b,v\nA,p,B,1\n,p,B,1\nA,,B,1\nA,p,,1\nA,p,B,\n", walks),
              ElementsAre("A -[p {k: \"1\", l: c}]-> B", "A -[p {l: c}]-> B"));
  EXPECT_EQ(report_.rows, 5u);
}

TEST_F(ReadRowsTest, AMapLeftEmptyMakesNoClaimUnlessAStanceSaysSo) {
  syntax::Edge denied = EdgeOf("p", {{"k", Field("v")}});
  denied.stance = syntax::StanceForm::kNot;
  EXPECT_THAT(
      Facts("x.csv", "a,v\nA,\nB,1\n",
            {WalkOf(Field("a"), EdgeOf("p", {{"k", Field("v")}}), "X"), WalkOf(Field("a"), denied, "Y")}),
      ElementsAre("A -[p]-> X", "A -[not p {}]-> Y", "B -[p {k: \"1\"}]-> X", "B -[not p {k: \"1\"}]-> Y"));
}

TEST_F(ReadRowsTest, ANullEdgeLeavesTheOthersOfItsWalk) {
  syntax::Walk walk = WalkOf(Field("a"), EdgeOf("p"), Field("b"));
  walk.edges.push_back(EdgeOf("q"));
  walk.nodes.push_back(Place(Field("c")).node);
  EXPECT_THAT(Facts("x.csv", "a,b,c\nA,B,C\nA,B,\nA,,C\n", {walk}),
              ElementsAre("A -[p]-> B", "B -[q]-> C", "A -[p]-> B"));
}

TEST_F(ReadRowsTest, BlankNodesAreOnesOfEachRow) {
  const auto facts = Facts("x.csv", "a\n1\n2\n",
                           {WalkOf(model::Term::Blank("b"), EdgeOf("p"), Field("a")),
                            WalkOf(model::Term::Blank("b"), EdgeOf("q"), Field("a"))});
  ASSERT_THAT(facts, SizeIs(4));
  const auto subject = [&](size_t i) { return facts[i].substr(0, facts[i].find(" -[")); };
  EXPECT_EQ(subject(0), subject(1));
  EXPECT_EQ(subject(2), subject(3));
  EXPECT_NE(subject(0), subject(2));
}

TEST_F(ReadRowsTest, FailedConversionsAreNullAndTold) {
  const std::vector<syntax::Walk> walks = {
      WalkOf(Field("a"), EdgeOf("price"), Call("number", {Field("n")})),
      WalkOf(Field("a"), EdgeOf("cost"), Call("number", {Field("n")})),
      WalkOf(Field("a"), EdgeOf("p", {{"on", Call("date", {Field("d")})}}), "B")};
  ASSERT_TRUE(Read("x.csv", "a,n,d\nA,n/a,2025-13-01\nB,,\nC,1,\n", walks).ok());
  EXPECT_THAT(facts_.facts, ElementsAre("A -[p]-> B", "B -[p]-> B", "C -[price]-> \"1\"^^xsd:integer",
                                        "C -[cost]-> \"1\"^^xsd:integer", "C -[p]-> B"));
  EXPECT_THAT(complaints_, ElementsAre("x.csv:2: number() has no value for n = 'n/a'",
                                       "x.csv:2: date() has no value for d = '2025-13-01'"));
  EXPECT_EQ(report_.unconverted, 2u);
  EXPECT_EQ(report_.rejected, 0u);
}

TEST_F(ReadRowsTest, AFailureThatIsCaughtIsNone) {
  EXPECT_THAT(
      Facts("x.csv", "a,n\nA,n/a\n",
            {WalkOf(Field("a"), EdgeOf("p"),
                    Call("coalesce", {Call("number", {Field("n")}), Expr(model::Term::Integer(0))}))}),
      ElementsAre("A -[p]-> \"0\"^^xsd:integer"));
}

TEST_F(ReadRowsTest, ComplaintsAreBoundedAndCounted) {
  std::string content = "a,n\n";
  for (int i = 0; i < 45; ++i) content += "A,x" + std::to_string(i) + "\n";
  for (int i = 0; i < 25; ++i) content += "A,1,2\n";
  ASSERT_TRUE(Read("x.csv", content, {WalkOf(Field("a"), EdgeOf("p"), Call("number", {Field("n")}))}).ok());
  EXPECT_EQ(report_.unconverted, 45u);
  EXPECT_EQ(report_.rejected, 25u);
  ASSERT_THAT(complaints_, SizeIs(42));
  EXPECT_EQ(complaints_[40], "x.csv: and 25 more values that could not be converted");
  EXPECT_EQ(complaints_[41], "x.csv: and 5 more rejected rows");
}

TEST_F(ReadRowsTest, RejectedRowsAreKeptBehindTheirHeader) {
  ASSERT_TRUE(Read("x.csv", "a,b\r\nA,B\r\nA,B,C\r\n\"x\ny\",\"z\"!\r\nC,D\r\n",
                   {WalkOf(Field("a"), EdgeOf("p"), Field("b"))})
                  .ok());
  EXPECT_THAT(facts_.facts, ElementsAre("A -[p]-> B", "C -[p]-> D"));
  EXPECT_EQ(report_.rows, 2u);
  EXPECT_EQ(report_.rejected, 2u);
  EXPECT_EQ(report_.rejected_file, directory_.File("x.csv.rejected"));
  EXPECT_EQ(directory_.Read("x.csv.rejected"), "a,b\nA,B,C\n\"x\ny\",\"z\"!\n");
  EXPECT_THAT(complaints_, ElementsAre("x.csv:3: 3 fields, but the table has 2 columns",
                                       HasSubstr("x.csv:4: text behind")));
}

TEST_F(ReadRowsTest, ARejectedFileIsThatOfTheLastLoadAndNobodyElses) {
  const std::vector<syntax::Walk> walks = {WalkOf(Field("a"), EdgeOf("p"), Field("b"))};
  ASSERT_TRUE(Read("x.csv", "a,b\nA,B,C\n", walks).ok());
  ASSERT_TRUE(Read("x.csv", "a,b\nA,B\n", walks).ok());
  EXPECT_FALSE(directory_.Has("x.csv.rejected"));
  directory_.Write("x.csv.rejected", "mine\n");
  ASSERT_TRUE(Read("x.csv", "a,b\nA,B,C\n", walks).ok());
  EXPECT_EQ(directory_.Read("x.csv.rejected"), "mine\n");
  EXPECT_EQ(report_.rejected_file, "");
}

TEST_F(ReadRowsTest, ARowThatStatesWhatCannotBeStatedIsRejectedWhole) {
  const std::vector<syntax::Walk> walks = {WalkOf(Field("a"), EdgeOf("p"), "B"),
                                           WalkOf(Call("number", {Field("n")}), EdgeOf("q"), "B")};
  ASSERT_TRUE(Read("x.csv", "a,n\nA,5\nC,\n", walks).ok());
  EXPECT_THAT(facts_.facts, ElementsAre("C -[p]-> B"));
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("x.csv:2: a fact cannot be about the value '5'")));
  complaints_.clear();
  ASSERT_TRUE(Read("y.csv", "a\nA\n", {WalkOf(Field("a"), EdgeOf(Call("text", {Field("a")})), "B")}).ok());
  EXPECT_THAT(complaints_, ElementsAre("y.csv:2: a predicate must be a name, not 'A'"));
  complaints_.clear();
  facts_.refuse = Name("A").value;
  ASSERT_TRUE(Read("z.csv", "a\nA\nB\n", {WalkOf(Field("a"), EdgeOf("p"), "B")}).ok());
  EXPECT_THAT(complaints_, ElementsAre("z.csv:2: refused"));
}

TEST_F(ReadRowsTest, AListIsNoTerm) {
  syntax::Expression list;
  list.value = syntax::List{{Field("a")}};
  const syntax::Expression one = Call("join", {list, Expr(model::Term::String(","))});
  EXPECT_THAT(Facts("x.csv", "a\nA\n", {WalkOf("X", EdgeOf("p"), one)}), ElementsAre("X -[p]-> \"A\""));
  ASSERT_TRUE(Read("x.csv", "a\nA\n", {WalkOf("X", EdgeOf("p"), Call("coalesce", {list}))}).ok());
  EXPECT_THAT(complaints_, ElementsAre("x.csv:2: coalesce() gives a list, not one term"));
}

TEST_F(ReadRowsTest, JsonKeepsItsTypesInMapsAndInFunctions) {
  EXPECT_THAT(Facts("x.json", R"([{"a": 12345678901234567890123, "b": 0.10, "c": true, "d": 1e2, "e": "x"}])",
                    {WalkOf("A",
                            EdgeOf("p", {{"a", Field("a")},
                                         {"b", Field("b")},
                                         {"c", Field("c")},
                                         {"d", Field("d")},
                                         {"e", Field("e")}}),
                            Call("number", {Field("a")})),
                     WalkOf("A", EdgeOf("q"), Field("b"))}),
              ElementsAre("A -[p {a: \"12345678901234567890123\"^^xsd:integer, b: \"0.10\"^^xsd:decimal, c: "
                          "\"true\"^^xsd:boolean, d: \"1e2\"^^xsd:double, e: \"x\"}]-> "
                          "\"12345678901234567890123\"^^xsd:integer",
                          "A -[q]-> 0.10"));
}

TEST_F(ReadRowsTest, ArraysFanOut) {
  EXPECT_THAT(
      Facts("x.jsonl", "{\"n\": \"A\", \"t\": [\"x\", \"y\", null, [\"z\"]], \"e\": []}\n",
            {WalkOf(Field("n"), EdgeOf("tag"), Field("t")), WalkOf(Field("n"), EdgeOf("none"), Field("e")),
             WalkOf(Field("n"), EdgeOf("is"), "Thing")}),
      ElementsAre("A -[tag]-> x", "A -[tag]-> y", "A -[tag]-> z", "A -[is]-> Thing"));
}

TEST_F(ReadRowsTest, FieldsOfOneItemStayTogetherAndArraysCross) {
  const std::string_view content =
      R"({"p": [{"n": "A", "s": [1, 2]}, {"n": "B", "s": [3]}, {"n": "C"}], "q": ["u", "v"]})";
  EXPECT_THAT(Facts("x.json", content, {WalkOf(Field("p.n"), EdgeOf("size"), Field("p.s"))}),
              ElementsAre("A -[size]-> 1", "A -[size]-> 2", "B -[size]-> 3"));
  EXPECT_THAT(
      Facts("x.json", content, {WalkOf(Field("p.n"), EdgeOf("r", {{"k", Field("p.s")}}), Field("q"))}),
      UnorderedElementsAre("A -[r {k: \"1\"^^xsd:integer}]-> u", "A -[r {k: \"1\"^^xsd:integer}]-> v",
                           "A -[r {k: \"2\"^^xsd:integer}]-> u", "A -[r {k: \"2\"^^xsd:integer}]-> v",
                           "B -[r {k: \"3\"^^xsd:integer}]-> u", "B -[r {k: \"3\"^^xsd:integer}]-> v",
                           "C -[r]-> u", "C -[r]-> v"));
}

TEST_F(ReadRowsTest, OneRowHasABoundOfFacts) {
  std::string items = "0";
  for (int i = 1; i < 1025; ++i) items += "," + std::to_string(i);
  ASSERT_TRUE(Read("x.json", "[{\"a\": [" + items + "], \"b\": [" + items + "]}, {\"a\": 1, \"b\": 2}]",
                   {WalkOf(Field("a"), EdgeOf("p"), Field("b"))})
                  .ok());
  EXPECT_THAT(facts_.facts, ElementsAre("1 -[p]-> 2"));
  EXPECT_THAT(complaints_, ElementsAre("x.json:1: the row states more than 1048576 facts"));
}

TEST_F(ReadRowsTest, ObjectsAreNoValues) {
  ASSERT_TRUE(Read("x.jsonl", "{\"a\": {\"b\": 1}}\n{\"a\": \"text\"}\n",
                   {WalkOf("A", EdgeOf("p"), Field("a")), WalkOf("A", EdgeOf("q"), Field("a.b")),
                    WalkOf("A", EdgeOf("r"), Call("text", {Field("a")}))})
                  .ok());
  EXPECT_THAT(facts_.facts, ElementsAre("A -[q]-> 1", "A -[p]-> text", "A -[r]-> \"text\""));
  EXPECT_THAT(complaints_,
              ElementsAre("x.jsonl:1: the field 'a' is an object, not a value; name one of the fields in it",
                          "x.jsonl:2: the field 'a' is no object, so that it has no 'b': 'text'"));
}

TEST_F(ReadRowsTest, MissingFieldsOfJsonAreNull) {
  ASSERT_TRUE(Read("x.jsonl",
                   "{\"n\": \"A\"}\n{\"n\": \"B\", \"x\": {\"y\": 1}}\n{\"n\": \"C\", \"x\": null}\n",
                   {WalkOf(Field("n"), EdgeOf("p"), Field("x.y"))})
                  .ok());
  EXPECT_THAT(facts_.facts, ElementsAre("B -[p]-> 1"));
  EXPECT_THAT(complaints_, IsEmpty());
}

TEST_F(ReadRowsTest, CancellingEndsIt) {
  std::string content = "a\n";
  for (int i = 0; i < 5000; ++i) content += "A\n";
  cancelled_ = [] { return true; };
  EXPECT_TRUE(absl::IsCancelled(Read("x.csv", content, {WalkOf(Field("a"), EdgeOf("p"), "B")})));
}

TEST_F(ReadRowsTest, AFileThatIsNotThereOrTellsNoFormatIsAnError) {
  const RowMapping mapping = *CompileRowMapping(LoadOf({WalkOf("A", EdgeOf("p"), "B")}), {});
  EXPECT_THAT(std::string(OpenRows(directory_.File("no.csv"), mapping, {}).status().message()),
              HasSubstr("No such file"));
  EXPECT_THAT(std::string(OpenRows(directory_.path(), mapping, {}).status().message()),
              HasSubstr("the name does not tell"));
}

}  // namespace
}  // namespace tern::ingest
