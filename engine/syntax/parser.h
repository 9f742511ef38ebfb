// TernQL text to syntax tree. The grammar is grammar/TernQL.g4; ANTLR ends here, exceptions too.
#ifndef TERN_ENGINE_SYNTAX_PARSER_H_
#define TERN_ENGINE_SYNTAX_PARSER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/syntax/diagnostic.h"
#include "engine/syntax/syntax_tree.h"

namespace tern::syntax {

inline constexpr size_t kMaxStatementBytes = size_t{64} << 20;
inline constexpr int kMaxNesting = 200;  // of parentheses and paths; more is TQ-error, never a stack overflow

// What names mean while a text is read. `prefix` statements change it for the statements behind them.
struct Names {
  std::string base;                             // namespace of bare names
  std::map<std::string, std::string> prefixes;  // "wd" -> "http://www.wikidata.org/entity/"

  // A base, and the prefixes every session has: rdf, rdfs, xsd, owl, skos, prov, dcterms, oa, schema.
  static Names WithBase(std::string base);
};

// The IRI that a bare name stands for where it is one of the field's own words ("a", "label", "by", …).
std::optional<std::string_view> FieldName(std::string_view name);

// A term in its shortest TernQL form that reads back as the same term under `names`: China, `David Sacks`,
// wd:Q148, <https://…>, "text"@en, 42, _:b1, claim:68.
std::string Print(const Term& term, const Names& names);

// One raw statement of a text: its bytes without the semicolon, and where it starts.
struct StatementText {
  std::string_view text;
  Location where;
};
// Splits at `;`; inside strings, backticks, IRIs, comments and braces a semicolon ends nothing. Statements that
// hold only space and comments are left out.
std::vector<StatementText> SplitStatements(std::string_view text);

// True where `text` ends inside a string, backtick, brace or statement without its `;`: a prompt asks for more.
bool IsIncomplete(std::string_view text);

// Splits a stream that arrives in pieces (fact files, piped prompts) into statements, holding only the unfinished
// one. Locations count from the start of the stream.
class StatementSplitter {
 public:
  // Adds bytes; afterwards Next() returns finished statements until it returns nothing.
  void Add(std::string_view bytes);
  void Finish();  // the last statement needs no semicolon
  struct Piece {
    std::string text;
    Location where;
  };
  std::optional<Piece> Next();

 private:
  std::string buffer_;
  size_t scanned_ = 0;
  bool finished_ = false;
  Location start_;
};

// Parses one statement. Errors: InvalidArgument that carries a Diagnostic with a place relative to `where`.
// A Prefix statement changes `names`.
absl::StatusOr<Statement> ParseStatement(std::string_view text, Names& names, Location where = {});

// Parses all statements of a text, up to the first error.
absl::StatusOr<std::vector<Statement>> ParseText(std::string_view text, Names& names);

// A fact file's statement: a walk (no `insert` needed), `insert …`, or `prefix …`.
absl::StatusOr<Statement> ParseFact(std::string_view text, Names& names, Location where = {});

// The value of a `--param name=value`: a TernQL term ("China", "42", "\"text\""), or else plain text as a string.
Term ParseParameter(std::string_view text, const Names& names);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_PARSER_H_
