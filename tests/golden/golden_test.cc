// Runs every golden file of tests/golden/queries through the facade, on a real store.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/database.h"
#include "engine/results/writer.h"
#include "gtest/gtest.h"
#include "tests/golden/golden_file.h"

namespace tern::golden {
namespace {

namespace fs = std::filesystem;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "tern-golden-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// The rows below their header, sorted; the header stays first.
std::string SortRows(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  if (lines.size() > 2) std::sort(lines.begin() + 1, lines.end());
  return lines.empty() ? "" : absl::StrJoin(lines, "\n") + "\n";
}

struct Actual {
  std::string rows, message, plan, warnings, error;
  store::WorkCounts work;

  std::string* Find(const std::string& section) {
    if (section == "rows") return &rows;
    if (section == "message") return &message;
    if (section == "plan") return &plan;
    if (section == "warnings") return &warnings;
    if (section == "error") return &error;
    return nullptr;
  }
};

std::optional<uint64_t> CounterOf(const store::WorkCounts& work, const std::string& name) {
  if (name == "rows_scanned") return work.rows_scanned;
  if (name == "blocks_read") return work.blocks_read;
  if (name == "blocks_skipped") return work.blocks_skipped;
  if (name == "seeks") return work.seeks;
  if (name == "counts") return work.counts;
  if (name == "term_lookups") return work.term_lookups;
  if (name == "terms_decoded") return work.terms_decoded;
  return std::nullopt;
}

// Holds each line of a `work:` section against what was done. Rewritten where `update`: only exact lines that
// are wrong, for a bound is somebody's word.
void CheckWork(std::string& body, const store::WorkCounts& work, bool update, const std::string& name) {
  std::string rewritten;
  for (const absl::string_view line : absl::StrSplit(body, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    uint64_t expected = 0;
    ASSERT_TRUE(words.size() == 3 && absl::SimpleAtoi(words[2], &expected)) << line << "\ncase: " << name;
    const std::optional<uint64_t> actual = CounterOf(work, words[0]);
    ASSERT_TRUE(actual.has_value()) << "no counter '" << words[0] << "' in case: " << name;
    const bool is_bound = words[1] == "<=";
    ASSERT_TRUE(is_bound || words[1] == "=") << line << "\ncase: " << name;
    if (update && !is_bound) {
      absl::StrAppend(&rewritten, words[0], " = ", *actual, "\n");
      continue;
    }
    absl::StrAppend(&rewritten, line, "\n");
    EXPECT_TRUE(is_bound ? *actual <= expected : *actual == expected)
        << words[0] << " is " << *actual << ", not " << words[1] << " " << expected << "\ncase: " << name;
  }
  body = rewritten;
}

std::string Rendering(const absl::Status& status, const std::string& query) {
  const auto diagnostic = syntax::FromStatus(status);
  if (!diagnostic) return status.ToString() + "\n";
  std::string text = syntax::Render(*diagnostic, "query", query);
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

Actual RunQuery(Session& session, const std::string& query) {
  Actual actual;
  auto outcome = session.Run(query);
  if (!outcome.ok()) {
    actual.error = Rendering(outcome.status(), query);
    return actual;
  }
  for (const std::string& warning : outcome->warnings) absl::StrAppend(&actual.warnings, warning, "\n");
  if (outcome->kind == Outcome::Kind::kPlan) {
    actual.plan = outcome->message;
    if (!actual.plan.empty() && actual.plan.back() != '\n') actual.plan += '\n';
  } else if (outcome->kind == Outcome::Kind::kDone) {
    actual.message = outcome->message + "\n";
  } else {
    std::ostringstream out;
    auto written = results::WriteRows(*outcome->rows, results::Format::kTsv, {session.names(), 0}, out);
    if (!written.ok()) {
      actual.error = Rendering(written.status(), query);
      return actual;
    }
    actual.work = outcome->RowsWork();
    actual.rows = query.find("order by") == std::string::npos ? SortRows(out.str()) : out.str();
  }
  return actual;
}

// A store that holds the facts of one `data:` section.
class Fixture {
 public:
  explicit Fixture(const std::string& data) {
    DatabaseOptions options;
    options.create = true;
    auto database = Database::Open(directory_.path() + "/db", options);
    EXPECT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    const std::string file = directory_.path() + "/data.tern";
    std::ofstream(file) << data;
    LoadFileOptions load;
    load.strict = true;
    auto report = database_->Load({file}, load);
    EXPECT_TRUE(report.ok()) << report.status();
    session_ = database_->NewSession();
  }
  Session& session() { return *session_; }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Session> session_;
};

class GoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTest, AnswersAsWritten) {
  const fs::path path = fs::path(TERN_SOURCE_DIR) / "tests/golden/queries" / (GetParam() + ".txt");
  const std::string text = ReadFile(path);
  auto file = ParseGoldenFile(text);
  ASSERT_TRUE(file.ok()) << file.status();

  std::unique_ptr<Fixture> fixture;
  Actual actual;
  std::string name;
  int checks = 0;
  for (Section& section : file->sections) {
    if (section.name == "data") {
      fixture = std::make_unique<Fixture>(section.body);
    } else if (section.name == "case") {
      name = section.title;
    } else if (section.name == "query") {
      ASSERT_NE(fixture, nullptr) << "a query before any data";
      std::string query = section.body;
      if (!query.empty()) query.pop_back();
      actual = RunQuery(fixture->session(), query);
    } else if (section.name == "work") {
      CheckWork(section.body, actual.work, std::getenv("TERN_UPDATE_GOLDEN") != nullptr, name);
      ++checks;
    } else if (!section.name.empty()) {
      std::string* got = actual.Find(section.name);
      ASSERT_NE(got, nullptr) << "unknown section '" << section.name << "' in case: " << name;
      if (std::getenv("TERN_UPDATE_GOLDEN") != nullptr) {
        section.body = *got;
      } else {
        EXPECT_EQ(section.body, *got) << "case: " << name << "\nerror: " << actual.error;
      }
      ++checks;
    }
  }
  EXPECT_GT(checks, 0) << "a golden file without an expectation";
  if (std::getenv("TERN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << PrintGoldenFile(*file);
}

std::vector<std::string> GoldenNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(TERN_SOURCE_DIR) / "tests/golden/queries")) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenTest, testing::ValuesIn(GoldenNames()),
                         [](const auto& info) { return info.param; });

TEST(GoldenFileTest, PrintsWhatItParsed) {
  const std::string text = "# about\n\ndata:\n  A -[p]-> B;\n\ncase: one\nquery:\n  A\nrows:\n  x\n  \n";
  auto file = ParseGoldenFile(text);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(PrintGoldenFile(*file), text);
}

TEST(GoldenFileTest, RefusesABodyWithoutSection) { EXPECT_FALSE(ParseGoldenFile("  x\n").ok()); }

}  // namespace
}  // namespace tern::golden
