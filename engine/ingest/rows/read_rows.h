// A file's rows into a FactSink, by a mapping: the upper end of `load "file" as ?row insert …`. Rows that
// cannot be used are rejected one by one, told and kept in FILE.rejected behind the file's header; the others
// go on. The store behind the sink makes it a transaction.
#ifndef TERN_ENGINE_INGEST_ROWS_READ_ROWS_H_
#define TERN_ENGINE_INGEST_ROWS_READ_ROWS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/input.h"
#include "engine/ingest/rows/row_mapping.h"
#include "engine/ingest/rows/row_reader.h"
#include "storage/store/snapshot.h"

namespace tern::ingest {

// A file that has been looked into: its header is read, and it has the mapping's fields.
struct OpenedRows {
  std::unique_ptr<Input> input;  // outlives the reader
  std::unique_ptr<RowReader> reader;
};

// InvalidArgument: no such file, a name that does not tell the format, no header; with a Diagnostic where the
// statement asks for a field that is not there. `mapping` must outlive what is returned.
absl::StatusOr<OpenedRows> OpenRows(const std::string& path, const RowMapping& mapping,
                                    std::function<bool()> cancelled);

inline constexpr uint64_t kMaxToldRows = 20;  // complaints of a kind; more are counted

struct ReadRowsOptions {
  std::shared_ptr<const store::Snapshot> snapshot;  // for expressions; its base is the names' namespace
  bool keep_rejected = true;                        // FILE.rejected
  std::function<void(uint64_t bytes_done, uint64_t bytes_total)> progress;  // of the file as it is on disk
  // "file:line: reason": at most kMaxToldRows rejected rows, as many values that could not be converted, and
  // what is to be said of the file as a whole.
  std::function<void(const std::string& complaint)> on_complaint;
  std::function<bool()> cancelled;
};

struct ReadRowsReport {
  uint64_t rows = 0;         // without those that were rejected
  uint64_t facts = 0;        // handed to the sink and taken by it
  uint64_t rejected = 0;     // rows
  uint64_t unconverted = 0;  // values that are null because a conversion failed
  std::string rejected_file;
};

// Errors: InvalidArgument "file:line: reason" where the file cannot be read on, Cancelled, or the sink's own.
absl::StatusOr<ReadRowsReport> ReadRows(OpenedRows opened, const RowMapping& mapping,
                                        const ReadRowsOptions& options, FactSink& sink);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_READ_ROWS_H_
