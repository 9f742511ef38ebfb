// The functions of the language: how each is written and how many arguments it takes. The parser refuses
// every other name, so that a typing error is found before anything runs; what a function computes is the
// evaluator's business.
#ifndef TERN_ENGINE_SYNTAX_FUNCTION_NAMES_H_
#define TERN_ENGINE_SYNTAX_FUNCTION_NAMES_H_

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace tern::syntax {

struct FunctionName {
  static constexpr size_t kAnyNumber = std::numeric_limits<size_t>::max();

  std::string_view name;
  size_t arguments_min;
  size_t arguments_max;
};

absl::Span<const FunctionName> FunctionNames();

// Without regard to letter case.
const FunctionName* FindFunction(std::string_view name);
std::string_view FindAggregate(std::string_view name);  // in lower case; empty where it is none
bool IsLaterFunctionName(std::string_view name);        // known, and not part of this version

// The nearest function or aggregate name, for advice.
std::optional<std::string_view> NearestFunction(std::string_view name);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_FUNCTION_NAMES_H_
