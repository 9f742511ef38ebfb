// One line on a terminal that is written over and over: how far a load is.
#ifndef TERN_CLI_PROGRESS_H_
#define TERN_CLI_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace tern::cli {

// Silent where `enabled` is false. Not thread-safe.
class ProgressLine {
 public:
  ProgressLine(std::ostream& out, bool enabled) : out_(out), enabled_(enabled) {}
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // At most ten times a second. `total` 0: unknown. "read" counts bytes, every other phase items.
  void Show(std::string_view phase, uint64_t done, uint64_t total);
  // Takes the line away, so that a message can stand there.
  void Clear();

 private:
  std::ostream& out_;
  const bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace tern::cli

#endif  // TERN_CLI_PROGRESS_H_
