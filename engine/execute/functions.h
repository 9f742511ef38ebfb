// The functions of expressions whose value follows from their arguments alone: none of them is called with a
// null, and only those that TakesLists names with a list. Logic, comparison, `in`, `coalesce`, `if` and the
// making of lists live in evaluate.cc.
#ifndef TERN_ENGINE_EXECUTE_FUNCTIONS_H_
#define TERN_ENGINE_EXECUTE_FUNCTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/algebra/expression.h"
#include "engine/execute/datum.h"
#include "engine/execute/decimal.h"
#include "engine/execute/label_reader.h"
#include "engine/execute/pattern_cache.h"

namespace tern::execute {

// What functions may ask besides their arguments.
struct FunctionContext {
  DatumReader* reader;
  std::string_view base_namespace;
  PatternCache* patterns;
  LabelReader* labels;
  int64_t now;  // seconds since 1970
};

// A text that a function makes is at most this long, else null: `replace` in `replace` multiplies.
inline constexpr size_t kMaxTextBytes = size_t{16} << 20;

// Null where the function fails. REQUIRES: no argument is null.
Datum CallFunction(algebra::Function function, absl::Span<const Datum> arguments,
                   const FunctionContext& context);
bool TakesLists(algebra::Function function);

// + - * / and negation: numbers exactly, or as doubles where one is a double; dates and times with days and
// seconds.
Datum CallArithmetic(algebra::Function function, const ResolvedTerm& a, const ResolvedTerm& b);
// abs, round, floor, ceil of a number; the type stays.
Datum CallRounding(algebra::Function function, const ResolvedTerm& number);

// The literal of a number: an integer where that is asked for and it is whole, else a decimal; null for
// nothing.
Datum ExactNumber(const std::optional<Decimal>& number, bool is_integer);
Datum DoubleNumber(double number);
// True for a number whose sum with an integer is an integer.
bool IsIntegerNumber(const ResolvedTerm& number);

// substr, matches, replace, join; see text_functions.cc.
Datum CallTextFunction(algebra::Function function, absl::Span<const Datum> arguments,
                       const FunctionContext& context);

// The text of any term: a name in the base without the base, another entity's IRI, a literal's lexical form.
std::string TextOf(const model::Term& term, std::string_view base_namespace);
bool IsText(const model::Term& term);
// A text of the kind and language of another.
model::Term LikeText(const model::Term& like, std::string text);

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_FUNCTIONS_H_
