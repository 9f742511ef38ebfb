// What the program tells the shell. Documented in `tern --help` and docs/cli.md: never change.
#ifndef TERN_CLI_EXIT_STATUS_H_
#define TERN_CLI_EXIT_STATUS_H_

namespace tern::cli {

enum ExitStatus : int {
  kExitOk = 0,
  kExitFailed = 1,  // a wrong query, a strict load's bad line, an output that cannot be written
  kExitUsage = 2,
  kExitStorage = 3,
  kExitInterrupted = 130,  // Ctrl-C, as shells have it
};

}  // namespace tern::cli

#endif  // TERN_CLI_EXIT_STATUS_H_
