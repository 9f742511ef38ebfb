#include "engine/syntax/error_site.h"

#include <algorithm>
#include <utility>

#include "TernQLParser.h"
#include "absl/strings/ascii.h"
#include "engine/syntax/bracket_token.h"
#include "storage/model/text.h"

namespace tern::syntax {

namespace {

using tern_grammar::TernQLParser;

const Lexeme kNothing;

}  // namespace

ErrorSite::ErrorSite(const std::vector<Lexeme>& tokens, size_t stop) : tokens_(tokens), stop_(stop) {
  std::vector<Level> levels = {{tokens.size(), stop == 0 ? Region::kStart : Region::kPattern}};
  for (size_t i = 0; i < stop; ++i) {
    const size_t type = tokens[i].type;
    if (IsOpening(type)) {
      levels.push_back({i, RegionInside(i, levels)});
    } else if (IsClosing(type)) {
      if (levels.size() > 1) levels.pop_back();
    } else {
      Enter(i, &levels.back());
    }
  }
  region_ = levels.back().region;
  if (levels.size() == 1) return;
  opening_ = levels.back().opening;
  is_in_group_ = tokens[opening_].type == TernQLParser::LBRACE && region_ != Region::kMap;
}

ErrorSite::Region ErrorSite::RegionInside(size_t opening, const std::vector<Level>& levels) const {
  switch (tokens_[opening].type) {
    case TernQLParser::EDGE:
    case TernQLParser::FROM:
      return Region::kEdge;
    case TernQLParser::LBRACKET:
      return Region::kList;
    case TernQLParser::LPAREN:
      return Region::kParens;
    default:
      return levels.back().region == Region::kEdge ? Region::kMap : Region::kPattern;
  }
}

// What a word opens. Words inside the brackets of walks and values are names.
void ErrorSite::Enter(size_t index, Level* level) const {
  if (level->region < Region::kPattern && level->region != Region::kStart) return;
  switch (tokens_[index].type) {
    case TernQLParser::K_MATCH:
    case TernQLParser::K_INSERT:
    case TernQLParser::K_DELETE:
      level->region = Region::kPattern;
      break;
    case TernQLParser::K_LET:
    case TernQLParser::K_FOR:
      if (level->region == Region::kPattern) level->region = Region::kLet;
      break;
    case TernQLParser::COMMA:
      if (level->region == Region::kLet) level->region = Region::kPattern;
      break;
    case TernQLParser::K_ACCORDING:
      level->region = Region::kTail;
      break;
    case TernQLParser::K_OF:
      if (index > 0 && tokens_[index - 1].type == TernQLParser::K_AS) level->region = Region::kTail;
      break;
    case TernQLParser::K_WHERE:
      level->region = Region::kWhere;
      break;
    case TernQLParser::K_RETURN:
    case TernQLParser::K_WITH:
      level->region = Region::kReturn;
      break;
    case TernQLParser::K_ORDER:
    case TernQLParser::K_SKIP:
    case TernQLParser::K_LIMIT:
      level->region = Region::kOrder;
      break;
    default:
      break;
  }
}

bool ErrorSite::in_values() const {
  switch (region_) {
    case Region::kList:
    case Region::kParens:
    case Region::kLet:
    case Region::kWhere:
    case Region::kReturn:
    case Region::kOrder:
      return true;
    default:
      return false;
  }
}

const Lexeme& ErrorSite::At(std::ptrdiff_t distance) const {
  const std::ptrdiff_t index = static_cast<std::ptrdiff_t>(stop_) + distance;
  if (index < 0) return kNothing;
  return tokens_[std::min(static_cast<size_t>(index), tokens_.size() - 1)];
}

bool ErrorSite::AtEnd() const {
  const size_t type = token().type;
  return stop_ + 1 == tokens_.size() || (type == TernQLParser::SEMICOLON && stop_ + 2 == tokens_.size());
}

bool ErrorSite::BehindValue() const {
  const Lexeme& before = At(-1);
  switch (before.type) {
    case TernQLParser::NAME:
    case TernQLParser::PREFIXED:
    case TernQLParser::BLANK:
    case TernQLParser::BACKTICK:
    case TernQLParser::VARIABLE:
    case TernQLParser::PARAMETER:
    case TernQLParser::IRI:
    case TernQLParser::STRING:
    case TernQLParser::LONG_STRING:
    case TernQLParser::LANGUAGE:
    case TernQLParser::INTEGER:
    case TernQLParser::DECIMAL:
    case TernQLParser::DOUBLE:
    case TernQLParser::DATE_LIKE:
    case TernQLParser::MONTH_LIKE:
    case TernQLParser::K_TRUE:
    case TernQLParser::K_FALSE:
    case TernQLParser::K_NULL:
    case TernQLParser::K_ASC:
    case TernQLParser::K_DESC:
    case TernQLParser::RPAREN:
    case TernQLParser::RBRACKET:
    case TernQLParser::RBRACE:
      return true;
    case TernQLParser::K_COUNT:
    case TernQLParser::K_DESCRIBE:
    case TernQLParser::K_LOAD:
    case TernQLParser::K_WHY:
      return stop_ > 1;
    case TernQLParser::STAR:
      return region_ == Region::kReturn &&
             (TypeAt(-2) == TernQLParser::K_RETURN || TypeAt(-2) == TernQLParser::K_WITH);
    default:
      return false;
  }
}

bool ErrorSite::WantsNode() const {
  switch (TypeAt(-1)) {
    case 0:
    case TernQLParser::K_MATCH:
    case TernQLParser::K_INSERT:
    case TernQLParser::K_DELETE:
    case TernQLParser::TO:
    case TernQLParser::BETWEEN:
      return true;
    case TernQLParser::K_ASK:
    case TernQLParser::K_DESCRIBE:
    case TernQLParser::K_EXPLAIN:
    case TernQLParser::K_WHY:
      return stop_ == 1;
    case TernQLParser::K_TO:
      return region_ == Region::kTail && TypeAt(-2) == TernQLParser::K_ACCORDING;
    case TernQLParser::LBRACE:
      return is_in_group_;
    case TernQLParser::COMMA:
      return in_pattern();
    default:
      return false;
  }
}

bool ErrorSite::IsAdjacentBefore() const {
  const Lexeme& before = At(-1);
  return before.type != 0 && before.text.data() + before.text.size() == token().text.data();
}

std::string ErrorSite::FirstWord() const { return IsWord(tokens_[0]) ? LowerWord(tokens_[0]) : ""; }

std::string ErrorSite::Found() const {
  if (stop_ + 1 == tokens_.size()) return "the end";
  constexpr size_t kShown = 40;
  std::string_view text = token().text;
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() <= kShown) return model::StrCat("'", text, "'");
  size_t length = kShown;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  return model::StrCat("'", text.substr(0, length), "…'");
}

