#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kVersion[] = "tern " TERN_VERSION;
constexpr char kDescription[] = "Tern: a knowledge graph of facts and of who claims them";
constexpr char kFooter[] = R"(Examples:
  tern load chips.tern
  tern query 'match China -[rejected {by: ?who, on: ?day}]-> ?chip return ?chip, ?who, ?day'
  tern repl
  tern export --format nquads -o chips.nq
  tern check

Exit status: 0 ok, 1 a query failed, 2 wrong usage, 3 the database cannot be used.
"tern COMMAND --help" says more.
)";

// As typed, for the message to whoever waits for this process.
std::string CommandLine(int argc, char** argv) {
  constexpr size_t kMaxBytes = 200;
  std::string line = "tern";
  for (int i = 1; i < argc && line.size() < kMaxBytes; ++i) line.append(" ").append(argv[i]);
  if (line.size() > kMaxBytes) line.resize(kMaxBytes);
  return line;
}

// The word where a command was expected, if it is none: CLI11 takes it for one argument too many.
std::optional<std::string> UnknownCommand(const CLI::App& app) {
  if (!app.get_subcommands().empty()) return std::nullopt;
  for (const std::string& word : app.remaining()) {
    if (!word.starts_with("-")) return word;
  }
  return std::nullopt;
}

void FailUnknownCommand(const CLI::App& app, const std::string& word, Environment& environment) {
  std::vector<std::string_view> known;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  known.assign(names.begin(), names.end());
  const std::optional<std::string_view> nearest = syntax::Nearest(word, known);
  const std::string advice =
      nearest ? model::StrCat("; did you mean 'tern ", *nearest, "'?") : "; 'tern --help' lists the commands";
  environment.FailUsage(model::StrCat("there is no command '", word, "'", advice));
}

}  // namespace

int RunProgram(int argc, char** argv) {
  InstallSignalHandlers();
  Environment environment;
  environment.command_line = CommandLine(argc, argv);
  CLI::App app(kDescription, "tern");
  app.set_version_flag("--version", kVersion, "Print the version");
  app.set_help_all_flag("--help-all", "Print the help of every command");
  app.add_option("--db", environment.database_path, "The database's directory (default ./tern.db)")
      ->envname("TERN_DB")
      ->type_name("DIR");
  app.require_subcommand(1);
  app.fallthrough();  // --db also behind the command
  app.footer(kFooter);
  AddLoadCommand(app, environment);
  AddQueryCommand(app, environment);
  AddExportCommand(app, environment);
  AddReplCommand(app, environment);
  AddStatsCommand(app, environment);
  AddCheckCommand(app, environment);
  AddCompactCommand(app, environment);
  CLI::App* help = app.add_subcommand("help", "Print this help");
  // App::help would describe the command that was given, which is this one.
  help->callback([&] {
    environment.out << app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 reports by exceptions; they end here
    const std::optional<std::string> unknown = UnknownCommand(app);
    if (unknown.has_value()) {
      FailUnknownCommand(app, *unknown, environment);
    } else if (app.exit(error, environment.out, environment.err) != 0) {
      environment.exit_status = kExitUsage;
    }
  }
  environment.out.flush();
  environment.err.flush();
  if (environment.out.failed() && environment.exit_status == kExitOk) {
    environment.Fail(absl::UnavailableError("the output cannot be written"));
  }
  return environment.exit_status;
}

}  // namespace tern::cli
