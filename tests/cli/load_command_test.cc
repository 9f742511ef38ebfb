#include <unistd.h>

#include <filesystem>

#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kGood[] = "<urn:a> <urn:p> \"1\" .\n<urn:a> <urn:p> \"2\" .\n";
constexpr char kOneBad[] = "<urn:a> <urn:p> \"1\" .\n<urn:a> <urn:p> 2 .\n<urn:a> <urn:p> \"3\" .\n";

TEST_F(CliTest, ALoadTellsWhatIsNew) {
  directory_.Write("a.nt", kGood);
  const Ended first = Tern({"load", "a.nt"});
  EXPECT_EQ(first.status, 0);
  EXPECT_EQ(first.out, "2 facts loaded, 0 unchanged\n");
  EXPECT_EQ(first.err, "");
  EXPECT_EQ(Tern({"load", "a.nt"}).out, "0 facts loaded, 2 unchanged\n");
  EXPECT_EQ(CountFacts(), 2);
}

TEST_F(CliTest, ThreadsAndMemoryChangeNothingButTheSpeed) {
  std::string lines;
  for (int i = 0; i < 30000; ++i) {
    lines += "<urn:s" + std::to_string(i / 3) + "> <urn:p" + std::to_string(i % 7) + "> _:b" +
             std::to_string(i % 50) + " <urn:tern-claim:" + std::to_string(i % 1000) + ":for> .\n";
    if (i % 10000 == 9999) lines += "bad\n";
  }
  directory_.Write("a.nq", lines);
  std::string exported;
  std::string told;
  for (const std::string threads : {"1", "2", "5"}) {
    const std::string database = "threads-" + threads;
    const Ended ended =
        Tern({"--db", database, "load", "--threads", threads, "--memory-limit", "128MB", "a.nq"});
    EXPECT_EQ(ended.status, 0) << ended.err;
    const std::string facts = Tern({"--db", database, "export"}).out;
    if (threads == "1") {
      exported = facts;
      told = ended.out + ended.err;
    }
    EXPECT_EQ(ended.out + ended.err, told);
    EXPECT_TRUE(facts == exported) << threads;
  }
  EXPECT_THAT(told, HasSubstr("a.nq:10001: "));
  EXPECT_THAT(told, HasSubstr("warning: 3 bad lines were rejected"));
}

