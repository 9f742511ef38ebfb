#include "engine/syntax/foreign_syntax.h"

#include <string>
#include <string_view>

#include "TernQLParser.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using model::StrCat;
using tern_grammar::TernQLParser;
using Explanation = std::optional<Diagnostic>;

struct ForeignWord {
  std::string_view word;
  std::string_view advice;
};

// Words that start a statement elsewhere.
constexpr ForeignWord kStatements[] = {
    {"select", "write match ?s -[?p]-> ?o return ?s, ?p, ?o"},
    {"construct", "write match … return …"},
    {"create", "write insert China -[rejected]-> H200"},
    {"merge", "write insert China -[rejected]-> H200; a fact that is there already stays as it is"},
    {"update", "write insert for a new fact"},
    {"detach", "write match A -[?p]-> ?y delete A -[?p]-> ?y"},
    {"remove", "write delete China -[rejected]-> H200"},
    {"unwind", "write match for ?x in [a, b] return ?x"},
    {"call", "a subquery stands in braces: { match … return … }"},
    {"find", "write China -[rejected]-> ?x"},
    {"get", "write China -[rejected]-> ?x"},
};

// Words that go on with one elsewhere.
constexpr ForeignWord kClauses[] = {
    {"union", "write { … } or { … }; for predicates -[a|b]->, for conditions 'or'"},
    {"filter", "write where …"},
    {"minus", "write not { … }"},
    {"bind", "write let ?x = …"},
    {"values", "write for ?x in [a, b]"},
    {"unwind", "write for ?x in [a, b] among the walks"},
    {"set", "write insert ?x -[key]-> value"},
    {"remove", "write delete ?x -[key]-> ?value"},
    {"detach", "write delete ?x -[?p]-> ?y"},
    {"call", "a subquery stands in braces among the walks: { match … return … }"},
    {"yield", "a subquery gives what its 'return' says"},
    {"xor", "write (a and not b) or (b and not a)"},
    {"between", "write ?x >= a and ?x <= b"},
    {"like", "write contains(?x, \"…\"), or matches(?x, \"…\") with a regular expression"},
    {"starts", "write startsWith(?x, \"…\")"},
    {"ends", "write endsWith(?x, \"…\")"},
    {"contains", "write contains(?x, \"…\")"},
    {"when", "write if(condition, value, other)"},
};

// At the second of three nodes in a row behind a brace: `{ ?s ?p ?o }`.
bool IsTriplePattern(const ErrorSite& site) {
  return site.in_group() && site.TypeAt(-2) == TernQLParser::LBRACE && IsNodeToken(site.TypeAt(-1)) &&
         IsNodeToken(site.token().type) && IsNodeToken(site.TypeAt(1));
}

}  // namespace

Explanation ForeignStatement(const ErrorSite& site) {
  const Lexeme& first = site.tokens()[0];
  const size_t second = site.tokens().size() > 1 ? site.tokens()[1].type : antlr4::Token::EOF;
  const bool is_walk = second == TernQLParser::EDGE || second == TernQLParser::FROM;
  if (first.type == TernQLParser::NAME && !is_walk) {
    const std::string word = LowerWord(first);
    for (const ForeignWord& foreign : kStatements) {
      if (word == foreign.word) {
        return site.Between(0, 0, "TQ019", StrCat("there is no '", first.text, "' statement"),
                            std::string(foreign.advice));
      }
    }
  }
  if (site.token().type == TernQLParser::LANGUAGE && site.stop() == 0) {
    return site.Here("TQ019", StrCat("'", site.token().text, "' is Turtle"),
                     "write prefix ex: <https://example.org/>;");
  }
  const ErrorSite::Region region = site.region();
  if (region == ErrorSite::Region::kEdge || region == ErrorSite::Region::kMap || !IsWord(site.token()))
    return std::nullopt;
  const std::string word = LowerWord(site.token());
  if (word == "filter" && site.TypeAt(1) == TernQLParser::K_NOT) {
    return site.Here("TQ019", "there is no 'filter'", "for what must not be there write not { … }");
  }
  if (word == "filter" && site.TypeAt(1) == TernQLParser::K_EXISTS) {
    return site.Here("TQ019", "there is no 'filter'", "write where exists { … }");
  }
  for (const ForeignWord& foreign : kClauses) {
    if (word == foreign.word) {
      return site.Here("TQ019",
                       StrCat("there is no ", site.Found(), word == "contains" ? " between values" : ""),
                       std::string(foreign.advice));
    }
  }
  return std::nullopt;
}

Explanation ForeignOperator(const ErrorSite& site) {
  switch (site.token().type) {
    case TernQLParser::BAD_EQUAL:
      return site.Here("TQ017", "'==' is not an operator here", "write =");
    case TernQLParser::BAD_NOT_EQUAL:
      return site.Here("TQ017", "'<>' is not an operator here", "write !=");
    case TernQLParser::BAD_AND:
      return site.Here("TQ017", "'&&' is not an operator here", "write and");
    case TernQLParser::BAD_OR:
      if (site.region() == ErrorSite::Region::kEdge) {
        return site.Here("TQ017", "'||' is not an operator here", "write -[a|b]->");
      }
      return site.Here("TQ017", "'||' is not an operator here", "write or; for joining text, concat(a, b)");
    case TernQLParser::BANG:
      if (site.region() == ErrorSite::Region::kWhere || site.region() == ErrorSite::Region::kParens) {
        return site.Here("TQ017", "'!' is not an operator here", "write not");
      }
      return std::nullopt;
    case TernQLParser::PLUS:
      if (!site.BehindValue()) return site.Here("TQ017", "a number has no '+' before it", "leave it out");
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Explanation ForeignPattern(const ErrorSite& site) {
  const size_t type = site.token().type;
  if (type == TernQLParser::LPAREN && (site.WantsNode() || site.region() == ErrorSite::Region::kStart)) {
    std::string advice = "write ?x -[name]-> ?y";
    if (IsWord(site.At(1)) && site.TypeAt(2) == TernQLParser::RPAREN) {
      advice = StrCat("write ?", site.At(1).text, " for a variable, or ", site.At(1).text,
                      " for the thing itself");
    } else if (site.TypeAt(1) == TernQLParser::COLON || site.TypeAt(1) == TernQLParser::PREFIXED) {
      advice = "what a thing is stands in an edge: ?x -[a]-> Chip";
    }
    return site.Here("TQ018", "a node stands without parentheses", advice);
  }
  if (type == TernQLParser::COLON && site.region() == ErrorSite::Region::kEdge) {
    const std::string name = IsWord(site.At(1)) ? std::string(site.At(1).text) : "name";
    return site.Here("TQ018", "a predicate stands without a colon", StrCat("write -[", name, "]->"));
  }
  if (IsTriplePattern(site)) {
    return site.Between(
        site.stop() - 1, site.stop() + 1, "TQ019", "a pattern is written as a walk",
        StrCat("write ", site.At(-1).text, " -[", site.token().text, "]-> ", site.At(1).text));
  }
  return std::nullopt;
}

}  // namespace tern::syntax
