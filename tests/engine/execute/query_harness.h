// Runs query texts on a snapshot and shows answers and plans as short text, for the engine's unit tests.
#ifndef TERN_TESTS_ENGINE_EXECUTE_QUERY_HARNESS_H_
#define TERN_TESTS_ENGINE_EXECUTE_QUERY_HARNESS_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/algebra/print.h"
#include "engine/algebra/translate.h"
#include "engine/execute/run.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/parser.h"

namespace tern::execute {

inline syntax::Names TestNames() { return syntax::Names::WithBase("urn:tern:"); }

inline absl::StatusOr<syntax::Statement> Parse(const std::string& text) {
  syntax::Names names = TestNames();
  return syntax::ParseStatement(text, names);
}

inline absl::StatusOr<algebra::Plan> PlanOf(const std::string& text,
                                            const algebra::Parameters& parameters = {}) {
  auto statement = Parse(text);
  if (!statement.ok()) return statement.status();
  const auto* query = std::get_if<syntax::Query>(&statement->value);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  return algebra::Translate(*query, parameters);
}

inline std::string Show(const algebra::Plan& plan) {
  algebra::PrintOptions options;
  options.estimates = false;
  options.term = [](const model::Term& term) { return syntax::Print(term, TestNames()); };
  return algebra::ExplainText(plan, options);
}

// "a", "null", "[1, [a]]".
inline std::string ShowCell(const Cell& cell) {
  if (!cell.is_list()) return cell ? syntax::Print(*cell, TestNames()) : "null";
  std::vector<std::string> items;
  for (const Cell& item : cell.items()) items.push_back(ShowCell(item));
  return absl::StrCat("[", absl::StrJoin(items, ", "), "]");
}

// "a, 1, null" a row, in the sequence they come.
inline absl::StatusOr<std::vector<std::string>> Drain(absl::StatusOr<std::unique_ptr<Rows>> rows) {
  if (!rows.ok()) return rows.status();
  std::vector<std::string> lines;
  RowBatch batch;
  for (;;) {
    auto more = (*rows)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) return lines;
    const size_t width = (*rows)->columns().size();
    for (size_t row = 0; row < batch.row_count; ++row) {
      std::vector<std::string> cells;
      for (size_t c = 0; c < width; ++c) {
        cells.push_back(ShowCell(batch.cells[row * width + c]));
      }
      lines.push_back(absl::StrJoin(cells, ", "));
    }
  }
}

inline std::vector<std::string> Sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The code of the diagnostic that a status carries; its text where it carries none.
inline std::string CodeOf(const absl::Status& status) {
  const auto diagnostic = syntax::FromStatus(status);
  return diagnostic ? diagnostic->code : status.ToString();
}

}  // namespace tern::execute

#endif  // TERN_TESTS_ENGINE_EXECUTE_QUERY_HARNESS_H_
