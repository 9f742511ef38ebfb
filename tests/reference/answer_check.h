// Whether an answer of the engine is one that the reference allows.
#ifndef TERN_TESTS_REFERENCE_ANSWER_CHECK_H_
#define TERN_TESTS_REFERENCE_ANSWER_CHECK_H_

#include <string>

#include "tests/reference/engine_runs.h"
#include "tests/reference/evaluator.h"

namespace tern::reference {

// What is wrong with `got`, or nothing. Rows compare as multisets unless the query orders them.
std::string Difference(const Answer& expected, const EngineAnswer& got);

}  // namespace tern::reference

#endif  // TERN_TESTS_REFERENCE_ANSWER_CHECK_H_
