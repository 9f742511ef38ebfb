// Holds storage/, engine/ and cli/ to the rules of tests/house/layering.h, and those rules to text that
// breaks them.
#include "tests/house/layering.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tern::house {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Path from the root -> text, of every header and source of the product.
const std::map<std::string, std::string>& Tree() {
  static const auto* const kTree = [] {
    auto* tree = new std::map<std::string, std::string>;
    const std::filesystem::path root = TERN_SOURCE_DIR;
    for (const char* top : {"storage", "engine", "cli"}) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
        const std::string extension = entry.path().extension();
        if (extension != ".h" && extension != ".cc") continue;
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        tree->emplace(entry.path().lexically_relative(root).generic_string(), text.str());
      }
    }
    return tree;
  }();
  return *kTree;
}

using Check = std::function<std::vector<std::string>(std::string_view, std::string_view)>;

std::string ComplaintsAbout(const std::function<bool(const std::string&)>& concerned, const Check& check) {
  std::string all;  // one a line
  for (const auto& [path, text] : Tree()) {
    if (!concerned(path)) continue;
    for (const std::string& complaint : check(path, text)) all += complaint + "\n";
  }
  return all;
}

TEST(LayeringTest, TheTreeIsThere) {
  EXPECT_TRUE(Tree().count("storage/model/term.h"));
  EXPECT_TRUE(Tree().count("engine/database.h"));
}

TEST(LayeringTest, EveryIncludeFollowsTheTable) {
  EXPECT_EQ(ComplaintsAbout([](const std::string&) { return true; }, CheckIncludes), "");
}

TEST(LayeringTest, EveryGuardMatchesItsPath) {
  EXPECT_EQ(ComplaintsAbout([](const std::string& path) { return path.ends_with(".h"); }, CheckGuard), "");
}

// Headers without a source of their own are compiled alone by the build (tests/house/CMakeLists.txt).
TEST(LayeringTest, EverySourceIncludesItsOwnHeaderFirst) {
  const auto has_header = [](const std::string& path) {
    return path.ends_with(".cc") && Tree().contains(path.substr(0, path.size() - 2) + "h");
  };
  EXPECT_EQ(ComplaintsAbout(has_header, CheckOwnHeaderFirst), "");
}

// --- the checker itself
// ---------------------------------------------------------------------------------------

TEST(CheckIncludesTest, TakesWhatTheTableAllows) {
  EXPECT_THAT(CheckIncludes("storage/store/store.cc",
                            "#include \"storage/store/store.h\"\n"
                            "#include <vector>\n"
                            "#include \"absl/status/status.h\"\n"
                            "#include \"storage/kv/key_value.h\"\n"
                            "#include \"storage/model/term.h\"\n"),
              IsEmpty());
  EXPECT_THAT(CheckIncludes("storage/kv/rocksdb_key_value.cc", "#include <rocksdb/db.h>\n"), IsEmpty());
  EXPECT_THAT(CheckIncludes("engine/syntax/parser.cc",
                            "#include \"antlr4-runtime.h\"\n#include \"TernQLParser.h\"\n"),
              IsEmpty());
  EXPECT_THAT(CheckIncludes("cli/main.cc", "#include \"engine/database.h\"\n#include \"CLI/CLI.hpp\"\n"),
              IsEmpty());
}

TEST(CheckIncludesTest, RefusesAnIncludeAgainstTheFlow) {
  EXPECT_THAT(
      CheckIncludes("storage/model/term.cc", "#include <vector>\n#include \"storage/block/block.h\"\n"),
      ElementsAre(
          "storage/model/term.cc:2: 'storage/block/block.h' is not among what storage/model may include"));
  EXPECT_THAT(CheckIncludes("storage/store/store.h", "#include \"engine/database.h\"\n"),
              ElementsAre(HasSubstr("not among what storage/store may include")));
  EXPECT_THAT(CheckIncludes("engine/syntax/parser.h", "  #  include \"storage/store/store.h\"\n"),
              ElementsAre(HasSubstr("not among what engine/syntax may include")));
}

TEST(CheckIncludesTest, GivesTheCommandLineTheFacadeAlone) {
  EXPECT_THAT(CheckIncludes("cli/main.cc", "#include \"engine/execute/batch.h\"\n"),
              ElementsAre(HasSubstr("not among what cli may include")));
  EXPECT_THAT(CheckIncludes("cli/main.cc", "#include \"storage/store/store.h\"\n"),
              ElementsAre(HasSubstr("not among what cli may include")));
}

