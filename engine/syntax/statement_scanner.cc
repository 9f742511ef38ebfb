#include "engine/syntax/statement_scanner.h"

#include <algorithm>
#include <cassert>

namespace tern::syntax {

namespace {

constexpr size_t kNone = std::string_view::npos;
// A longer one is not taken for an IRI here, so that a stray `<` cannot hold a stream back.
constexpr size_t kMaxIriBytes = size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsLineEnd(char c) { return c == '\r' || c == '\n'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSchemeCharacter(char c) {
  return IsAlpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}
bool EndsIri(char c) {
  constexpr std::string_view kNever = "<>\"{}|^`";
  return (static_cast<unsigned char>(c) <= 0x20) || kNever.find(c) != kNone;
}

}  // namespace

StatementScanner::Outcome StatementScanner::Scan(std::string_view statement, bool at_end) {
  while (position_ < statement.size()) {
    if (mode_ == Mode::kPlain && depth_ == 0 && statement[position_] == ';') return Outcome::kEnd;
    if (!Step(statement, at_end)) break;
  }
  return Outcome::kStarved;
}

void StatementScanner::Forget(size_t bytes) {
  assert(bytes <= position_);
  position_ -= bytes;
  iri_scanned_ -= std::min(iri_scanned_, bytes);
  content_start_ -= std::min(content_start_, bytes);
}

void StatementScanner::TakeContent(size_t length) {
  if (!has_content_) content_start_ = position_;
  has_content_ = true;
  position_ += length;
}

bool StatementScanner::Step(std::string_view statement, bool at_end) {
  switch (mode_) {
    case Mode::kPlain:
      return StepPlain(statement, at_end);
    case Mode::kString:
      return StepInsideString(statement, at_end);
    case Mode::kLongString:
      return StepInsideLongString(statement, at_end);
    case Mode::kComment: {
      position_ = std::min(statement.find('\n', position_), statement.size());
      if (position_ < statement.size()) mode_ = Mode::kPlain;
      return true;
    }
    case Mode::kBacktick: {
      position_ = std::min(statement.find_first_of("`\r\n", position_), statement.size());
      if (position_ == statement.size()) return true;
      mode_ = Mode::kPlain;
      if (statement[position_] == '`') ++position_;
      return true;
    }
  }
  return false;
}

bool StatementScanner::StepPlain(std::string_view statement, bool at_end) {
  const char c = statement[position_];
  switch (c) {
    case '"':
    case '\'':
      return StepQuote(statement, at_end);
    case '<':
      return StepIri(statement, at_end);
    case '#':
      mode_ = Mode::kComment;
      ++position_;
      return true;
    case '`':
      mode_ = Mode::kBacktick;
      TakeContent(1);
      return true;
    case '{':
      ++depth_;
      TakeContent(1);
      return true;
    case '}':
      if (depth_ > 0) --depth_;
      TakeContent(1);
      return true;
    default:
      break;
  }
  if (IsSpace(c)) {
    ++position_;
    return true;
  }
  if (!has_content_ && c == kByteOrderMark[0]) {
    const std::string_view rest = statement.substr(position_);
    if (rest.size() < kByteOrderMark.size() && !at_end) return false;
    if (rest.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      position_ += kByteOrderMark.size();
      return true;
    }
  }
  TakeContent(1);
  return true;
}

bool StatementScanner::StepQuote(std::string_view statement, bool at_end) {
  const char quote = statement[position_];
  size_t count = 1;
  while (count < 3 && position_ + count < statement.size() && statement[position_ + count] == quote) ++count;
  if (count < 3 && position_ + count == statement.size() && !at_end) return false;
  quote_ = quote;
  mode_ = count == 3 ? Mode::kLongString : Mode::kString;
  TakeContent(count == 3 ? 3 : 1);
  return true;
}

// Takes an IRI whole, or only the `<` where there is none.
bool StatementScanner::StepIri(std::string_view statement, bool at_end) {
  size_t i = std::max(iri_scanned_, position_ + 1);
  size_t colon = kNone;
  if (i == position_ + 1) {
    if (i < statement.size() && !IsAlpha(statement[i])) {
      TakeContent(1);
      return true;
    }
  }
  // The scheme is read again after each pause: it is short.
  size_t scheme_end = position_ + 1;
  while (scheme_end < statement.size() && IsSchemeCharacter(statement[scheme_end]) &&
         scheme_end - position_ < kMaxIriBytes) {
    ++scheme_end;
  }
  if (scheme_end < statement.size() && statement[scheme_end] == ':') colon = scheme_end;
  if (colon == kNone && (scheme_end < statement.size() || at_end)) {
    TakeContent(1);
    return true;
  }
  if (colon != kNone) {
    i = std::max(i, colon + 1);
    while (i < statement.size() && !EndsIri(statement[i]) && i - position_ < kMaxIriBytes) ++i;
    if (i < statement.size() || at_end) {
      const bool closed = i < statement.size() && statement[i] == '>';
      iri_scanned_ = 0;
      TakeContent(closed ? i + 1 - position_ : 1);
      return true;
    }
    iri_scanned_ = i;
  }
  return false;
}

bool StatementScanner::StepInsideString(std::string_view statement, bool at_end) {
  const char stops[] = {quote_, '\\', '\r', '\n'};
  position_ = std::min(statement.find_first_of(std::string_view(stops, 4), position_), statement.size());
  if (position_ == statement.size()) return true;
  if (statement[position_] == '\\') {
    if (position_ + 1 == statement.size() && !at_end) return false;
    const bool line_ends = position_ + 1 == statement.size() || IsLineEnd(statement[position_ + 1]);
    position_ += line_ends ? 1 : 2;
    return true;
  }
  mode_ = Mode::kPlain;
  if (statement[position_] == quote_) ++position_;
  return true;
}

bool StatementScanner::StepInsideLongString(std::string_view statement, bool at_end) {
  const char stops[] = {quote_, '\\'};
  position_ = std::min(statement.find_first_of(std::string_view(stops, 2), position_), statement.size());
  if (position_ == statement.size()) return true;
  if (statement[position_] == '\\') {
    if (position_ + 1 == statement.size() && !at_end) return false;
    position_ = std::min(position_ + 2, statement.size());
    return true;
  }
  size_t count = 1;
  while (count < 3 && position_ + count < statement.size() && statement[position_ + count] == quote_) ++count;
  if (count < 3 && position_ + count == statement.size() && !at_end) return false;
  position_ += count;
  if (count == 3) mode_ = Mode::kPlain;
  return true;
}

model::Location MovedOver(model::Location where, std::string_view text) {
  where.length = 0;
  where.offset += static_cast<uint32_t>(text.size());
  for (const char c : text) {
    if (c == '\n') {
      ++where.line;
      where.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++where.column;
    }
  }
  return where;
}

std::vector<StatementText> SplitStatements(std::string_view text) {
  std::vector<StatementText> statements;
  model::Location where;
  while (!text.empty()) {
    StatementScanner scanner;
    scanner.Scan(text, true);
    if (scanner.has_content()) {
      const size_t start = scanner.content_start();
      statements.push_back(
          {text.substr(start, scanner.position() - start), MovedOver(where, text.substr(0, start))});
    }
    const size_t taken = std::min(scanner.position() + 1, text.size());
    where = MovedOver(where, text.substr(0, taken));
    text.remove_prefix(taken);
  }
  return statements;
}

bool IsIncomplete(std::string_view text) {
  while (true) {
    StatementScanner scanner;
    if (scanner.Scan(text, true) == StatementScanner::Outcome::kStarved) return scanner.has_content();
    text.remove_prefix(scanner.position() + 1);
  }
}

void StatementSplitter::Add(std::string_view bytes) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_.append(bytes);
}

void StatementSplitter::Finish() { finished_ = true; }

void StatementSplitter::Drop(size_t length) {
  start_ = MovedOver(start_, Rest().substr(0, length));
  begin_ += length;
}

std::optional<StatementSplitter::Piece> StatementSplitter::Next() {
  while (begin_ < buffer_.size()) {
    const bool ended = scanner_.Scan(Rest(), finished_) == StatementScanner::Outcome::kEnd;
    const size_t read = scanner_.position();
    if (discarding_ || !scanner_.has_content()) {
      Drop(read);
      scanner_.Forget(read);
    } else {
      const size_t start = scanner_.content_start();
      const size_t length = read - start;
      const bool too_large = length > max_statement_bytes_;
      if (ended || finished_ || too_large) {
        Piece piece;
        piece.text = Rest().substr(start, too_large ? max_statement_bytes_ + 1 : length);
        piece.where = MovedOver(start_, Rest().substr(0, start));
        Drop(read);
        scanner_.Forget(read);
        discarding_ = too_large;
        if (ended || !too_large) {
          Drop(ended ? 1 : 0);
          scanner_ = StatementScanner();
          discarding_ = false;
        }
        return piece;
      }
    }
    if (!ended) return std::nullopt;
    Drop(1);
    scanner_ = StatementScanner();
    discarding_ = false;
  }
  return std::nullopt;
}

}  // namespace tern::syntax
