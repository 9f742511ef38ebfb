// Rows of CSV and TSV: the first row names the columns.
#ifndef TERN_ENGINE_INGEST_ROWS_TABLE_READER_H_
#define TERN_ENGINE_INGEST_ROWS_TABLE_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/rows/record_buffer.h"
#include "engine/ingest/rows/row_reader.h"
#include "engine/ingest/rows/table_header.h"
#include "engine/ingest/rows/table_splitter.h"

namespace tern::ingest {

class TableReader : public RowReader {
 public:
  // Reads the header. `buffer` is where BeginText left it.
  static absl::StatusOr<std::unique_ptr<TableReader>> Open(std::string name,
                                                           std::unique_ptr<RecordBuffer> buffer,
                                                           char delimiter);

  absl::Status Bind(const FieldTree& tree) override;
  absl::StatusOr<bool> Next(Row& row) override;
  std::vector<std::string> TakeWarnings() override;
  std::string_view header_text() const override { return header_text_; }

 private:
  TableReader(std::string name, std::unique_ptr<RecordBuffer> buffer, char delimiter)
      : name_(std::move(name)), buffer_(std::move(buffer)), splitter_(delimiter) {}

  absl::Status ReadHeader();
  // The next row that is no blank line, in splitter_; false at the end.
  absl::StatusOr<bool> Split(uint64_t* line);
  std::string ErrorOfRow() const;
  std::string AdviceFor(const FieldTree& tree, size_t node) const;
  std::string At(uint64_t line, std::string_view message) const;

  const std::string name_;
  const std::unique_ptr<RecordBuffer> buffer_;
  TableSplitter splitter_;
  std::string header_text_;
  std::optional<TableHeader> header_;
  std::vector<size_t> columns_;  // of the fields of the tree, in their order
  std::vector<std::string> warnings_;
  uint64_t short_rows_ = 0;
  uint64_t first_short_line_ = 0;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_TABLE_READER_H_
