// tern_query_bench: runs query files against an open database, each many times, and prints a line of JSON a
// file with the times. A run is what a caller pays in a process that is up: parse, plan, run, and pull every
// row as terms; nothing is kept from one run to the next but what the store keeps. The same number of runs
// is then timed of the prepared statement ("prepared_…"), which is parsed and planned once. The statements of
// a file before its last one (prefixes) run once.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/database.h"
#include "engine/syntax/statement_scanner.h"
#include "storage/model/text.h"

namespace tern::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

struct Settings {
  std::string database;
  std::vector<std::string> files;
  int runs = 20;
  double seconds = 10;  // a query's runs end after so long, however many are left
  bool answers = false;
};

struct Measurement {
  std::vector<double> microseconds;  // of the runs behind the first
  std::vector<double> prepared;      // the same of the prepared statement
  double first = 0;                  // the first run, which finds caches as the queries before left them
  uint64_t rows = 0;
  std::string answer;  // a JSON array of rows, each an array of strings and nulls
};

void AppendJson(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendRows(const execute::RowBatch& batch, size_t width, std::string& out) {
  for (size_t row = 0; row < batch.row_count; ++row) {
    out += out.size() > 1 ? ",[" : "[";
    for (size_t column = 0; column < width; ++column) {
      if (column > 0) out += ',';
      const execute::Cell& cell = batch.cells[row * width + column];
      if (cell) {
        AppendJson(cell->value, out);
      } else {
        out += "null";
      }
    }
    out += ']';
  }
}

// Reads an outcome to its last row and counts the rows; their cells go to `answer`, if that is wanted.
absl::StatusOr<uint64_t> ReadAll(absl::StatusOr<Outcome> outcome, std::string* answer) {
  if (!outcome.ok()) return outcome.status();
  if (outcome->kind != Outcome::Kind::kRows) return absl::InvalidArgumentError("the statement has no rows");
  uint64_t rows = 0;
  execute::RowBatch batch;
  for (;;) {
    const absl::StatusOr<bool> more = outcome->rows->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return rows;
    rows += batch.row_count;
    if (answer != nullptr) AppendRows(batch, outcome->rows->columns().size(), *answer);
  }
}

// Times `settings.runs` runs behind one that warms up, and keeps how many rows they have.
template <typename Run>
absl::StatusOr<std::vector<double>> TimeRuns(const Settings& settings, Measurement& measured,
                                             const Run& run) {
  std::vector<double> times;
  const Clock::time_point start = Clock::now();
  for (int i = 0; i <= settings.runs; ++i) {
    const Clock::time_point begin = Clock::now();
    const absl::StatusOr<uint64_t> rows = ReadAll(run(), nullptr);
    times.push_back(Microseconds(Clock::now() - begin).count());
    if (!rows.ok()) return rows.status();
    measured.rows = *rows;
    if (i > 0 && Clock::now() - start > std::chrono::duration<double>(settings.seconds)) break;
  }
  return times;
}

absl::StatusOr<Measurement> Measure(Database& database, const std::string& file, const Settings& settings) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string source = text.str();
  const std::vector<syntax::StatementText> statements = syntax::SplitStatements(source);
  if (statements.empty()) return absl::InvalidArgumentError("no statement in it, or no such file");

  const auto session = database.NewSession();
  for (size_t i = 0; i + 1 < statements.size(); ++i) {
    if (const auto outcome = session->Run(statements[i].text); !outcome.ok()) return outcome.status();
  }
  const auto run_text = [&] { return session->Run(statements.back().text); };
  Measurement measured;
  absl::StatusOr<std::vector<double>> times = TimeRuns(settings, measured, run_text);
  if (!times.ok()) return times.status();
  measured.first = times->front();
  measured.microseconds.assign(times->begin() + 1, times->end());

  const auto prepared = session->Prepare(statements.back().text);
  if (!prepared.ok()) return prepared.status();
  times = TimeRuns(settings, measured, [&] { return (*prepared)->Run(); });
  if (!times.ok()) return times.status();
  measured.prepared.assign(times->begin() + 1, times->end());
  if (settings.answers) {
    measured.answer = "[";
    const absl::StatusOr<uint64_t> rows = ReadAll(run_text(), &measured.answer);
    if (!rows.ok()) return rows.status();
    measured.answer += ']';
  }
  return measured;
}

void Print(const std::string& file, Measurement measured) {
  std::vector<double>& times = measured.microseconds;
  std::vector<double>& prepared = measured.prepared;
  std::sort(times.begin(), times.end());
  std::sort(prepared.begin(), prepared.end());
  std::string line = "{\"query\":";
  AppendJson(std::filesystem::path(file).stem().string(), line);
  char numbers[300];
  std::snprintf(
      numbers, sizeof(numbers),
      ",\"runs\":%zu,\"rows\":%llu,\"first_us\":%.1f,\"min_us\":%.1f,\"median_us\":%.1f,\"max_us\":%.1f"
      ",\"prepared_min_us\":%.1f,\"prepared_median_us\":%.1f",
      times.size(), static_cast<unsigned long long>(measured.rows), measured.first, times.front(),
      times[times.size() / 2], times.back(), prepared.front(), prepared[prepared.size() / 2]);
  line += numbers;
  if (!measured.answer.empty()) model::StrAppend(&line, ",\"answer\":", measured.answer);
  std::cout << line << "}" << std::endl;
}

int Run(const Settings& settings) {
  const auto database = Database::Open(settings.database, {});
  if (!database.ok()) {
    std::cerr << "tern_query_bench: " << database.status() << "\n";
    return 1;
  }
  for (const std::string& file : settings.files) {
    absl::StatusOr<Measurement> measured = Measure(**database, file, settings);
    if (!measured.ok()) {
      std::cerr << "tern_query_bench: " << file << ": " << measured.status() << "\n";
      return 1;
    }
    Print(file, *std::move(measured));
  }
  return 0;
}

}  // namespace
}  // namespace tern::bench

int main(int argc, char** argv) {
  tern::bench::Settings settings;
  CLI::App app{"Times query files against an open database; a line of JSON a file."};
  app.add_option("--db", settings.database, "the database")->required();
  app.add_option("--runs", settings.runs, "runs of each query, behind one that warms up")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--seconds", settings.seconds, "a query's runs end after so long")->capture_default_str();
  app.add_flag("--answers", settings.answers, "print the answers too");
  app.add_option("files", settings.files, "query files")->required();
  CLI11_PARSE(app, argc, argv);
  return tern::bench::Run(settings);
}
