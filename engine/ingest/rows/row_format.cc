#include "engine/ingest/rows/row_format.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "engine/ingest/reader.h"
#include "engine/ingest/unpack.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

struct Suffix {
  std::string_view suffix;
  RowFormat format;
};
constexpr std::array<Suffix, 6> kSuffixes = {{{"csv", RowFormat::kCsv},
                                              {"tsv", RowFormat::kTsv},
                                              {"tab", RowFormat::kTsv},
                                              {"jsonl", RowFormat::kJsonLines},
                                              {"ndjson", RowFormat::kJsonLines},
                                              {"json", RowFormat::kJson}}};

}  // namespace

absl::StatusOr<RowFormat> RowFormatOfPath(std::string_view path) {
  if (path == "-") return RowFormat::kUnknown;
  const std::string_view name = WithoutPackingSuffix(path);
  const size_t slash = name.rfind('/');
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash)) {
    for (const Suffix& known : kSuffixes) {
      if (absl::EqualsIgnoreCase(model::ToAbsl(name.substr(dot + 1)), model::ToAbsl(known.suffix)))
        return known.format;
    }
  }
  if (FormatOfPath(path).ok()) {
    return absl::InvalidArgumentError(
        model::StrCat(path, ": holds facts, not rows; load it on the command line: tern load ", path));
  }
  return absl::InvalidArgumentError(model::StrCat(
      path,
      ": the name does not tell what rows it has; .csv, .tsv, .jsonl and .json do (also with .gz or .zst)"));
}

RowFormat RowFormatOfBytes(std::string_view bytes) {
  const size_t start = bytes.find_first_not_of(" \t\r\n");
  if (start != std::string_view::npos && (bytes[start] == '{' || bytes[start] == '['))
    return RowFormat::kJson;
  const std::string_view first_line = bytes.substr(0, bytes.find_first_of("\r\n"));
  return first_line.find('\t') != std::string_view::npos ? RowFormat::kTsv : RowFormat::kCsv;
}

}  // namespace tern::ingest
