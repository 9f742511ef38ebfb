// Rows of JSON: an object a line, or the elements of an array, or objects one behind the other.
#ifndef TERN_ENGINE_INGEST_ROWS_JSON_READER_H_
#define TERN_ENGINE_INGEST_ROWS_JSON_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/rows/json_splitter.h"
#include "engine/ingest/rows/json_value.h"
#include "engine/ingest/rows/record_buffer.h"
#include "engine/ingest/rows/row_reader.h"

namespace tern::ingest {

class JsonReader : public RowReader {
 public:
  enum class Form : uint8_t {
    kLines,   // a value a line: what is bad ends with its line
    kValues,  // JsonSplitter finds them: what is bad between them ends the reading
  };

  // `buffer` is where BeginText left it.
  static absl::StatusOr<std::unique_ptr<JsonReader>> Open(std::string name,
                                                          std::unique_ptr<RecordBuffer> buffer, Form form);

  // Objects have the fields that they have: nothing is refused here.
  absl::Status Bind(const FieldTree& tree) override;
  absl::StatusOr<bool> Next(Row& row) override;
  // At the end: fields that no row had.
  std::vector<std::string> TakeWarnings() override;
  std::string_view header_text() const override { return ""; }

 private:
  JsonReader(std::string name, std::unique_ptr<RecordBuffer> buffer, Form form)
      : name_(std::move(name)), buffer_(std::move(buffer)), form_(form) {}

  // The next value's text; false at the end.
  absl::StatusOr<bool> NextLine(Row& row);
  absl::StatusOr<bool> NextValue(Row& row);
  absl::Status More();
  absl::Status Bad(std::string_view reason) const;

  const std::string name_;
  const std::unique_ptr<RecordBuffer> buffer_;
  const Form form_;
  JsonSplitter splitter_;
  JsonParser parser_;
  const FieldTree* tree_ = nullptr;
  uint64_t rows_ = 0;
  bool at_end_ = false;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_JSON_READER_H_
