// Times SQL files against an SQLite database, a line of JSON each, as tern_query_bench does for Tern: a run
// is prepare, step to the last row, and read every column; then the same with a statement that is prepared
// once ("prepared_…"). Built by bench/peers/install.
//
//   sqlite_client DATABASE RUNS SECONDS FILE…
//   sqlite_client version
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double Since(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

[[noreturn]] void Fail(sqlite3* db, const std::string& what) {
  std::cerr << "sqlite_client: " << what << ": " << sqlite3_errmsg(db) << "\n";
  std::exit(1);
}

void AppendJson(const char* text, std::string& out) {
  if (text == nullptr) {
    out += "null";
    return;
  }
  out += '"';
  for (; *text != 0; ++text) {
    if (*text == '"' || *text == '\\') out += '\\';
    out += *text;
  }
  out += '"';
}

sqlite3_stmt* Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) Fail(db, sql);
  return statement;
}

// Steps to the last row. `answer` may be null; the columns are read all the same.
size_t Step(sqlite3* db, sqlite3_stmt* statement, std::string* answer) {
  const int columns = sqlite3_column_count(statement);
  size_t rows = 0;
  size_t bytes = 0;
  int state = SQLITE_ROW;
  while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
    if (answer != nullptr) *answer += rows > 0 ? ",[" : "[";
    for (int i = 0; i < columns; ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      bytes += static_cast<size_t>(sqlite3_column_bytes(statement, i));
      if (answer == nullptr) continue;
      if (i > 0) *answer += ',';
      AppendJson(text, *answer);
    }
    if (answer != nullptr) *answer += ']';
    ++rows;
  }
  if (state != SQLITE_DONE) Fail(db, sqlite3_sql(statement));
  return bytes == SIZE_MAX ? 0 : rows;
}

size_t RunOnce(sqlite3* db, const std::string& sql, std::string* answer) {
  sqlite3_stmt* statement = Prepare(db, sql);
  const size_t rows = Step(db, statement, answer);
  sqlite3_finalize(statement);
  return rows;
}

// The median, in microseconds.
template <typename Run>
double TimeRuns(int runs, double seconds, size_t& done, const Run& run) {
  std::vector<double> times;
  for (const Clock::time_point start = Clock::now(); static_cast<int>(times.size()) < runs;) {
    const Clock::time_point begin = Clock::now();
    run();
    times.push_back(Since(begin));
    if (Since(start) > seconds * 1e6) break;
  }
  done = times.size();
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void Time(sqlite3* db, const std::string& file, int runs, double seconds) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string sql = text.str();
  std::string answer = "[";
  const size_t rows = RunOnce(db, sql, &answer);
  size_t done = 0;
  const double median = TimeRuns(runs, seconds, done, [&] { RunOnce(db, sql, nullptr); });
  sqlite3_stmt* statement = Prepare(db, sql);
  size_t prepared_done = 0;
  const double prepared = TimeRuns(runs, seconds, prepared_done, [&] {
    Step(db, statement, nullptr);
    sqlite3_reset(statement);
  });
  sqlite3_finalize(statement);
  std::printf(
      "{\"query\":\"%s\",\"runs\":%zu,\"rows\":%zu,\"median_us\":%.1f,\"prepared_median_us\":%.1f,\"answer\":"
      "%s]}\n",
      std::filesystem::path(file).stem().c_str(), done, rows, median, prepared, answer.c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "version") {
    std::puts(sqlite3_libversion());
    return 0;
  }
  if (argc < 5) {
    std::cerr << "sqlite_client: DATABASE RUNS SECONDS FILE…\n";
    return 2;
  }
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) Fail(db, argv[1]);
  sqlite3_exec(db, "PRAGMA cache_size=-1000000; PRAGMA mmap_size=100000000000;", nullptr, nullptr, nullptr);
  for (int i = 4; i < argc; ++i) Time(db, argv[i], std::atoi(argv[2]), std::atof(argv[3]));
  sqlite3_close(db);
  return 0;
}
