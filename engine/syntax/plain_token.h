// The tokens that most of a statement is made of (names, keywords, variables, numbers, short strings, signs),
// read by hand: ANTLR's lexer takes some 200 ns for each, this a tenth of it. It only tells where the first
// few bytes leave no doubt, and says nothing of all else: escapes, IRIs, other scripts, comments, and
// whatever is wrong. The grammar stays what defines tokens; tests hold this against the lexer that is made
// from it.
#ifndef TERN_ENGINE_SYNTAX_PLAIN_TOKEN_H_
#define TERN_ENGINE_SYNTAX_PLAIN_TOKEN_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace tern::syntax {

// ASCII only, on one line.
struct PlainToken {
  size_t type = 0;  // of TernQLLexer
  size_t size = 0;
  friend bool operator==(const PlainToken&, const PlainToken&) = default;
};

// The token that `text` begins with; nothing where the lexer must be asked.
std::optional<PlainToken> FindPlainToken(std::string_view text);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PLAIN_TOKEN_H_
