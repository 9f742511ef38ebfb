#include "engine/syntax/bracket_token.h"

#include "TernQLParser.h"

namespace tern::syntax {

using tern_grammar::TernQLParser;

bool IsOpening(size_t type) {
  switch (type) {
    case TernQLParser::EDGE:
    case TernQLParser::FROM:
    case TernQLParser::LBRACKET:
    case TernQLParser::LBRACE:
    case TernQLParser::LPAREN:
      return true;
    default:
      return false;
  }
}

bool IsClosing(size_t type) {
  switch (type) {
    case TernQLParser::TO:
    case TernQLParser::BETWEEN:
    case TernQLParser::RBRACKET:
    case TernQLParser::RBRACE:
    case TernQLParser::RPAREN:
      return true;
    default:
      return false;
  }
}

}  // namespace tern::syntax
