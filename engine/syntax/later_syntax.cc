#include "engine/syntax/later_syntax.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "TernQLParser.h"
#include "absl/strings/ascii.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;
using Explanation = std::optional<Diagnostic>;

struct LaterStatement {
  std::string_view word;
  std::string_view advice;
};
constexpr std::array<LaterStatement, 11> kStatements = {{
    {"begin", "every statement is a commit of its own"},
    {"commit", "every statement is a commit of its own"},
    {"contradictions", "-[?c: said p]-> with stance(?c) shows who says what"},
    {"declare", ""},
    {"drop", ""},
    {"query", ""},
    {"rollback", "every statement is a commit of its own"},
    {"run", ""},
    {"save", "a prefix lasts for the session"},
    {"show", ""},
    {"withdraw", ""},
}};

Explanation Later(const ErrorSite& site, size_t first, size_t last, std::string_view what,
                  std::string_view advice = "") {
  return site.Between(first, last, "TQ026", StrCat(what, " is not part of this version"),
                      std::string(advice));
}

// Statements whose first word is a name elsewhere.
Explanation LaterStatementWord(const ErrorSite& site) {
  size_t first = 0;
  if (site.FirstWord() == "explain" && site.tokens().size() > 2)
    first = IsWord(site.tokens()[1], "analyze") && site.tokens().size() > 3 ? 2 : 1;
  const Lexeme& word = site.tokens()[first];
  const size_t next = first + 1 < site.tokens().size() ? site.tokens()[first + 1].type : antlr4::Token::EOF;
  if (!IsWord(word) || next == TernQLParser::EDGE || next == TernQLParser::FROM) return std::nullopt;
  const std::string lower = LowerWord(word);
  for (const LaterStatement& statement : kStatements) {
    if (lower != statement.word) continue;
    return Later(site, first, first, StrCat("'", lower, "'"), statement.advice);
  }
  return std::nullopt;
}

}  // namespace

bool IsLaterStatementWord(std::string_view word) {
  constexpr std::array<std::string_view, 4> kWords = {"begin", "commit", "rollback", "contradictions"};
  std::string lower(word);
  absl::AsciiStrToLower(&lower);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

Explanation LaterConstruct(const ErrorSite& site) {
  if (Explanation statement = LaterStatementWord(site)) return statement;
  const size_t at = site.stop();
  const bool starts_part = at == 1 || site.TypeAt(-2) == TernQLParser::K_MATCH ||
                           site.TypeAt(-2) == TernQLParser::COMMA || site.TypeAt(-2) == TernQLParser::LBRACE;
  const ErrorSite::Region region = site.region();
  if (site.token().type == TernQLParser::EQUAL && site.TypeAt(-1) == TernQLParser::VARIABLE && starts_part &&
      region == ErrorSite::Region::kPattern) {
    return Later(site, at - 1, at, StrCat("binding a path (", site.At(-1).text, " = …)"),
                 StrCat("a value is bound by let ", site.At(-1).text, " = …"));
  }
  return std::nullopt;
}

}  // namespace tern::syntax
