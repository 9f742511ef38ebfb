// Real data: AI chips by Epoch AI (ml_hardware.csv, CC BY 4.0), with gaps, quoted line breaks and names of
// all kinds. One statement loads it; what the store then has is compared with the file as this test reads it
// by itself, cell by cell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern {
namespace {

using ::testing::IsEmpty;
using Table = std::vector<std::vector<std::string>>;

std::string DataFile() {
  const char* data = std::getenv("TERN_TEST_DATA");
  const std::string beside = std::string(TERN_SOURCE_DIR) + "/../shared/data";
  for (const std::string& root : {std::string(data == nullptr ? "" : data), beside}) {
    const std::string file = root + "/epoch-ml-hardware/ml_hardware.csv";
    if (!root.empty() && std::filesystem::exists(file)) return file;
  }
  return "";
}

// The plainest CSV reader there is: a character at a time, without a thought of speed or of errors.
Table ReadTable(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  Table table = {{""}};
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string& cell = table.back().back();
    if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[i++];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == ',') {
      table.back().emplace_back();
    } else if (!quoted && text[i] == '\n') {
      table.push_back({""});
    } else {
      cell += text[i];
    }
  }
  if (table.back() == std::vector<std::string>{""}) table.pop_back();
  return table;
}

class MlHardwareTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = DataFile();
    if (file_.empty()) GTEST_SKIP() << "epoch-ml-hardware is neither in TERN_TEST_DATA nor in ../shared/data";
    table_ = ReadTable(file_);
    ASSERT_EQ(table_.size(), 171u);
    for (size_t i = 0; i < table_[0].size(); ++i) columns_[table_[0][i]] = i;
    ASSERT_EQ(columns_.size(), 39u);
    DatabaseOptions options;
    options.create = true;
    database_ = *Database::Open(directory_.File("db"), options);
    session_ = database_->NewSession();
  }

  // The message of a statement that loads `file_` by these walks.
  std::string Load(const std::string& walks) {
    absl::StatusOr<Outcome> outcome = session_->Run("load \"" + file_ + "\" as ?row insert " + walks);
    if (!outcome.ok()) return ErrorOf(outcome.status());
    EXPECT_THAT(outcome->warnings, IsEmpty());
    return outcome->message;
  }

  // The rows of a question, as the values' text.
  Table Answer(const std::string& question) {
    absl::StatusOr<Outcome> outcome = session_->Run(question);
    EXPECT_TRUE(outcome.ok()) << ErrorOf(outcome.status());
    Table rows;
    if (!outcome.ok()) return rows;
    const size_t columns = outcome->rows->columns().size();
    execute::RowBatch batch;
    while (true) {
      const absl::StatusOr<bool> more = outcome->rows->Next(batch);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return rows;
      for (size_t i = 0; i < batch.cells.size(); ++i) {
        if (i % columns == 0) rows.emplace_back();
        rows.back().push_back(batch.cells[i].has_value() ? batch.cells[i]->value : "");
      }
    }
  }

  static std::string ErrorOf(const absl::Status& status) {
    const auto diagnostic = syntax::FromStatus(status);
    return diagnostic.has_value() ? diagnostic->code + ": " + diagnostic->message + "; " + diagnostic->advice
                                  : status.ToString();
  }

  const std::string& Cell(size_t row, const std::string& column) const {
    return table_[row][columns_.at(column)];
  }

  std::string file_;
  Table table_;
  std::map<std::string, size_t> columns_;
  testing::TempDirectory directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Session> session_;
};

TEST_F(MlHardwareTest, LoadsWithOneStatementAndWithoutLoss) {
  std::string walks;
  for (const std::string& column : table_[0]) {
    if (column == "Hardware name") continue;
    walks += (walks.empty() ? "" : ", ") +
             ("?row.`Hardware name` -[`" + column + "`]-> text(?row.`" + column + "`)");
  }
  std::set<std::tuple<std::string, std::string, std::string>> expected;
  for (size_t row = 1; row < table_.size(); ++row) {
    ASSERT_EQ(table_[row].size(), table_[0].size());
    for (const auto& [column, index] : columns_) {
      const std::string& cell = table_[row][index];
      if (column != "Hardware name" && !cell.empty())
        expected.emplace(Cell(row, "Hardware name"), column, cell);
    }
  }
  ASSERT_EQ(expected.size(), 3523u);
  ASSERT_EQ(Load(walks), "170 rows, 3523 facts inserted");
  std::set<std::tuple<std::string, std::string, std::string>> stored;
  for (const auto& row : Answer("match ?chip -[?p]-> ?v return str(?chip), str(?p), ?v"))
    stored.emplace(row[0], row[1], row[2]);
  EXPECT_EQ(stored, expected);
  EXPECT_EQ(Load(walks), "170 rows, 0 facts inserted, 3523 unchanged");
}

