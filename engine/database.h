// Tern's front door: open a database, load files, run statements, export. The only header that a caller
// needs.
//
//   auto db = tern::Database::Open("./chips.db", {});
//   auto session = (*db)->NewSession();
//   auto outcome = session->Run("China -[rejected]-> ?chip");
//   tern::execute::RowBatch batch;
//   while (*outcome->rows->Next(batch)) …
//
// Errors are absl::Status: InvalidArgument carries a syntax::Diagnostic (a wrong query),
// NotFound/Unavailable/ DataLoss/FailedPrecondition come from the store, Cancelled and DeadlineExceeded from
// the query's own limits.
#ifndef TERN_ENGINE_DATABASE_H_
#define TERN_ENGINE_DATABASE_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/execute/rows.h"
#include "engine/results/writer.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/suggestion.h"
#include "storage/model/term.h"
#include "storage/store/read_monitor.h"

namespace tern {

struct DatabaseOptions {
  bool create = false;         // make the store at the first write (or load) where it is missing
  std::string base_namespace;  // of a store that is made; empty: urn:tern:
  // false: the writer's lock is taken for each writing statement and let go (a prompt); true: kept from the
  // first writing statement on (scripts, pipes).
  bool hold_writer = true;
  std::chrono::milliseconds writer_wait{5000};
  std::string owner;  // told to whoever wants to write meanwhile
  // Bytes that caches and all statements together may take, 128 MB or more; 0: a quarter of the machine's
  // memory. A load has a limit of its own (LoadFileOptions).
  uint64_t memory_limit = 0;
};

struct Outcome {
  enum class Kind : uint8_t {
    kRows,  // `rows`; also ask (columns answer, fact, stance, claim, by, source, on, quote) and describe
    kDone,  // `message`: "3 facts inserted, 1 unchanged", "prefix wd: set"; durable where it wrote
    kPlan,  // `message` is the printed plan, `json` the same for programs
  };
  Kind kind = Kind::kDone;
  std::unique_ptr<execute::Rows> rows;
  std::string message;
  std::string json;
  std::vector<std::string> warnings;  // "no entity Chnia; did you mean China?"

  // What was read of the store to plan the statement, and for its rows so far; it grows as they are pulled.
  store::WorkCounts planning_work;
  store::WorkCounts RowsWork() const;
  std::shared_ptr<const store::ReadMonitor> monitor;  // null: nothing was read
};

struct RunOptions {
  syntax::Parameters parameters;
  std::function<bool()> cancelled;  // polled while the statement runs and its rows are pulled: Cancelled
  // Then it ends with DeadlineExceeded, unless a commit has begun.
  std::optional<std::chrono::steady_clock::time_point> deadline;
  bool optimize = true;  // false: the plan as written; for tests
  // Of `load … as ?row insert …`: how far it is, as LoadFileOptions has it, and rows or values that it cannot
  // use, "file:line: reason". Without the second they are among the outcome's warnings.
  std::function<void(std::string_view phase, uint64_t done, uint64_t total)> progress;
  std::function<void(const std::string& complaint)> on_bad_row;
};

// A statement that is read once and run often, each time with its own parameters. Names in it mean what they
// meant when it was prepared. Belongs to its session: no more thread-safe than that, and must not outlive it.
class PreparedStatement {
 public:
  virtual ~PreparedStatement() = default;
  // The parameters that the statement names ("country" for $country), each once, in order of appearance.
  virtual const std::vector<std::string>& parameters() const = 0;
  // What Session::Run would do with the text now. The plan is kept as long as nothing is committed and the
  // parameters stay the same.
  virtual absl::StatusOr<Outcome> Run(const RunOptions& options = {}) = 0;
};

// One user's conversation: prefixes live here. Not thread-safe; must not outlive its database.
class Session {
 public:
  virtual ~Session() = default;
  // Runs one statement (no semicolon needed). `where` is its place in a larger text, for messages.
  virtual absl::StatusOr<Outcome> Run(std::string_view statement, const RunOptions& options = {},
                                      model::Location where = {}) = 0;
  // Reads one statement, of any kind, to be run with PreparedStatement::Run. Parameters get their values
  // there. To run one statement in several threads, prepare it in a session for each.
  virtual absl::StatusOr<std::unique_ptr<PreparedStatement>> Prepare(std::string_view statement,
                                                                     model::Location where = {}) = 0;
  virtual const syntax::Names& names() = 0;
};

struct LoadFileOptions {
  // "tern", "turtle", "trig", "ntriples", "nquads"; empty: by the file's name (also in front of .gz and .zst)
  std::string format;
  std::string
      base_iri;  // of relative IRIs in Turtle and TriG; empty: one is an error until the file says a base
  bool strict = false;        // the first bad line stops the load, and the store stays as it was
  uint64_t memory_limit = 0;  // bytes that the process may take; 0: a quarter of the machine's memory
  int threads = 0;            // that read and sort; 0: one a core
  // "read" (bytes of the current file), then "merge terms", "sort SPO", "write SPO" and so on (items).
  // `total` 0: unknown. From one thread at a time, not always the caller's.
  std::function<void(std::string_view phase, uint64_t done, uint64_t total)> progress;
  std::function<void(const std::string& complaint)>
      on_bad_line;                                             // "file:line: reason", "file:line:column: …"
  std::function<void(const std::string& warning)> on_warning;  // what a user should know and need not mend
  std::function<bool()> cancelled;                             // from several threads at once
};

struct LoadReport {
  uint64_t facts_read = 0;
  uint64_t inserted = 0;
  uint64_t unchanged = 0;
  uint64_t rejected = 0;
  std::vector<std::string> rejected_files;  // FILE.rejected, where lines were kept
  uint64_t commit = 0;
};

struct ExportReport {
  uint64_t statements = 0;       // written
  uint64_t claims_left_out = 0;  // where the format has no place for them; facts about claims too
};

// What a long operation tells and asks while it runs. Both may be empty; they are called from one thread at a
// time, not always the caller's.
struct TaskOptions {
  // `total` 0: unknown. Byte counts in the phase "read", items in all others.
  std::function<void(std::string_view phase, uint64_t done, uint64_t total)> progress;
  std::function<bool()> cancelled;  // true ends it with Cancelled, and the data is as it was
};

struct CompactionOptions : TaskOptions {
  // Whether terms get new ids too, in the order of their texts, and those that no statement uses any more go.
  // Writing waits meanwhile. kWhenWorthwhile: where an eighth of the terms or more are unused.
  enum class Renumber : uint8_t { kWhenWorthwhile, kAlways, kNever };
  Renumber renumber = Renumber::kWhenWorthwhile;
};

struct CompactionReport {
  uint64_t bytes_before = 0;  // of all files
  uint64_t bytes_after = 0;
  uint64_t statements = 0;
  uint64_t terms_before = 0;  // in the dictionary; both 0 unless it renumbered
  uint64_t terms_after = 0;
  bool old_blocks_are_read = false;  // by answers that are still read; their space comes back later
};

// Nothing is estimated but bytes by part.
struct DatabaseStatistics {
  uint64_t commit = 0;
  uint64_t statements =
      0;                 // a fact counts once for each claim on it, and once where it is stated without one
  uint64_t facts = 0;    // stated without a claim, or with a claim for them
  uint64_t claimed = 0;  // statements with a claim
  uint64_t properties = 0;  // of anonymous claims
  uint64_t anonymous_claims = 0;
  uint64_t named_claims = 0;

