#include "tests/cli/cli_fixture.h"

namespace tern::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kQuads[] =
    "<urn:a> <urn:p> \"1\" .\n"
    "<urn:a> <urn:p> \"1\" <urn:g> .\n"
    "<urn:b> <urn:p> \"\\u0001\"@en .\n";

TEST_F(CliTest, ExportWritesToStandardOutputOrAFile) {
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  const Ended ended = Tern({"export", "--format", "nquads"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, kQuads);
  EXPECT_EQ(Tern({"export", "-o", "out.nq"}).status, 0);
  EXPECT_EQ(directory_.Read("out.nq"), kQuads);
  EXPECT_FALSE(directory_.Has("out.nq.partial"));
}

TEST_F(CliTest, AnExportThatCannotBeWrittenIsAnErrorAndLeavesNoHalfFile) {
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  const Ended full = RunProcess({"sh", "-c", std::string(TERN_PROGRAM) + " export > /dev/full"}, Options());
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.err, HasSubstr("No space left on device"));
  const Ended nowhere = Tern({"export", "-o", "none/out.nq"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("No such file"));
}

}  // namespace
}  // namespace tern::testing
