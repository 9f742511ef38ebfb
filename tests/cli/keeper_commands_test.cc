// stats, check, compact: what a database does for its keeper.
#include <filesystem>
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class KeeperCommandsTest : public CliTest {
 protected:
  std::vector<std::filesystem::path> TableFiles() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.File("tern.db"))) {
      if (entry.path().extension() == ".sst") files.push_back(entry.path());
    }
    return files;
  }

  // Turns a bit of the first data in the file; twice is as before.
  static void TurnABit(const std::filesystem::path& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(10);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(10);
    file.put(byte);
  }
};

TEST_F(KeeperCommandsTest, StatsAreRowsOfNumbers) {
  LoadChips();
  const Ended stats = Tern({"stats", "--format", "csv"});
  EXPECT_EQ(stats.status, 0) << stats.err;
  EXPECT_EQ(stats.err, "");
  EXPECT_THAT(stats.out, AllOf(StartsWith("group,name,value\ntotals,statements,4\ntotals,facts,3\n"),
                               HasSubstr("\ntotals,statements with a claim,3\n"),
                               HasSubstr("\npredicates,rejected,2\npredicates,makes,1\n")));
  const Ended json = Tern({"stats", "--format", "jsonl", "--top", "1"});
  EXPECT_THAT(json.out, HasSubstr("{\"group\": \"predicates\", \"name\": \"rejected\", \"value\": 2}"));
  EXPECT_THAT(json.out, Not(HasSubstr("makes")));
}

TEST_F(KeeperCommandsTest, ASoundDatabaseIsStatusZero) {
  LoadChips();
  ASSERT_EQ(Tern({"query", "insert A -[p]-> B"}).status, 0);
  const Ended check = Tern({"check"});
  EXPECT_EQ(check.status, 0) << check.err;
  EXPECT_THAT(check.out, StartsWith("sound: 5 statements in "));
  EXPECT_EQ(check.err, "");
}

TEST_F(KeeperCommandsTest, DamageIsToldAndStatusThree) {
  LoadChips();
  bool block_was_damaged = false;
  for (const std::filesystem::path& file : TableFiles()) {
    TurnABit(file);
    const Ended check = Tern({"check"});
    TurnABit(file);
    if (!check.out.starts_with("order SPO, block 0: ")) continue;
    block_was_damaged = true;
    EXPECT_EQ(check.status, 3);
    EXPECT_THAT(check.err,
                AllOf(StartsWith("tern: the database is damaged: "), HasSubstr("restore a backup")));
    EXPECT_THAT(check.out, Not(HasSubstr("sound")));
  }
  EXPECT_TRUE(block_was_damaged);
  EXPECT_EQ(Tern({"check"}).status, 0);
}

TEST_F(KeeperCommandsTest, CompactKeepsEveryFact) {
  LoadChips();
  ASSERT_EQ(Tern({"query", "insert A -[p]-> B"}).status, 0);
  const Ended compact = Tern({"compact"});
  EXPECT_EQ(compact.status, 0) << compact.err;
  EXPECT_THAT(compact.out, AllOf(StartsWith("compacted 5 statements: "), HasSubstr(" bytes before, ")));
  EXPECT_EQ(CountFacts(), 4);
  EXPECT_THAT(Tern({"stats", "--format", "csv"}).out, HasSubstr("\nlog,statements,0\n"));
}

TEST_F(KeeperCommandsTest, CompactDropsUnusedTermsWhereTheyAreMany) {
  LoadChips();
  ASSERT_EQ(Tern({"query", "insert A -[p]-> B, A -[p]-> C, A -[p]-> D, A -[p]-> E"}).status, 0);
  ASSERT_EQ(Tern({"query", "delete A -[p]-> B, A -[p]-> C, A -[p]-> D, A -[p]-> E"}).status, 0);
  const Ended kept = Tern({"compact", "--keep-terms"});
  EXPECT_EQ(kept.status, 0) << kept.err;
  EXPECT_THAT(kept.out, Not(HasSubstr("renumbered")));
  EXPECT_THAT(Tern({"check"}).out, HasSubstr("(6 of them unused)"));
  const Ended compact = Tern({"compact"});
  EXPECT_EQ(compact.status, 0) << compact.err;
  EXPECT_THAT(compact.out, HasSubstr("\nrenumbered: "));
  EXPECT_EQ(CountFacts(), 3);
  EXPECT_THAT(Tern({"check"}).out, AllOf(StartsWith("sound: "), Not(HasSubstr("unused"))));
  EXPECT_THAT(Tern({"compact"}).out, Not(HasSubstr("renumbered")));
  EXPECT_EQ(Tern({"compact", "--renumber", "--keep-terms"}).status, 2);
}

TEST_F(KeeperCommandsTest, CompactRenumberDropsUnusedTerms) {
  LoadChips();
  ASSERT_EQ(Tern({"query", "insert A -[p]-> B"}).status, 0);
  ASSERT_EQ(Tern({"query", "delete A -[p]-> B"}).status, 0);
  EXPECT_THAT(Tern({"check"}).out, HasSubstr("(3 of them unused)"));
  const Ended compact = Tern({"compact", "--renumber"});
  EXPECT_EQ(compact.status, 0) << compact.err;
  EXPECT_THAT(compact.out, AllOf(StartsWith("compacted 4 statements: "), HasSubstr("\nrenumbered: "),
                                 HasSubstr(" terms before, ")));
  EXPECT_EQ(CountFacts(), 3);
  const std::string check = Tern({"check"}).out;
  EXPECT_THAT(check, AllOf(StartsWith("sound: "), Not(HasSubstr("unused"))));
}

TEST_F(KeeperCommandsTest, NoneOfThemMakesADatabase) {
  for (const char* command : {"stats", "check", "compact"}) {
    const Ended ended = Tern({command});
    EXPECT_EQ(ended.status, 3) << command;
    EXPECT_THAT(ended.err, HasSubstr("there is no database at")) << command;
  }
  EXPECT_FALSE(directory_.Has("tern.db"));
}

TEST_F(KeeperCommandsTest, CompactWaitsForNobodyForEver) {
  LoadChips();
  Process writer(Command({"repl"}), Options());
  writer.Write("insert A -[p]-> B;\n");
  ASSERT_EQ(writer.ReadLine(), "1 fact inserted");
  const Ended compact = Tern({"compact"});
  EXPECT_EQ(compact.status, 3);
  EXPECT_THAT(compact.err, HasSubstr("tern repl"));
  EXPECT_EQ(Tern({"check"}).status, 0);  // beside the writer
  EXPECT_EQ(Tern({"stats"}).status, 0);
}

TEST_F(KeeperCommandsTest, AMisspeltCommandGetsTheNearestOne) {
  const Ended ended = Tern({"qurey", "A"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.err, "tern: there is no command 'qurey'; did you mean 'tern query'?\n");
  EXPECT_THAT(Tern({"frobnicate"}).err, HasSubstr("--help"));
}

}  // namespace
}  // namespace tern::testing