// What a user would load to ask about: names, numbers, dates, and where each figure comes from.
constexpr char kTypedWalks[] =
    "?row.`Hardware name` -[maker]-> ?row.Manufacturer,"
    "?row.`Hardware name` -[released {source: ?row.`Link to datasheet`}]-> date(?row.`Release date`),"
    "?row.`Hardware name` -[bandwidth]-> number(?row.`Memory bandwidth (byte/s)`),"
    "?row.`Hardware name` -[power]-> number(?row.`TDP (W)`),"
    "?row.`Hardware name` -[price {source: ?row.`Source for the price`}]-> number(?row.`Release price "
    "(USD)`)";

class TypedMlHardwareTest : public MlHardwareTest {
 protected:
  void SetUp() override {
    MlHardwareTest::SetUp();
    if (IsSkipped()) return;
    uint64_t facts = 0;
    for (const char* column :
         {"Manufacturer", "Release date", "Memory bandwidth (byte/s)", "TDP (W)", "Release price (USD)"}) {
      for (size_t row = 1; row < table_.size(); ++row) facts += Cell(row, column).empty() ? 0 : 1;
    }
    ASSERT_EQ(Load(kTypedWalks), model::StrCat("170 rows, ", facts, " facts inserted"));
  }
};

TEST_F(TypedMlHardwareTest, ChipsByMakerAndYear) {
  std::map<std::pair<std::string, std::string>, int> expected;
  for (size_t row = 1; row < table_.size(); ++row) {
    const std::string& day = Cell(row, "Release date");
    const std::string& maker = Cell(row, "Manufacturer");
    if (!day.empty() && !maker.empty()) ++expected[{maker, day.substr(0, 4)}];
  }
  std::map<std::pair<std::string, std::string>, int> counted;
  for (const auto& row : Answer("match ?chip -[maker]-> ?maker, ?chip -[released]-> ?day "
                                "return str(?maker), year(?day), count(*)"))
    counted[{row[0], row[1]}] = std::stoi(row[2]);
  EXPECT_EQ(counted, expected);
}

TEST_F(TypedMlHardwareTest, MostMemoryBandwidthAWatt) {
  std::vector<std::pair<double, std::string>> expected;
  for (size_t row = 1; row < table_.size(); ++row) {
    const std::string& bandwidth = Cell(row, "Memory bandwidth (byte/s)");
    const std::string& power = Cell(row, "TDP (W)");
    if (!bandwidth.empty() && !power.empty())
      expected.emplace_back(-std::stod(bandwidth) / std::stod(power), Cell(row, "Hardware name"));
  }
  std::sort(expected.begin(), expected.end());
  const Table answer = Answer(
      "match ?chip -[bandwidth]-> ?b, ?chip -[power]-> ?w return str(?chip), ?b / ?w as ?each order by ?each "
      "desc limit 5");
  ASSERT_EQ(answer.size(), 5u);
  for (size_t i = 0; i < answer.size(); ++i) {
    EXPECT_EQ(answer[i][0], expected[i].second);
    EXPECT_DOUBLE_EQ(std::stod(answer[i][1]), -expected[i].first);
  }
}

TEST_F(TypedMlHardwareTest, ChipsAfterADateWithoutAPrice) {
  std::set<std::string> expected;
  for (size_t row = 1; row < table_.size(); ++row) {
    if (Cell(row, "Release date") > "2023-06-30" && Cell(row, "Release price (USD)").empty())
      expected.insert(Cell(row, "Hardware name"));
  }
  std::set<std::string> found;
  for (const auto& row : Answer("match ?chip -[released]-> ?day, not { ?chip -[price]-> ?p } "
                                "where ?day > 2023-06-30 return str(?chip)"))
    found.insert(row[0]);
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(found, expected);
}

TEST_F(TypedMlHardwareTest, FiguresHaveTheirSource) {
  size_t expected = 0;
  for (size_t row = 1; row < table_.size(); ++row) {
    if (!Cell(row, "Release price (USD)").empty() && !Cell(row, "Source for the price").empty()) ++expected;
  }
  EXPECT_EQ(Answer("match ?chip -[price {source: ?source}]-> ?p return ?chip, ?source").size(), expected);
}

}  // namespace
}  // namespace tern
