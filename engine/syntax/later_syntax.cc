#include "engine/syntax/later_syntax.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "TernQLParser.h"
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
constexpr std::array<LaterStatement, 15> kStatements = {{
    {"begin", "every statement is a commit of its own"},
    {"commit", "every statement is a commit of its own"},
    {"contradictions", "-[?c: said p]-> with stance(?c) shows who says what"},
    {"declare", ""},
    {"delete", ""},
    {"describe", "the name alone describes it: China;"},
    {"drop", ""},
    {"load", "tern load reads fact files, N-Triples and N-Quads"},
    {"query", ""},
    {"rollback", "every statement is a commit of its own"},
    {"run", ""},
    {"save", "a prefix lasts for the session"},
    {"show", ""},
    {"why", "the fact alone lists its claims: China -[rejected]-> H200;"},
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
  if (site.FirstWord() == "explain" && site.tokens().size() > 2) {
    if (IsWord(site.tokens()[1], "analyze") && site.stop() >= 1)
      return Later(site, 1, 1, "'explain analyze'", "explain shows the plan");
    first = 1;
  }
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

// What a `{` opens in a pattern.
Explanation LaterGroup(const ErrorSite& site) {
  const std::vector<Lexeme>& tokens = site.tokens();
  if (IsNodeToken(site.TypeAt(1)) && IsNodeToken(site.TypeAt(2)) && IsNodeToken(site.TypeAt(3)))
    return std::nullopt;
  if (site.TypeAt(1) == TernQLParser::K_MATCH)
    return Later(site, site.stop(), site.stop(), "a subquery in braces");
  size_t depth = 0;
  for (size_t i = site.stop(); i < tokens.size(); ++i) {
    if (tokens[i].type == TernQLParser::LBRACE) ++depth;
    if (tokens[i].type == TernQLParser::RBRACE && --depth == 0) {
      const bool is_or = i + 1 < tokens.size() && tokens[i + 1].type == TernQLParser::K_OR;
      if (!is_or) break;
      return Later(site, site.stop(), site.stop(), "{ … } or { … }", "for predicates write -[a|b]->");
    }
  }
  return Later(site, site.stop(), site.stop(), "a group in braces");
}

Explanation LaterClause(const ErrorSite& site) {
  const size_t at = site.stop();
  switch (site.token().type) {
    case TernQLParser::K_OPTIONAL:
      return Later(site, at, at, "'optional'");
    case TernQLParser::K_LET:
      return Later(site, at, at, "'let'");
    case TernQLParser::K_FOR:
      return Later(site, at, at, "'for'");
    case TernQLParser::K_WITH:
      return Later(site, at, at, "'with'");
    case TernQLParser::K_ACCORDING:
      return Later(site, at, at, "'according to'", "-[p {by: X}]-> keeps the claims of X");
    case TernQLParser::K_DELETE:
      return Later(site, at, at, "'delete'");
    case TernQLParser::K_EXISTS:
      return Later(site, at, at, "'exists'");
    case TernQLParser::K_INSERT:
      if (site.FirstWord() != "match" || !site.BehindValue()) return std::nullopt;
      return Later(site, at, at, "'match … insert'", "'insert' alone states facts");
    case TernQLParser::K_NOT:
      if (site.TypeAt(1) != TernQLParser::LBRACE) return std::nullopt;
      return Later(site, at, at, "'not { … }'");
    case TernQLParser::K_AS:
      if (!IsWord(site.At(1), "of")) return std::nullopt;
      return Later(site, at, at + 1, "'as of'",
                   "-[p {on: ?day}]-> with where ?day <= 2025-12-31 is close to it");
    case TernQLParser::K_MATCH:
      if (site.FirstWord() != "match" || !site.BehindValue()) return std::nullopt;
      if (site.token().where.line > site.At(-1).where.line) return std::nullopt;  // more likely a missing ';'
      return Later(site, at, at, "a second 'match'", "put a comma between walks");
    default:
      return std::nullopt;
  }
}

}  // namespace

Explanation LaterConstruct(const ErrorSite& site) {
  const size_t at = site.stop();
  const size_t type = site.token().type;
  // Where the word is a node, backticks are the advice.
  const bool before_edge = site.TypeAt(1) == TernQLParser::EDGE || site.TypeAt(1) == TernQLParser::FROM;
  const bool behind_edge = site.TypeAt(-1) == TernQLParser::TO || site.TypeAt(-1) == TernQLParser::BETWEEN;
  const ErrorSite::Region region = site.region();
  const bool in_edge = region == ErrorSite::Region::kEdge || region == ErrorSite::Region::kMap;
  if (!before_edge && !behind_edge && !in_edge) {
    if (Explanation clause = LaterClause(site)) return clause;
  }
  if (Explanation statement = LaterStatementWord(site)) return statement;
  if (type == TernQLParser::EQUAL && site.TypeAt(-1) == TernQLParser::VARIABLE &&
      (region == ErrorSite::Region::kPattern) &&
      (at == 1 || site.TypeAt(-2) == TernQLParser::K_MATCH || site.TypeAt(-2) == TernQLParser::COMMA)) {
    return Later(site, at - 1, at, StrCat("binding a path (", site.At(-1).text, " = …)"));
  }
  if (type == TernQLParser::DOT && site.TypeAt(-1) == TernQLParser::VARIABLE && site.IsAdjacentBefore() &&
      (IsWord(site.At(1)) || site.TypeAt(1) == TernQLParser::BACKTICK) &&
      region != ErrorSite::Region::kPattern) {
    return Later(site, at - 1, at + 1, StrCat(site.At(-1).text, ".", site.At(1).text),
                 StrCat("bind it in the pattern: ", site.At(-1).text, " -[", site.At(1).text, "]-> ?value"));
  }
  if (type != TernQLParser::LBRACE || in_edge) return std::nullopt;
  if (IsWord(site.At(-1), "count") && site.BehindValue()) return Later(site, at - 1, at, "'count { … }'");
  const bool opens =
      site.WantsNode() || region == ErrorSite::Region::kStart || region == ErrorSite::Region::kPattern;
  return opens ? LaterGroup(site) : std::nullopt;
}

}  // namespace tern::syntax
