// One statement's text while a tree is built from it: where its tokens stand, and the first thing that is
// wrong with it. Building goes on after a complaint with whatever is at hand; only the first complaint
// counts, and no tree leaves parser.cc beside one.
#ifndef TERN_ENGINE_SYNTAX_SOURCE_TEXT_H_
#define TERN_ENGINE_SYNTAX_SOURCE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/syntax/diagnostic.h"
#include "storage/model/location.h"

namespace tern::syntax {

// A token: its type in the grammar, its text, its place.
struct Lexeme {
  size_t type = 0;
  std::string_view text;
  model::Location where;
};

// True where nothing stands between the two.
inline bool IsAdjacent(const Lexeme& left, const Lexeme& right) {
  return left.text.data() + left.text.size() == right.text.data();
}

struct Complaint {
  std::string code;
  std::string message;
  std::string advice;
  // The part of the token that is meant, in bytes; length 0: the whole token.
  size_t offset = 0;
  size_t length = 0;
};

// Text of a message that may quote what a person typed: control characters shown as '?', cut where it gets
// long.
std::string Tidy(std::string_view text);

class SourceText {
 public:
  explicit SourceText(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  const std::vector<Lexeme>& tokens() const { return tokens_; }  // the last one is the end of the text
  // What stands at a place inside the text. REQUIRES: the place of a token, or a span of some.
  std::string_view TextOf(const model::Location& where) const {
    const uint32_t start =
        tokens_.front().where.offset - static_cast<uint32_t>(tokens_.front().text.data() - text_.data());
    return text_.substr(where.offset - start, where.length);
  }
  void Append(Lexeme token) { tokens_.push_back(token); }

  const std::optional<Diagnostic>& error() const { return error_; }
  void Complain(Complaint complaint, model::Location where) {
    if (error_) return;
    error_ = Diagnostic{std::move(complaint.code), Tidy(complaint.message), Tidy(complaint.advice), where};
  }

 private:
  std::string_view text_;
  std::vector<Lexeme> tokens_;
  std::optional<Diagnostic> error_;
};

// From the start of one place to the end of another behind it.
inline model::Location Span(model::Location first, const model::Location& last) {
  first.length = last.offset + last.length - first.offset;
  return first;
}

}  // namespace tern::syntax

#endif  // TERN_ENGINE_SYNTAX_SOURCE_TEXT_H_
