// Questions about finished walks that decide what a statement is, and what `insert` may hold.
#ifndef TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_
#define TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_

#include "engine/syntax/source_text.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

bool HasVariables(const Pattern& pattern);

// Complains about a walk without an edge: alone it is a question of its own, in a list it matches nothing.
void CheckWalksHaveEdges(const Pattern& pattern, SourceText* source);

// Complains about what cannot be stated: variables, path operators, `said`, an edge without a direction, a
// literal as a subject.
void CheckInsert(const Insert& insert, SourceText* source);

// A path of one step: one name, `a|b`, `any`, `?p` or `$p`.
bool IsSingleStep(const Path& path);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PATTERN_CHECK_H_
