// tern stats: what a database holds, as rows.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/statement_runner.h"

namespace tern::cli {
namespace {

constexpr char kFooter[] =
    R"(A row a number, grouped: totals, terms, predicates (those with the most facts), bytes, blocks, log.
A statement is a fact as one claim states it; a fact counts once however many claim it.

Examples:
  tern stats
  tern stats --top 100 --format json
)";

struct StatsArguments {
  size_t top = 20;
  RunnerOptions output;  // its format
};

// Rows that are all there already.
class StatisticsRows : public execute::Rows {
 public:
  void Add(std::string_view group, model::Term name, uint64_t value) {
    batch_.cells.emplace_back(model::Term::String(std::string(group)));
    batch_.cells.emplace_back(std::move(name));
    batch_.cells.emplace_back(model::Term::Integer(static_cast<int64_t>(value)));
    ++batch_.row_count;
  }
  void Add(std::string_view group, std::string name, uint64_t value) {
    Add(group, model::Term::String(std::move(name)), value);
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  absl::StatusOr<bool> Next(execute::RowBatch& batch) override {
    batch = std::exchange(batch_, {});
    return batch.row_count > 0;
  }

 private:
  const std::vector<std::string> columns_ = {"group", "name", "value"};
  execute::RowBatch batch_;
};

StatisticsRows RowsOf(const DatabaseStatistics& statistics) {
  StatisticsRows rows;
  rows.Add("totals", "statements", statistics.statements);
  rows.Add("totals", "facts", statistics.facts);
  rows.Add("totals", "statements with a claim", statistics.claimed);
  rows.Add("totals", "claims", statistics.anonymous_claims);
  rows.Add("totals", "named claims", statistics.named_claims);
  rows.Add("totals", "properties of claims", statistics.properties);
  rows.Add("totals", "predicates", statistics.predicates);
  rows.Add("totals", "commits", statistics.commit);
  for (const DatabaseStatistics::Terms& terms : statistics.terms) rows.Add("terms", terms.kind, terms.count);
  rows.Add("terms", "blank nodes", statistics.blank_nodes);
  for (const DatabaseStatistics::Predicate& predicate : statistics.top_predicates)
    rows.Add("predicates", predicate.term, predicate.facts);
  rows.Add("bytes", "all files", statistics.bytes);
  rows.Add("bytes", "dictionary", statistics.dictionary_bytes);
  for (const DatabaseStatistics::Order& order : statistics.orders) rows.Add("bytes", order.name, order.bytes);
  for (const DatabaseStatistics::Order& order : statistics.orders)
    rows.Add("blocks", order.name, order.blocks);
  rows.Add("log", "commits", statistics.log_commits);
  rows.Add("log", "statements", statistics.log_statements);
  rows.Add("log", "bytes", statistics.log_bytes);
  return rows;
}

void RunStats(Environment& environment, const StatsArguments& arguments) {
  const std::unique_ptr<Database> database = OpenDatabase(environment, {});
  if (database == nullptr) return;
  ProgressLine progress(environment.err, environment.err_is_terminal, environment.err_columns);
  TaskOptions options;
  options.cancelled = &WasInterrupted;
  options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.Show(phase, done, total);
  };
  const absl::StatusOr<DatabaseStatistics> statistics = database->Statistics(arguments.top, options);
  progress.Clear();
  if (!statistics.ok()) return environment.Fail(statistics.status());
  StatisticsRows rows = RowsOf(*statistics);
  results::WriteOptions write_options;
  write_options.names = database->NewSession()->names();
  write_options.window_columns = environment.window_columns;
  const absl::Status written =
      results::WriteRows(rows, FormatOf(environment, arguments.output), write_options, environment.out)
          .status();
  if (!written.ok()) environment.Fail(written);
}

}  // namespace

void AddStatsCommand(CLI::App& app, Environment& environment) {
  CLI::App* command = app.add_subcommand("stats", "Count what the database holds");
  const auto arguments = std::make_shared<StatsArguments>();
  command->add_option("--top", arguments->top, "How many predicates are listed (default 20)")
      ->check(CLI::Range(0, 10'000))
      ->type_name("N");
  AddFormatOption(*command, arguments->output);
  command->footer(kFooter);
  command->callback([&environment, arguments] { RunStats(environment, *arguments); });
}

}  // namespace tern::cli
