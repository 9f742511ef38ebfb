#include "engine/execute/operator.h"

#include <algorithm>
#include <cassert>

namespace tern::execute {

std::optional<size_t> Operator::ColumnOf(const Variable& variable) const {
  const auto found = std::find(variables_.begin(), variables_.end(), variable);
  if (found == variables_.end()) return std::nullopt;
  return static_cast<size_t>(found - variables_.begin());
}

std::vector<size_t> ColumnsOf(const Operator& source, const std::vector<Variable>& variables) {
  std::vector<size_t> columns;
  columns.reserve(variables.size());
  for (const Variable& variable : variables) {
    const std::optional<size_t> column = source.ColumnOf(variable);
    assert(column.has_value());
    columns.push_back(*column);
  }
  return columns;
}

}  // namespace tern::execute
