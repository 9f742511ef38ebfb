// Runs statements of one session and prints what they answer. What `query` and `repl` have in common:
// formats, parameters, warnings, errors with their place.
#ifndef TERN_CLI_STATEMENT_RUNNER_H_
#define TERN_CLI_STATEMENT_RUNNER_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "cli/environment.h"
#include "engine/database.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}  // namespace CLI

namespace tern::cli {

struct RunnerOptions {
  std::string format;                   // as given; empty: a table on a terminal, else CSV
  std::vector<std::string> parameters;  // "name=value"
  // Every statement answers on standard output in turn, unless a format is asked for: whoever talks through
  // pipes waits there for the line that says that a write is durable.
  bool is_conversation = false;
};

// Adds --format.
void AddFormatOption(CLI::App& command, RunnerOptions& options);
// The format that was asked for, or else the one that suits where the output goes.
results::Format FormatOf(const Environment& environment, const RunnerOptions& options);

// Adds --format and --param.
void AddRunnerOptions(CLI::App& command, RunnerOptions& options);

// Not thread-safe; must not outlive the environment or the database.
class StatementRunner {
 public:
  StatementRunner(Environment& environment, Database& database, const RunnerOptions& options);

  // Reads --param values in the session's names. InvalidArgument for one without "=".
  absl::Status SetParameters();

  // Runs one statement and prints its answer; its text is source[where.offset…]. False where it failed (which
  // was said, and the exit status set) or the output is closed.
  bool Run(std::string_view statement, model::Location where, std::string_view source_name,
           std::string_view source);

  // The same for one statement of a stream, whose text before it is gone.
  bool RunPiece(const syntax::StatementSplitter::Piece& piece, std::string_view source_name);

 private:
  absl::StatusOr<Outcome> Execute(std::string_view statement, model::Location where);
  bool Finish(absl::StatusOr<Outcome> outcome, const std::function<void(const absl::Status&)>& report);
  absl::Status Print(Outcome outcome);
  absl::Status PrintRows(execute::Rows& rows);
  void PrintLine(std::string_view line, bool is_answer);

  Environment& environment_;
  const RunnerOptions& options_;
  const results::Format format_;
  const std::unique_ptr<Session> session_;
  syntax::Parameters parameters_;
  bool printed_rows_ = false;
};

}  // namespace tern::cli

#endif  // TERN_CLI_STATEMENT_RUNNER_H_
