// UTF-8 text as ANTLR's lexer reads it: ASCII as it is, every other character as one of four classes, the
// control characters U+0001 to U+0004 (grammar/TernQL.g4 names them). The lexer caches its automaton for
// ASCII only, so that Chinese text lexes as fast as English, and which characters make a name is decided in
// names.h alone. Positions are byte offsets, and the text is never copied.
#ifndef TERN_ENGINE_SYNTAX_UTF8_STREAM_H_
#define TERN_ENGINE_SYNTAX_UTF8_STREAM_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "antlr4-runtime.h"

namespace tern::syntax {

class Utf8Stream final : public antlr4::CharStream {
 public:
  // REQUIRES: `text` is valid UTF-8 and outlives its use here.
  void Reset(std::string_view text);

  std::string_view text() const { return text_; }

  void consume() override;
  size_t LA(ssize_t i) override;
  ssize_t mark() override { return -1; }
  void release(ssize_t /*marker*/) override {}
  size_t index() override { return position_; }
  void seek(size_t index) override;
  size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return "query"; }
  std::string getText(const antlr4::misc::Interval& interval) override;
  std::string toString() const override { return std::string(text_); }

 private:
  void Classify();  // fills current_ and current_size_ for position_

  std::string_view text_;
  size_t position_ = 0;
  size_t current_ = 0;  // what LA(1) answers
  size_t current_size_ = 0;
};

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_UTF8_STREAM_H_
