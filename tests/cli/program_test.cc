#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(CliTest, VersionAndHelpGoToStandardOutput) {
  const Ended version = Tern({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_THAT(version.out, StartsWith("tern "));
  EXPECT_EQ(version.err, "");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"help"},
                                             {"load", "--help"},
                                             {"query", "--help"},
                                             {"export", "--help"},
                                             {"repl", "--help"},
                                             {"stats", "--help"},
                                             {"check", "--help"},
                                             {"compact", "--help"}}) {
    const Ended help = Tern(arguments);
    EXPECT_EQ(help.status, 0) << arguments[0];
    EXPECT_THAT(help.out, HasSubstr("Examples:")) << arguments[0];
    EXPECT_EQ(help.err, "") << arguments[0];
  }
}

TEST_F(CliTest, WrongUsageIsStatusTwoAndSaidOnStandardError) {
  directory_.Write("some.unknown", "x");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"frobnicate"},
           {"query", "--frobnicate"},
           {"query", "A;", "--format", "xml"},
           {"query", "A;", "--param", "novalue"},
           {"query", "A;", "-f", "x.tq"},
           {"query", "-f", "none.tq"},
           {"load"},
           {"load", "none.nt"},
           {"load", "some.unknown"},
           {"load", "-"},
           {"load", "--format", "ttl", "some.unknown"},
           {"export", "--format", "rdfxml"},
       }) {
    const Ended ended = Tern(arguments);
    EXPECT_EQ(ended.status, 2) << ::testing::PrintToString(arguments) << ended.err;
    EXPECT_EQ(ended.out, "") << ::testing::PrintToString(arguments);
    EXPECT_NE(ended.err, "") << ::testing::PrintToString(arguments);
  }
  EXPECT_FALSE(directory_.Has("tern.db"));
}

TEST_F(CliTest, AMissingDatabaseIsStatusThreeWithTheWayOut) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"query", "?s -[?p]-> ?o"}, {"export"}}) {
    const Ended ended = Tern(arguments);
    EXPECT_EQ(ended.status, 3) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("there is no database at"));
    EXPECT_THAT(ended.err, HasSubstr("tern load"));
  }
  EXPECT_FALSE(directory_.Has("tern.db"));
}

TEST_F(CliTest, ADirectoryThatCannotBeMadeIsStatusThree) {
  directory_.Write("file", "");
  EXPECT_EQ(Tern({"--db", "file/db", "query", "insert A -[p]-> B"}).status, 3);
  directory_.Write("facts.tern", "A -[p]-> B;");
  EXPECT_EQ(Tern({"--db", "file/db", "load", "facts.tern"}).status, 3);
}

TEST_F(CliTest, TheDatabaseIsNamedByOptionThenEnvironment) {
  EXPECT_EQ(Tern({"query", "insert A -[p]-> B"}).status, 0);
  EXPECT_TRUE(directory_.Has("tern.db"));
  EXPECT_EQ(Tern({"--db", "one.db", "query", "insert A -[p]-> B"}).status, 0);
  EXPECT_TRUE(directory_.Has("one.db"));
  EXPECT_EQ(Tern({"query", "insert A -[p]-> B", "--db", "two.db"}).status, 0);
  EXPECT_TRUE(directory_.Has("two.db"));
}

}  // namespace
}  // namespace tern::testing
