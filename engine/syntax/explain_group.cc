#include "engine/syntax/explain_group.h"

#include <string>
#include <string_view>

#include "TernQLParser.h"
#include "engine/syntax/bracket_token.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using Region = ErrorSite::Region;
using Explanation = std::optional<Diagnostic>;
using model::StrCat;
using tern_grammar::TernQLParser;

bool IsEdge(size_t type) { return type == TernQLParser::EDGE || type == TernQLParser::FROM; }

// True where the reserved word at the place is meant as a node, so that backticks are the advice.
bool IsMeantAsNode(const ErrorSite& site) {
  if (!IsReservedWord(site.token().type)) return false;
  const size_t before = site.TypeAt(-1);
  return IsEdge(site.TypeAt(1)) || before == TernQLParser::TO || before == TernQLParser::BETWEEN;
}

// True where nothing closes the innermost bracket in the whole text.
bool IsNeverClosed(const ErrorSite& site) {
  size_t depth = 0;
  for (size_t i = site.opening(); i < site.tokens().size(); ++i) {
    if (IsOpening(site.tokens()[i].type)) ++depth;
    if (IsClosing(site.tokens()[i].type) && --depth == 0) return false;
  }
  return true;
}

bool IsMap(const ErrorSite& site) {
  return site.token().type == TernQLParser::LBRACE &&
         ((IsWord(site.At(1)) && site.TypeAt(2) == TernQLParser::COLON) ||
          site.TypeAt(1) == TernQLParser::PREFIXED);
}

// `A -[p]-> ?x optional { … }`: parts are separated by commas.
Explanation MissingComma(const ErrorSite& site) {
  if (site.region() == Region::kReturn && site.TypeAt(-1) == TernQLParser::COMMA) {
    const size_t type = site.token().type;
    if (type != TernQLParser::K_OPTIONAL && type != TernQLParser::K_LET && type != TernQLParser::K_FOR) {
      return std::nullopt;
    }
    return site.Here(type == TernQLParser::K_OPTIONAL ? "TQ040" : "TQ041",
                     StrCat(site.Found(), " stands in a pattern"),
                     type == TernQLParser::K_OPTIONAL ? "write with … optional match …"
                                                      : "put it among the walks of a 'match'");
  }
  if (!site.BehindValue()) return std::nullopt;
  const bool is_group_word =
      (site.token().type == TernQLParser::K_OPTIONAL || site.token().type == TernQLParser::K_NOT) &&
      site.TypeAt(1) == TernQLParser::LBRACE;
  const bool is_binding =
      (site.token().type == TernQLParser::K_LET || site.token().type == TernQLParser::K_FOR) &&
      site.TypeAt(1) == TernQLParser::VARIABLE;
  const std::string_view code = is_binding ? "TQ041" : "TQ040";
  if (!is_group_word && !is_binding && site.token().type != TernQLParser::LBRACE) return std::nullopt;
  switch (site.region()) {
    case Region::kPattern:
    case Region::kLet:
      if (IsMap(site)) {
        return site.Here("TQ018", "a node has no map",
                         "what is known about a thing stands in edges: ?x -[key]-> value");
      }
      return site.Here(code, StrCat("a comma is missing before ", site.Found()), "write A -[p]-> ?x, …");
    case Region::kTail:
    case Region::kWhere:
      if (site.token().type == TernQLParser::LBRACE) return std::nullopt;
      return site.Here(code, StrCat(site.Found(), " stands in the pattern, before 'where'"),
                       "put it behind a comma among the walks");
    case Region::kReturn:
    case Region::kOrder:
      if (site.token().type == TernQLParser::LBRACE) return std::nullopt;
      return site.Here(code, StrCat(site.Found(), " stands in a pattern"),
                       "put it behind a comma among the walks of a 'match'");
    default:
      return std::nullopt;
  }
}

}  // namespace

