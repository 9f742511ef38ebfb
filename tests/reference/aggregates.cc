#include "tests/reference/aggregates.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/reference/values.h"

namespace tern::reference {

Cell AggregateOf(const std::string& name, std::vector<Cell> values) {
  const Cell count = Cell::Integer(static_cast<int64_t>(values.size()));
  if (name == "count") return count;
  if (name == "sum") return SumOf(values);
  if (name == "avg") return values.empty() ? Cell() : Calculate(syntax::Op::kDivide, SumOf(values), count);
  std::sort(values.begin(), values.end(),
            [](const Cell& a, const Cell& b) { return CompareInOrder(a, b) < 0; });
  if (name == "collect") return Cell::List(std::move(values));
  if (values.empty()) return {};
  if (name == "min") return values.front();
  if (name == "max") return values.back();
  std::abort();
}

}  // namespace tern::reference
