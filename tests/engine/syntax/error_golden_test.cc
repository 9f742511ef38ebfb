// Wrong queries and all that their writers see, from tests/golden/errors. A file holds cases like this one:
//
//   -- query
//   China --> H200
//   -- says
//   query:1:7: TQ020: …
//
// "-- fact" in place of "-- query" reads the text as a fact file's. With TERN_UPDATE_GOLDEN=1 in the
// environment the answers are written instead of compared: read the difference before it is committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/parser.h"

namespace tern::syntax {
namespace {

namespace fs = std::filesystem;

struct Case {
  bool is_fact = false;
  std::string text;
  std::string says;
};

std::vector<Case> ReadCases(const fs::path& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  std::string* part = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line == "-- query" || line == "-- fact") {
      cases.push_back({line == "-- fact", "", ""});
      part = &cases.back().text;
    } else if (line == "-- says" && !cases.empty()) {
      part = &cases.back().says;
    } else if (part != nullptr) {
      *part += line + "\n";
    }
  }
  return cases;
}

void WriteCases(const fs::path& path, const std::vector<Case>& cases) {
  std::ofstream file(path);
  for (const Case& c : cases)
    file << (c.is_fact ? "-- fact\n" : "-- query\n") << c.text << "-- says\n" << c.says;
}

std::string Answer(const Case& c) {
  Names names = Names::WithBase("urn:tern:");
  std::string answer;
  for (const StatementText& piece : SplitStatements(c.text)) {
    const absl::StatusOr<Statement> statement = c.is_fact ? ParseFact(piece.text, names, piece.where)
                                                          : ParseStatement(piece.text, names, piece.where);
    if (statement.ok()) continue;
    const std::optional<Diagnostic> diagnostic = FromStatus(statement.status());
    answer += diagnostic ? Render(*diagnostic, c.is_fact ? "facts" : "query", c.text)
                         : std::string(statement.status().message()) + "\n";
  }
  return answer.empty() ? "nothing is wrong with it\n" : answer;
}

std::vector<fs::path> GoldenFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(TERN_SOURCE_DIR) / "tests/golden/errors")) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  return files;
}

TEST(ErrorGoldenTest, WrongTextsGetTheirAnswers) {
  size_t count = 0;
  for (const fs::path& path : GoldenFiles()) {
    std::vector<Case> cases = ReadCases(path);
    EXPECT_FALSE(cases.empty()) << path;
    for (Case& c : cases) {
      ++count;
      const std::string answer = Answer(c);
      if (std::getenv("TERN_UPDATE_GOLDEN") != nullptr) {
        c.says = answer;
      } else {
        EXPECT_EQ(answer, c.says) << path << "\n" << c.text;
      }
    }
    if (std::getenv("TERN_UPDATE_GOLDEN") != nullptr) WriteCases(path, cases);
  }
  EXPECT_GE(count, 200u);
}

}  // namespace
}  // namespace tern::syntax
