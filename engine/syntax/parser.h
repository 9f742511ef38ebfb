// TernQL text to syntax tree. The grammar is grammar/TernQL.g4; ANTLR ends here, exceptions too.
#ifndef TERN_ENGINE_SYNTAX_PARSER_H_
#define TERN_ENGINE_SYNTAX_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/names.h"
#include "engine/syntax/parameter_value.h"
#include "engine/syntax/statement_scanner.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

inline constexpr int kMaxNesting = 200;  // of parentheses and paths; more is TQ-error, never a stack overflow

inline constexpr uint32_t kMaxPathSteps = 1000;  // in the bounds of `{m,n}`

// A term in its shortest TernQL form that reads back as the same term under `names`: China, `David Sacks`,
// wd:Q148, <https://…>, "text"@en, 42, _:b1, claim:68.
std::string Print(const Term& term, const Names& names);

// Parses one statement. Errors: InvalidArgument that carries a Diagnostic with a place relative to `where`.
// A Prefix statement changes `names`.
absl::StatusOr<Statement> ParseStatement(std::string_view text, Names& names, Location where = {});

// Parses all statements of a text, up to the first error.
absl::StatusOr<std::vector<Statement>> ParseText(std::string_view text, Names& names);

// A fact file's statement: a walk (no `insert` needed), `insert …`, or `prefix …`.
absl::StatusOr<Statement> ParseFact(std::string_view text, Names& names, Location where = {});

// The value of a `--param name=value`: a TernQL term ("China", "42", "\"text\""), a list of terms ("[A, 3]"),
// or else plain text as a string. What starts like a list or a name in backticks and is none, and a prefixed
// name whose prefix nobody knows, is an error rather than a text that nobody meant: InvalidArgument with a
// Diagnostic.
absl::StatusOr<ParameterValue> ParseParameter(std::string_view text, const Names& names);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARSER_H_
