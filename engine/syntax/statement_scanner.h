// Where statements end. A `;` ends one, but not inside strings, backticks, IRIs, comments and braces. This
// stands before the grammar, so that one wrong statement does not spoil the next, and so that a fact file of
// any size needs only one statement at a time in memory. It takes the same things for a string, an IRI or a
// comment as the lexer does: a string with one quote ends at the end of its line, closed or not. Linear time:
// no byte is looked at more than a constant number of times.
#ifndef TERN_ENGINE_SYNTAX_STATEMENT_SCANNER_H_
#define TERN_ENGINE_SYNTAX_STATEMENT_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/model/location.h"

namespace tern::syntax {

inline constexpr size_t kMaxStatementBytes = size_t{64} << 20;

// One raw statement of a text: its bytes without the semicolon, and where it starts.
struct StatementText {
  std::string_view text;
  model::Location where;
};
// Splits at `;`. Statements that hold only space and comments are left out.
std::vector<StatementText> SplitStatements(std::string_view text);

// True where `text` ends inside a string, backtick, brace or statement without its `;`: a prompt asks for
// more.
bool IsIncomplete(std::string_view text);

// The state of one statement's scan; it can stop at the end of the bytes at hand and go on when more have
// come.
class StatementScanner {
 public:
  enum class Outcome : uint8_t {
    kEnd,      // `position()` is at the `;` that ends the statement
    kStarved,  // all bytes are read and the statement goes on
  };

  // Goes on scanning `statement`, which holds the same bytes as in the call before and maybe more behind
  // them. `at_end`: nothing more will come.
  Outcome Scan(std::string_view statement, bool at_end);

  size_t position() const { return position_; }
  bool has_content() const { return has_content_; }        // more than space and comments so far
  size_t content_start() const { return content_start_; }  // where that starts

  // Counts from `bytes` further on: the caller has dropped so many from the front. REQUIRES: bytes <=
  // position().
  void Forget(size_t bytes);

 private:
  enum class Mode : uint8_t { kPlain, kComment, kString, kLongString, kBacktick };

  // Each takes one step from position_; false where more bytes are needed to tell.
  bool Step(std::string_view statement, bool at_end);
  bool StepPlain(std::string_view statement, bool at_end);
  bool StepQuote(std::string_view statement, bool at_end);
  bool StepIri(std::string_view statement, bool at_end);
  bool StepInsideString(std::string_view statement, bool at_end);
  bool StepInsideLongString(std::string_view statement, bool at_end);
  void TakeContent(size_t length);

  size_t position_ = 0;
  size_t iri_scanned_ = 0;  // how far the IRI at position_ has been read while bytes were missing
  size_t content_start_ = 0;
  uint32_t depth_ = 0;  // of braces
  Mode mode_ = Mode::kPlain;
  char quote_ = 0;
  bool has_content_ = false;
};

// Splits a stream that arrives in pieces (fact files, piped prompts) into statements, holding only the
// unfinished one. Locations count from the start of the stream.
class StatementSplitter {
 public:
  // Of a statement longer than `max_statement_bytes` come that many bytes and one more, so that
  // ParseStatement refuses it as too large; the rest up to its `;` is thrown away unread.
  explicit StatementSplitter(size_t max_statement_bytes = kMaxStatementBytes)
      : max_statement_bytes_(max_statement_bytes) {}

  // Adds bytes; afterwards Next() returns finished statements until it returns nothing.
  void Add(std::string_view bytes);
  void Finish();  // the last statement needs no semicolon
  struct Piece {
    std::string text;
    model::Location where;
  };
  std::optional<Piece> Next();

 private:
  void Drop(size_t length);  // drops bytes from the front of the statement and moves start_ over them
  std::string_view Rest() const { return std::string_view(buffer_).substr(begin_); }

  size_t max_statement_bytes_;
  std::string buffer_;
  size_t begin_ = 0;  // of the unfinished statement in buffer_
  StatementScanner scanner_;
  bool finished_ = false;
  bool discarding_ = false;  // inside a statement that was too large
  model::Location start_;    // of the byte at begin_
};

// `where` moved over `text`.
model::Location MovedOver(model::Location where, std::string_view text);

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_STATEMENT_SCANNER_H_
