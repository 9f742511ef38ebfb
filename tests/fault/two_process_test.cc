// A writer that flushes, ingests, purges and reopens all the time beside processes that open to read: every
// count that a reader sees is one that was committed, none is older than what was durable before it opened,
// and no open fails.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::fault {
namespace {

using ::testing::HasSubstr;

class ChildProcess {
 public:
  explicit ChildProcess(const std::string& command) : output_(popen((command + " 2>&1").c_str(), "r")) {}
  ~ChildProcess() {
    if (output_ != nullptr) pclose(output_);
  }
  // What it printed, and how it ended. Waits for it.
  std::pair<std::string, int> Wait() {
    std::string text;
    char buffer[4096];
    while (const size_t size = fread(buffer, 1, sizeof(buffer), output_)) text.append(buffer, size);
    const int status = pclose(output_);
    output_ = nullptr;
    return {text, status};
  }

 private:
  FILE* output_;
};

TEST(TwoProcessTest, ReadersSeeCommittedStatesBesideABusyWriter) {
  const char* seconds_text = std::getenv("TERN_TWO_PROCESS_SECONDS");
  const std::string seconds = seconds_text != nullptr ? seconds_text : "15";
  testing::TemporaryDirectory directory;
  const auto start = [&](const std::string& role) {
    return std::make_unique<ChildProcess>(std::string(TERN_KV_PROCESS) + " " + role + " " + directory.path() +
                                          " " + seconds);
  };
  std::vector<std::unique_ptr<ChildProcess>> processes;
  processes.push_back(start("write"));
  for (int i = 0; i < 3; ++i) processes.push_back(start("read"));
  for (const std::unique_ptr<ChildProcess>& process : processes) {
    const auto [text, status] = process->Wait();
    EXPECT_EQ(status, 0) << text;
    std::printf("%s", text.c_str());
  }
}

}  // namespace
}  // namespace tern::fault
