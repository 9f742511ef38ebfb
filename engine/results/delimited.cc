// CSV and TSV.
//
// CSV quotes as RFC 4180 does; a line ends in LF, as the tools of a Unix pipe expect. A literal is its text
// alone, anything else its TernQL form; null is an empty field, the empty text is "". TSV holds every term in
// TernQL form, so that it reads back as the same term; null is an empty field. A tab or line end inside a
// cell is written \t, \n, \r.
#include <string_view>

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
      if (!cells[i].has_value()) continue;
      const model::Term& term = *cells[i];
      if (term.is_literal()) {
        AppendCsvField(term.value, out);
      } else {
        AppendCsvField(syntax::Print(term, options_.names), out);
      }
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
      if (cells[i].has_value()) AppendTsvField(syntax::Print(*cells[i], options_.names), out);
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
