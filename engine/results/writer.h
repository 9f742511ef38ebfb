// Answers as text: one writer a format.
#ifndef TERN_ENGINE_RESULTS_WRITER_H_
#define TERN_ENGINE_RESULTS_WRITER_H_

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/execute/rows.h"
#include "engine/syntax/parser.h"

namespace tern::results {

enum class Format : uint8_t { kTable, kCsv, kTsv, kJson, kJsonl };
std::optional<Format> FormatFromName(std::string_view name);

struct WriteOptions {
  syntax::Names names;     // how entities are printed
  int window_columns = 0;  // kTable: cells are cut so that a row fits; 0: never cut
};

// Pulls all rows and writes them as they come (kTable holds them to measure). Returns the number of rows. The
// stream's own failure (a closed pipe) is Unavailable.
absl::StatusOr<uint64_t> WriteRows(execute::Rows& rows, Format format, const WriteOptions& options,
                                   std::ostream& out);

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_WRITER_H_
