// Questions about finished patterns and walks: what a statement is goes by the variables that they bind, and
// not everything that can be asked can be written.
#ifndef TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_
#define TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

// True where rows of `pattern` have a variable: of its walks, `let` and `for`, also inside `optional`, `or`
// and what a subquery returns; never those of `not`.
bool BindsVariables(const Pattern& pattern);

// Complains about a walk without an edge: alone it is a question of its own, in a list it matches nothing.
void CheckWalksHaveEdges(const Pattern& pattern, SourceText* source);

// Where walks are written. The statements that stand alone have no variables, those of an Update have the
// variables that its source binds, and those of LoadRows the fields of the row.
enum class Writing : uint8_t { kInsert, kDelete, kUpdateInsert, kUpdateDelete, kRows };

// Complains about what cannot be written: unbound variables, path operators, `said`, `?c:`, an edge without a
// direction, a literal as a subject, what asks about patterns where there are no rows. `asked` is what an
// Update matches, for the advice; null elsewhere.
void CheckWritten(const std::vector<Walk>& walks, Writing writing, const Query* asked, SourceText* source);
// The same for rows, whose only variable is the row, and that only by its fields.
void CheckRows(const LoadRows& load, SourceText* source);

// Complains about what names no fact: variables, paths of several steps, claim forms.
void CheckWhy(const Why& why, SourceText* source);

// Complains about an expression that can be no list: "'in' takes a list, not 5".
void CheckIsList(const Expression& expression, std::string_view rule, std::string_view advice,
                 SourceText* source);

// A path of one step: one name, `a|b`, `any`, `?p` or `$p`, or what is computed.
bool IsSingleStep(const Path& path);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_
