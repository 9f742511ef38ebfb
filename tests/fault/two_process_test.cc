// A writer that flushes, ingests, purges and reopens all the time beside processes that open to read: every
// count that a reader sees is one that was committed, none is older than what was durable before it opened,
// and no open fails.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fault/child_process.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::fault {
namespace {

TEST(TwoProcessTest, ReadersSeeCommittedStatesBesideABusyWriter) {
  const char* seconds_text = std::getenv("TERN_TWO_PROCESS_SECONDS");
  const std::string seconds = seconds_text != nullptr ? seconds_text : "15";
  testing::TemporaryDirectory directory;
  const auto start = [&](const std::string& role) {
    return std::make_unique<ChildProcess>(
        std::vector<std::string>{TERN_KV_PROCESS, role, directory.path(), seconds});
  };
  std::vector<std::unique_ptr<ChildProcess>> processes;
  processes.push_back(start("write"));
  for (int i = 0; i < 3; ++i) processes.push_back(start("read"));
  for (const std::unique_ptr<ChildProcess>& process : processes) {
    const std::string& text = process->Wait();
    EXPECT_EQ(process->exit_status(), 0) << text;
    std::printf("%s", text.c_str());
  }
}

}  // namespace
}  // namespace tern::fault
