#include "engine/syntax/explain_statement.h"

#include <string>
#include <string_view>

#include "TernQLParser.h"
#include "absl/types/span.h"
#include "engine/syntax/suggestion.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using Region = ErrorSite::Region;
using Explanation = std::optional<Diagnostic>;
using model::StrCat;
using tern_grammar::TernQLParser;

bool IsEdge(size_t type) { return type == TernQLParser::EDGE || type == TernQLParser::FROM; }

constexpr std::string_view kLoadForm = "write load \"chips.csv\" as ?row insert ?row.name -[a]-> Chip";

Explanation LoadForm(const ErrorSite& site) {
  if (site.stop() == 1 && !site.AtEnd()) {
    if (IsWord(site.token(), "csv"))
      return site.Here("TQ045", "there is no 'load csv'", std::string(kLoadForm));
    return site.Here("TQ045", StrCat("'load' is followed by a file's name in quotes, not ", site.Found()),
                     std::string(kLoadForm));
  }
  switch (site.stop()) {
    case 2:
      return site.Here("TQ045", "'load' names its rows",
                       site.AtEnd()
                           ? "write load \"…\" as ?row insert …; whole fact files are loaded by tern load"
                           : "write load \"…\" as ?row insert …");
    case 3:
      return site.Here(
          "TQ045", StrCat("the rows are bound to a variable, not to ", site.Found()),
          IsWord(site.token()) ? StrCat("write as ?", site.token().text) : std::string("write as ?row"));
    case 4:
      return site.Here("TQ045", "'load' says what each row states", "write load \"…\" as ?row insert …");
    default:
      return std::nullopt;
  }
}

constexpr std::string_view kStatementWords[] = {"match", "ask",      "insert", "delete", "explain",
                                                "load",  "describe", "why",    "prefix", "optional"};
constexpr std::string_view kPatternWords[] = {"where", "return", "optional", "match",  "with",      "order",
                                              "limit", "skip",   "insert",   "delete", "according", "union"};
constexpr std::string_view kValueWords[] = {"where",    "return", "order",  "limit", "skip", "with",
                                            "match",    "and",    "or",     "asc",   "desc", "as",
                                            "optional", "insert", "delete", "is",    "in",   "not"};
constexpr std::string_view kGroupWords[] = {"optional", "not", "or", "exists", "count"};

// A name that is nearly one of `words`, as an explanation of its own place.
Explanation Nearly(const ErrorSite& site, size_t index, absl::Span<const std::string_view> words) {
  const Lexeme& token = site.tokens()[index];
  if (token.type != TernQLParser::NAME || token.text.size() < 3) return std::nullopt;
  const std::optional<std::string_view> nearest = Nearest(token.text, words);
  if (!nearest) return std::nullopt;
  return site.Between(index, index, "TQ044", StrCat("'", token.text, "' is no word of the language"),
                      StrCat("did you mean '", *nearest, "'?"));
}

}  // namespace

Explanation StatementForm(const ErrorSite& site) {
  const std::string word = site.FirstWord();
  if (site.stop() == 0 || IsEdge(site.tokens()[1].type)) return std::nullopt;
  if (word == "explain") {
    const size_t at = IsWord(site.tokens()[1], "analyze") && site.stop() >= 2 ? 2 : 1;
    const Lexeme& inner = site.tokens()[at];
    const bool is_other = inner.type == TernQLParser::K_INSERT || inner.type == TernQLParser::K_DELETE ||
                          ((inner.type == TernQLParser::K_WHY || inner.type == TernQLParser::K_LOAD ||
                            inner.type == TernQLParser::K_PREFIX || inner.type == TernQLParser::K_EXPLAIN) &&
                           !IsEdge(site.tokens()[at + 1].type));
    if (!is_other) return std::nullopt;
    return site.Between(at, at, "TQ047", StrCat("there is no plan of '", LowerWord(inner), "'"),
                        "'explain' takes a question, or a match that writes");
  }
  if (word == "load") return LoadForm(site);
  if (word == "describe" && site.stop() >= 2) {
    if (IsEdge(site.token().type)) {
      return site.Here("TQ047", "'describe' takes one thing and no edge",
                       "leave 'describe' out, or write why A -[name]-> B");
    }
    if (site.token().type == TernQLParser::COMMA) {
      return site.Here("TQ047", "'describe' takes one thing", "write a statement for each");
    }
  }
  if (word == "why" && site.stop() >= 2 && site.BehindValue() && site.region() != Region::kEdge) {
    if (site.token().type == TernQLParser::COMMA) {
      return site.Here("TQ047", "'why' takes one walk", "write a statement for each");
    }
    if (site.token().type == TernQLParser::K_WHERE) {
      return site.Here("TQ047", "'why' has no 'where'", "it lists all claims of its fact");
    }
  }
  return std::nullopt;
}

Explanation WritingForm(const ErrorSite& site) {
  const size_t type = site.token().type;
  const std::string word = site.FirstWord();
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap || !site.BehindValue()) return std::nullopt;
  const bool writes = word == "insert" || word == "delete";
  if (type == TernQLParser::K_WHERE && writes) {
    return site.Here("TQ032", StrCat("'", word, "' has no 'where' of its own"),
                     StrCat("write match … where … ", word, " …"));
  }
  if (type == TernQLParser::K_RETURN && writes) {
    return site.Here("TQ032", StrCat("'", word, "' returns nothing"), "ask in a statement of its own");
  }
  if (type != TernQLParser::K_INSERT && type != TernQLParser::K_DELETE) return std::nullopt;
  if (site.in_group()) {
    return site.Here("TQ032", StrCat(site.Found(), " cannot stand in a group"),
                     "put it at the end of the statement");
  }
  if (site.token().where.line > site.At(-1).where.line && !site.in_values())
    return std::nullopt;  // a missing ';'
  if (region == Region::kReturn || region == Region::kOrder) {
    return site.Here("TQ032", StrCat(site.Found(), " stands in place of 'return'"),
                     StrCat("write match … ", LowerWord(site.token()), " …"));
  }
  if (!writes && word != "match" && word != "optional" && region == Region::kPattern) {
    return site.Here("TQ032", StrCat(site.Found(), " behind a pattern needs 'match' before it"),
                     "put 'match' at the start of the statement");
  }
  return std::nullopt;
}

Explanation MisspeltWord(const ErrorSite& site) {
  const size_t at = site.stop();
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap) return std::nullopt;
  // `macth China -[p]-> ?x`, `delte China -[p]-> B`: read as a node, and something follows.
  if (at == 1 && !site.AtEnd() && !IsEdge(site.token().type)) {
    if (Explanation statement = Nearly(site, 0, kStatementWords)) return statement;
  }
  // `optinal { … }`, `exsits { … }`
  if (site.token().type == TernQLParser::LBRACE && at > 0) {
    if (Explanation group = Nearly(site, at - 1, kGroupWords)) return group;
  }
  if (!site.BehindValue() || IsEdge(site.TypeAt(1))) return std::nullopt;
  if (IsWord(site.token(), "ascending") || IsWord(site.token(), "descending")) {
    return site.Here("TQ044", StrCat(site.Found(), " is no word of the language"),
                     StrCat("write ", LowerWord(site.token()).substr(0, site.token().text.size() - 6)));
  }
  return site.in_values() ? Nearly(site, at, kValueWords) : Nearly(site, at, kPatternWords);
}

}  // namespace tern::syntax