Explanation GroupForm(const ErrorSite& site) {
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap || IsMeantAsNode(site)) return std::nullopt;
  const size_t type = site.token().type;
  const size_t before = site.TypeAt(-1);
  if (type == TernQLParser::RBRACE && site.opening() == 0 && !site.in_group()) {
    return site.Here("TQ040", "no '{' is open here", "leave it out");
  }
  if (before == TernQLParser::K_OPTIONAL) {
    if (type == TernQLParser::K_MATCH) {
      return site.Between(site.stop() - 1, site.stop(), "TQ040", "'optional match' is a clause of its own",
                          site.in_group() ? "inside a group write optional { … }"
                                          : "leave the comma before it out, or write optional { … }");
    }
    if (type == TernQLParser::LBRACE) {  // it fits a pattern, so this is none, or a comma is missing
      return site.Between(
          site.stop() - 1, site.stop() - 1, "TQ040",
          region == Region::kPattern ? "a comma is missing before 'optional'"
                                     : "an optional group stands in a pattern",
          region == Region::kPattern ? "write A -[p]-> ?x, optional { … }" : "write optional match … here");
    }
    return site.Here("TQ040", "'optional' takes a group in braces",
                     "write optional { … }, or optional match … as a clause of its own");
  }
  if (before == TernQLParser::K_NOT && type == TernQLParser::LBRACE && site.in_values()) {
    return site.Here("TQ040", "a condition asks about a pattern with 'exists'", "write not exists { … }");
  }
  if (before == TernQLParser::K_NOT && region == Region::kPattern) {
    return site.Here("TQ040", "'not' takes a group in braces", "write not { … } for what must not be there");
  }
  if (before == TernQLParser::K_OR && type == TernQLParser::LBRACE &&
      site.TypeAt(-2) == TernQLParser::COMMA) {
    return site.Between(site.stop() - 2, site.stop() - 2, "TQ040", "no comma stands before 'or'",
                        "leave it out");
  }
  if (type == TernQLParser::K_AND && region == Region::kPattern && site.BehindValue()) {
    return site.Here("TQ040", "the parts of a pattern are joined by commas",
                     "write a comma in place of 'and'");
  }
  if (before == TernQLParser::K_OR && region == Region::kPattern) {
    return site.Here("TQ040", "'or' joins groups in braces", "write { … } or { … }");
  }
  if (type == TernQLParser::K_OR && region == Region::kPattern && site.BehindValue()) {
    return site.Here("TQ040", "'or' joins groups in braces",
                     "write { … } or { … }; for predicates -[a|b]->, for conditions where … or …");
  }
  if (type == TernQLParser::RBRACE && before == TernQLParser::LBRACE) {
    return site.Between(site.stop() - 1, site.stop(), "TQ040", "an empty group",
                        "write a pattern in it: { ?x -[name]-> ?y }");
  }
  if (type == TernQLParser::K_OPTIONAL && site.TypeAt(1) == TernQLParser::K_MATCH && site.in_group()) {
    return site.Between(site.stop(), site.stop() + 1, "TQ040", "'optional match' is no part of a group",
                        "write optional { … } behind a comma");
  }
  return MissingComma(site);
}

Explanation GroupEnd(const ErrorSite& site) {
  if (!site.in_group()) return std::nullopt;
  const size_t type = site.token().type;
  const size_t first = site.tokens()[site.opening() + 1].type;
  const size_t owner = site.opening() > 0 ? site.tokens()[site.opening() - 1].type : 0;
  const bool is_subquery =
      first == TernQLParser::K_MATCH ||
      (first == TernQLParser::K_OPTIONAL && site.tokens()[site.opening() + 2].type == TernQLParser::K_MATCH);
  if (is_subquery && type == TernQLParser::RBRACE && site.BehindValue()) {
    const bool in_test = owner == TernQLParser::K_EXISTS || owner == TernQLParser::K_COUNT;
    return site.Here(
        "TQ040", "'match' in braces needs a 'return'",
        in_test ? "or leave 'match' out: exists { ?x -[name]-> ?y }" : "add return …, or leave 'match' out");
  }
  if (site.BehindValue() && IsNeverClosed(site) &&
      (site.AtEnd() || !is_subquery || type == TernQLParser::K_RETURN)) {
    return site.Between(site.opening(), site.opening(), "TQ040", "this '{' is not closed",
                        "close it with '}'");
  }
  if (!site.BehindValue() || is_subquery) return std::nullopt;
  switch (type) {
    case TernQLParser::K_RETURN:
      return site.Here("TQ040", "'return' in braces needs a 'match'", "write { match … return … }");
    case TernQLParser::K_MATCH:
      return site.Here("TQ040", "a group has no second 'match'", "separate its walks by commas");
    case TernQLParser::K_WITH:
      return site.Here("TQ040", "a group has no 'with'", "write { match … with … return … }");
    case TernQLParser::K_ORDER:
    case TernQLParser::K_SKIP:
    case TernQLParser::K_LIMIT:
      return site.Here("TQ040", StrCat("a group has no ", site.Found()),
                       "a subquery has: { match … return … order by … limit 3 }");
    default:
      return std::nullopt;
  }
}

