// Which kind of rows a file has: told by its name, and for standard input by how it begins.
#ifndef TERN_ENGINE_INGEST_ROWS_ROW_FORMAT_H_
#define TERN_ENGINE_INGEST_ROWS_ROW_FORMAT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace tern::ingest {

enum class RowFormat : uint8_t {
  kCsv,        // .csv
  kTsv,        // .tsv, .tab
  kJsonLines,  // .jsonl, .ndjson: a value a line
  kJson,       // .json: one array of values, or values one behind the other
  kUnknown,    // "-": FormatOfBytes tells
};

// By the suffix, also in front of ".gz" and ".zst". InvalidArgument, with the formats that there are and
// where the others go, for any other name.
absl::StatusOr<RowFormat> RowFormatOfPath(std::string_view path);

// By the first bytes: "{" or "[" begins JSON, a tab in the first line TSV, all else is CSV.
RowFormat RowFormatOfBytes(std::string_view bytes);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_ROW_FORMAT_H_
