// From the token at which the parser stopped to one line that a person can use. Goes by what stands around
// that token and by what people bring along from Cypher, SPARQL and SQL, not by what the parser would have
// liked to see.
#ifndef TERN_ENGINE_SYNTAX_EXPLAIN_ERROR_H_
#define TERN_ENGINE_SYNTAX_EXPLAIN_ERROR_H_

#include <cstddef>
#include <vector>

#include "engine/syntax/diagnostic.h"
#include "engine/syntax/source_text.h"

namespace tern::syntax {

// REQUIRES: the last token is the end of the text, stop < tokens.size(), and tokens[stop] fits no rule there.
Diagnostic ExplainError(const std::vector<Lexeme>& tokens, size_t stop);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_EXPLAIN_ERROR_H_