Explanation PatternInValue(const ErrorSite& site) {
  const size_t type = site.token().type;
  const size_t before = site.TypeAt(-1);
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap) return std::nullopt;
  if (before == TernQLParser::K_EXISTS && site.in_values()) {
    if (type == TernQLParser::LPAREN && site.TypeAt(1) == TernQLParser::VARIABLE) {
      const bool has_key = site.TypeAt(2) == TernQLParser::DOT;
      const std::string what =
          has_key ? StrCat(site.At(1).text, ".", site.At(3).text) : std::string(site.At(1).text);
      return site.Here("TQ040", "'exists' takes a pattern in braces", StrCat("write ", what, " is not null"));
    }
    return site.Here("TQ040", "'exists' takes a pattern in braces", "write exists { ?x -[name]-> ?y }");
  }
  if (type == TernQLParser::LBRACE && site.in_values() && !site.BehindValue()) {
    return site.Here("TQ040", "a group is no value", "write exists { … }, or count { … }");
  }
  if (!IsEdge(type) || !site.in_values() || !site.BehindValue()) return std::nullopt;
  if (region == Region::kReturn || region == Region::kOrder) {
    return site.Here("TQ040", "a walk is no value",
                     "put it into the pattern, or write count { ?x -[name]-> ?y }");
  }
  return site.Here("TQ040", "a walk is no value",
                   "write exists { ?x -[name]-> ?y }, or put it into the pattern");
}

Explanation Binding(const ErrorSite& site) {
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap || IsMeantAsNode(site)) return std::nullopt;
  const size_t before = site.TypeAt(-1);
  const bool is_let = before == TernQLParser::K_LET;
  if (is_let || before == TernQLParser::K_FOR) {
    const std::string form = is_let ? " = …" : " in [a, b]";
    const std::string word(site.At(-1).text);
    if (IsWord(site.token()) && !site.AtEnd()) {
      return site.Here("TQ041", StrCat("'", word, "' binds a variable"),
                       StrCat("write ", word, " ?", site.token().text, form));
    }
    return site.Here("TQ041", StrCat("'", word, "' is followed by a variable, not ", site.Found()),
                     StrCat("write ", word, " ?x", form));
  }
  if (before != TernQLParser::VARIABLE) return std::nullopt;
  const std::string_view name = site.At(-1).text;
  if (site.TypeAt(-2) == TernQLParser::K_LET) {
    return site.Here("TQ041", StrCat("'let' needs '=' behind ", name, ", not ", site.Found()),
                     StrCat("write let ", name, " = …"));
  }
  if (site.TypeAt(-2) == TernQLParser::K_FOR) {
    return site.Here("TQ041", StrCat("'for' needs 'in' behind ", name, ", not ", site.Found()),
                     StrCat("write for ", name, " in [a, b]"));
  }
  return std::nullopt;
}

Explanation TailForm(const ErrorSite& site) {
  const Region region = site.region();
  if (region == Region::kEdge || region == Region::kMap || IsMeantAsNode(site)) return std::nullopt;
  const size_t type = site.token().type;
  const size_t before = site.TypeAt(-1);
  if (before == TernQLParser::K_ACCORDING) {
    return site.Here("TQ042", "'according' is followed by 'to'",
                     IsWord(site.token()) ? StrCat("write according to ", site.token().text)
                                          : std::string("write according to Bloomberg"));
  }
  if (before == TernQLParser::K_AS && type == TernQLParser::K_OF) {
    return site.Between(site.stop() - 1, site.stop(), "TQ042", "no comma stands before 'as of'",
                        "leave it out");
  }
  if (before == TernQLParser::K_AS && site.in_pattern()) {
    return site.Here("TQ042",
                     StrCat("'as' behind a pattern is followed by 'of' and a date, not ", site.Found()),
                     "write as of 2025-12-12");
  }
  const bool is_according = type == TernQLParser::K_ACCORDING;
  if (!is_according && !(type == TernQLParser::K_AS && site.TypeAt(1) == TernQLParser::K_OF))
    return std::nullopt;
  const std::string_view what = is_according ? "'according to'" : "'as of'";
  if (before == TernQLParser::COMMA) {
    return site.Here("TQ042", StrCat("no comma stands before ", what), "leave it out");
  }
  if (!site.BehindValue() || region == Region::kPattern || region == Region::kTail) return std::nullopt;
  return site.Here("TQ042", StrCat(what, " stands right behind the pattern"),
                   "the sequence is: match … according to … as of … where … return …");
}

}  // namespace tern::syntax
