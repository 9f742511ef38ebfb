// Aggregates of the reference evaluator.
#ifndef TERN_TESTS_REFERENCE_AGGREGATES_H_
#define TERN_TESTS_REFERENCE_AGGREGATES_H_

#include <string>
#include <vector>

#include "tests/reference/cell.h"

namespace tern::reference {

// count, sum, avg, min, max or collect of values that are not null; each once already where it is of distinct
// ones.
Cell AggregateOf(const std::string& name, std::vector<Cell> values);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_AGGREGATES_H_
