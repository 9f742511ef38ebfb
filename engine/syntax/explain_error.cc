#include "engine/syntax/explain_error.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "TernQLParser.h"
#include "engine/syntax/error_site.h"
#include "engine/syntax/explain_group.h"
#include "engine/syntax/explain_statement.h"
#include "engine/syntax/foreign_syntax.h"
#include "engine/syntax/later_syntax.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using Region = ErrorSite::Region;
using Explanation = std::optional<Diagnostic>;
using model::StrCat;
using tern_grammar::TernQLParser;

// Tokens that are wrong in themselves.
Explanation BadToken(const ErrorSite& site) {
  const Lexeme& token = site.token();
  switch (token.type) {
    case TernQLParser::BAD_STRING: {
      if (token.text[0] == '\'' && site.IsAdjacentBefore() && IsWord(site.At(-1))) {
        return site.Here("TQ004", "an apostrophe starts a text, and this one is not closed on its line",
                         StrCat("a name with an apostrophe stands in backticks: `", site.At(-1).text, "'s`"));
      }
      return site.Here("TQ004", "this text is not closed on its line",
                       "close it, or put text of several lines between \"\"\" and \"\"\"");
    }
    case TernQLParser::BAD_LONG_STRING:
      return site.Here("TQ004", "this text is never closed", StrCat("end it with ", token.text.substr(0, 3)));
    case TernQLParser::BAD_BACKTICK:
      if (token.text == "``") return site.Here("TQ005", "a name cannot be empty");
      return site.Here("TQ005", "this name is not closed on its line",
                       "end it with a backtick: `David Sacks`");
    case TernQLParser::BAD_IRI:
      return site.Here("TQ007", "an IRI cannot hold spaces or any of < > \" { } | ^ ` \\",
                       "write %20 for a space and end it with '>'");
    case TernQLParser::BAD_NUMBER:
      return site.Here("TQ008", StrCat(site.Found(), " is neither a number nor a name"),
                       StrCat("a name that starts with a digit stands in backticks: `", token.text, "`"));
    case TernQLParser::BAD_CHARACTER: {
      const std::string_view text = token.text;
      if (text == "“" || text == "”" || text == "„" || text == "‘" || text == "’" || text == "«" ||
          text == "»") {
        return site.Here("TQ003", StrCat("'", text, "' is no quotation mark of the language"),
                         "write straight ones: \"text\"");
      }
      if (text == "→" || text == "–" || text == "—" || text == "−") {
        return site.Here("TQ003", StrCat("'", text, "' means nothing here"), "an edge is written -[name]->");
      }
      if (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F || text == "\xC2\xA0") {
        return site.Here("TQ003", "a character that cannot be seen stands here",
                         "write a plain space instead");
      }
      return site.Here("TQ003", StrCat("'", text, "' means nothing here"),
                       "in a name it stands between backticks, in a text between quotes");
    }
    default:
      return std::nullopt;
  }
}

// `<foo>` where a node must stand.
Explanation RelativeIri(const ErrorSite& site) {
  if (site.token().type != TernQLParser::LESS || !site.WantsNode()) return std::nullopt;
  return site.Here("TQ007", "'<' starts an IRI here, and an IRI has a scheme",
                   "write <https://…>, or the name without '<'");
}

