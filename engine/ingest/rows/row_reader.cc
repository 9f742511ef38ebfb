#include "engine/ingest/rows/row_reader.h"

#include <utility>

#include "engine/ingest/rows/json_reader.h"
#include "engine/ingest/rows/record_buffer.h"
#include "engine/ingest/rows/table_reader.h"

namespace tern::ingest {

absl::StatusOr<std::unique_ptr<RowReader>> RowReader::Open(Input* input, RowFormat format) {
  auto buffer = std::make_unique<RecordBuffer>(input);
  if (absl::Status begun = BeginText(*buffer, input->name()); !begun.ok()) return begun;
  if (format == RowFormat::kUnknown) format = RowFormatOfBytes(buffer->bytes());
  switch (format) {
    case RowFormat::kCsv:
      return TableReader::Open(input->name(), std::move(buffer), ',');
    case RowFormat::kTsv:
      return TableReader::Open(input->name(), std::move(buffer), '\t');
    case RowFormat::kJsonLines:
      return JsonReader::Open(input->name(), std::move(buffer), JsonReader::Form::kLines);
    case RowFormat::kJson:
    case RowFormat::kUnknown:
      break;
  }
  return JsonReader::Open(input->name(), std::move(buffer), JsonReader::Form::kValues);
}

}  // namespace tern::ingest
