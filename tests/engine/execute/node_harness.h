// Builds small plans by hand and runs them on the operators, for tests of single operators.
#ifndef TERN_TESTS_ENGINE_EXECUTE_NODE_HARNESS_H_
#define TERN_TESTS_ENGINE_EXECUTE_NODE_HARNESS_H_

#include <algorithm>
#include <map>
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

// What counting the rows of `node` by the values of `keys` must give, from its rows as RunNode gave them.
inline std::vector<IdRow> CountedRows(const algebra::Node& node, const std::vector<Variable>& keys,
                                      const std::vector<IdRow>& rows) {
  const std::vector<Variable> variables = algebra::VariablesOf(node);
  std::map<IdRow, int64_t> counts;
  if (keys.empty()) counts[{}] = 0;
  for (const IdRow& row : rows) {
    IdRow key;
    for (const Variable& variable : keys) {
      const auto column = std::find(variables.begin(), variables.end(), variable) - variables.begin();
      key.push_back(row[static_cast<size_t>(column)]);
    }
    ++counts[key];
  }
  std::vector<IdRow> counted;
  for (const auto& [key, count] : counts) {
    counted.push_back(key);
    counted.back().push_back(*model::EncodeInline(model::Term::Integer(count)));
  }
  return SortedRows(counted);
}

// `node` below a count of its rows by `keys`.
inline algebra::NodePtr CountOf(algebra::NodePtr node, std::vector<Variable> keys) {
  algebra::Group group;
  group.keys = std::move(keys);
  group.aggregates.push_back({algebra::Aggregate::Kind::kCountRows, false, "", "rows"});
  return algebra::MakeNode(std::move(group), {std::move(node)});
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