Explanation FullStop(const ErrorSite& site) {
  if (site.TypeAt(-1) == TernQLParser::DOT && site.TypeAt(-2) == TernQLParser::VARIABLE) {
    // `?x.` and then no key
    const size_t dot = site.stop() - 1;
    if (!site.AtEnd() && site.IsAdjacentBefore()) {
      return site.Between(dot, site.stop(), "TQ043", StrCat("a key is a name, not ", site.Found()),
                          StrCat("write ", site.At(-2).text, ".name, or ", site.At(-2).text, ".`any name`"));
    }
    return site.Between(dot, dot, "TQ010", "a statement does not end with a full stop", "end it with ';'");
  }
  if (site.token().type == TernQLParser::DECIMAL && site.token().text[0] == '.' &&
      site.TypeAt(-1) == TernQLParser::VARIABLE && site.IsAdjacentBefore()) {
    const std::string_view key = site.token().text.substr(1);
    return site.Here(
        "TQ043", StrCat("a key is a name, not ", key),
        StrCat("a name that starts with a digit stands in backticks: ", site.At(-1).text, ".`", key, "`"));
  }
  if (site.token().type != TernQLParser::DOT) return std::nullopt;
  if (site.TypeAt(-1) == TernQLParser::PARAMETER && site.IsAdjacentBefore() && !site.AtEnd()) {
    return site.Here("TQ043", "a parameter has no keys", "bind it first: let ?x = $name, and then ?x.key");
  }
  return site.Here("TQ010", "a statement does not end with a full stop", "end it with ';'");
}

// `2025-1`, `-rejected->`, `-->`, `--`, `-`: a dash that opens no edge.
Explanation LoneDash(const ErrorSite& site) {
  if (site.token().type != TernQLParser::MINUS) return std::nullopt;
  const size_t at = site.stop();
  const size_t next = site.TypeAt(1);
  const Lexeme& before = site.At(-1);
  if (before.type == TernQLParser::INTEGER && before.text.size() == 4 && next == TernQLParser::INTEGER &&
      site.At(1).text.size() == 1) {
    return site.Between(at - 1, at + 1, "TQ009",
                        StrCat("'", before.text, "-", site.At(1).text, "' is not a month"),
                        StrCat("write ", before.text, "-0", site.At(1).text));
  }
  if (IsWord(site.At(1)) && site.TypeAt(2) == TernQLParser::BAD_ARROW) {
    return site.Between(at, at + 2, "TQ020", "an edge has its name in brackets",
                        StrCat("write -[", site.At(1).text, "]->"));
  }
  if (next == TernQLParser::BAD_ARROW) {
    return site.Between(at, at + 1, "TQ020", "an edge needs its predicate",
                        "write -[name]->, or -[any]-> for every predicate");
  }
  if (next == TernQLParser::MINUS) {
    return site.Between(at, at + 1, "TQ020", "an edge needs its predicate",
                        "write -[name]-, or -[any]- for every predicate");
  }
  return site.Here("TQ020", "'-' is no edge", "an edge is written -[name]->");
}

// `China rejected H200` on one line.
Explanation ThreeWords(const ErrorSite& site) {
  const Lexeme& verb = site.token();
  const bool is_verb = IsWord(verb) && !IsReservedWord(verb.type);
  const bool on_one_line =
      verb.where.line == site.At(-1).where.line && verb.where.line == site.At(1).where.line;
  if (!is_verb || !on_one_line || !IsNodeToken(site.TypeAt(1))) return std::nullopt;
  return site.Here("TQ020", "between two nodes stands an edge, with its name in brackets",
                   StrCat("write ", site.At(-1).text, " -[", verb.text, "]-> ", site.At(1).text));
}

// An edge without its brackets.
Explanation EdgeWithoutBrackets(const ErrorSite& site) {
  if (!site.BehindValue() || site.region() != Region::kPattern) return std::nullopt;
  switch (site.token().type) {
    case TernQLParser::MINUS:
      return LoneDash(site);
    case TernQLParser::BAD_ARROW:
    case TernQLParser::BAD_FAT_ARROW:
      return site.Here("TQ020", StrCat(site.Found(), " is no edge"), "an edge is written -[name]->");
    case TernQLParser::LESS: {
      if (site.TypeAt(1) != TernQLParser::MINUS) {
        return site.Here("TQ007", "'<' starts an IRI here, and an IRI has a scheme", "write <https://…>");
      }
      const size_t dashes = site.TypeAt(2) == TernQLParser::MINUS ? 2 : 1;
      return site.Between(site.stop(), site.stop() + dashes, "TQ020", "an edge needs its predicate",
                          "write <-[name]-, or <-[any]- for every predicate");
    }
    default:
      return ThreeWords(site);
  }
}

