// tern query: runs the statements of a text, one after the other, up to the first error.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "cli/commands.h"
#include "cli/limits.h"
#include "cli/statement_runner.h"
#include "cli/text_input.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] = R"(Examples:
  tern query 'China -[rejected]-> ?chip'
  tern query -f question.tq --format json
  tern query 'match ?m -[makes]-> $chip return ?m' --param chip=H200
  echo 'match ?s -[?p]-> ?o return count(*)' | tern query
)";

struct QueryArguments {
  std::string text;
  std::string file;
  RunnerOptions runner;
};

// The text, and the name under which errors tell their place.
absl::StatusOr<std::pair<std::string, std::string>> TextOf(const QueryArguments& arguments, bool has_text) {
  if (has_text) return std::make_pair(arguments.text, std::string("query"));
  const std::string path = arguments.file.empty() ? "-" : arguments.file;
  absl::StatusOr<std::string> text = ReadText(path);
  if (!text.ok()) return text.status();
  return std::make_pair(*std::move(text), path == "-" ? "stdin" : path);
}

void RunQuery(Environment& environment, const QueryArguments& arguments, bool has_text) {
  if (has_text && !arguments.file.empty()) return environment.FailUsage("give a text or -f FILE, not both");
  if (!has_text && arguments.file.empty() && environment.in_is_terminal) {
    return environment.FailUsage(
        "give a query, as in: tern query 'China -[rejected]-> ?chip'; or -f FILE; or start: tern repl");
  }
  absl::StatusOr<std::pair<std::string, std::string>> source = TextOf(arguments, has_text);
  if (absl::IsCancelled(source.status())) return environment.Fail(source.status());
  if (!source.ok()) return environment.FailUsage(model::FromAbsl(source.status().message()));

  DatabaseOptions options;
  options.create = true;
  const std::unique_ptr<Database> database = OpenDatabase(environment, options);
  if (database == nullptr) return;
  StatementRunner runner(environment, *database, arguments.runner);
  if (absl::Status set = runner.SetParameters(); !set.ok()) return environment.Fail(set);
  const auto& [text, name] = *source;
  const std::vector<syntax::StatementText> statements = syntax::SplitStatements(text);
  if (statements.empty()) return environment.FailUsage(name + ": holds no statement");
  for (const syntax::StatementText& statement : statements) {
    if (!runner.Run(statement.text, statement.where, name, text)) return;
  }
}

}  // namespace

void AddQueryCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("query", "Ask questions, or run any statements");
  const auto arguments = std::make_shared<QueryArguments>();
  CLI::Option* text =
      command->add_option("TEXT", arguments->text, "Statements, with ';' between; default: standard input");
  command->add_option("-f,--file", arguments->file, "Read the text from FILE ('-': standard input)")
      ->type_name("FILE");
  AddRunnerOptions(*command, arguments->runner);
  AddTimeoutOption(*command, environment);
  AddMemoryLimitOption(*command, environment);
  command->footer(kFooter);
  command->callback(
      [&environment, arguments, text] { RunQuery(environment, *arguments, text->count() > 0); });
}

}  // namespace tern::cli
