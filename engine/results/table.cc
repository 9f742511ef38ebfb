// The table for people:
//
//   chip | price
//   -----+------
//   H200 | 32000
//   H20  | 12000
//   2 rows
//
// Columns are as wide as the first kMeasuredRows rows need, cut to the window; later rows are cut to these
// widths. Width is what a terminal shows (two cells for 中, none for a combining accent). Nothing in a cell
// can move the cursor: control characters are written as escapes.
#include <utf8proc.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "engine/results/row_formatter.h"
#include "engine/syntax/parser.h"
#include "storage/model/datatype.h"
#include "storage/model/text.h"

namespace tern::results {
namespace {

constexpr size_t kMeasuredRows = 10000;
constexpr size_t kMaxCellBytes = 4096;  // of a cell that is shown; the rest is cut
constexpr int kMinColumnWidth = 6;      // no column is cut below this, however narrow the window
constexpr int kSeparatorWidth = 3;      // " | "
constexpr std::string_view kCutMark = "..";

struct TableCell {
  std::string text;
  int width = 0;
  bool is_number = false;
  bool is_null = true;
};

// One character at the front of `text`: its bytes and what to show for it.
struct Character {
  size_t size = 1;
  int width = 1;
  bool is_control = false;  // also bytes that are no character, and marks that change the direction of text
};

Character CharacterAt(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0 || code_point < 0) return {1, 4, true};
  const utf8proc_category_t category = utf8proc_category(code_point);
  const bool is_control =
      category == UTF8PROC_CATEGORY_CC || (code_point >= 0x202A && code_point <= 0x202E) ||
      (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0x2028 || code_point == 0x2029;
  return {static_cast<size_t>(size), utf8proc_charwidth(code_point), is_control};
}

void AppendControl(std::string_view bytes, TableCell& cell) {
  std::string escape;
  if (bytes == "\n") {
    escape = "\\n";
  } else if (bytes == "\t") {
    escape = "\\t";
  } else if (bytes == "\r") {
    escape = "\\r";
  } else {
    for (const char c : bytes) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      escape += hex;
    }
  }
  cell.text += escape;
  cell.width += static_cast<int>(escape.size());
}

// `text` as a terminal can show it, with its width.
void SetText(std::string_view text, TableCell& cell) {
  const bool cut = text.size() > kMaxCellBytes;
  std::string_view rest = text.substr(0, kMaxCellBytes);
  while (!rest.empty()) {
    const Character character = CharacterAt(rest);
    if (character.is_control) {
      // The last bytes of a text that was cut inside a character are part of the cut.
      if (cut && rest.size() < 4 && static_cast<unsigned char>(rest[0]) >= 0x80) break;
      AppendControl(rest.substr(0, character.size), cell);
    } else {
      cell.text += rest.substr(0, character.size);
      cell.width += character.width;
    }
    rest.remove_prefix(character.size);
  }
  if (!cut) return;
  cell.text += kCutMark;
  cell.width += static_cast<int>(kCutMark.size());
}

// Cuts a cell to `width`, the cut mark included.
void CutTo(int width, TableCell& cell) {
  if (cell.width <= width) return;
  const int room = std::max(0, width - static_cast<int>(kCutMark.size()));
  size_t kept = 0;
  int kept_width = 0;
  while (kept < cell.text.size()) {
    const Character character = CharacterAt(std::string_view(cell.text).substr(kept));
    if (kept_width + character.width > room) break;
    kept += character.size;
    kept_width += character.width;
  }
  cell.text.resize(kept);
  cell.text += kCutMark;
  cell.width = kept_width + static_cast<int>(kCutMark.size());
}

bool IsNumber(const model::Term& term) {
  if (!term.is_literal()) return false;
  switch (model::DatatypeOf(term.datatype)) {
    case model::Datatype::kInteger:
    case model::Datatype::kDerivedInteger:
    case model::Datatype::kDecimal:
    case model::Datatype::kDouble:
    case model::Datatype::kFloat:
      return true;
    default:
      return false;
  }
}

// A table shows a literal's text, with its language where it has one; everything else in TernQL form; a list
// as "[a, b]" of such. A list that is long is not written beyond what a cell shows.
void AppendShown(const execute::Cell& value, const syntax::Names& names, std::string& text) {
  if (value.is_list()) {
    text += '[';
    bool first = true;
    for (const execute::Cell& item : value.items()) {
      if (text.size() > kMaxCellBytes) break;
      if (!std::exchange(first, false)) text += ", ";
      AppendShown(item, names, text);
    }
    text += ']';
  } else if (!value.has_value()) {
    text += "null";
  } else if (!value->is_literal()) {
    text += syntax::Print(*value, names);
  } else {
    text += value->value;
    if (!value->language.empty()) model::StrAppend(&text, "@", value->language);
  }
}

TableCell MakeCell(const execute::Cell& value, const syntax::Names& names) {
  TableCell cell;
  if (value.is_null()) return cell;
  cell.is_null = false;
  cell.is_number = value.has_value() && IsNumber(*value);
  std::string text;
  AppendShown(value, names, text);
  SetText(text, cell);
  return cell;
}

class TableFormatter : public RowFormatter {
 public:
  explicit TableFormatter(const WriteOptions& options) : options_(options) {}

