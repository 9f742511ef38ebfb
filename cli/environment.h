// What every command gets: where the database is, the streams, and how to end. One a process; commands own
// nothing of it.
#ifndef TERN_CLI_ENVIRONMENT_H_
#define TERN_CLI_ENVIRONMENT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "cli/exit_status.h"
#include "cli/output.h"
#include "engine/database.h"

namespace tern::cli {

struct Environment {
  std::string database_path = "./tern.db";
  std::string command_line;  // told to whoever waits for the writer's lock
  Output out;                // data
  Output err;                // diagnostics
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool in_is_terminal = false;
  int window_columns = 0;  // of a terminal on `out`; 0: none
  int err_columns = 0;     // of a terminal on `err`; 0: none
  int exit_status = kExitOk;
  uint64_t memory_limit = 0;             // of databases that are opened; 0: what they take by themselves
  std::chrono::milliseconds timeout{0};  // of every statement; 0: none

  Environment();

  // "tern: message" on the diagnostics stream.
  void Complain(std::string_view message);

  // Says what went wrong and sets the exit status. An output whose reader has gone ends quietly with status
  // 0.
  void Fail(const absl::Status& status);

  // The same for a wrong command line.
  void FailUsage(std::string_view message);
};

// The exit status for an error of the engine.
ExitStatus ExitStatusOf(const absl::Status& status);

// A wrong statement with its source line and a caret, or any other error as one line. `source` is the whole
// text that the places in `status` count from.
void ReportStatementError(Environment& environment, const absl::Status& status, std::string_view source_name,
                          std::string_view source);

// Opens the environment's database; null where it cannot, which was said and has set the exit status.
std::unique_ptr<Database> OpenDatabase(Environment& environment, DatabaseOptions options);

}  // namespace tern::cli

#endif  // TERN_CLI_ENVIRONMENT_H_
