// One answer format: gets the columns, then row by row, then the end. WriteRows (writer.h) drives it; what a
// formatter holds back (a table, to measure) is bounded.
#ifndef TERN_ENGINE_RESULTS_ROW_FORMATTER_H_
#define TERN_ENGINE_RESULTS_ROW_FORMATTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/execute/rows.h"
#include "engine/results/writer.h"

namespace tern::results {

// Not thread-safe. Each call appends text to `out`.
class RowFormatter {
 public:
  virtual ~RowFormatter() = default;
  virtual void Begin(const std::vector<std::string>& columns, std::string& out) = 0;
  virtual void Row(absl::Span<const execute::Cell> cells, std::string& out) = 0;
  virtual void End(uint64_t row_count, std::string& out) = 0;
};

// `options` must outlive the formatter.
std::unique_ptr<RowFormatter> MakeTableFormatter(const WriteOptions& options);
std::unique_ptr<RowFormatter> MakeCsvFormatter(const WriteOptions& options);
std::unique_ptr<RowFormatter> MakeTsvFormatter(const WriteOptions& options);
std::unique_ptr<RowFormatter> MakeJsonFormatter(const WriteOptions& options);   // one array of objects
std::unique_ptr<RowFormatter> MakeJsonlFormatter(const WriteOptions& options);  // an object a line

}  // namespace tern::results

#endif  // TERN_ENGINE_RESULTS_ROW_FORMATTER_H_
