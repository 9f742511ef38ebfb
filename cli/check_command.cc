// tern check: reads everything and tells what is damaged.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(Compares the orders in which statements are kept with each other, the counts with the statements,
and every id with its term. What is wrong is told on standard output, one line each.

Exit status: 0 all is sound, 3 something is damaged or the database cannot be read.

Examples:
  tern check
  tern check --db chips.db || echo "restore the backup"
)";

void RunCheck(Environment& environment) {
  const std::unique_ptr<Database> database = OpenDatabase(environment, {});
  if (database == nullptr) return;
  ProgressLine progress(environment.err, environment.err_is_terminal, environment.err_columns);
  TaskOptions options;
  options.cancelled = &WasInterrupted;
  options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.Show(phase, done, total);
  };
  const absl::StatusOr<CheckingReport> report = database->Check(options);
  progress.Clear();
  if (!report.ok()) return environment.Fail(report.status());
  for (const std::string& finding : report->findings) environment.out << finding << '\n';
  const std::string looked_at = model::StrCat(report->statements, " statements in ", report->blocks,
                                              " blocks, ", report->terms, " terms");
  if (report->finding_count == 0) {
    environment.out << "sound: " << looked_at;
    if (report->unused_terms > 0) environment.out << " (" << report->unused_terms << " of them unused)";
    environment.out << '\n';
    environment.out.flush();
    return;
  }
  environment.exit_status = kExitStorage;
  environment.Complain(
      model::StrCat("the database is damaged: ", report->finding_count,
                    report->finding_count == 1 ? " finding in " : " findings in ", looked_at,
                    report->finding_count > report->findings.size()
                        ? model::StrCat("; the first ", report->findings.size(), " are listed")
                        : "",
                    "; restore a backup, or load the files into a new database. Queries go on answering "
                    "from what they can read; an export needs all of it"));
}

}  // namespace

void AddCheckCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("check", "Read everything and tell what is damaged");
  command->footer(kFooter);
  command->callback([&environment] { RunCheck(environment); });
}

}  // namespace tern::cli
