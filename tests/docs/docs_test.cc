// Runs what the documentation shows. In every page, against a store that has the example loaded:
//
//   ```sh             a script whose first command is `tern`, or ends in it behind a pipe, must succeed;
//                     one that builds the project (make, cmake, ...) is the build's own business
//   ```ternql         must run; words behind it are parameters: ```ternql maker=Nvidia
//   ```ternql-error   must fail as a query error, with the code that the block names in a comment
//   ```tern           a fact file that must load without a rejected line
//   ```output         what the block before it prints: to the letter, a query's as a table
//
// Blocks of a page run one after the other and see what those before them wrote.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/docs/fences.h"
#include "tests/docs/workbench.h"

namespace tern::docs {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace fs = std::filesystem;

constexpr int kQueryError = 1;

const fs::path& Root() {
  static const auto* const kRoot = new fs::path(TERN_SOURCE_DIR);
  return *kRoot;
}

std::string ReadPage(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Every page, as a path from the root.
std::vector<std::string> Pages() {
  std::vector<std::string> pages;
  for (const auto& entry : fs::directory_iterator(Root())) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path().filename());
  }
  for (const char* folder : {"docs", "examples"}) {
    if (!fs::exists(Root() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(Root() / folder)) {
      if (entry.path().extension() != ".md") continue;
      pages.push_back(entry.path().lexically_relative(Root()).generic_string());
    }
  }
  std::sort(pages.begin(), pages.end());
  return pages;
}

// Pages that teach by example: one without a block that runs is an error, and so is one that is missing.
const std::vector<std::string>& PagesThatMustRun() {
  static const auto* const kPages = new std::vector<std::string>{
      "README.md", "docs/cli.md", "docs/errors.md", "docs/language.md", "examples/chips/README.md"};
  return *kPages;
}

std::string Describe(const CommandResult& result) {
  return "exit status " + std::to_string(result.exit_status) + "\n--- stdout\n" + result.out +
         "--- stderr\n" + result.err;
}

bool BeginsWithWord(const std::string& text, const std::string& word) {
  return text.compare(0, word.size(), word) == 0 && (text.size() == word.size() || text[word.size()] == ' ');
}

// The first line that is neither empty nor a comment.
std::string FirstCommand(const std::string& script) {
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') return line;
  }
  return "";
}

class DocsTest : public ::testing::TestWithParam<std::string> {
 protected:
  DocsTest() : bench_(TERN_PROGRAM, Root()) {}

  void SetUp() override {
    const CommandResult loaded = bench_.Run("tern load examples/chips/chips.tern");
    ASSERT_EQ(loaded.exit_status, 0) << Describe(loaded);
  }

  // Runs a block if it is one that runs; true if it did.
  bool RunFence(const Fence& fence);

 private:
  bool RunShell(const Fence& fence);
  void RunQuery(const Fence& fence);
  void RunWrongQuery(const Fence& fence);
  void RunFacts(const Fence& fence);
  void CompareOutput(const Fence& fence);

  Workbench bench_;
  std::string last_output_;  // of the block that ran last
};

bool DocsTest::RunFence(const Fence& fence) {
  if (fence.kind == "sh") return RunShell(fence);
  if (fence.kind == "ternql") {
    RunQuery(fence);
  } else if (fence.kind == "ternql-error") {
    RunWrongQuery(fence);
  } else if (fence.kind == "tern") {
    RunFacts(fence);
  } else if (fence.kind == "output") {
    CompareOutput(fence);
  } else {
    // A misspelt kind would be skipped without anybody noticing.
    static const auto* const kShown = new std::set<std::string>{"", "text", "csv", "json", "cpp", "cmake"};
    EXPECT_TRUE(kShown->contains(fence.kind)) << "unknown kind of block: " << fence.kind;
    return false;
  }
  return true;
}

bool DocsTest::RunShell(const Fence& fence) {
  const std::string first = FirstCommand(fence.text);
  const bool runs = BeginsWithWord(first, "tern") || BeginsWithWord(first, "build/tern") ||
                    first.find("| tern ") != std::string::npos;
  if (!runs) {
    const std::vector<std::string> builders = {"make",        "cmake", "ctest", "git", "scripts/install-deps",
                                               "scripts/lint"};
    EXPECT_TRUE(std::any_of(builders.begin(), builders.end(),
                            [&](const std::string& builder) { return BeginsWithWord(first, builder); }))
        << "neither tern nor a command that builds it: " << first;
    return false;
  }
  const CommandResult result = bench_.Run(fence.text);
  EXPECT_EQ(result.exit_status, 0) << Describe(result);
  last_output_ = result.out;
  return true;
}