TEST_F(CliTest, WrongLimitsAreRefusedBeforeAnythingIsMade) {
  directory_.Write("a.nt", kGood);
  Ended ended = Tern({"load", "--memory-limit", "lots", "a.nt"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err,
              HasSubstr("--memory-limit: 'lots' is no size of memory; write it as 512MB, 2GB or 25%"));
  EXPECT_EQ(Tern({"load", "--threads", "0", "a.nt"}).status, 2);
  EXPECT_EQ(Tern({"load", "--threads", "x", "a.nt"}).status, 2);
  EXPECT_FALSE(directory_.Has("tern.db"));
  ended = Tern({"load", "--memory-limit", "100MB", "a.nt"});
  EXPECT_NE(ended.status, 0);
  EXPECT_THAT(ended.err, HasSubstr("100 MB is too small for a load; it takes 128 MB at least"));
}

TEST_F(CliTest, BadLinesAreToldKeptAndTheRestLoads) {
  directory_.Write("a.nt", kOneBad);
  const Ended ended = Tern({"load", "a.nt"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "2 facts loaded, 0 unchanged\n");
  EXPECT_THAT(ended.err, HasSubstr("a.nt:2: "));
  EXPECT_THAT(ended.err, HasSubstr("warning: 1 bad line was rejected; kept in a.nt.rejected"));
  EXPECT_EQ(directory_.Read("a.nt.rejected"), "# rejected by tern load\n<urn:a> <urn:p> 2 .\n");
  EXPECT_EQ(CountFacts(), 2);
}

TEST_F(CliTest, WhatCannotBeLoadedIsToldByWhatItIs) {
  const Ended directory = Tern({"load", "."});
  EXPECT_EQ(directory.status, 2);
  EXPECT_THAT(directory.err, HasSubstr(".: is a directory"));
  directory_.Write("a.json", "{}");
  const Ended unknown = Tern({"load", "a.json"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr(".tern, .ttl, .trig, .nt and .nq do"));
}

TEST_F(CliTest, StrictLeavesTheDatabaseAsItWas) {
  directory_.Write("a.nt", kGood);
  directory_.Write("b.nt", kOneBad);
  ASSERT_EQ(Tern({"load", "a.nt"}).status, 0);
  const Ended ended = Tern({"load", "--strict", "b.nt"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("b.nt:2: "));
  EXPECT_FALSE(directory_.Has("b.nt.rejected"));
  EXPECT_EQ(CountFacts(), 2);
}

TEST_F(CliTest, GzipIsReadAndACutOneLeavesTheDatabaseAsItWas) {
  directory_.Write("a.nt.gz", Gzip(kGood));
  EXPECT_EQ(Tern({"load", "a.nt.gz"}).out, "2 facts loaded, 0 unchanged\n");
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += "<urn:b> <urn:p> \"" + std::to_string(i * 7919) + "\" .\n";
  const std::string packed = Gzip(lines);
  directory_.Write("b.nt.gz", packed.substr(0, packed.size() - 10));
  const Ended cut = Tern({"load", "b.nt.gz"});
  EXPECT_EQ(cut.status, 1);
  EXPECT_THAT(cut.err, HasSubstr("the file is cut off"));
  EXPECT_EQ(CountFacts(), 2);
}

TEST_F(CliTest, StandardInputNeedsAFormatAndKeepsItsRejectedLines) {
  const Ended ended = Tern({"load", "--format", "ntriples", "-"}, kOneBad);
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("stdin:2: "));
  EXPECT_EQ(directory_.Read("stdin.rejected"), "# rejected by tern load\n<urn:a> <urn:p> 2 .\n");
  EXPECT_EQ(CountFacts(), 2);
}

TEST_F(CliTest, SeveralFilesAreOneTransaction) {
  directory_.Write("a.nt", kGood);
  directory_.Write("b.tern", "A -[p]-> B;");
  EXPECT_EQ(Tern({"load", "a.nt", "b.tern"}).out, "3 facts loaded, 0 unchanged\n");
  directory_.Write("c.nt", "<urn:c> <urn:p> <urn:o> .\n");
  directory_.Write("d.nt.gz", Gzip(kGood).substr(0, 20));
  EXPECT_EQ(Tern({"load", "c.nt", "d.nt.gz"}).status, 1);
  EXPECT_EQ(CountFacts(), 3);
}

TEST_F(CliTest, ManyBadLinesAreNotAllTold) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "bad\n";
  directory_.Write("a.nt", lines + kGood);
  const Ended ended = Tern({"load", "a.nt"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_LT(ended.err.size(), 5000u);
  EXPECT_THAT(ended.err, HasSubstr("1000 bad lines were rejected"));
}

TEST_F(CliTest, TheBaseIsFixedWhenTheDatabaseIsMade) {
  directory_.Write("a.tern", "A -[p]-> B;");
  EXPECT_EQ(Tern({"load", "--base", "not an iri", "a.tern"}).status, 2);
  ASSERT_EQ(Tern({"load", "--base", "http://example.org/", "a.tern"}).status, 0);
  EXPECT_EQ(Tern({"query", "<http://example.org/A> -[<http://example.org/p>]-> ?x"}).out, "x\nB\n");
  EXPECT_EQ(Tern({"load", "--base", "http://other.org/", "a.tern"}).status, 3);
}

TEST_F(CliTest, PrefixesOfAFileStayKnown) {
  directory_.Write("a.tern", "prefix ex: <http://example.org/>; ex:a -[ex:p]-> ex:b;");
  ASSERT_EQ(Tern({"load", "a.tern"}).status, 0);
  EXPECT_EQ(Tern({"query", "ex:a -[ex:p]-> ?x"}).out, "x\nex:b\n");
}

TEST_F(CliTest, BadStatementsOfTurtleAreToldKeptAndTheRestLoads) {
  directory_.Write("a.ttl",
                   "@prefix ex: <http://example.org/> .\n"
                   "ex:a ex:p 1 ;\n"
                   "  ex:q nothing .\n"
                   "ex:b ex:p 2 .\n");
  const Ended ended = Tern({"load", "a.ttl"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "1 fact loaded, 0 unchanged\n");
  EXPECT_THAT(ended.err, HasSubstr("a.ttl:3:8: 'nothing' is no term"));
  EXPECT_EQ(directory_.Read("a.ttl.rejected"),
            "# rejected by tern load\n@prefix ex: <http://example.org/> .\n# line 2\nex:a ex:p 1 ;\n  ex:q "
            "nothing .\n");
  const Ended strict = Tern({"load", "--strict", "a.ttl"});
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.err, HasSubstr("a.ttl:3:8: "));
  directory_.Write("open.ttl",
                   "<urn:a> <urn:p> 1 .\n<urn:b> <urn:p> \"\"\"never closed .\n<urn:c> <urn:p> 2 .\n");
  const Ended open = Tern({"load", "open.ttl"});
  EXPECT_EQ(open.status, 1);
  EXPECT_THAT(open.err, HasSubstr("open.ttl:2:17: the string that starts here is never closed"));
  EXPECT_EQ(CountFacts(), 1);
}

TEST_F(CliTest, RelativeIrisNeedABase) {
  directory_.Write("a.ttl", "<a> <p> <../b> .\n");
  const Ended without = Tern({"load", "a.ttl"});
  EXPECT_THAT(without.err, HasSubstr("a.ttl:1:1: the relative IRI <a> has no base; say one with --base-iri"));
  EXPECT_EQ(Tern({"load", "--base-iri", "relative", "a.ttl"}).status, 2);
  ASSERT_EQ(Tern({"load", "--base-iri", "http://example.org/x/y", "a.ttl"}).status, 0);
  EXPECT_EQ(Tern({"export"}).out,
            "<http://example.org/x/a> <http://example.org/x/p> <http://example.org/b> .\n");
}

TEST_F(CliTest, APrefixOfTheDatabaseKeepsItsMeaningAndThatIsSaidOnce) {
  directory_.Write("a.ttl", "@prefix ex: <http://one.org/> . ex:a ex:p ex:b .");
  directory_.Write("b.ttl",
                   "@prefix ex: <http://two.org/> . ex:a ex:p ex:c .\n"
                   "@prefix ex: <http://three.org/> . ex:a ex:p ex:d .\n"
                   "@prefix : <http://four.org/> . @prefix new: <http://five.org/> . :a :p new:b .\n");
  ASSERT_EQ(Tern({"load", "a.ttl"}).err, "");
  const Ended second = Tern({"load", "b.ttl"});
  EXPECT_EQ(second.status, 0);
  EXPECT_EQ(
      second.err,
      "tern: warning: prefix ex: stays <http://one.org/>; that of b.ttl, <http://two.org/>, is not kept\n");
  EXPECT_EQ(Tern({"query", "?x -[ex:p]-> ?y"}).out, "x,y\nex:a,ex:b\n");
  EXPECT_EQ(Tern({"query", "?x -[<http://two.org/p>]-> ?y"}).out,
            "x,y\n<http://two.org/a>,<http://two.org/c>\n");
  EXPECT_EQ(Tern({"query", "<http://four.org/a> -[any]-> ?y"}).out, "y\nnew:b\n");
}

TEST_F(CliTest, BlankNodesOfTwoFilesNeverMerge) {
  directory_.Write("a.ttl", "_:b1 <urn:p> 1 . _:B1 <urn:p> 2 . [] <urn:p> 3 .");
  directory_.Write("b.trig", "_:b1 <urn:p> 4 . { [ <urn:p> 5 ] <urn:p> 6 . }");
  ASSERT_EQ(Tern({"load", "a.ttl", "b.trig"}).err, "");
  EXPECT_EQ(Tern({"query", "match ?x -[<urn:p>]-> ?y return distinct ?x"}).out,
            "x\n_:b1\n_:b2\n_:b3\n_:b4\n_:b5\n");
}

TEST_F(CliTest, ADirectoryWithoutWritePermissionIsSaid) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  directory_.Write("a.nt", kGood);
  std::filesystem::create_directory(directory_.File("locked"));
  std::filesystem::permissions(directory_.File("locked"),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const Ended ended = Tern({"--db", "locked/db", "load", "a.nt"});
  EXPECT_EQ(ended.status, 3);
  EXPECT_THAT(ended.err, HasSubstr("ermission denied"));
}

}  // namespace
}  // namespace tern::testing
