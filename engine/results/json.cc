// JSON: an object a row, a key a column. A number is a JSON number where its lexical form is one ("1.50", 30
// digits), with the digits as they are; any other number ("01", INF) and every other literal is a string, an
// entity the string of its TernQL form; booleans and null are JSON's own, a list is an array.
#include <string_view>
#include <utility>

#include "engine/results/row_formatter.h"
#include "engine/syntax/parser.h"
#include "storage/model/datatype.h"
#include "storage/model/quoted_text.h"

namespace tern::results {
namespace {

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

// RFC 8259 §6.
bool IsJsonNumber(std::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t integer_end = SkipDigits(text, at);
  if (integer_end == at || (text[at] == '0' && integer_end - at > 1)) return false;
  at = integer_end;
  if (at < text.size() && text[at] == '.') {
    const size_t end = SkipDigits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t end = SkipDigits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

bool IsNumeric(model::Datatype datatype) {
  switch (datatype) {
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

void AppendJsonCell(const execute::Cell& cell, const syntax::Names& names, std::string& out) {
  if (cell.is_list()) {
    out += '[';
    bool first = true;
    for (const execute::Cell& item : cell.items()) {
      if (!std::exchange(first, false)) out += ", ";
      AppendJsonCell(item, names, out);
    }
    out += ']';
    return;
  }
  if (!cell.has_value()) {
    out += "null";
    return;
  }
  if (!cell->is_literal()) return model::AppendQuoted(syntax::Print(*cell, names), out);
  const model::Datatype datatype = model::DatatypeOf(cell->datatype);
  const bool is_boolean =
      datatype == model::Datatype::kBoolean && (cell->value == "true" || cell->value == "false");
  if (is_boolean || (IsNumeric(datatype) && IsJsonNumber(cell->value))) {
    out += cell->value;
  } else {
    model::AppendQuoted(cell->value, out);
  }
}

class JsonFormatter : public RowFormatter {
 public:
  JsonFormatter(const WriteOptions& options, bool lines) : options_(options), lines_(lines) {}

  void Begin(const std::vector<std::string>& columns, std::string& out) override {
    for (const std::string& column : columns) {
      std::string& key = keys_.emplace_back();
      model::AppendQuoted(column, key);
      key += ": ";
    }
    if (!lines_) out += '[';
  }

  void Row(absl::Span<const execute::Cell> cells, std::string& out) override {
    if (!lines_) out += first_ ? "\n  " : ",\n  ";
    first_ = false;
    out += '{';
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += ", ";
      out += keys_[i];
      AppendJsonCell(cells[i], options_.names, out);
    }
    out += lines_ ? "}\n" : "}";
  }

  void End(uint64_t /*row_count*/, std::string& out) override {
    if (!lines_) out += first_ ? "]\n" : "\n]\n";
  }

 private:
  const WriteOptions& options_;
  const bool lines_;
  bool first_ = true;
  std::vector<std::string> keys_;  // "\"chip\": "
};

}  // namespace

std::unique_ptr<RowFormatter> MakeJsonFormatter(const WriteOptions& options) {
  return std::make_unique<JsonFormatter>(options, /*lines=*/false);
}

std::unique_ptr<RowFormatter> MakeJsonlFormatter(const WriteOptions& options) {
  return std::make_unique<JsonFormatter>(options, /*lines=*/true);
}

}  // namespace tern::results
