#include "tests/reference/aggregates.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/reference/values.h"

namespace tern::reference {
namespace {

Cell Sum(const std::vector<Cell>& values) {
  Cell sum = Cell::Integer(0);
  for (const Cell& value : values) {
    if (!IsNumber(value)) return {};
    sum = Calculate(syntax::Op::kAdd, sum, value);
  }
  return sum;
}

}  // namespace

Cell AggregateOf(const std::string& name, std::vector<Cell> values) {
  const Cell count = Cell::Integer(static_cast<int64_t>(values.size()));
  if (name == "count") return count;
  if (name == "sum") return Sum(values);
  if (name == "avg") return values.empty() ? Cell() : Calculate(syntax::Op::kDivide, Sum(values), count);
  std::sort(values.begin(), values.end(),
            [](const Cell& a, const Cell& b) { return CompareInOrder(a, b) < 0; });
  if (name == "collect") return Cell::List(std::move(values));
  if (values.empty()) return {};
  if (name == "min") return values.front();
  if (name == "max") return values.back();
  std::abort();
}

}  // namespace tern::reference
