#include "engine/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>

#include "tests/engine/ingest/temp_directory.h"

namespace tern {
namespace {

using tern::testing::TempDirectory;
using ::testing::HasSubstr;

class DatabaseTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> Open(bool create, bool hold_writer = true) {
    DatabaseOptions options;
    options.create = create;
    options.hold_writer = hold_writer;
    options.writer_wait = std::chrono::milliseconds(100);
    options.owner = "the test";
    return *Database::Open(directory_.File("db"), options);
  }

  // A query's rows as CSV, or the message, or the error.
  static std::string Answer(Session& session, std::string_view statement) {
    absl::StatusOr<Outcome> outcome = session.Run(statement);
    if (!outcome.ok()) return outcome.status().ToString();
    if (outcome->kind != Outcome::Kind::kRows) return outcome->message;
    std::ostringstream out;
    results::WriteOptions options;
    options.names = session.names();
    const absl::StatusOr<uint64_t> rows =
        results::WriteRows(*outcome->rows, results::Format::kCsv, options, out);
    return rows.ok() ? out.str() : rows.status().ToString();
  }

  TempDirectory directory_;
};

TEST_F(DatabaseTest, TheStoreIsMadeAtTheFirstWrite) {
  const std::unique_ptr<Database> database = Open(/*create=*/true);
  const std::unique_ptr<Session> session = database->NewSession();
  EXPECT_EQ(session->Run("?s -[p]-> ?o").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Answer(*session, "prefix ex: <http://e/>"), "prefix ex: set");
  EXPECT_FALSE(directory_.Has("db"));
  EXPECT_EQ(Answer(*session, "insert ex:A -[p]-> B"), "1 fact inserted");
  EXPECT_TRUE(directory_.Has("db"));
  EXPECT_EQ(Answer(*session, "?s -[p]-> ?o"), "s,o\nex:A,B\n");
}

TEST_F(DatabaseTest, WithoutCreateAMissingStoreIsNotFound) {
  const std::unique_ptr<Database> database = Open(/*create=*/false);
  EXPECT_EQ(database->NewSession()->Run("insert A -[p]-> B").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(database->Load({directory_.Write("a.tern", "A -[p]-> B;")}, {}).status().code(),
            absl::StatusCode::kNotFound);
  std::ostringstream out;
  EXPECT_EQ(database->Export(out, "nquads").status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(directory_.Has("db"));
}

TEST_F(DatabaseTest, AHeldWriterKeepsOthersOutAndAReleasedOneDoesNot) {
  const std::unique_ptr<Database> prompt = Open(true, /*hold_writer=*/false);
  const std::unique_ptr<Session> at_prompt = prompt->NewSession();
  ASSERT_EQ(Answer(*at_prompt, "insert A -[p]-> B"), "1 fact inserted");
  {
    const std::unique_ptr<Database> script = Open(true, /*hold_writer=*/true);
    const std::unique_ptr<Session> in_script = script->NewSession();
    ASSERT_EQ(Answer(*in_script, "insert A -[p]-> C"), "1 fact inserted");
    const absl::Status refused = at_prompt->Run("insert A -[p]-> D").status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(refused.message()), HasSubstr("the test"));
    EXPECT_EQ(Answer(*at_prompt, "match A -[p]-> ?x return ?x order by ?x"), "x\nB\nC\n");  // reading goes on
  }
  EXPECT_EQ(Answer(*at_prompt, "insert A -[p]-> D"), "1 fact inserted");
}

TEST_F(DatabaseTest, AReaderSeesWhatOthersHaveCommitted) {
  const std::unique_ptr<Database> writer = Open(true);
  const std::unique_ptr<Session> writing = writer->NewSession();
  ASSERT_EQ(Answer(*writing, "insert A -[p]-> B"), "1 fact inserted");
  const std::unique_ptr<Database> reader = Open(false);
  const std::unique_ptr<Session> reading = reader->NewSession();
  EXPECT_EQ(Answer(*reading, "match ?s -[p]-> ?o return count(*) as ?n"), "n\n1\n");
  ASSERT_EQ(Answer(*writing, "insert A -[p]-> C"), "1 fact inserted");
  EXPECT_EQ(Answer(*reading, "match ?s -[p]-> ?o return count(*) as ?n"), "n\n2\n");
}

TEST_F(DatabaseTest, RowsOutliveTheStatementsBehindThem) {
  const std::unique_ptr<Database> database = Open(true, /*hold_writer=*/false);
  const std::unique_ptr<Session> session = database->NewSession();
  ASSERT_EQ(Answer(*session, "insert A -[p]-> B"), "1 fact inserted");
  absl::StatusOr<Outcome> outcome = session->Run("A -[p]-> ?x");
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(Answer(*session, "insert A -[p]-> C"), "1 fact inserted");
  ASSERT_EQ(Answer(*session, "match A -[p]-> ?x return count(*) as ?n"), "n\n2\n");
  execute::RowBatch batch;
  ASSERT_TRUE(*outcome->rows->Next(batch));
  EXPECT_EQ(batch.row_count, 1u);  // as it was when it was asked
}

TEST_F(DatabaseTest, ALoadReportsWhatItDid) {
  const std::unique_ptr<Database> database = Open(true);
  const std::string good = directory_.Write("a.nt", "<urn:a> <urn:p> \"1\" .\nbad\n");
  const std::string packed =
      directory_.Write("b.tern.gz", tern::testing::Gzip("prefix ex: <http://e/>; ex:A -[p {by: X}]-> B;"));
  std::vector<std::string> complaints;
  LoadFileOptions options;
  options.on_bad_line = [&](const std::string& complaint) { complaints.push_back(complaint); };
  const absl::StatusOr<LoadReport> report = database->Load({good, packed}, options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->facts_read, 2u);
  EXPECT_EQ(report->inserted, 2u);
  EXPECT_EQ(report->rejected, 1u);
  EXPECT_EQ(report->rejected_files, std::vector<std::string>{good + ".rejected"});
  EXPECT_THAT(complaints, ::testing::ElementsAre(HasSubstr("a.nt:2: ")));
  EXPECT_EQ(database->Load({good, packed}, {})->unchanged, 2u);
  EXPECT_EQ(Answer(*database->NewSession(), "ex:A -[p]-> ?x"), "x\nB\n");
}

TEST_F(DatabaseTest, AFileMayNameEntitiesByTheirLabels) {
  const std::unique_ptr<Database> database = Open(true);
  const std::unique_ptr<Session> session = database->NewSession();
  ASSERT_EQ(Answer(*session, "insert Q1 -[label]-> \"Big Chip\""), "1 fact inserted");
  std::vector<std::string> complaints;
  LoadFileOptions options;
  options.on_bad_line = [&](const std::string& complaint) { complaints.push_back(complaint); };
  ASSERT_TRUE(
      database->Load({directory_.Write("a.tern", "~\"big chip\" -[p]-> B;\n~\"none\" -[p]-> B;")}, options)
          .ok());
  EXPECT_EQ(Answer(*session, "?x -[p]-> B"), "x\nQ1\n");
  EXPECT_THAT(complaints, ::testing::ElementsAre(HasSubstr("a.tern:2: TQ202: no entity is called \"none\"")));
}

TEST_F(DatabaseTest, StrictAndCancelledLoadsChangeNothing) {
  const std::unique_ptr<Database> database = Open(true);
  ASSERT_TRUE(database->Load({directory_.Write("a.nt", "<urn:a> <urn:p> \"1\" .\n")}, {}).ok());
  LoadFileOptions strict;
  strict.strict = true;
  EXPECT_EQ(
      database->Load({directory_.Write("b.nt", "<urn:a> <urn:p> \"2\" .\nbad\n")}, strict).status().code(),
      absl::StatusCode::kInvalidArgument);
  LoadFileOptions cancelled;
  cancelled.cancelled = [] { return true; };
  EXPECT_EQ(
      database->Load({directory_.Write("c.nt", "<urn:a> <urn:p> \"3\" .\n")}, cancelled).status().code(),
      absl::StatusCode::kCancelled);
  EXPECT_EQ(Answer(*database->NewSession(), "match ?s -[?p]-> ?o return count(*) as ?n"), "n\n1\n");
}

// Cancelled as soon as a phase is told, for each phase that there is, by several threads that read.
TEST_F(DatabaseTest, ALoadCanBeCancelledInEveryPhase) {
  const std::unique_ptr<Database> database = Open(true);
  ASSERT_TRUE(database->Load({directory_.Write("a.nt", "<urn:a> <urn:p> \"1\" .\n")}, {}).ok());
  std::string lines;
  for (int i = 0; i < 60000; ++i) {
    lines += "<urn:s" + std::to_string(i / 4) + "> <urn:p> \"" + std::to_string(i) + " or so\" <urn:g> .\n";
  }
  const std::string path = directory_.Write("b.nq", lines);
  std::set<std::string> cancelled_in;
  while (true) {
    std::atomic<bool> stop = false;
    LoadFileOptions options;
    options.threads = 3;
    options.cancelled = [&] { return stop.load(); };
    options.progress = [&](std::string_view phase, uint64_t /*done*/, uint64_t /*total*/) {
      if (!stop && cancelled_in.emplace(phase).second) stop = true;
    };
    const absl::StatusOr<LoadReport> report = database->Load({path}, options);
    if (!stop) {
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_EQ(report->inserted, 60000u);
      break;
    }
    EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled) << report.status();
    ASSERT_EQ(Answer(*database->NewSession(), "match ?s -[?p]-> ?o return count(*) as ?n"), "n\n1\n");
    const std::filesystem::path scratch = directory_.File("db") + "/scratch";
    ASSERT_TRUE(!std::filesystem::exists(scratch) || std::filesystem::is_empty(scratch));
  }
  EXPECT_TRUE(cancelled_in.contains("read"));
  EXPECT_TRUE(cancelled_in.contains("merge terms"));
  EXPECT_TRUE(cancelled_in.contains("ingest"));
}

TEST_F(DatabaseTest, OptionsAreChecked) {
  DatabaseOptions options;
  options.base_namespace = "no iri";
  EXPECT_EQ(Database::Open(directory_.File("db"), options).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Database::Open("", {}).status().code(), absl::StatusCode::kInvalidArgument);
  std::ostringstream out;
  EXPECT_EQ(Open(true)->Export(out, "rdfxml").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(Database::CheckFiles({directory_.File("none.nt")}, "").ok());
  EXPECT_FALSE(Database::CheckFiles({"-"}, "").ok());
  EXPECT_TRUE(Database::CheckFiles({"-"}, "ntriples").ok());
}

}  // namespace
}  // namespace tern