Diagnostic ErrorSite::Here(std::string_view code, std::string message, std::string advice) const {
  return {std::string(code), std::move(message), std::move(advice), token().where};
}

Diagnostic ErrorSite::Between(size_t first, size_t last, std::string_view code, std::string message,
                              std::string advice) const {
  return {std::string(code), std::move(message), std::move(advice),
          Span(tokens_[first].where, tokens_[last].where)};
}

bool IsWord(const Lexeme& token) {
  return token.type == TernQLParser::NAME || (token.type >= 1 && token.type <= TernQLParser::K_WITH);
}

bool IsWord(const Lexeme& token, std::string_view word) { return IsWord(token) && LowerWord(token) == word; }

bool IsReservedWord(size_t type) {
  switch (type) {
    case TernQLParser::K_ACCORDING:
    case TernQLParser::K_DELETE:
    case TernQLParser::K_EXISTS:
    case TernQLParser::K_FOR:
    case TernQLParser::K_INSERT:
    case TernQLParser::K_LET:
    case TernQLParser::K_LIMIT:
    case TernQLParser::K_MATCH:
    case TernQLParser::K_NOT:
    case TernQLParser::K_NULL:
    case TernQLParser::K_OPTIONAL:
    case TernQLParser::K_ORDER:
    case TernQLParser::K_RETURN:
    case TernQLParser::K_SKIP:
    case TernQLParser::K_WHERE:
    case TernQLParser::K_WITH:
      return true;
    default:
      return false;
  }
}

bool IsNodeToken(size_t type) {
  if (type >= 1 && type <= TernQLParser::K_WITH) return !IsReservedWord(type);
  switch (type) {
    case TernQLParser::NAME:
    case TernQLParser::PREFIXED:
    case TernQLParser::BLANK:
    case TernQLParser::BACKTICK:
    case TernQLParser::VARIABLE:
    case TernQLParser::PARAMETER:
    case TernQLParser::IRI:
    case TernQLParser::STRING:
    case TernQLParser::LONG_STRING:
    case TernQLParser::INTEGER:
    case TernQLParser::DECIMAL:
    case TernQLParser::DOUBLE:
    case TernQLParser::DATE_LIKE:
    case TernQLParser::MONTH_LIKE:
    case TernQLParser::TILDE:
      return true;
    default:
      return false;
  }
}

std::string LowerWord(const Lexeme& token) {
  std::string lower(token.text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

}  // namespace tern::syntax
