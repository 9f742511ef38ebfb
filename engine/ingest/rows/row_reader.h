// A file's rows one after the other, whatever its format: the narrow waist between tables or JSON and the
// mapping that makes facts of a row.
//
//   file.csv → RecordBuffer → TableSplitter ─┐
//                                            ├→ Row → RowMapping → facts
//   file.json → RecordBuffer → JsonSplitter ─┘
//
// Memory: one record (kMaxRecordBytes), and what its escapes need.
#ifndef TERN_ENGINE_INGEST_ROWS_ROW_READER_H_
#define TERN_ENGINE_INGEST_ROWS_ROW_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/input.h"
#include "engine/ingest/rows/row.h"
#include "engine/ingest/rows/row_format.h"

namespace tern::ingest {

// Not thread-safe; must not outlive its input.
class RowReader {
 public:
  // Reads what stands before the first row. `name` is the file's, for messages. InvalidArgument: the header
  // is missing or is no text ("file:line: reason").
  static absl::StatusOr<std::unique_ptr<RowReader>> Open(Input* input, RowFormat format);
  virtual ~RowReader() = default;

  // Says which fields the rows shall have. To be called once, before Next. A Diagnostic (TQ221) for a field
  // that the file does not have where that can be known now; the file's fields are in it. `tree` must outlive
  // the reader.
  virtual absl::Status Bind(const FieldTree& tree) = 0;

  // The next row, also one that cannot be used (row.error); false at the end. Its views are valid until the
  // next call. InvalidArgument "file:line: reason" where the rest cannot be read.
  virtual absl::StatusOr<bool> Next(Row& row) = 0;

  // What is worth saying about the file as a whole, each "file:line: …" or "file: …". After the header:
  // renamed columns; at the end: rows that are too short, fields that no row had.
  virtual std::vector<std::string> TakeWarnings() = 0;

  // The line that a file of rejected rows begins with, so that it can be mended and loaded; empty where there
  // is none.
  virtual std::string_view header_text() const = 0;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_ROW_READER_H_
