// The commands: each adds itself to the command line with its options and runs when it is chosen. One a file.
#ifndef TERN_CLI_COMMANDS_H_
#define TERN_CLI_COMMANDS_H_

#include "cli/environment.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}  // namespace CLI

namespace tern::cli {

// `environment` must outlive the parse.
void AddLoadCommand(CLI::App& app, Environment& environment);
void AddQueryCommand(CLI::App& app, Environment& environment);
void AddExportCommand(CLI::App& app, Environment& environment);
void AddReplCommand(CLI::App& app, Environment& environment);
void AddStatsCommand(CLI::App& app, Environment& environment);
void AddCheckCommand(CLI::App& app, Environment& environment);
void AddCompactCommand(CLI::App& app, Environment& environment);

// The whole program: parses, runs one command, returns the exit status.
int RunProgram(int argc, char** argv);

}  // namespace tern::cli

#endif  // TERN_CLI_COMMANDS_H_