TEST(CheckIncludesTest, KeepsThirdPartiesInTheirPlaces) {
  EXPECT_THAT(
      CheckIncludes("storage/store/store.cc", "#include \"rocksdb/db.h\"\n"),
      ElementsAre("storage/store/store.cc:1: 'rocksdb/db.h' may be included only by storage/kv/rocksdb_*"));
  EXPECT_THAT(CheckIncludes("storage/kv/key_value.h", "#include <rocksdb/slice.h>\n"),
              ElementsAre(HasSubstr("only by storage/kv/rocksdb_*")));
  EXPECT_THAT(CheckIncludes("engine/algebra/translate.cc", "#include <antlr4-runtime.h>\n"),
              ElementsAre(HasSubstr("only by engine/syntax/*")));
  EXPECT_THAT(CheckIncludes("cli/main.cc", "#include \"TernQLLexer.h\"\n"),
              ElementsAre(HasSubstr("only by engine/syntax/*")));
  EXPECT_THAT(CheckIncludes("storage/store/store.cc", "#include \"gtest/gtest.h\"\n"),
              ElementsAre(HasSubstr("by tests only")));
}

TEST(CheckIncludesTest, RefusesUnknownFoldersAndRelativePaths) {
  EXPECT_THAT(CheckIncludes("storage/helpers/misc.h", ""), ElementsAre(HasSubstr("does not have")));
  EXPECT_THAT(CheckIncludes("storage/store/store.cc", "#include \"storage/helpers/misc.h\"\n"),
              ElementsAre(HasSubstr("not among what")));
  EXPECT_THAT(CheckIncludes("storage/store/store.cc", "#include \"store.h\"\n"),
              ElementsAre(HasSubstr("path from the root")));
  EXPECT_THAT(CheckIncludes("storage/store/store.cc", "#include <storage/model/term.h>\n"),
              ElementsAre(HasSubstr("wants quotes")));
  EXPECT_THAT(CheckIncludes("storage/store/store.cc", "#include \"tests/house/layering.h\"\n"),
              ElementsAre(HasSubstr("no part of the product")));
}

TEST(CheckGuardTest, WantsThePathAsItsName) {
  const std::string good =
      "// A term.\n#ifndef TERN_STORAGE_MODEL_TERM_H_\n#define TERN_STORAGE_MODEL_TERM_H_\n"
      "#endif  // TERN_STORAGE_MODEL_TERM_H_\n";
  EXPECT_THAT(CheckGuard("storage/model/term.h", good), IsEmpty());
  EXPECT_THAT(CheckGuard("storage/model/value.h", good),
              ElementsAre("storage/model/value.h:2: the guard should be TERN_STORAGE_MODEL_VALUE_H_"));
  EXPECT_THAT(CheckGuard("storage/model/term.h", "#pragma once\n"), ElementsAre(HasSubstr("has no guard")));
  EXPECT_THAT(
      CheckGuard("storage/model/term.h", "#ifndef TERN_STORAGE_MODEL_TERM_H_\n#define TERN_OTHER\n#endif\n"),
      ElementsAre(HasSubstr("the guard should be")));
  EXPECT_THAT(CheckGuard("storage/model/term.h",
                         "#ifndef TERN_STORAGE_MODEL_TERM_H_\n#define TERN_STORAGE_MODEL_TERM_H_\n#endif\n"),
              ElementsAre(HasSubstr("the last line should be")));
}

TEST(CheckOwnHeaderFirstTest, WantsTheOwnHeaderBeforeAnyOther) {
  EXPECT_THAT(CheckOwnHeaderFirst("cli/repl.cc", "#include \"cli/repl.h\"\n\n#include <vector>\n"),
              IsEmpty());
  EXPECT_THAT(CheckOwnHeaderFirst("cli/repl.cc", "#include <vector>\n\n#include \"cli/repl.h\"\n"),
              ElementsAre("cli/repl.cc:1: 'cli/repl.h' should be included first"));
  EXPECT_THAT(CheckOwnHeaderFirst("cli/repl.cc", ""), ElementsAre(HasSubstr("should be included first")));
}

}  // namespace
}  // namespace tern::house
