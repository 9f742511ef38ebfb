#include "engine/ingest/rows/table_reader.h"

#include <utility>

#include "engine/ingest/rows/shown.h"
#include "engine/ingest/text_rules.h"
#include "engine/syntax/diagnostic.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

using model::StrCat;

std::string BadText(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "has a NUL byte in it";
  return IsUtf8(text) ? "" : "is not UTF-8; convert the file first, with iconv for example";
}

}  // namespace

absl::StatusOr<std::unique_ptr<TableReader>> TableReader::Open(std::string name,
                                                               std::unique_ptr<RecordBuffer> buffer,
                                                               char delimiter) {
  std::unique_ptr<TableReader> reader(new TableReader(std::move(name), std::move(buffer), delimiter));
  if (absl::Status read = reader->ReadHeader(); !read.ok()) return read;
  return reader;
}

std::string TableReader::At(uint64_t line, std::string_view message) const {
  return StrCat(name_, ":", line, ": ", message);
}

absl::StatusOr<bool> TableReader::Split(uint64_t* line) {
  while (true) {
    switch (splitter_.Split(buffer_->bytes(), buffer_->at_end())) {
      case TableSplitter::Result::kEnd:
        return false;
      case TableSplitter::Result::kUnclosedQuote:
        return absl::InvalidArgumentError(At(buffer_->line() + splitter_.quote_line(),
                                             "the quote that opens a field here is never closed"));
      case TableSplitter::Result::kMore: {
        const absl::StatusOr<bool> more = buffer_->More();
        if (!more.ok()) return more.status();
        if (*more) continue;
        return absl::InvalidArgumentError(
            At(buffer_->line(), StrCat("the row that starts here has more than ", kMaxRecordBytes >> 20,
                                       " MiB; is a quote not closed?")));
      }
      case TableSplitter::Result::kRow:
        break;
    }
    *line = buffer_->line();
    buffer_->Consume(splitter_.size(), splitter_.line_breaks());
    if (!splitter_.text().empty()) return true;
  }
}

absl::Status TableReader::ReadHeader() {
  uint64_t line = 0;
  const absl::StatusOr<bool> found = Split(&line);
  if (!found.ok()) return found.status();
  if (!*found) {
    return absl::InvalidArgumentError(StrCat(name_, ": is empty; its first row must name the columns"));
  }
  std::string bad = splitter_.bad_quote() ? "has text behind a closing quote" : BadText(splitter_.text());
  if (!bad.empty()) {
    return absl::InvalidArgumentError(At(line, StrCat("the row that names the columns ", bad)));
  }
  if (splitter_.field_count() > kMaxColumns)
    return absl::InvalidArgumentError(At(line, StrCat("the table has more than ", kMaxColumns, " columns")));
  header_text_ = splitter_.text();
  header_.emplace(splitter_.fields());
  for (const std::string& note : header_->notes()) warnings_.push_back(At(line, note));
  return absl::OkStatus();
}

std::string TableReader::AdviceFor(const FieldTree& tree, size_t node) const {
  const std::string& name = tree.node(node).name;
  // Another delimiter leaves one column with all names in it.
  if (header_->columns().size() == 1) {
    for (const std::string_view other : {";", "\t", "|", ","}) {
      if (header_->columns()[0].find(other) == std::string::npos) continue;
      // What the ending of the name says is what is read.
      if (other == ",") return "the file seems to separate its fields by commas; give it the ending .csv";
      if (other == "\t") return "the file seems to separate its fields by tabs; give it the ending .tsv";
      return StrCat("the file seems to separate its fields by '", other,
                    "'; write it with commas (.csv) or tabs (.tsv)");
    }
  }
  return header_->AdviceFor(name);
}

absl::Status TableReader::Bind(const FieldTree& tree) {
  for (const size_t field : tree.node(FieldTree::kRoot).children) {
    const FieldTree::Node& node = tree.node(field);
    if (!node.children.empty()) {
      const FieldTree::Node& inner = tree.node(node.children[0]);
      const std::string path = tree.PathOf(node.children[0]);
      return syntax::ToStatus(
          {"TQ221", StrCat("the columns of ", name_, " have no fields inside: '", Shown(path), "'"),
           header_->Find(path).has_value() ? StrCat("write ?row.`", Shown(path), "`") : "", inner.where});
    }
    const std::optional<size_t> column = header_->Find(node.name);
    if (!column.has_value()) {
      return syntax::ToStatus({"TQ221", StrCat(name_, " has no column '", Shown(node.name), "'"),
                               AdviceFor(tree, field), node.where});
    }
    columns_.push_back(*column);
  }
  return absl::OkStatus();
}

std::string TableReader::ErrorOfRow() const {
  if (splitter_.bad_quote()) return "text behind a closing quote; a quote inside a field is written twice";
  const size_t count = splitter_.field_count();
  const size_t expected = header_->columns().size();
  if (count > expected) return StrCat(count, " fields, but the table has ", expected, " columns");
  std::string bad = BadText(splitter_.text());
  return bad.empty() ? bad : StrCat("the row ", bad);
}

absl::StatusOr<bool> TableReader::Next(Row& row) {
  row.Clear();
  const absl::StatusOr<bool> found = Split(&row.line);
  if (!found.ok() || !*found) return found;
  row.text = splitter_.text();
  row.error = ErrorOfRow();
  if (!row.error.empty()) return true;
  const std::vector<std::string_view>& fields = splitter_.fields();
  if (fields.size() < header_->columns().size() && short_rows_++ == 0) first_short_line_ = row.line;
  row.values.resize(1 + columns_.size());
  row.values[0] = {RowValue::Kind::kObject, {}, 1, columns_.size()};
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] >= fields.size() || fields[columns_[i]].empty()) continue;
    row.values[1 + i].kind = RowValue::Kind::kText;
    row.values[1 + i].text = fields[columns_[i]];
  }
  return true;
}

std::vector<std::string> TableReader::TakeWarnings() {
  std::vector<std::string> warnings = std::exchange(warnings_, {});
  if (short_rows_ > 0) {
    warnings.push_back(
        At(first_short_line_, short_rows_ == 1 ? "this row has fewer fields than the table has columns; the "
                                                 "missing ones are null"
                                               : StrCat("this row and ", short_rows_ - 1,
                                                        " more have fewer fields than the table has columns; "
                                                        "the missing ones are null")));
    short_rows_ = 0;
  }
  return warnings;
}

}  // namespace tern::ingest
