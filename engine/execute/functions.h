// The functions of expressions whose value follows from their arguments alone: none of them is called with a
// null. Logic, comparison, `in`, `coalesce` and `if`, which are, live in evaluate.cc.
#ifndef TERN_ENGINE_EXECUTE_FUNCTIONS_H_
#define TERN_ENGINE_EXECUTE_FUNCTIONS_H_

#include <string_view>

#include "absl/types/span.h"
#include "engine/algebra/expression.h"
#include "engine/execute/datum.h"

namespace tern::execute {

// What functions may ask besides their arguments.
struct FunctionContext {
  DatumReader* reader;
  std::string_view base_namespace;
};

// Null where the function fails. REQUIRES: no argument is null.
Datum CallFunction(algebra::Function function, absl::Span<const Datum> arguments,
                   const FunctionContext& context);

// + - * / and negation: numbers exactly, or as doubles where one is a double; dates and times with days and
// seconds.
Datum CallArithmetic(algebra::Function function, const ResolvedTerm& a, const ResolvedTerm& b);
// abs, round, floor, ceil of a number; the type stays.
Datum CallRounding(algebra::Function function, const ResolvedTerm& number);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_FUNCTIONS_H_
