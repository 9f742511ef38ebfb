// What people get wrong about whole statements: words that are nearly right, and the forms of load, describe,
// why, insert and delete. For explain_error.cc.
#ifndef TERN_ENGINE_SYNTAX_EXPLAIN_STATEMENT_H_
#define TERN_ENGINE_SYNTAX_EXPLAIN_STATEMENT_H_

#include <optional>

#include "engine/syntax/diagnostic.h"
#include "engine/syntax/error_site.h"

namespace tern::syntax {

// load: TQ045; describe and why: TQ047.
std::optional<Diagnostic> StatementForm(const ErrorSite& site);
// insert and delete around a match: TQ032.
std::optional<Diagnostic> WritingForm(const ErrorSite& site);
// "did you mean 'optional'?": TQ044.
std::optional<Diagnostic> MisspeltWord(const ErrorSite& site);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_EXPLAIN_STATEMENT_H_
