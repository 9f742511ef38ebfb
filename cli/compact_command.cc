// tern compact: gives back the space that deleted facts have left.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(Reading and writing go on meanwhile, but other processes cannot write. Needs as much free
space as the database has without what was deleted. Ctrl-C leaves it as it was.

With --renumber the terms are written anew too: those that no statement uses any more go, and the
others are in order again, as one load of everything would have left them. Worth its time after
large deletions, and after loads into a filled database.

Examples:
  tern compact
  tern compact --renumber --db chips.db
)";

void RunCompact(Environment& environment, bool renumber) {
  const std::unique_ptr<Database> database = OpenDatabase(environment, {});
  if (database == nullptr) return;
  ProgressLine progress(environment.err, environment.err_is_terminal, environment.err_columns);
  CompactionOptions options;
  options.renumber = renumber;
  options.cancelled = &WasInterrupted;
  options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.Show(phase, done, total);
  };
  const absl::StatusOr<CompactionReport> report = database->Compact(options);
  progress.Clear();
  if (!report.ok()) return environment.Fail(report.status());
  environment.out << "compacted " << report->statements
                  << (report->statements == 1 ? " statement: " : " statements: ") << report->bytes_before
                  << " bytes before, " << report->bytes_after << " now\n";
  if (renumber) {
    environment.out << "renumbered: " << report->terms_before << " terms before, " << report->terms_after
                    << " now\n";
  }
  environment.out.flush();
  if (report->old_blocks_are_read)
    environment.Complain("the old blocks are still read; their space comes back when that has ended");
}

}  // namespace

void AddCompactCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("compact", "Give back the space of what was deleted");
  command->footer(kFooter);
  const auto renumber = std::make_shared<bool>(false);
  command->add_flag("--renumber", *renumber, "Drop unused terms and put the others in order");
  command->callback([&environment, renumber] { RunCompact(environment, *renumber); });
}

}  // namespace tern::cli
