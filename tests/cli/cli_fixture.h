// The built program in a directory of its own.
#ifndef TERN_TESTS_CLI_CLI_FIXTURE_H_
#define TERN_TESTS_CLI_CLI_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/process.h"
#include "tests/engine/ingest/temp_directory.h"

namespace tern::testing {

class CliTest : public ::testing::Test {
 protected:
  // Runs `tern` with these arguments; TERN_DB is not set unless `options` does so.
  Ended Tern(std::vector<std::string> arguments, std::string_view input = "") {
    return RunProcess(Command(std::move(arguments)), Options(), input);
  }

  static std::vector<std::string> Command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), TERN_PROGRAM);
    return arguments;
  }

  ProcessOptions Options() const {
    ProcessOptions options;
    options.directory = directory_.path();
    options.environment = {{"TERN_DB", directory_.File("tern.db")}, {"LC_ALL", "C.UTF-8"}};
    return options;
  }

  // Four facts, three of them claimed.
  void LoadChips() {
    directory_.Write("chips.tern",
                     "China -[rejected {by: `David Sacks`, on: 2025-12-12}]-> H200;\n"
                     "China -[not accepted {by: Reuters}]-> H200;\n"
                     "China -[rejected {by: Reuters}]-> H20;\n"
                     "Nvidia -[makes]-> H200;\n");
    const Ended loaded = Tern({"load", "chips.tern"});
    ASSERT_EQ(loaded.status, 0) << loaded.err;
  }

  // The number of facts in the database; -1 where it cannot be asked.
  int CountFacts() {
    const Ended ended = Tern({"query", "match ?s -[?p]-> ?o return count(*) as ?n"});
    return ended.status == 0 ? std::stoi(ended.out.substr(ended.out.find('\n') + 1)) : -1;
  }

  TempDirectory directory_;
};

}  // namespace tern::testing

#endif  // TERN_TESTS_CLI_CLI_FIXTURE_H_
