#include "engine/results/writer.h"

#include <array>
#include <ostream>
#include <string>
#include <utility>

#include "absl/types/span.h"
#include "engine/results/row_formatter.h"

namespace tern::results {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 5> kFormatNames = {{{"table", Format::kTable},
                                                                              {"csv", Format::kCsv},
                                                                              {"tsv", Format::kTsv},
                                                                              {"json", Format::kJson},
                                                                              {"jsonl", Format::kJsonl}}};
constexpr size_t kFlushBytes = size_t{64} << 10;

std::unique_ptr<RowFormatter> MakeFormatter(Format format, const WriteOptions& options) {
  switch (format) {
    case Format::kTable:
      return MakeTableFormatter(options);
    case Format::kCsv:
      return MakeCsvFormatter(options);
    case Format::kTsv:
      return MakeTsvFormatter(options);
    case Format::kJson:
      return MakeJsonFormatter(options);
    case Format::kJsonl:
      return MakeJsonlFormatter(options);
  }
  return MakeCsvFormatter(options);
}

absl::Status Drain(std::string& text, std::ostream& out) {
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  text.clear();
  if (!out) return absl::UnavailableError("the output cannot be written");
  return absl::OkStatus();
}

}  // namespace

std::optional<Format> FormatFromName(std::string_view name) {
  for (const auto& [known, format] : kFormatNames) {
    if (known == name) return format;
  }
  return std::nullopt;
}

absl::StatusOr<uint64_t> WriteRows(execute::Rows& rows, Format format, const WriteOptions& options,
                                   std::ostream& out) {
  const std::unique_ptr<RowFormatter> formatter = MakeFormatter(format, options);
  const size_t column_count = rows.columns().size();
  std::string text;
  uint64_t row_count = 0;
  bool begun = false;
  execute::RowBatch batch;
  while (true) {
    const absl::StatusOr<bool> more = rows.Next(batch);
    if (!more.ok()) {
      // What was written so far stays: a reader sees that it ends early by the exit status.
      if (absl::Status drained = Drain(text, out); !drained.ok()) return drained;
      return more.status();
    }
    // Not before the first batch: a query that fails at once writes nothing.
    if (!std::exchange(begun, true)) formatter->Begin(rows.columns(), text);
    if (!*more) break;
    for (size_t row = 0; row < batch.row_count; ++row) {
      formatter->Row(absl::MakeConstSpan(batch.cells).subspan(row * column_count, column_count), text);
      if (text.size() < kFlushBytes) continue;
      if (absl::Status drained = Drain(text, out); !drained.ok()) return drained;
    }
    row_count += batch.row_count;
    if (absl::Status drained = Drain(text, out); !drained.ok()) return drained;
  }
  formatter->End(row_count, text);
  if (absl::Status drained = Drain(text, out); !drained.ok()) return drained;
  out.flush();
  if (!out) return absl::UnavailableError("the output cannot be written");
  return row_count;
}

}  // namespace tern::results
