#include "tests/reference/evaluator.h"

#include <memory>
#include <utility>

#include "tests/reference/projection.h"

namespace tern::reference {

Answer Evaluate(const Dataset& dataset, const syntax::Query& query, const Parameters& parameters,
                const Cell& now) {
  Context context;
  context.dataset = &dataset;
  context.parameters = &parameters;
  context.now = now;
  bool too_large = false;
  context.too_large = &too_large;
  const auto all = std::make_shared<const FactView>(ViewOfAll(dataset));
  Table table = TableOf(query, Scope{&context, all, {}}, {});
  Answer answer{std::move(table.columns), {}, table.ordered, table.cut_count, too_large};
  for (const Binding& row : table.rows) {
    Row cells;
    for (const std::string& column : answer.columns) cells.push_back(row.cells.at(column));
    answer.rows.push_back(std::move(cells));
  }
  return answer;
}

}  // namespace tern::reference