// Inside `-[`.
Explanation InsideEdge(const ErrorSite& site) {
  const size_t type = site.token().type;
  const size_t before = site.TypeAt(-1);
  if (type == TernQLParser::TO && site.region() == Region::kEdge &&
      site.tokens()[site.opening()].type == TernQLParser::FROM && before != TernQLParser::FROM) {
    return site.Here("TQ020", "an edge points one way",
                     "write <-[name]- or -[name]->, or -[name]- for either way");
  }
  if (site.region() != Region::kEdge) return std::nullopt;
  const bool empty =
      before == TernQLParser::EDGE || before == TernQLParser::FROM || before == TernQLParser::COLON;
  if (empty && (type == TernQLParser::TO || type == TernQLParser::BETWEEN || type == TernQLParser::LBRACE)) {
    return site.Here("TQ020", "an edge needs its predicate",
                     "write -[name]->, or -[any]-> for every predicate");
  }
  if (type == TernQLParser::RBRACKET) {
    if (empty) return site.Here("TQ020", "an edge needs its predicate", "write -[name]->");
    return site.Here("TQ021", "an edge ends with ']->' or ']-', without a space", "write -[name]->");
  }
  if (empty || before == TernQLParser::BAR || before == TernQLParser::SLASH ||
      before == TernQLParser::CARET || before == TernQLParser::BANG) {
    if (site.AtEnd()) return site.Here("TQ002", "the statement ends inside an edge", "write -[name]->");
    return std::nullopt;
  }
  if (type == TernQLParser::COMMA || type == TernQLParser::EQUAL || type == TernQLParser::COLON)
    return std::nullopt;
  return site.Here("TQ021", StrCat("the edge is not closed before ", site.Found()),
                   "close it with ']->' or ']-'");
}

// The bounds of a repeated path: `p{,3}`, `p{1-3}`, `p*1..5`.
Explanation Bounds(const ErrorSite& site) {
  const size_t before = site.TypeAt(-1);
  if (site.region() == Region::kMap && before == TernQLParser::LBRACE &&
      site.token().type == TernQLParser::COMMA && site.TypeAt(1) == TernQLParser::INTEGER) {
    return site.Here("TQ034", "the first number of steps is missing",
                     StrCat("write {0,", site.At(1).text, "}"));
  }
  if (site.region() == Region::kMap && before == TernQLParser::INTEGER &&
      site.TypeAt(-2) == TernQLParser::LBRACE && site.token().type != TernQLParser::COLON) {
    return site.Here(
        "TQ034", "two numbers of steps are separated by a comma",
        StrCat("write {", site.At(-1).text, "}, {", site.At(-1).text, ",} or {", site.At(-1).text, ",5}"));
  }
  const size_t type = site.token().type;
  const bool is_number =
      type == TernQLParser::INTEGER || type == TernQLParser::DECIMAL || type == TernQLParser::DOT;
  if (site.region() != Region::kEdge || before != TernQLParser::STAR || !is_number) return std::nullopt;
  return site.Here("TQ034", "numbers of steps stand in braces", "write name{1,5}, name{3} or name{2,}");
}

