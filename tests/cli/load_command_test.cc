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

TEST_F(CliTest, BadLinesAreToldKeptAndTheRestLoads) {
  directory_.Write("a.nt", kOneBad);
  const Ended ended = Tern({"load", "a.nt"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "2 facts loaded, 0 unchanged\n");
  EXPECT_THAT(ended.err, HasSubstr("a.nt:2: "));
  EXPECT_THAT(ended.err, HasSubstr("warning: 1 bad line was rejected; kept in a.nt.rejected"));
  EXPECT_EQ(directory_.Read("a.nt.rejected"), "<urn:a> <urn:p> 2 .\n");
  EXPECT_EQ(CountFacts(), 2);
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
  EXPECT_EQ(directory_.Read("stdin.rejected"), "<urn:a> <urn:p> 2 .\n");
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
