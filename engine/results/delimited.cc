// CSV and TSV.
//
// CSV quotes as RFC 4180 does; a line ends in LF, as the tools of a Unix pipe expect. A literal is its text
// alone, anything else its TernQL form; null is an empty field, the empty text is "". TSV holds every term in
// TernQL form, so that it reads back as the same term; null is an empty field. A tab or line end inside a
// cell is written \t, \n, \r. A list is "[a, b]" of what its items are as fields, null ones "null".
#include <string>
#include <string_view>
#include <utility>

#include "engine/results/row_formatter.h"
#include "engine/syntax/parser.h"

namespace tern::results {
namespace {

void AppendCsvField(std::string_view text, std::string& out) {
  const bool plain = !text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos &&
                     text.front() != ' ' && text.back() != ' ';
  if (plain) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendTsvField(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += c;
    }
  }
}

std::string CsvText(const model::Term& term, const syntax::Names& names) {
  return term.is_literal() ? term.value : syntax::Print(term, names);
}

// `text_of`: what a term is in this format.
template <typename TextOf>
void AppendItem(const execute::Cell& cell, const TextOf& text_of, std::string& out) {
  if (cell.has_value()) {
    out += text_of(*cell);
    return;
  }
  if (!cell.is_list()) {
    out += "null";
    return;
  }
  out += '[';
  bool first = true;
  for (const execute::Cell& item : cell.items()) {
    if (!std::exchange(first, false)) out += ", ";
    AppendItem(item, text_of, out);
  }
  out += ']';
}

class CsvFormatter : public RowFormatter {
 public:
  explicit CsvFormatter(const WriteOptions& options) : options_(options) {}

  void Begin(const std::vector<std::string>& columns, std::string& out) override {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += ',';
      AppendCsvField(columns[i], out);
    }
    out += '\n';
  }

  void Row(absl::Span<const execute::Cell> cells, std::string& out) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += ',';
      if (cells[i].is_null()) continue;
      std::string field;
      AppendItem(
          cells[i], [&](const model::Term& term) { return CsvText(term, options_.names); }, field);
      AppendCsvField(field, out);
    }
    out += '\n';
  }

  void End(uint64_t /*row_count*/, std::string& /*out*/) override {}

 private:
  const WriteOptions& options_;
};

class TsvFormatter : public RowFormatter {
 public:
  explicit TsvFormatter(const WriteOptions& options) : options_(options) {}

  void Begin(const std::vector<std::string>& columns, std::string& out) override {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += '\t';
      AppendTsvField(columns[i], out);
    }
    out += '\n';
  }

  void Row(absl::Span<const execute::Cell> cells, std::string& out) override {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += '\t';
      if (cells[i].is_null()) continue;
      std::string field;
      AppendItem(
          cells[i], [&](const model::Term& term) { return syntax::Print(term, options_.names); }, field);
      AppendTsvField(field, out);
    }
    out += '\n';
  }

  void End(uint64_t /*row_count*/, std::string& /*out*/) override {}

 private:
  const WriteOptions& options_;
};

}  // namespace

std::unique_ptr<RowFormatter> MakeCsvFormatter(const WriteOptions& options) {
  return std::make_unique<CsvFormatter>(options);
}

std::unique_ptr<RowFormatter> MakeTsvFormatter(const WriteOptions& options) {
  return std::make_unique<TsvFormatter>(options);
}

}  // namespace tern::results