// Inside the braces of an edge.
Explanation InsideMap(const ErrorSite& site) {
  if (site.region() != Region::kMap) return std::nullopt;
  const size_t type = site.token().type;
  const bool behind_key = IsWord(site.At(-1)) || site.TypeAt(-1) == TernQLParser::BACKTICK;
  const size_t before_key = site.TypeAt(-2);
  const bool is_key = behind_key && (before_key == TernQLParser::LBRACE || before_key == TernQLParser::COMMA);
  if (is_key && (type == TernQLParser::EQUAL || type == TernQLParser::BAD_FAT_ARROW)) {
    return site.Here("TQ023",
                     StrCat("a key and its value stand on either side of ':', not of ", site.Found()),
                     StrCat("write {", site.At(-1).text, ": …}"));
  }
  if (is_key) {
    return site.Here("TQ023", StrCat("the key '", site.At(-1).text, "' has no value"),
                     StrCat("write {", site.At(-1).text, ": …}"));
  }
  if (type == TernQLParser::COLON && site.TypeAt(-1) == TernQLParser::PREFIXED) {
    return site.Here("TQ023", "a second colon",
                     "put a space behind the first: {by: wd:Q1}, {on: 2025-12-12}");
  }
  if (site.BehindValue() && (IsNodeToken(type) || IsReservedWord(type))) {
    return site.Here("TQ023", StrCat("a comma is missing before ", site.Found()),
                     "write {by: X, on: 2025-12-12}");
  }
  if (site.BehindValue() && type != TernQLParser::COLON) {
    return site.Here("TQ023", StrCat("the map is not closed before ", site.Found()), "close it with '}'");
  }
  if (type == TernQLParser::STRING &&
      (site.TypeAt(-1) == TernQLParser::LBRACE || site.TypeAt(-1) == TernQLParser::COMMA)) {
    return site.Here("TQ023", "a key is a name, not a text", "write it without quotes, or in backticks");
  }
  return std::nullopt;
}

Explanation Membership(const ErrorSite& site) {
  if (site.token().type == TernQLParser::COMMA && site.region() == Region::kParens && site.opening() > 0 &&
      site.tokens()[site.opening() - 1].type == TernQLParser::K_IN) {
    return site.Between(site.opening(), site.opening(), "TQ016", "a list stands in square brackets",
                        "write in [a, b]");
  }
  if (site.TypeAt(-1) != TernQLParser::K_IN) return std::nullopt;
  const Region region = site.region();
  if (site.in_pattern() || region == Region::kEdge || region == Region::kMap) return std::nullopt;
  return site.Here("TQ016", StrCat("'in' takes a list, not ", site.Found()), "write in [a, b], or in $list");
}

Explanation NullTerm(const ErrorSite& site) {
  if (site.token().type != TernQLParser::K_NULL) return std::nullopt;
  const size_t before = site.TypeAt(-1);
  if (before == TernQLParser::EQUAL) return site.Here("TQ035", "nothing equals null", "write 'is null'");
  if (before == TernQLParser::NOT_EQUAL)
    return site.Here("TQ035", "nothing equals null", "write 'is not null'");
  return site.Here("TQ035", "null is no value that can be written",
                   "a thing of that name stands in backticks: `null`");
}

// A reserved word where a node must stand.
Explanation ReservedNode(const ErrorSite& site) {
  const Lexeme& token = site.token();
  const bool at_edge = token.type == TernQLParser::EDGE || token.type == TernQLParser::FROM;
  if (at_edge && IsReservedWord(site.TypeAt(-1)) && (site.in_pattern() || site.region() == Region::kLet)) {
    const std::string_view word = site.At(-1).text;
    return site.Between(site.stop() - 1, site.stop() - 1, "TQ024",
                        StrCat("'", word, "' is a word of the language"),
                        StrCat("as a name it stands in backticks: `", word, "`"));
  }
  if (!IsReservedWord(token.type)) return std::nullopt;
  const bool before_edge = site.TypeAt(1) == TernQLParser::EDGE || site.TypeAt(1) == TernQLParser::FROM;
  const bool behind_edge = site.TypeAt(-1) == TernQLParser::TO || site.TypeAt(-1) == TernQLParser::BETWEEN;
  const bool at_end = site.stop() + 2 >= site.tokens().size() && site.stop() > 0;
  if (!site.WantsNode() || !(before_edge || behind_edge || at_end)) return std::nullopt;
  return site.Here("TQ024", StrCat("'", token.text, "' is a word of the language"),
                   StrCat("as a name it stands in backticks: `", token.text, "`"));
}

