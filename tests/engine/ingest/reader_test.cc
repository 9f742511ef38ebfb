#include "engine/ingest/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/syntax/statement_scanner.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using tern::testing::Gzip;
using tern::testing::TempDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Collector : public FactSink {
 public:
  void StartFile() override { ++files; }
  absl::Status Add(const store::Fact& fact) override {
    if (fact.object == model::Term::String("refuse"))
      return absl::InvalidArgumentError("the store refuses it");
    if (fact.object == model::Term::String("full")) return absl::InternalError("disk full");
    facts.push_back(fact);
    return absl::OkStatus();
  }
  void SavePrefix(const std::string& name, const std::string& iri) override { prefixes[name] = iri; }

  int files = 0;
  std::vector<store::Fact> facts;
  std::map<std::string, std::string> prefixes;
};

class ReaderTest : public ::testing::Test {
 protected:
  absl::StatusOr<ReadReport> Read(std::string_view name, std::string_view content, bool strict = false) {
    const std::string path = directory_.Write(name, content);
    ReadOptions options;
    options.format = *FormatOfPath(path);
    options.strict = strict;
    options.names = syntax::Names::WithBase("urn:tern:");
    options.on_bad_line = [this](const std::string& complaint) {
      complaints_.push_back(complaint.substr(directory_.path().size() + 1));
    };
    return ReadFile(path, options, sink_);
  }

  TempDirectory directory_;
  Collector sink_;
  std::vector<std::string> complaints_;
};

TEST(FormatTest, IsToldByTheSuffix) {
  EXPECT_EQ(*FormatOfPath("a.tern"), FileFormat::kFacts);
  EXPECT_EQ(*FormatOfPath("dir.x/a.nt.gz"), FileFormat::kNTriples);
  EXPECT_EQ(*FormatOfPath("A.NQ"), FileFormat::kNQuads);
  EXPECT_EQ(*FormatOfPath("a.ttl.zst"), FileFormat::kTurtle);
  EXPECT_EQ(*FormatOfPath("a.TRIG.GZ"), FileFormat::kTriG);
  for (const char* path : {"a", "a.txt", "a.gz", "dir.nt/a", "-", "a.zst", "a.ttl.bz2"}) {
    EXPECT_EQ(FormatOfPath(path).status().code(), absl::StatusCode::kInvalidArgument) << path;
  }
}

TEST_F(ReaderTest, ExactlyTheBadLinesAreRejected) {
  const absl::StatusOr<ReadReport> report = Read("a.nt",
                                                 "<a:s> <a:p> \"1\" .\n"
                                                 "<a:s> <a:p> \"open .\n"
                                                 "# comment\n"
                                                 "<a:s> <a:p> \"2\" .\r\n"
                                                 "rubbish\n"
                                                 "<a:s> <a:p> \"refuse\" .\n"
                                                 "<a:s> <a:p> \"3\" .");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts, 3u);
  EXPECT_EQ(report->rejected, 3u);
  EXPECT_EQ(sink_.facts.size(), 3u);
  EXPECT_EQ(sink_.files, 1);
  EXPECT_THAT(complaints_,
              ElementsAre(HasSubstr("a.nt:2: "), HasSubstr("a.nt:5: "), "a.nt:6: the store refuses it"));
  EXPECT_EQ(report->rejected_file, directory_.File("a.nt.rejected"));
  EXPECT_EQ(directory_.Read("a.nt.rejected"),
            "# rejected by tern load\n<a:s> <a:p> \"open .\nrubbish\n<a:s> <a:p> \"refuse\" .\n");
}

TEST_F(ReaderTest, WhatIsNeverClosedTakesOnlyItsOwnLine) {
  const absl::StatusOr<ReadReport> report = Read("a.tern",
                                                 "A -[p {by: X]-> \"a\";\n"
                                                 "B -[p {by: Y}]-> c;\n"
                                                 "C -[label]-> \"never closed;\n"
                                                 "D -[p\n"
                                                 "    {by: Z}]-> e; E -[p]-> f;\n"
                                                 "F -[p]-> \"\"\"a;\n"
                                                 "G -[p]-> `open;\n"
                                                 "H -[p]-> i");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts, 4u);  // B, D, E, H
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("a.tern:1: TQ023"), HasSubstr("a.tern:3: TQ004"),
                                       HasSubstr("a.tern:6: TQ004"), HasSubstr("a.tern:7: TQ005")));
  EXPECT_EQ(directory_.Read("a.tern.rejected"),
            "# rejected by tern load\nA -[p {by: X]-> \"a\";\nC -[label]-> \"never closed;\nF -[p]-> "
            "\"\"\"a;\nG -[p]-> `open;\n");
}

TEST_F(ReaderTest, AnIndentedStatementIsRejectedWhole) {
  const absl::StatusOr<ReadReport> report = Read("a.tern",
                                                 "A -[p {by: X,\n"
                                                 "       on 2025-12-12}]-> B;\n"
                                                 "C -[p]-> D;\n");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts, 1u);
  EXPECT_EQ(report->rejected, 1u);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("a.tern:2: ")));
}

