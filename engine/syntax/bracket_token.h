// Which tokens of the grammar open a bracket and which close one: an edge's `-[` and `]->` too. The parser
// counts nesting by them, and the explanation of an error finds what is still open.
#ifndef TERN_ENGINE_SYNTAX_BRACKET_TOKEN_H_
#define TERN_ENGINE_SYNTAX_BRACKET_TOKEN_H_

#include <cstddef>

namespace tern::syntax {

// `type` is a token type of the generated TernQLParser.
bool IsOpening(size_t type);
bool IsClosing(size_t type);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_BRACKET_TOKEN_H_
