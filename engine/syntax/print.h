// Trees back to text: what Print gives parses to an equal tree. For `explain`, messages and saved statements.
#ifndef TERN_ENGINE_SYNTAX_PRINT_H_
#define TERN_ENGINE_SYNTAX_PRINT_H_

#include <string>

#include "engine/syntax/names.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

std::string Print(const Statement& statement, const Names& names);  // without a semicolon
std::string Print(const Pattern& pattern, const Names& names);
std::string Print(const Walk& walk, const Names& names);
std::string Print(const Path& path, const Names& names);
std::string Print(const Expression& expression, const Names& names);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PRINT_H_
