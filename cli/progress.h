// One line on a terminal that is written over and over: how far a long command is, how fast, and how long it
// will take.
#ifndef TERN_CLI_PROGRESS_H_
#define TERN_CLI_PROGRESS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

namespace tern::cli {

// What a line says of a phase.
struct PhaseProgress {
  std::string_view phase;
  uint64_t done = 0;
  uint64_t total = 0;  // 0: unknown
  // For the rate: how much of `done` took how long.
  uint64_t timed = 0;
  double seconds = 0;
};

// "read: 512 MB of 1.1 GB (45 %), 74 MB/s, 8 s left", without its last parts where it is wider than
// `columns`. "read" counts bytes, every other phase items. No rate before a second has passed, no time left
// where the total is unknown.
std::string ProgressText(const PhaseProgress& progress, size_t columns);

// Silent where `enabled` is false. Not thread-safe.
class ProgressLine {
 public:
  // `columns`: of the terminal; 0: unknown.
  ProgressLine(std::ostream& out, bool enabled, int columns);
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // At most ten times a second, but for the start of a phase. There are few phases.
  void Show(std::string_view phase, uint64_t done, uint64_t total);
  // Takes the line away, so that a message can stand there.
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  const bool enabled_;
  const size_t columns_;
  bool shown_ = false;
  Clock::time_point last_shown_;
  // Phases may run side by side. One starts anew where less is done than before, as with the next file.
  struct Timed {
    Clock::time_point started;
    uint64_t first_done = 0;
    uint64_t last_done = 0;
  };
  std::map<std::string, Timed, std::less<>> phases_;
};

}  // namespace tern::cli

#endif  // TERN_CLI_PROGRESS_H_