void DocsTest::RunQuery(const Fence& fence) {
  std::string command = "tern query --format table -f " + bench_.Write("block.tq", fence.text);
  for (const std::string& parameter : fence.arguments) command += " --param '" + parameter + "'";
  const CommandResult result = bench_.Run(command);
  EXPECT_EQ(result.exit_status, 0) << Describe(result);
  last_output_ = result.out;
  // A warning means that the example is about something that the example store does not have.
  EXPECT_EQ(result.err, "") << Describe(result);
}

void DocsTest::RunWrongQuery(const Fence& fence) {
  const std::vector<std::string> codes = ErrorCodesOf(fence.text);
  ASSERT_THAT(codes, SizeIs(1)) << "the block should name the one code that it gets";
  const CommandResult result = bench_.Run("tern query -f " + bench_.Write("block.tq", fence.text));
  EXPECT_EQ(result.exit_status, kQueryError) << Describe(result);
  EXPECT_THAT(result.err, HasSubstr(" " + codes[0] + ": ")) << Describe(result);
  last_output_ = result.err;
}

void DocsTest::RunFacts(const Fence& fence) {
  const CommandResult result = bench_.Run("tern load --strict " + bench_.Write("block.tern", fence.text));
  EXPECT_EQ(result.exit_status, 0) << Describe(result);
}

void DocsTest::CompareOutput(const Fence& fence) { EXPECT_EQ(last_output_, fence.text); }

TEST_P(DocsTest, EveryBlockRuns) {
  const auto fences = FencesOf(ReadPage(Root() / GetParam()));
  ASSERT_TRUE(fences.ok()) << fences.status();
  int run_count = 0;
  for (const Fence& fence : *fences) {
    SCOPED_TRACE(GetParam() + ":" + std::to_string(fence.line) + ":\n" + fence.text);
    if (RunFence(fence)) ++run_count;
  }
  RecordProperty("blocks", static_cast<int>(fences->size()));
  RecordProperty("run", run_count);
  const bool must_run = std::count(PagesThatMustRun().begin(), PagesThatMustRun().end(), GetParam()) > 0;
  if (must_run) {
    EXPECT_GT(run_count, 0) << GetParam() << " has no block that runs";
  }
}

TEST_P(DocsTest, EveryLinkLeadsSomewhere) {
  const fs::path page = Root() / GetParam();
  for (const std::string& link : RelativeLinksOf(ReadPage(page))) {
    EXPECT_TRUE(fs::exists(page.parent_path() / link)) << GetParam() << " links to " << link;
  }
}

INSTANTIATE_TEST_SUITE_P(Pages, DocsTest, ::testing::ValuesIn(Pages()), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(PagesTest, NoneThatTeachesIsMissing) {
  for (const std::string& page : PagesThatMustRun()) EXPECT_THAT(Pages(), Contains(page));
}

// The codes that the product's sources mention, comments aside, and those of the tables in docs/errors.md.
TEST(PagesTest, EveryErrorCodeIsListedAndNoOther) {
  std::set<std::string> given;
  for (const char* top : {"storage", "engine", "cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(Root() / top)) {
      if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
      std::istringstream lines(ReadPage(entry.path()));
      for (std::string line; std::getline(lines, line);) {
        const std::vector<std::string> codes = ErrorCodesOf(line.substr(0, line.find("//")));
        given.insert(codes.begin(), codes.end());
      }
    }
  }
  std::set<std::string> listed;
  std::istringstream lines(ReadPage(Root() / "docs/errors.md"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| TQ")) listed.insert(line.substr(2, line.find(' ', 2) - 2));
  }
  EXPECT_EQ(listed, given);
}

TEST(PagesTest, EveryQueryOfTheExamplesIsShownInSomePage) {
  std::string all;
  for (const std::string& page : Pages()) all += ReadPage(Root() / page);
  for (const auto& entry : fs::recursive_directory_iterator(Root() / "examples")) {
    if (entry.path().extension() != ".tq") continue;
    EXPECT_THAT(all, HasSubstr(entry.path().lexically_relative(Root()).generic_string()));
  }
}

}  // namespace
}  // namespace tern::docs
