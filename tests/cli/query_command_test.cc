#include <signal.h>

#include <thread>

#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(CliTest, RowsAreCsvInAPipeAndWhatIsAskedForElsewhere) {
  LoadChips();
  const std::string query = "match China -[rejected]-> ?chip return ?chip order by ?chip";
  EXPECT_EQ(Tern({"query", query}).out, "chip\nH20\nH200\n");
  EXPECT_EQ(Tern({"query", query, "--format", "csv"}).out, "chip\nH20\nH200\n");
  EXPECT_EQ(Tern({"query", query, "--format", "tsv"}).out, "chip\nH20\nH200\n");
  EXPECT_EQ(Tern({"query", query, "--format", "jsonl"}).out, "{\"chip\": \"H20\"}\n{\"chip\": \"H200\"}\n");
  EXPECT_EQ(Tern({"query", query, "--format", "json"}).out,
            "[\n  {\"chip\": \"H20\"},\n  {\"chip\": \"H200\"}\n]\n");
  EXPECT_EQ(Tern({"query", query, "--format", "table"}).out, "chip\n----\nH20\nH200\n2 rows\n");
}

TEST_F(CliTest, AQueryComesFromArgumentFileOrStandardInput) {
  LoadChips();
  const std::string query = "China -[rejected]-> ?chip order by ?chip;";
  directory_.Write("q.tq", query);
  EXPECT_EQ(Tern({"query", "-f", "q.tq"}).out, "chip\nH20\nH200\n");
  EXPECT_EQ(Tern({"query"}, query).out, "chip\nH20\nH200\n");
  EXPECT_EQ(Tern({"query", "-f", "-"}, query).out, "chip\nH20\nH200\n");
}

TEST_F(CliTest, StatementsAnswerOneAfterTheOther) {
  LoadChips();
  const Ended ended = Tern(
      {"query",
       "prefix ex: <http://example.org/>; insert ex:a -[p]-> \"x;y\"; ex:a -[p]-> ?x; ?s -[makes]-> ?o"});
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(ended.out, "x\nx;y\n\ns,o\nNvidia,H200\n");
  EXPECT_EQ(ended.err, "prefix ex: set\n1 fact inserted\n");
  const Ended plan = Tern({"query", "explain ?s -[makes]-> ?o"});
  EXPECT_THAT(plan.out, HasSubstr("makes"));
  EXPECT_EQ(plan.err, "");
  const Ended shown = Tern({"query", "--format", "table", "insert A -[p]-> B"});
  EXPECT_EQ(shown.out, "1 fact inserted\n");
}

TEST_F(CliTest, ParametersAreTermsOrPlainText) {
  LoadChips();
  EXPECT_EQ(Tern({"query", "match ?m -[makes]-> $chip return ?m", "--param", "chip=H200"}).out,
            "m\nNvidia\n");
  EXPECT_EQ(
      Tern({"query", "insert $a -[named]-> $n", "--param", "a=Nvidia", "--param", "n=two words"}).status, 0);
  EXPECT_EQ(Tern({"query", "Nvidia -[named]-> ?n"}).out, "n\ntwo words\n");
  const Ended missing = Tern({"query", "insert A -[p]-> $nothing"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("$nothing"));
}

TEST_F(CliTest, AWrongQueryIsStatusOneWithItsPlace) {
  LoadChips();
  directory_.Write(
      "bad.tq",
      "China -[rejected]-> ?chip;\nmatch ?s -[makes]-> ?o\nreturn lenght(?o);\nNvidia -[makes]-> ?x;");
  const Ended ended = Tern({"query", "-f", "bad.tq"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.out, StartsWith("chip\n"));  // what ran before it
  EXPECT_EQ(ended.out.find("x\n"), std::string::npos);
  EXPECT_THAT(ended.err, StartsWith("bad.tq:3:8: TQ"));
  EXPECT_THAT(ended.err, HasSubstr("return lenght(?o)"));
  EXPECT_THAT(ended.err, HasSubstr("^"));
}

TEST_F(CliTest, ARowFormatThatMachinesReadHoldsRowsOnly) {
  const Ended ended = Tern({"query", "insert A -[p]-> B; A -[p]-> ?x", "--format", "jsonl"});
  EXPECT_EQ(ended.out, "{\"x\": \"B\"}\n");
  EXPECT_EQ(ended.err, "1 fact inserted\n");
}

TEST_F(CliTest, AFullDiskIsAnError) {
  LoadChips();
  const Ended ended =
      RunProcess({"sh", "-c", std::string(TERN_PROGRAM) + " query '?s -[?p]-> ?o' > /dev/full"}, Options());
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.err, HasSubstr("No space left on device"));
}

TEST_F(CliTest, AReaderThatHasGoneEndsItQuietly) {
  std::string facts;
  for (int i = 0; i < 20000; ++i) facts += "<urn:s" + std::to_string(i) + "> <urn:p> <urn:o> .\n";
  directory_.Write("many.nt", facts);
  ASSERT_EQ(Tern({"load", "many.nt"}).status, 0);
  const Ended ended = RunProcess(
      {"bash", "-c", std::string(TERN_PROGRAM) + " query '?s -[?p]-> ?o' | head -n 1; exit ${PIPESTATUS[0]}"},
      Options());
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.err, "");
}

TEST_F(CliTest, AnInterruptEndsALongQuery) {
  std::string facts;
  for (int i = 0; i < 5000; ++i)
    facts += "<urn:s" + std::to_string(i) + "> <urn:p> \"" + std::to_string(i) + "\" .\n";
  directory_.Write("many.nt", facts);
  ASSERT_EQ(Tern({"load", "many.nt"}).status, 0);
  Process process(
      Command({"query", "match ?a -[?p]-> ?x, ?b -[?q]-> ?y, ?c -[?r]-> ?z return ?a, ?b, ?c order by ?c"}),
      Options());
  std::this_thread::sleep_for(std::chrono::milliseconds(800));
  process.Signal(SIGINT);
  const Ended ended = process.Wait();
  EXPECT_EQ(ended.status, 130) << ended.err;
  EXPECT_EQ(ended.out, "");
}

}  // namespace
}  // namespace tern::testing
