// Runs a program as a shell would: arguments, environment, standard input; gathers what it writes and how it
// ends.
#ifndef TERN_TESTS_CLI_PROCESS_H_
#define TERN_TESTS_CLI_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tern::testing {

struct Ended {
  int status = -1;  // the exit status, or 128 + the signal
  std::string out;
  std::string err;
  uint64_t peak_bytes = 0;  // of its memory; at least what this process had when it started it
};

struct ProcessOptions {
  std::map<std::string, std::string> environment;  // on top of the test's own
  std::string directory;                           // empty: the test's own
};

// A program that runs while the test talks to it. Killed at the end if it still runs.
class Process {
 public:
  Process(const std::vector<std::string>& command, const ProcessOptions& options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Write(std::string_view text);
  void CloseInput();
  // The next line of standard output without its end; "" where none comes in time.
  std::string ReadLine(std::chrono::milliseconds wait = std::chrono::seconds(60));
  void Signal(int signal);
  Ended Wait();  // closes the input first, then reads all

 private:
  bool ReadMore(std::chrono::milliseconds wait);

  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string out_text_;
  std::string err_text_;
};

// Runs to the end.
Ended RunProcess(const std::vector<std::string>& command, const ProcessOptions& options = {},
                 std::string_view input = "");

}  // namespace tern::testing

#endif  // TERN_TESTS_CLI_PROCESS_H_