  void Begin(const std::vector<std::string>& columns, std::string& /*out*/) override {
    for (const std::string& name : columns) {
      TableCell& cell = header_.emplace_back();
      cell.is_null = false;
      SetText(name, cell);
    }
  }

  void Row(absl::Span<const execute::Cell> cells, std::string& out) override {
    std::vector<TableCell> row;
    row.reserve(cells.size());
    for (const execute::Cell& cell : cells) row.push_back(MakeCell(cell, options_.names));
    if (measured_) return AppendRow(row, out);
    held_.push_back(std::move(row));
    if (held_.size() == kMeasuredRows) Measure(out);
  }

  void End(uint64_t row_count, std::string& out) override {
    if (!measured_) Measure(out);
    out += std::to_string(row_count);
    out += row_count == 1 ? " row\n" : " rows\n";
  }

 private:
  void Measure(std::string& out);
  void FitWindow();
  void AppendRow(std::vector<TableCell>& row, std::string& out) const;

  const WriteOptions& options_;
  std::vector<TableCell> header_;
  std::vector<std::vector<TableCell>> held_;
  std::vector<int> widths_;
  std::vector<bool> numeric_;  // every value that was measured is a number: aligned right
  bool measured_ = false;
};

// Fixes the columns, then writes the header and the rows held so far.
void TableFormatter::Measure(std::string& out) {
  measured_ = true;
  for (size_t i = 0; i < header_.size(); ++i) {
    int width = header_[i].width;
    bool any = false;
    bool all_numbers = true;
    for (const std::vector<TableCell>& row : held_) {
      width = std::max(width, row[i].width);
      any = any || !row[i].is_null;
      all_numbers = all_numbers && (row[i].is_null || row[i].is_number);
    }
    widths_.push_back(width);
    numeric_.push_back(any && all_numbers);
  }
  FitWindow();
  if (!header_.empty()) {
    AppendRow(header_, out);
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) out += "-+-";
      out.append(static_cast<size_t>(widths_[i]), '-');
    }
    out += '\n';
  }
  for (std::vector<TableCell>& row : held_) AppendRow(row, out);
  held_.clear();
  held_.shrink_to_fit();
}

// Takes from the widest columns first: all that are wider than some limit get that limit, the greatest that
// fits.
void TableFormatter::FitWindow() {
  if (options_.window_columns <= 0 || widths_.empty()) return;
  const int room = options_.window_columns - kSeparatorWidth * (static_cast<int>(widths_.size()) - 1);
  const auto total = [&](int limit) {
    int64_t sum = 0;
    for (const int width : widths_) sum += std::min(width, limit);
    return sum;
  };
  int limit = *std::max_element(widths_.begin(), widths_.end());
  if (total(limit) <= room) return;
  int low = kMinColumnWidth;
  while (low < limit) {
    const int middle = low + (limit - low + 1) / 2;
    if (total(middle) <= room) {
      low = middle;
    } else {
      limit = middle - 1;
    }
  }
  for (int& width : widths_) width = std::min(width, low);
}

void TableFormatter::AppendRow(std::vector<TableCell>& row, std::string& out) const {
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += " | ";
    CutTo(widths_[i], row[i]);
    const size_t padding = static_cast<size_t>(std::max(0, widths_[i] - row[i].width));
    if (numeric_[i]) out.append(padding, ' ');
    out += row[i].text;
    if (!numeric_[i] && i + 1 < row.size()) out.append(padding, ' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();  // no blanks at line ends
  out += '\n';
}

}  // namespace

std::unique_ptr<RowFormatter> MakeTableFormatter(const WriteOptions& options) {
  return std::make_unique<TableFormatter>(options);
}

}  // namespace tern::results
