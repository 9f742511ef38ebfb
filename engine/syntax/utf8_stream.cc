#include "engine/syntax/utf8_stream.h"

#include "engine/syntax/names.h"

namespace tern::syntax {

namespace {
constexpr size_t kControl = 4;
}  // namespace

void Utf8Stream::Reset(std::string_view text) {
  text_ = text;
  seek(0);
}

void Utf8Stream::seek(size_t index) {
  position_ = index;
  Classify();
}

void Utf8Stream::consume() {
  position_ += current_size_;
  Classify();
}

void Utf8Stream::Classify() {
  if (position_ >= text_.size()) {
    current_ = EOF;
    current_size_ = 0;
    return;
  }
  const auto byte = static_cast<unsigned char>(text_[position_]);
  if (byte < 0x80) {
    const bool control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
    current_ = control ? kControl : byte;
    current_size_ = 1;
    return;
  }
  current_ = static_cast<size_t>(ClassOf(CharacterAt(text_, position_, &current_size_)));
}

// The lexer looks at the next character; LA(-1) is only asked by hooks that this grammar does not have.
size_t Utf8Stream::LA(ssize_t i) {
  if (i == 1) return current_;
  if (i <= 0) return 0;
  const size_t here = position_;
  for (ssize_t step = 1; step < i; ++step) consume();
  const size_t ahead = current_;
  seek(here);
  return ahead;
}

std::string Utf8Stream::getText(const antlr4::misc::Interval& interval) {
  const auto first = static_cast<size_t>(interval.a);
  const auto last = static_cast<size_t>(interval.b);
  if (first >= text_.size() || last < first) return "";
  return std::string(text_.substr(first, last - first + 1));
}

}  // namespace tern::syntax