// Behind a comma, more of a pattern.
bool IsPartBehind(const ErrorSite& site) {
  switch (site.TypeAt(1)) {
    case TernQLParser::K_OPTIONAL:
    case TernQLParser::K_LET:
    case TernQLParser::K_FOR:
    case TernQLParser::LBRACE:
      return true;
    case TernQLParser::K_NOT:
      return site.TypeAt(2) == TernQLParser::LBRACE;
    default:
      return IsNodeToken(site.TypeAt(1)) &&
             (site.TypeAt(2) == TernQLParser::EDGE || site.TypeAt(2) == TernQLParser::FROM);
  }
}

// Clauses that are missing or out of order.
Explanation Clauses(const ErrorSite& site) {
  const Lexeme& token = site.token();
  const Region region = site.region();
  const bool is_match = site.FirstWord() == "match";
  if (token.type == TernQLParser::K_RETURN && site.stop() == 0) {
    return site.Here("TQ032", "'return' needs a 'match' before it",
                     "write match China -[rejected]-> ?x return ?x");
  }
  if (token.type == TernQLParser::K_WHERE && site.stop() == 0) {
    return site.Here("TQ032", "'where' needs a pattern before it", "write ?x -[p]-> ?y where …");
  }
  if (token.type == TernQLParser::K_RETURN && !is_match && site.BehindValue()) {
    return site.Here("TQ032", "'return' needs 'match' at the start of the statement",
                     "put 'match' before the pattern");
  }
  if (token.type == TernQLParser::K_WHERE && (region == Region::kReturn || region == Region::kOrder)) {
    return site.Here("TQ032", "'where' stands before 'return'", "write match … where … return …");
  }
  if (token.type == TernQLParser::K_WHERE && region == Region::kWhere && site.BehindValue()) {
    return site.Here("TQ032", "a second 'where'", "join conditions with 'and'");
  }
  if (token.type == TernQLParser::COMMA && region == Region::kWhere && IsPartBehind(site)) {
    return site.Here("TQ032", "the pattern ends with 'where'",
                     StrCat("put ", site.At(1).text, " … before 'where'"));
  }
  const bool is_star_and_item =
      (token.type == TernQLParser::COMMA && site.TypeAt(-1) == TernQLParser::STAR) ||
      (token.type == TernQLParser::STAR && site.TypeAt(-1) == TernQLParser::COMMA);
  if (is_star_and_item && region == Region::kReturn) {
    return site.Here("TQ032", "'*' stands for everything, and alone",
                     "leave the other items out, or name all of them");
  }
  if (token.type == TernQLParser::K_MATCH && (region == Region::kReturn || region == Region::kOrder) &&
      is_match && site.BehindValue() && token.where.line == site.At(-1).where.line) {
    return site.Here("TQ032", "nothing is matched behind 'return'",
                     "write 'with' in place of 'return', or end the statement with ';'");
  }
  if (token.type == TernQLParser::COMMA && region == Region::kWhere && site.BehindValue()) {
    return site.Here("TQ032", "conditions are not separated by commas", "join them with 'and'");
  }
  if ((token.type == TernQLParser::K_ORDER || token.type == TernQLParser::K_SKIP) &&
      region == Region::kOrder && site.BehindValue()) {
    return site.Here("TQ032", StrCat("'", token.text, "' stands too late"),
                     "the sequence is: order by … skip … limit …");
  }
  if (site.TypeAt(-1) == TernQLParser::K_ORDER && region == Region::kOrder) {
    return site.Here("TQ032", "'order' is followed by 'by'", StrCat("write order by ", token.text));
  }
  if ((IsWord(token, "group") || IsWord(token, "having")) && site.BehindValue()) {
    return site.Here("TQ032", StrCat("there is no '", token.text, "' clause"),
                     IsWord(token, "having")
                         ? "write with …, count(*) as ?n where ?n > 1"
                         : "what is returned beside count( ) and its like is the grouping");
  }
  const size_t before = site.TypeAt(-1);
  if ((before == TernQLParser::K_SKIP || before == TernQLParser::K_LIMIT) && region == Region::kOrder) {
    const std::string rule = StrCat("'", site.At(-1).text, "' takes a whole number, not ");
    constexpr std::string_view kAdvice = "write limit 10, or limit $n";
    if (token.type == TernQLParser::MINUS && !site.At(1).text.empty()) {
      return site.Between(site.stop(), site.stop() + 1, "TQ034", StrCat(rule, "'-", site.At(1).text, "'"),
                          std::string(kAdvice));
    }
    return site.Here("TQ034", StrCat(rule, site.Found()), std::string(kAdvice));
  }
  if (before == TernQLParser::K_AS && (region == Region::kReturn || region == Region::kParens)) {
    if (IsWord(token)) {
      return site.Here("TQ038", "the name behind 'as' is a variable", StrCat("write as ?", token.text));
    }
    return site.Here("TQ038", StrCat("'as' is followed by a variable, not ", site.Found()), "write as ?name");
  }
  return std::nullopt;
}

