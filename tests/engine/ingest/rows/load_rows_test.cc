// Rows into a store: what is counted, and what a load that fails leaves behind.
#include "engine/load_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "engine/memory_budget.h"
#include "engine/syntax/diagnostic.h"
#include "tests/engine/ingest/rows/mapping_builder.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LoadRowsTest : public ::testing::Test {
 protected:
  LoadRowsTest() { options_.create = true; }

  std::string Message(const absl::StatusOr<Outcome>& outcome) {
    if (outcome.ok()) {
      warnings_ = outcome->warnings;
      return outcome->message;
    }
    const auto diagnostic = syntax::FromStatus(outcome.status());
    return diagnostic.has_value() ? diagnostic->code + ": " + diagnostic->message
                                  : std::string(outcome.status().message());
  }

  // Country -[p]-> Chip for each row of the file.
  std::string Load(const std::string& file, const RunOptions& run = {}) {
    syntax::LoadRows load = LoadOf({WalkOf(Field("country"), EdgeOf("p"), Field("chip"))});
    load.file = directory_.File(file);
    load.file_where.line = 7;
    StoreAccess access(directory_.File("db"), options_, *MemoryBudget::Create(0));
    return Message(LoadRows(load, access, std::nullopt, syntax::Names::WithBase("urn:tern:"), run));
  }

  std::string Facts() {
    const auto database = *Database::Open(directory_.File("db"), options_);
    const auto session = database->NewSession();
    absl::StatusOr<Outcome> outcome = session->Run("match ?x -[?p]-> ?y return ?x, ?y order by ?x, ?y");
    if (!outcome.ok()) return std::string(outcome.status().message());
    std::ostringstream out;
    results::WriteOptions write_options;
    write_options.names = session->names();
    WriteRows(*outcome->rows, results::Format::kCsv, write_options, out).status().IgnoreError();
    return out.str();
  }

  testing::TempDirectory directory_;
  DatabaseOptions options_;
  std::vector<std::string> warnings_;
};

TEST_F(LoadRowsTest, CountsRowsFactsAndWhatWasThere) {
  directory_.Write("x.csv", "country,chip\nA,X\nA,Y\n,Z\n");
  EXPECT_EQ(Load("x.csv"), "3 rows, 2 facts inserted");
  EXPECT_EQ(Facts(), "x,y\nA,X\nA,Y\n");
  directory_.Write("y.csv", "country,chip\nA,X\nB,Z\n");
  EXPECT_EQ(Load("y.csv"), "2 rows, 1 fact inserted, 1 unchanged");
  directory_.Write("z.csv", "country,chip\n");
  EXPECT_EQ(Load("z.csv"), "0 rows, 0 facts inserted");
}

TEST_F(LoadRowsTest, RejectedRowsAreWarningsOrGoWhereTheyAreAskedFor) {
  directory_.Write("x.csv", "country,chip\nA,X\nA,X,Y\nB\n");
  const std::string rejected = directory_.File("x.csv.rejected");
  EXPECT_EQ(Load("x.csv"), "2 rows, 1 fact inserted; 1 row rejected (" + rejected + ")");
  EXPECT_THAT(warnings_,
              ElementsAre(HasSubstr("x.csv:3: 3 fields, but"), HasSubstr("x.csv:4: this row has fewer")));
  std::vector<std::string> told;
  RunOptions run;
  run.on_bad_row = [&](const std::string& complaint) { told.push_back(complaint); };
  Load("x.csv", run);
  EXPECT_THAT(told, ElementsAre(HasSubstr("x.csv:3: "), HasSubstr("x.csv:4: ")));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(LoadRowsTest, AFileThatCannotBeOpenedIsAnErrorAtItsPlace) {
  EXPECT_THAT(Load("no.csv"), HasSubstr("TQ222: " + directory_.File("no.csv") + ": No such file"));
  directory_.Write("x.txt", "a\n");
  EXPECT_THAT(Load("x.txt"), HasSubstr("TQ222: "));
  directory_.Write("empty.csv", "");
  EXPECT_THAT(Load("empty.csv"), HasSubstr("its first row must name the columns"));
  EXPECT_FALSE(directory_.Has("db"));
}

TEST_F(LoadRowsTest, AColumnThatIsNotThereMakesNoStore) {
  directory_.Write("x.csv", "country,chips\n");
  EXPECT_THAT(Load("x.csv"), HasSubstr("TQ221: "));
  EXPECT_FALSE(directory_.Has("db"));
}

TEST_F(LoadRowsTest, ALoadThatFailsLeavesTheStoreAsItWas) {
  directory_.Write("x.csv", "country,chip\nA,X\n");
  ASSERT_EQ(Load("x.csv"), "1 row, 1 fact inserted");
  directory_.Write("y.csv", "country,chip\nB,X\n\"C,X\n");
  EXPECT_THAT(Load("y.csv"), HasSubstr("y.csv:3: the quote that opens a field here is never closed"));
  std::string long_file = "country,chip\n";
  for (int i = 0; i < 10000; ++i) long_file += "B,X" + std::to_string(i) + "\n";
  directory_.Write("z.csv", long_file);
  RunOptions run;
  run.cancelled = [] { return true; };
  EXPECT_THAT(Load("z.csv", run), HasSubstr("interrupted"));
  EXPECT_EQ(Facts(), "x,y\nA,X\n");
}

TEST_F(LoadRowsTest, TellsHowFarItIs) {
  directory_.Write("x.csv", "country,chip\nA,X\n");
  std::vector<std::string> phases;
  RunOptions run;
  run.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    phases.push_back(model::StrCat(phase, " ", done, "/", total));
  };
  Load("x.csv", run);
  EXPECT_THAT(phases, ::testing::Contains("read 17/17"));
}

}  // namespace
}  // namespace tern::ingest
