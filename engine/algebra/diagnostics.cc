#include "engine/algebra/diagnostics.h"

#include <utility>

#include "engine/syntax/diagnostic.h"

namespace tern::algebra {

absl::Status Error(std::string_view code, std::string message, model::Location where, std::string advice) {
  syntax::Diagnostic diagnostic;
  diagnostic.code = std::string(code);
  diagnostic.message = std::move(message);
  diagnostic.advice = std::move(advice);
  diagnostic.where = where;
  return syntax::ToStatus(diagnostic);
}

}  // namespace tern::algebra
