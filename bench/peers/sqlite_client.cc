// Times SQL files against an SQLite database, a line of JSON each, as tern_query_bench does for Tern: a run
// is prepare, step to the last row, and read every column. Built by bench/peers/install.
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

// `answer` may be null; the columns are read all the same.
size_t RunOnce(sqlite3* db, const std::string& sql, std::string* answer) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) Fail(db, sql);
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
  if (state != SQLITE_DONE) Fail(db, sql);
  sqlite3_finalize(statement);
  return bytes == SIZE_MAX ? 0 : rows;
}

void Time(sqlite3* db, const std::string& file, int runs, double seconds) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string sql = text.str();
  std::string answer = "[";
  const size_t rows = RunOnce(db, sql, &answer);
  std::vector<double> times;
  for (const Clock::time_point start = Clock::now(); static_cast<int>(times.size()) < runs;) {
    const Clock::time_point begin = Clock::now();
    RunOnce(db, sql, nullptr);
    times.push_back(Since(begin));
    if (Since(start) > seconds * 1e6) break;
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"query\":\"%s\",\"runs\":%zu,\"rows\":%zu,\"median_us\":%.1f,\"answer\":%s]}\n",
              std::filesystem::path(file).stem().c_str(), times.size(), rows, times[times.size() / 2],
              answer.c_str());
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