// The value of a parameter that starts as a list.
Explanation ParameterList(const ErrorSite& site) {
  if (site.tokens()[0].type != TernQLParser::LBRACKET || site.AtEnd()) return std::nullopt;
  return site.Here("TQ046", StrCat("a list of terms does not go on with ", site.Found()),
                   "write [China, \"text\", 3]");
}

Explanation PrefixForm(const ErrorSite& site) {
  if (site.FirstWord() != "prefix" || site.region() != Region::kPattern) return std::nullopt;
  if (site.stop() == 1 && site.TypeAt(0) == TernQLParser::COLON) {
    return site.Here("TQ037", "a prefix needs a name", "bare names already lie in the base: China");
  }
  return site.Here("TQ037", StrCat("'prefix' is followed by a name, a colon and an IRI, not ", site.Found()),
                   "write prefix ex: <https://example.org/>");
}

// Two statements without a `;` between them.
Explanation MissingSemicolon(const ErrorSite& site) {
  if (!site.BehindValue() || site.region() == Region::kEdge || site.region() == Region::kMap ||
      site.region() == Region::kParens || site.region() == Region::kList) {
    return std::nullopt;
  }
  const size_t type = site.token().type;
  const bool statement_word = type == TernQLParser::K_MATCH || type == TernQLParser::K_INSERT ||
                              type == TernQLParser::K_ASK || type == TernQLParser::K_EXPLAIN ||
                              type == TernQLParser::K_PREFIX;
  const bool new_line = site.token().where.line > site.At(-1).where.line && IsNodeToken(type);
  const bool new_walk =
      IsNodeToken(type) && (site.TypeAt(1) == TernQLParser::EDGE || site.TypeAt(1) == TernQLParser::FROM);
  if (!statement_word && !new_line && !new_walk) return std::nullopt;
  if (site.region() == Region::kPattern && new_walk && !statement_word) {
    return site.Here("TQ022", StrCat("something is missing before ", site.Found()),
                     "a new statement begins behind ';', another walk of this one behind ','");
  }
  return site.Here("TQ022", StrCat("a ';' is missing before ", site.Found()), "statements end with ';'");
}

// Whether a condition may stand behind the walks here: what writes, loads rows or asks about one fact has
// none.
bool TakesWhere(const ErrorSite& site) {
  const std::string word = site.FirstWord();
  if (word == "insert" || word == "delete" || word == "why" || word == "load") return false;
  const auto before = site.tokens().begin() + static_cast<std::ptrdiff_t>(site.stop());
  return std::none_of(site.tokens().begin(), before, [](const Lexeme& token) {
    return token.type == TernQLParser::K_INSERT || token.type == TernQLParser::K_DELETE;
  });
}