TEST_F(ReaderTest, WhatIsRejectedOfTriGCanBeMendedAndLoaded) {
  const absl::StatusOr<ReadReport> report =
      Read("a.trig",
           "@base <http://b/> . @prefix x: <#> .\n"
           "<g> { x:a x:p no .\n"
           "  x:a x:p 1 . } [] { x:b x:p no }\n"
           "@prefix y: <#y> . y:c x:p no . <urn:g> { y:d x:p \"refuse\" . }\n");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts, 1u);
  EXPECT_EQ(report->rejected, 4u);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("a.trig:2:15: 'no'"), HasSubstr("a.trig:3:30: 'no'"),
                                       HasSubstr("a.trig:4:27: 'no'"), "a.trig:4:42: the store refuses it"));
  const std::string rejected =
      "# rejected by tern load\n"
      "@base <http://b/> .\n"
      "@prefix x: <http://b/#> .\n"
      "# line 2\n<http://b/g> {\nx:a x:p no .\n}\n"
      "# line 3\n[] {\nx:b x:p no\n}\n"
      "@prefix y: <http://b/#y> .\n"
      "# line 4\ny:c x:p no .\n"
      "<http://b/#yd> <http://b/#p> \"refuse\" <urn:g> .\n";
  EXPECT_EQ(directory_.Read("a.trig.rejected"), rejected);
}

TEST_F(ReaderTest, PrefixesOfTurtleAreSavedWhereQueriesCanWriteThem) {
  ASSERT_TRUE(Read("a.ttl",
                   "@prefix : <http://a/> . @prefix ex: <http://b/> . PREFIX rdf: "
                   "<http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n@prefix \u00E9: <http://c/> .")
                  .ok());
  EXPECT_THAT(sink_.prefixes, ElementsAre(std::pair("ex", "http://b/"), std::pair("\u00E9", "http://c/")));
}

TEST_F(ReaderTest, ClaimsComeBackFromTriG) {
  ASSERT_TRUE(Read("a.trig",
                   "<urn:tern-claim:7> <a:by> <a:x> . <urn:tern-claim:7:against> { <a:s> <a:p> <a:o> }\n"
                   "<urn:tern-stance:unclear:a:g> { <a:s> <a:p> <urn:tern-claim:7> }\n"
                   "<a:g> { <urn:tern-claim:7> <a:p> <a:o> }")
                  .ok());
  ASSERT_EQ(sink_.facts.size(), 3u);
  EXPECT_EQ(sink_.facts[0].subject, model::Term::Claim("7"));
  EXPECT_EQ(sink_.facts[1].claim.kind, store::ClaimSpec::Kind::kLabelled);
  EXPECT_EQ(sink_.facts[1].claim.label, "7");
  EXPECT_EQ(sink_.facts[1].claim.stance, model::Stance::kAgainst);
  EXPECT_EQ(sink_.facts[2].object, model::Term::Claim("7"));
  EXPECT_EQ(sink_.facts[2].claim.name, model::Term::Iri("a:g"));
  EXPECT_EQ(sink_.facts[2].claim.stance, model::Stance::kUnclear);
  EXPECT_THAT(complaints_, ElementsAre("a.trig:3:9: a claim's property in a graph"));
}

TEST_F(ReaderTest, ARejectedFileIsThatOfTheLastLoad) {
  EXPECT_NE(Read("a.nt", "bad\n")->rejected_file, "");
  EXPECT_NE(Read("a.nt", "worse\n")->rejected_file, "");
  EXPECT_EQ(directory_.Read("a.nt.rejected"), "# rejected by tern load\nworse\n");
  EXPECT_EQ(Read("a.nt", "<a:s> <a:p> \"1\" .\n")->rejected_file, "");
  EXPECT_FALSE(directory_.Has("a.nt.rejected"));
  EXPECT_NE(Read("a.nt", "bad\n")->rejected_file, "");
  EXPECT_TRUE(Read("a.nt", "<a:s> <a:p> \"1\" .\n", /*strict=*/true).ok());
  EXPECT_FALSE(directory_.Has("a.nt.rejected"));
}

TEST_F(ReaderTest, AFileOfSomebodyElseIsNeverARejectedFile) {
  directory_.Write("a.nt.rejected", "mine\n");
  EXPECT_EQ(Read("a.nt", "<a:s> <a:p> \"1\" .\n")->rejected_file, "");
  EXPECT_EQ(directory_.Read("a.nt.rejected"), "mine\n");
  const absl::StatusOr<ReadReport> report = Read("a.nt", "bad\nworse\n");
  EXPECT_EQ(report->rejected, 2u);
  EXPECT_EQ(report->rejected_file, "");
  EXPECT_THAT(complaints_,
              ElementsAre(HasSubstr("a.nt.rejected: is there already and not of an earlier load"),
                          HasSubstr("a.nt:1: "), HasSubstr("a.nt:2: ")));
  EXPECT_EQ(directory_.Read("a.nt.rejected"), "mine\n");
}

