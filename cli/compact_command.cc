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

Where an eighth of the terms or more are used by no statement any more, the terms are written
anew too: those go, and the others are in order again, as one load of everything would have left
them. --renumber does it always, which is worth its time after loads into a filled database too;
--keep-terms never does.

Examples:
  tern compact
  tern compact --renumber --db chips.db
)";

void RunCompact(Environment& environment, CompactionOptions::Renumber renumber) {
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
  if (report->terms_before > 0) {
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
  struct Flags {
    bool renumber = false;
    bool keep_terms = false;
  };
  const auto flags = std::make_shared<Flags>();
  CLI::Option* const renumber =
      command->add_flag("--renumber", flags->renumber, "Drop unused terms and put the others in order");
  command->add_flag("--keep-terms", flags->keep_terms, "Leave the terms as they are")->excludes(renumber);
  command->callback([&environment, flags] {
    using Renumber = CompactionOptions::Renumber;
    RunCompact(environment, flags->renumber     ? Renumber::kAlways
                            : flags->keep_terms ? Renumber::kNever
                                                : Renumber::kWhenWorthwhile);
  });
}

}  // namespace tern::cli