// What could stand at the place, in words.
std::string Wanted(const ErrorSite& site) {
  if (site.WantsNode()) return "a node, as in China, ?x or \"text\"";
  switch (site.region()) {
    case Region::kStart:
      return "a statement";
    case Region::kEdge:
      return "a predicate";
    case Region::kMap:
      return site.TypeAt(-1) == TernQLParser::COLON ? "a value" : "a key, as in {by: X}";
    case Region::kList:
      return site.BehindValue() ? "',' or ']'" : "a value";
    case Region::kParens:
      return site.BehindValue() ? "',' or ')'" : "a value";
    case Region::kPattern:
      if (site.in_group()) return site.BehindValue() ? "an edge, ',', 'where' or '}'" : "a node";
      if (!site.BehindValue()) return "a node";
      if (TakesWhere(site)) return "an edge, ',' or 'where'";
      return site.FirstWord() == "why" ? "an edge" : "an edge or ','";
    case Region::kLet:
      return site.BehindValue() ? "',' or the next clause" : "a value";
    case Region::kTail:
      return site.BehindValue() ? "'where' or the next clause" : "a name or a date";
    case Region::kWhere:
      return site.BehindValue() ? "'and', 'or' or the end of the condition" : "a value";
    case Region::kReturn:
      return site.BehindValue() ? "',', 'as' or 'order by'" : "what to return";
    case Region::kOrder:
      return site.BehindValue() ? "',', 'skip' or 'limit'" : "a value";
  }
  return "something else";
}

bool IsOptionalMatch(const ErrorSite& site) {
  return site.FirstWord() == "optional" && site.tokens()[1].type == TernQLParser::K_MATCH;
}

bool HasWord(const ErrorSite& site, size_t type) {
  return std::any_of(site.tokens().begin(), site.tokens().end(),
                     [&](const Lexeme& token) { return token.type == type; });
}

Diagnostic Unexpected(const ErrorSite& site) {
  if (!site.AtEnd()) {
    return site.Here("TQ001", StrCat("unexpected ", site.Found()), StrCat("expected ", Wanted(site)));
  }
  if (site.stop() == 0) return site.Here("TQ002", "there is no statement here", "");
  const bool is_match = site.FirstWord() == "match" || IsOptionalMatch(site);
  const bool is_ended = site.BehindValue() && site.region() >= Region::kPattern && !site.in_group();
  if (is_match && is_ended && !HasWord(site, TernQLParser::K_RETURN)) {
    if (HasWord(site, TernQLParser::K_WITH)) {
      return site.Here("TQ002", "'with' needs a 'return' behind it", "add return *");
    }
    return site.Here("TQ002", "'match' needs a 'return'", "add return *, or leave 'match' out");
  }
  return site.Here("TQ002", "the statement ends too early", StrCat("expected ", Wanted(site)));
}

}  // namespace

// The sequence matters: from what is certain to what is likely.
Diagnostic ExplainError(const std::vector<Lexeme>& tokens, size_t stop) {
  const ErrorSite site(tokens, stop);
  for (Explanation (*recognize)(const ErrorSite&) :
       {ForeignStatement, BadToken,       LaterConstruct, StatementForm,    ForeignOperator,
        ForeignPattern,   ReservedNode,   MisspeltWord,   GroupForm,        Binding,
        TailForm,         PatternInValue, NullTerm,       RelativeIri,      FullStop,
        Membership,       PrefixForm,     Bounds,         InsideMap,        InsideEdge,
        WritingForm,      Clauses,        GroupEnd,       MissingSemicolon, EdgeWithoutBrackets,
        ParameterList}) {
    if (Explanation explanation = recognize(site)) {
      explanation->message = Tidy(explanation->message);
      explanation->advice = Tidy(explanation->advice);
      return *std::move(explanation);
    }
  }
  return Unexpected(site);
}

}  // namespace tern::syntax
