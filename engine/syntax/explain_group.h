// What people get wrong about the parts of a pattern: groups without braces, `let` and `for` without their
// signs, subqueries without a `return`, tails in the wrong place. For explain_error.cc.
#ifndef TERN_ENGINE_SYNTAX_EXPLAIN_GROUP_H_
#define TERN_ENGINE_SYNTAX_EXPLAIN_GROUP_H_

#include <optional>

#include "engine/syntax/diagnostic.h"
#include "engine/syntax/error_site.h"

namespace tern::syntax {

// optional, not, or, and braces where they do not belong: TQ040.
std::optional<Diagnostic> GroupForm(const ErrorSite& site);
// A subquery or a group that is not finished, or has what only the other one has: TQ040.
std::optional<Diagnostic> GroupEnd(const ErrorSite& site);
// exists { } and count { }, and patterns where a value stands: TQ040.
std::optional<Diagnostic> PatternInValue(const ErrorSite& site);
// let and for: TQ041.
std::optional<Diagnostic> Binding(const ErrorSite& site);
// according to and as of: TQ042.
std::optional<Diagnostic> TailForm(const ErrorSite& site);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_EXPLAIN_GROUP_H_
