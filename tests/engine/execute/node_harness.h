// Builds small plans by hand and runs them on the operators, for tests of single operators.
#ifndef TERN_TESTS_ENGINE_EXECUTE_NODE_HARNESS_H_
#define TERN_TESTS_ENGINE_EXECUTE_NODE_HARNESS_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/algebra/plan.h"
#include "engine/execute/compile.h"
#include "tests/engine/execute/fake_snapshot.h"

namespace tern::execute {

using IdRow = std::vector<model::TermId>;

// All rows of a plan, columns in the sequence of VariablesOf(node).
inline absl::StatusOr<std::vector<IdRow>> RunNode(const algebra::Node& node,
                                                  std::shared_ptr<const FakeSnapshot> snapshot,
                                                  const ContextOptions& options = {}) {
  Context context(std::move(snapshot), options);
  Terms terms(&context);
  auto root = Compile(node, &context, &terms);
  if (!root.ok()) return root.status();
  const std::vector<size_t> columns = ColumnsOf(**root, algebra::VariablesOf(node));
  std::vector<IdRow> rows;
  Batch batch;
  for (;;) {
    auto more = (*root)->Next(batch);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (batch.rows == 0) return absl::InternalError("an empty batch");
    for (size_t row = 0; row < batch.rows; ++row) {
      IdRow& ids = rows.emplace_back();
      for (const size_t column : columns) ids.push_back(batch.columns[column][row]);
    }
  }
  auto more = (*root)->Next(batch);  // asked again, it is the end again
  if (!more.ok()) return more.status();
  return *more ? absl::InternalError("rows behind the end") : absl::StatusOr<std::vector<IdRow>>(rows);
}

inline std::vector<IdRow> SortedRows(std::vector<IdRow> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

inline algebra::Slot Place(const std::string& text) {
  if (text == "any") return algebra::Slot::Any();
  if (text[0] == '?') return algebra::Slot::Var(text.substr(1));
  return algebra::Slot::Constant(FakeSnapshot::Iri(text));
}

// A scan of "?s", "p", "?o"; "any" for an open place.
inline algebra::Scan ScanOf(const std::string& s, const std::string& p, const std::string& o) {
  algebra::Scan scan;
  scan.subject = Place(s);
  scan.predicate = Place(p);
  scan.object = Place(o);
  return scan;
}

}  // namespace tern::execute

#endif  // TERN_TESTS_ENGINE_EXECUTE_NODE_HARNESS_H_
