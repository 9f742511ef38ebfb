// The tokens of Turtle and TriG (Turtle 1.1, §6.5), taken one by one from a window of a file. The bottom of
// turtle_parser.h. What a token says is checked here and nowhere else: UTF-8, escapes, which characters an
// IRI or a name may have.
//
// A window may end anywhere. Whoever looks at its end when more of the file is to come is starved: what has
// been read since may be half a token, so the caller drops it and tries again with more bytes.
#ifndef TERN_ENGINE_INGEST_TURTLE_TEXT_H_
#define TERN_ENGINE_INGEST_TURTLE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tern::ingest {

// What is wrong with a statement, and where. Offsets are of the window.
struct TurtleProblem {
  size_t offset = 0;   // the place to tell
  size_t stopped = 0;  // how far reading had come; >= offset where that is a string left open
  std::string reason;
};

// Not thread-safe. Every Read… takes the token at the position and moves behind it; false where there is
// none, which problem() then explains.
class TurtleText {
 public:
  static constexpr int kEnd = -1;

  // Starts at the front of `window`, which must outlive the reading. `is_whole`: the file ends where it ends.
  void Reset(std::string_view window, bool is_whole);

  size_t position() const { return position_; }
  void set_position(size_t position) { position_ = position; }
  std::string_view window() const { return window_; }

  // The byte so far ahead, or kEnd.
  int Peek(size_t ahead = 0) {
    if (position_ + ahead < window_.size()) return static_cast<unsigned char>(window_[position_ + ahead]);
    touched_end_ = true;
    return kEnd;
  }
  bool starved() const { return touched_end_ && !is_whole_; }

  // Space and comments. Everything up to space_end() is then surely done with, also where starved.
  void SkipSpace();
  size_t space_end() const { return space_end_; }
  size_t token_end() const { return token_end_; }  // where the token before that space ended

  bool Consume(char wanted) {
    if (Peek() != static_cast<unsigned char>(wanted)) return false;
    ++position_;
    return true;
  }

  bool ReadIri(std::string* iri);  // <…>, escapes resolved, not made absolute
  bool ReadString(std::string* text);
  bool ReadLanguage(std::string* tag);  // with its @
  bool ReadNumber(std::string* lexical, std::string_view* datatype);
  bool ReadLabel(std::string* label);  // _:label
  // A keyword, or a prefix with its colon. `word` is a view of the window.
  bool ReadWord(std::string_view* word, bool* is_prefix);
  bool ReadLocal(std::string* local);  // what stands behind the colon; may be empty

  // Keeps the first problem only. Always false.
  bool Fail(size_t offset, std::string reason) { return FailUpTo(offset, position_, std::move(reason)); }
  // "expected an object, not 'x'" at the position.
  bool FailExpected(std::string_view what);
  bool has_problem() const { return has_problem_; }
  const TurtleProblem& problem() const { return problem_; }

 private:
  bool FailUpTo(size_t offset, size_t stopped, std::string reason);
  // The character at the position and its length.
  bool Decode(char32_t* character, size_t* size);
  bool CheckUtf8(size_t begin, size_t end);
  bool ReadStringEscape(std::string* text);
  bool ReadHexEscape(std::string* text);  // \u or \U
  bool ReadLocalEscape(std::string* local);
  bool FailInIri(size_t start);
  bool FailInString(size_t start, bool is_long);
  void SkipDigits();

  std::string_view window_;
  size_t position_ = 0;
  size_t space_end_ = 0;
  size_t token_end_ = 0;
  size_t space_stop_ = 0;  // where the last SkipSpace ended
  bool is_whole_ = false;
  bool touched_end_ = false;
  bool has_problem_ = false;
  TurtleProblem problem_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_TURTLE_TEXT_H_
