#include "cli/statement_runner.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <utility>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "storage/model/text.h"

namespace tern::cli {
namespace {

bool IsJson(results::Format format) {
  return format == results::Format::kJson || format == results::Format::kJsonl;
}

}  // namespace

results::Format FormatOf(const Environment& environment, const RunnerOptions& options) {
  if (const std::optional<results::Format> format = results::FormatFromName(options.format)) return *format;
  return environment.out_is_terminal ? results::Format::kTable : results::Format::kCsv;
}

void AddFormatOption(CLI::App& command, RunnerOptions& options) {
  command
      .add_option("--format", options.format, "How rows are written; a table on a terminal, CSV in a pipe")
      ->check(CLI::IsMember({"table", "csv", "tsv", "json", "jsonl"}));
}

void AddRunnerOptions(CLI::App& command, RunnerOptions& options) {
  AddFormatOption(command, options);
  command
      .add_option("--param", options.parameters,
                  "A value for $NAME in the text: a term (China, 42, '\"text\"'@en), a list ([A, B]) or "
                  "plain text; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        const size_t equals = text.find('=');
        return equals == std::string::npos || equals == 0 ? "'" + text + "' is not NAME=VALUE"
                                                          : std::string();
      });
}

StatementRunner::StatementRunner(Environment& environment, Database& database, const RunnerOptions& options)
    : environment_(environment),
      options_(options),
      format_(FormatOf(environment, options)),
      session_(database.NewSession()) {}

absl::Status StatementRunner::SetParameters() {
  for (const std::string& parameter : options_.parameters) {
    const size_t equals = parameter.find('=');
    if (equals == std::string::npos)
      return absl::InvalidArgumentError(parameter + ": --param takes NAME=VALUE");
    std::string name = parameter.substr(0, equals);
    if (name.front() == '$') name.erase(0, 1);
    absl::StatusOr<syntax::ParameterValue> value =
        syntax::ParseParameter(std::string_view(parameter).substr(equals + 1), session_->names());
    if (!value.ok()) {
      return absl::InvalidArgumentError(
          model::StrCat("--param ", name, ": ", model::FromAbsl(value.status().message())));
    }
    parameters_[name] = *std::move(value);
  }
  return absl::OkStatus();
}

absl::StatusOr<Outcome> StatementRunner::Execute(std::string_view statement, model::Location where) {
  RunOptions run_options;
  run_options.parameters = parameters_;
  run_options.cancelled = &WasInterrupted;
  if (environment_.timeout.count() > 0)
    run_options.deadline = std::chrono::steady_clock::now() + environment_.timeout;
  ProgressLine progress(environment_.err, environment_.err_is_terminal, environment_.err_columns);
  run_options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.Show(phase, done, total);
  };
  run_options.on_bad_row = [&](const std::string& complaint) {
    progress.Clear();
    environment_.err << complaint << '\n';
    environment_.err.flush();
  };
  return session_->Run(statement, run_options, where);
}

bool StatementRunner::Finish(absl::StatusOr<Outcome> outcome,
                             const std::function<void(const absl::Status&)>& report) {
  const absl::Status status = outcome.ok() ? Print(*std::move(outcome)) : outcome.status();
  environment_.out.flush();
  if (!status.ok()) {
    report(status);
    return false;
  }
  if (!environment_.out.failed()) return true;
  environment_.Fail(absl::UnavailableError("the output cannot be written"));
  return false;
}

bool StatementRunner::Run(std::string_view statement, model::Location where, std::string_view source_name,
                          std::string_view source) {
  return Finish(Execute(statement, where), [&](const absl::Status& status) {
    ReportStatementError(environment_, status, source_name, source);
  });
}

bool StatementRunner::RunPiece(const syntax::StatementSplitter::Piece& piece, std::string_view source_name) {
  return Finish(Execute(piece.text, piece.where), [&](const absl::Status& status) {
    // As many lines and columns in front as there were in the stream, so that a place in it is a place in
    // this text.
    std::string padded(piece.where.line - 1, '\n');
    padded.append(piece.where.column - 1, ' ');
    ReportStatementError(environment_, status, source_name, padded + piece.text);
  });
}

absl::Status StatementRunner::Print(Outcome outcome) {
  for (const std::string& warning : outcome.warnings) environment_.Complain(warning);
  switch (outcome.kind) {
    case Outcome::Kind::kRows:
      return PrintRows(*outcome.rows);
    case Outcome::Kind::kDone:
      PrintLine(outcome.message, options_.is_conversation && options_.format.empty());
      return absl::OkStatus();
    case Outcome::Kind::kPlan:
      if (IsJson(format_)) {
        PrintLine(outcome.json, true);
        return absl::OkStatus();
      }
      PrintLine(outcome.message, options_.format.empty());
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status StatementRunner::PrintRows(execute::Rows& rows) {
  // An empty line between two answers; JSON tells them apart by itself.
  if (std::exchange(printed_rows_, true) && !IsJson(format_)) environment_.out << '\n';
  results::WriteOptions write_options;
  write_options.names = session_->names();
  write_options.window_columns = environment_.window_columns;
  return results::WriteRows(rows, format_, write_options, environment_.out).status();
}

// The line that a statement without rows answers. Where rows go out in a machine's format, standard output is
// for them alone.
void StatementRunner::PrintLine(std::string_view line, bool is_answer) {
  if (line.empty()) return;
  Output& stream = is_answer || format_ == results::Format::kTable ? environment_.out : environment_.err;
  stream << line;
  if (line.back() != '\n') stream << '\n';
  stream.flush();
}

}  // namespace tern::cli
