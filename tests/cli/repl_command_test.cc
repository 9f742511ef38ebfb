#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(CliTest, InAPipeThereIsNoPromptAndNoWelcome) {
  const Ended ended = Tern({"repl"}, "insert A -[p]-> B;\nA -[p]-> ?x;\n");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "1 fact inserted\nx\nB\n");
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(Tern({"repl"}, "").out, "");
}

TEST_F(CliTest, AStatementRunsWhenItsSemicolonHasCome) {
  Process process(Command({"repl"}), Options());
  process.Write("insert A -[p]-> B;");
  EXPECT_EQ(process.ReadLine(), "1 fact inserted");
  process.Write("insert A -[p]-> B; insert A -[");
  EXPECT_EQ(process.ReadLine(), "0 facts inserted, 1 unchanged");
  process.Write("q]-> C;");
  EXPECT_EQ(process.ReadLine(), "1 fact inserted");
  EXPECT_EQ(CountFacts(), 2);  // another process reads beside it
  process.Write("insert A -[r]-> D");
  EXPECT_EQ(process.Wait().out, "1 fact inserted\n");  // the last one needs none
}

TEST_F(CliTest, AnErrorDoesNotStopTheStatementsBehindIt) {
  const Ended ended = Tern({"repl"}, "insert A -[p]-> B;\ninsert A -[p]-> ?x;\nA -[p]-> ?x;\n");
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.out, "1 fact inserted\nx\nB\n");
  EXPECT_THAT(ended.err, HasSubstr("stdin:2:17: TQ"));
  EXPECT_THAT(ended.err, HasSubstr("insert A -[p]-> ?x"));
}

TEST_F(CliTest, ASecondWriterIsToldWhoHoldsTheDatabase) {
  Process holder(Command({"repl"}), Options());
  holder.Write("insert A -[p]-> B;");
  ASSERT_EQ(holder.ReadLine(), "1 fact inserted");
  const Ended second = Tern({"query", "insert A -[p]-> C"});
  EXPECT_EQ(second.status, 3);
  EXPECT_EQ(second.out, "");
  EXPECT_THAT(second.err, HasSubstr("tern repl"));
  EXPECT_EQ(CountFacts(), 1);
}

}  // namespace
}  // namespace tern::testing
