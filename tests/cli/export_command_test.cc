#include <filesystem>
#include <iterator>
#include <string>

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
}

TEST_F(CliTest, ExportWritesEveryFormatAndTheNameTellsIt) {
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  const std::string trig =
      "<urn:a> <urn:p> \"1\" .\n<urn:b> <urn:p> \"\\u0001\"@en .\n<urn:g> {\n  <urn:a> <urn:p> \"1\" .\n}\n";
  EXPECT_EQ(Tern({"export", "--format", "trig"}).out, trig);
  EXPECT_EQ(Tern({"export", "-o", "out.trig"}).err, "");
  EXPECT_EQ(directory_.Read("out.trig"), trig);
  const Ended turtle = Tern({"export", "-o", "out.ttl"});
  EXPECT_EQ(turtle.status, 0);
  EXPECT_EQ(turtle.err,
            "tern: warning: 1 claim was left out: turtle has no place for them; trig and nquads have\n");
  EXPECT_EQ(directory_.Read("out.ttl"), "<urn:a> <urn:p> \"1\" .\n<urn:b> <urn:p> \"\\u0001\"@en .\n");
  EXPECT_EQ(Tern({"export", "-o", "out.nt"}).status, 0);
  EXPECT_EQ(directory_.Read("out.nt"), directory_.Read("out.ttl"));
  EXPECT_EQ(Tern({"export", "-o", "out.ttl", "--format", "nquads"}).err, "");
  EXPECT_EQ(directory_.Read("out.ttl"), kQuads);
  EXPECT_EQ(Tern({"export", "--format", "rdfxml"}).status, 2);
}

TEST_F(CliTest, ExportPacksAsTheNameSays) {
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  for (const std::string name : {"out.nq.gz", "out.NQ.ZST"}) {
    EXPECT_EQ(Tern({"export", "-o", name}).status, 0);
    EXPECT_EQ(directory_.Read(name).substr(0, 2), name == "out.nq.gz" ? "\x1f\x8b" : "\x28\xb5");
    const std::string copy = "copy-" + name;
    ASSERT_EQ(Tern({"--db", copy, "load", name}).status, 0);
    EXPECT_EQ(Tern({"--db", copy, "export"}).out, kQuads);
  }
  const Ended unpacked = RunProcess({"sh", "-c", "gzip -dc out.nq.gz"}, Options());
  EXPECT_EQ(unpacked.out, kQuads);
  EXPECT_EQ(Tern({"export", "--format", "trig", "-o", "x.gz"}).status, 0);
  EXPECT_EQ(directory_.Read("x.gz").substr(0, 2), "\x1f\x8b");
}

TEST_F(CliTest, ExportOfManyBlocksIsPackedWhole) {
  std::string quads;
  for (int i = 0; i < 20000; ++i) quads += "<urn:a> <urn:p> \"" + std::to_string(i * 7919) + "\" .\n";
  directory_.Write("a.nq", quads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  const std::string plain = Tern({"export"}).out;
  ASSERT_GT(plain.size(), size_t{1} << 18);
  for (const std::string name : {"out.nq.gz", "out.nq.zst"}) {
    EXPECT_EQ(Tern({"export", "-o", name}).status, 0);
    EXPECT_LT(directory_.Read(name).size(), plain.size() / 2);
    const std::string copy = "copy-" + name;
    ASSERT_EQ(Tern({"--db", copy, "load", name}).status, 0);
    EXPECT_EQ(Tern({"--db", copy, "export"}).out.size(), plain.size());
  }
}

TEST_F(CliTest, ExportToANameThatTellsNoFormatIsRefused) {
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  for (const char* name : {"x.json", "x.tern", "data", "x.gz", ".nq"}) {
    const Ended ended = Tern({"export", "-o", name});
    EXPECT_EQ(ended.status, 2) << name;
    EXPECT_THAT(ended.err, HasSubstr(".trig, .nq, .ttl and .nt do")) << name;
    EXPECT_FALSE(std::filesystem::exists(directory_.File(name))) << name;
  }
  EXPECT_EQ(Tern({"export", "-o", "data", "--format", "nquads"}).status, 0);
  EXPECT_EQ(directory_.Read("data"), kQuads);
}

TEST_F(CliTest, ExportLeavesWhatItWritesToAsItIs) {
  namespace fs = std::filesystem;
  directory_.Write("a.nq", kQuads);
  ASSERT_EQ(Tern({"load", "a.nq"}).status, 0);
  // A link stays a link, and a file keeps its mode.
  directory_.Write("target.nq", "old");
  fs::permissions(directory_.File("target.nq"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("target.nq", directory_.File("link.nq"));
  EXPECT_EQ(Tern({"export", "-o", "link.nq"}).status, 0);
  EXPECT_TRUE(fs::is_symlink(directory_.File("link.nq")));
  EXPECT_EQ(directory_.Read("target.nq"), kQuads);
  EXPECT_EQ(fs::status(directory_.File("target.nq")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  // A device or a pipe is written, not replaced.
  const Ended piped = RunProcess(
      {"sh", "-c", "mkfifo p; cat p & " + std::string(TERN_PROGRAM) + " export -o p; wait"}, Options());
  EXPECT_EQ(piped.status, 0) << piped.err;
  EXPECT_EQ(piped.out, kQuads);
  EXPECT_TRUE(fs::is_fifo(directory_.File("p")));
  // Nothing is left beside them: the database, the two input files, the link, the pipe.
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()), 5);
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
