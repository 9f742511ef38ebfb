// Constructs of the language that this version does not answer yet. They get a code of their own, so that
// nobody takes a right query for a wrong one.
#ifndef TERN_ENGINE_SYNTAX_LATER_SYNTAX_H_
#define TERN_ENGINE_SYNTAX_LATER_SYNTAX_H_

#include <optional>
#include <string_view>

#include "engine/syntax/error_site.h"

namespace tern::syntax {

// TQ026 at the construct, or nothing.
std::optional<Diagnostic> LaterConstruct(const ErrorSite& site);

// True for statements of later versions that are one word and so parse as a lone node.
bool IsLaterStatementWord(std::string_view word);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_LATER_SYNTAX_H_
