#include "engine/syntax/diagnostic.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "engine/syntax/names.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrAppend;
using model::StrCat;

constexpr char kPayload[] = "tern/diagnostic";
constexpr char kSeparator = '\x1F';    // stands in no message: control characters are written out before
constexpr size_t kColumnsBefore = 60;  // of a long line, what is shown on either side of the place
constexpr size_t kColumnsBehind = 50;

std::string Text(const Diagnostic& diagnostic) {
  std::string text = StrCat(diagnostic.code, ": ", diagnostic.message);
  if (!diagnostic.advice.empty()) StrAppend(&text, "; ", diagnostic.advice);
  return text;
}

// A line of the source, character by character, with the columns that each takes on a terminal.
struct Cell {
  std::string_view text;
  size_t columns;
};

std::vector<Cell> CellsOf(std::string_view line) {
  std::vector<Cell> cells;
  for (size_t i = 0; i < line.size();) {
    size_t size = 1;
    char32_t character = U'\uFFFD';
    const std::string_view rest = line.substr(i, 4);
    size_t valid = FindInvalidUtf8(rest);
    // The four bytes may cut a second character: only whether the first one is whole counts.
    if (valid == std::string_view::npos || valid > 0) character = CharacterAt(line, i, &size);
    const bool control = character < 0x20 || character == 0x7F || character == U'\uFFFD';
    const int width = control ? 1 : utf8proc_charwidth(static_cast<utf8proc_int32_t>(character));
    cells.push_back({control ? std::string_view(character == '\t' ? " " : "?") : line.substr(i, size),
                     static_cast<size_t>(std::max(width, 0))});
    i += size;
  }
  return cells;
}

std::string_view LineOf(std::string_view source, uint32_t line, bool* found) {
  for (uint32_t at = 1; at < line; ++at) {
    const size_t end = source.find('\n');
    *found = end != std::string_view::npos;
    if (!*found) return "";
    source.remove_prefix(end + 1);
  }
  *found = true;
  source = source.substr(0, source.find('\n'));
  if (!source.empty() && source.back() == '\r') source.remove_suffix(1);
  return source;
}

// How many characters of `cells` from `first` on the place covers; at least 1.
size_t CoveredCells(const std::vector<Cell>& cells, size_t first, size_t bytes) {
  size_t count = 0;
  for (size_t i = first; i < cells.size() && bytes > 0; ++i, ++count)
    bytes -= std::min(bytes, cells[i].text.size());
  return std::max<size_t>(count, 1);
}

}  // namespace

std::string Render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view source) {
  const model::Location& where = diagnostic.where;
  std::string text = StrCat(source_name, ":", where.line, ":", where.column, ": ", Text(diagnostic), "\n");
  bool found = false;
  const std::string_view line = LineOf(source, where.line, &found);
  if (!found) return text;
  const std::vector<Cell> cells = CellsOf(line);
  const size_t at = std::min<size_t>(where.column > 0 ? where.column - 1 : 0, cells.size());
  const size_t first = at > kColumnsBefore ? at - kColumnsBefore : 0;
  const size_t last = std::min(cells.size(), at + kColumnsBehind);
  std::string shown = first > 0 ? "  …" : "  ";
  size_t indent = first > 0 ? 3 : 2;
  for (size_t i = first; i < last; ++i) {
    if (i < at) indent += cells[i].columns;
    shown += cells[i].text;
  }
  if (last < cells.size()) shown += "…";
  size_t carets = 0;
  const size_t covered = CoveredCells(cells, at, where.length);
  for (size_t i = at; i < std::min(at + covered, last); ++i) carets += cells[i].columns;
  text += shown;
  StrAppend(&text, "\n", std::string(indent, ' '), "^", std::string(carets > 1 ? carets - 1 : 0, '~'), "\n");
  return text;
}

absl::Status ToStatus(const Diagnostic& diagnostic) {
  const model::Location& where = diagnostic.where;
  absl::Status status =
      absl::InvalidArgumentError(StrCat(where.line, ":", where.column, ": ", Text(diagnostic)));
  const std::string separator(1, kSeparator);
  status.SetPayload(kPayload,
                    absl::Cord(StrCat(diagnostic.code, separator, diagnostic.message, separator,
                                      diagnostic.advice, separator, where.line, separator, where.column,
                                      separator, where.offset, separator, where.length)));
  return status;
}

std::optional<Diagnostic> FromStatus(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(std::string(*payload), kSeparator);
  if (fields.size() != 7) return std::nullopt;
  Diagnostic diagnostic{fields[0], fields[1], fields[2], {}};
  if (!absl::SimpleAtoi(fields[3], &diagnostic.where.line) ||
      !absl::SimpleAtoi(fields[4], &diagnostic.where.column) ||
      !absl::SimpleAtoi(fields[5], &diagnostic.where.offset) ||
      !absl::SimpleAtoi(fields[6], &diagnostic.where.length)) {
    return std::nullopt;
  }
  return diagnostic;
}

}  // namespace tern::syntax
