// tern repl: statements as they come. In a pipe without prompt or welcome: a statement runs when its ";" has
// come, its result line is written when its commit is durable, and an error does not stop the ones behind it.
// On a terminal with a prompt; between statements no lock is held.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/statement_runner.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] = R"(Examples:
  tern repl
  producer | tern repl --format jsonl
)";
constexpr std::string_view kPrompt = "tern> ";
constexpr std::string_view kMorePrompt = "  ... ";
constexpr std::string_view kWelcome =
    "Tern. A statement ends with ';'. Try: match ?s -[?p]-> ?o return count(*);  Leave with Ctrl-D.\n";
constexpr size_t kReadBytes = size_t{64} << 10;

// Bytes from standard input as they come: nothing at the end, or an error. An interrupted read returns no
// bytes.
struct Arrival {
  std::string_view bytes;
  bool at_end = false;
};

Arrival ReadSome(std::array<char, kReadBytes>& buffer) {
  const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
  if (got < 0) return {{}, errno != EINTR};
  return {std::string_view(buffer.data(), static_cast<size_t>(got)), got == 0};
}

void RunPipe(Environment& environment, StatementRunner& runner) {
  const auto buffer = std::make_unique<std::array<char, kReadBytes>>();
  syntax::StatementSplitter splitter;
  int worst = kExitOk;
  while (!WasInterrupted()) {
    const Arrival arrival = ReadSome(*buffer);
    if (arrival.at_end) {
      splitter.Finish();
    } else {
      splitter.Add(arrival.bytes);
    }
    while (std::optional<syntax::StatementSplitter::Piece> piece = splitter.Next()) {
      runner.RunPiece(*piece, "stdin");
      worst = std::max(worst, environment.exit_status);
      if (environment.out.failed() || WasInterrupted()) break;
    }
    if (arrival.at_end || environment.out.failed()) break;
  }
  environment.exit_status = WasInterrupted() ? kExitInterrupted : worst;
}

bool IsFarewell(std::string_view text) { return text == "exit\n" || text == "quit\n" || text == "\\q\n"; }

void RunTerminal(Environment& environment, StatementRunner& runner) {
  const auto buffer = std::make_unique<std::array<char, kReadBytes>>();
  environment.out << kWelcome;
  std::string text;  // lines of a statement that has not ended
  while (true) {
    environment.out << (text.empty() ? kPrompt : kMorePrompt);
    environment.out.flush();
    const Arrival arrival = ReadSome(*buffer);
    if (WasInterrupted()) {
      ForgetInterrupt();
      text.clear();
      environment.out << '\n';
      continue;
    }
    if (arrival.at_end) break;
    text += arrival.bytes;
    if (IsFarewell(text)) return;
    if (text.size() <= syntax::kMaxStatementBytes && syntax::IsIncomplete(text)) continue;
    for (const syntax::StatementText& statement : syntax::SplitStatements(text)) {
      if (!runner.Run(statement.text, statement.where, "input", text)) break;
    }
    ForgetInterrupt();
    text.clear();
  }
  environment.out << '\n';
  environment.out.flush();
}

void RunRepl(Environment& environment, const RunnerOptions& arguments) {
  const bool prompts = environment.in_is_terminal && environment.out_is_terminal;
  DatabaseOptions options;
  options.create = true;
  options.hold_writer = !prompts;
  const std::unique_ptr<Database> database = OpenDatabase(environment, options);
  if (database == nullptr) return;
  StatementRunner runner(environment, *database, arguments);
  if (absl::Status set = runner.SetParameters(); !set.ok()) return environment.Fail(set);
  if (!prompts) return RunPipe(environment, runner);
  RunTerminal(environment, runner);
  environment.exit_status = kExitOk;  // each error was seen when it happened
}

}  // namespace

void AddReplCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("repl", "Run statements as they come: a prompt, or a pipe");
  const auto arguments = std::make_shared<RunnerOptions>();
  arguments->is_conversation = true;
  AddRunnerOptions(*command, *arguments);
  AddTimeoutOption(*command, environment);
  AddMemoryLimitOption(*command, environment);
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunRepl(environment, *arguments); });
}

}  // namespace tern::cli
