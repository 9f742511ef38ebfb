// What a wrong text gets: a stable code, one line in the words of the language, a place, and the way out
// where it can be known. Rendered as
//
//   chips.tq:3:14: TQ012: unknown function 'lenght'; did you mean 'length'?
//     return lenght(?x)
//            ^~~~~~
#ifndef TERN_ENGINE_SYNTAX_DIAGNOSTIC_H_
#define TERN_ENGINE_SYNTAX_DIAGNOSTIC_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/model/location.h"

namespace tern::syntax {

struct Diagnostic {
  std::string code;     // "TQ012"; docs/errors.md lists all
  std::string message;  // lower case, no final period, without the advice
  std::string advice;   // "did you mean 'length'?"; empty where there is none
  model::Location where;
};

// The diagnostic with its source line and a caret under the place. `source_name` is a file name or "query".
std::string Render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view source);

// A diagnostic travels as InvalidArgument with a payload; From gets it back, or nothing for another error.
absl::Status ToStatus(const Diagnostic& diagnostic);
std::optional<Diagnostic> FromStatus(const absl::Status& status);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_DIAGNOSTIC_H_