  struct Terms {
    std::string kind;  // "IRIs", "strings", …
    uint64_t count = 0;
  };
  std::vector<Terms> terms;  // in the dictionary; short numbers and dates need no place there
  uint64_t blank_nodes = 0;

  struct Order {
    std::string name;  // "SPO"
    uint64_t rows = 0;
    uint64_t blocks = 0;
    uint64_t bytes = 0;
  };
  std::vector<Order> orders;
  uint64_t dictionary_bytes = 0;
  uint64_t bytes = 0;  // of all files

  uint64_t log_commits = 0;  // not yet folded into blocks
  uint64_t log_statements = 0;
  uint64_t log_bytes = 0;

  struct Predicate {
    model::Term term;
    uint64_t facts = 0;
    uint64_t statements = 0;
  };
  uint64_t predicates = 0;                // distinct ones
  std::vector<Predicate> top_predicates;  // the most facts first
};

struct CheckingReport {
  std::vector<std::string> findings;  // one line each; none: the database is sound
  uint64_t finding_count = 0;         // also those beyond the first hundred
  uint64_t statements = 0;            // what was looked at
  uint64_t blocks = 0;
  uint64_t terms = 0;
  uint64_t unused_terms = 0;  // of those; no damage, deletions leave them
};

class Database {
 public:
  virtual ~Database() = default;
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                        const DatabaseOptions& options);

  // What can be known before a load: InvalidArgument where a file's format is not told, or it cannot be
  // opened, or the base of relative IRIs is none.
  static absl::Status CheckFiles(const std::vector<std::string>& files, std::string_view format,
                                 std::string_view base_iri = {});

  virtual std::unique_ptr<Session> NewSession() = 0;

  // Loads files ("-": standard input) as one transaction.
  virtual absl::StatusOr<LoadReport> Load(const std::vector<std::string>& files,
                                          const LoadFileOptions& options) = 0;

  // Writes the whole dataset: "trig" and "nquads" hold everything, "turtle" and "ntriples" the facts without
  // their claims. `cancelled` (may be empty) is polled.
  virtual absl::StatusOr<ExportReport> Export(std::ostream& out, std::string_view format,
                                              const std::function<bool()>& cancelled = {}) = 0;

  // Gives back the space that deleted facts have left. Reading and writing go on meanwhile.
  virtual absl::StatusOr<CompactionReport> Compact(const CompactionOptions& options) = 0;

  // What the database holds; `top_predicates`: how many of those are listed.
  virtual absl::StatusOr<DatabaseStatistics> Statistics(size_t top_predicates,
                                                        const TaskOptions& options) = 0;

  // Reads everything and tells what is damaged. An error only where the check itself cannot go on.
  virtual absl::StatusOr<CheckingReport> Check(const TaskOptions& options) = 0;
};

}  // namespace tern

#endif  // TERN_ENGINE_DATABASE_H_