TEST_F(ReaderTest, AStatementThatNeverEndsFailsTheLoad) {
  std::string text = "A -[p]-> B;\nA -[p]-> \"\"\"";
  text.append(syntax::kMaxStatementBytes + 100, 'x');
  const absl::Status failed = Read("a.tern", text).status();
  EXPECT_EQ(failed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(failed.message()), HasSubstr("a.tern:2: a statement of more than 64 MiB"));
  EXPECT_FALSE(directory_.Has("a.tern.rejected"));
}

TEST_F(ReaderTest, StrictStopsAtTheFirstBadLineAndKeepsNothing) {
  const absl::StatusOr<ReadReport> report =
      Read("a.nq", "<a:s> <a:p> \"1\" .\nbad\nworse\n", /*strict=*/true);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(report.status().message()), HasSubstr("a.nq:2: "));
  EXPECT_EQ(complaints_.size(), 1u);
  EXPECT_FALSE(directory_.Has("a.nq.rejected"));
}

TEST_F(ReaderTest, AnErrorOfTheSinkEndsTheReading) {
  EXPECT_EQ(Read("a.nt", "<a:s> <a:p> \"full\" .\n<a:s> <a:p> \"1\" .\n").status().code(),
            absl::StatusCode::kInternal);
  EXPECT_THAT(sink_.facts, IsEmpty());
}

TEST_F(ReaderTest, ACutGzipIsNotAShorterFile) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "<a:s> <a:p> \"" + std::to_string(i * 7919) + "\" .\n";
  const std::string packed = Gzip(lines);
  EXPECT_EQ(Read("a.nt.gz", packed)->facts, 1000u);
  EXPECT_EQ(Read("b.nt.gz", packed.substr(0, packed.size() / 2)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ReaderTest, FactFilesHaveWalksAndPrefixes) {
  const absl::StatusOr<ReadReport> report = Read("a.tern",
                                                 "\xEF\xBB\xBF# the file's own names\n"
                                                 "prefix wd: <http://www.wikidata.org/entity/>;\n"
                                                 "wd:Q148 -[rejected {by: X}]-> H200 <-[makes]- Nvidia;\n"
                                                 "insert A -[p]-> \"a;b\", C -[q]-> D;\n"
                                                 "E -[p]-> F");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(complaints_, IsEmpty());
  EXPECT_EQ(report->facts, 5u);
  ASSERT_EQ(sink_.facts.size(), 5u);
  EXPECT_EQ(sink_.facts[0].subject, model::Term::Iri("http://www.wikidata.org/entity/Q148"));
  EXPECT_EQ(sink_.facts[2].object, model::Term::String("a;b"));
  EXPECT_EQ(sink_.prefixes.at("wd"), "http://www.wikidata.org/entity/");
}

TEST_F(ReaderTest, ABadStatementOfAFactFileCostsItselfOnly) {
  const absl::StatusOr<ReadReport> report = Read("a.tern",
                                                 "A -[p]-> B;\n"
                                                 "A -[p]-> ;\n"
                                                 "A -[p]->\n"
                                                 "  ?x;\n"
                                                 "match ?s -[p]-> ?o return ?o;\n"
                                                 "C -[p]-> D;\n");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts, 2u);
  EXPECT_EQ(report->rejected, 3u);
  EXPECT_THAT(complaints_,
              ElementsAre(HasSubstr("a.tern:2: TQ"), HasSubstr("a.tern:4: TQ"), HasSubstr("a.tern:5: TQ")));
  EXPECT_EQ(directory_.Read("a.tern.rejected"),
            "# rejected by tern load\nA -[p]-> ;\nA -[p]->\n  ?x;\nmatch ?s -[p]-> ?o return ?o;\n");
}

TEST_F(ReaderTest, RejectedLinesThatCannotBeKeptAreStillCounted) {
  std::filesystem::create_directory(directory_.File("a.nt.rejected"));
  const absl::StatusOr<ReadReport> report = Read("a.nt", "bad\n<a:s> <a:p> \"1\" .\nbad\n");
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->rejected, 2u);
  EXPECT_EQ(report->rejected_file, "");
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("a.nt.rejected: cannot be written"), HasSubstr("a.nt:1: "),
                                       HasSubstr("a.nt:3: ")));
}

TEST_F(ReaderTest, ReadingCanBeCancelled) {
  std::string lines;
  for (int i = 0; i < 50000; ++i) lines += "<a:s> <a:p> <a:o> .\n";
  const std::string path = directory_.Write("a.nt", lines);
  ReadOptions options;
  options.format = FileFormat::kNTriples;
  options.cancelled = [] { return true; };
  EXPECT_EQ(ReadFile(path, options, sink_).status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(sink_.facts.size(), 50000u);
}

}  // namespace
}  // namespace tern::ingest
