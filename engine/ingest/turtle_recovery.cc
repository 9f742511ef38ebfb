#include "engine/ingest/turtle_recovery.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/match.h"
#include "storage/model/rdf_names.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr std::array<std::string_view, 3> kWords = {"PREFIX", "BASE", "GRAPH"};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

// Walks over a bad statement, taking strings, IRIs and comments as a whole where they are whole.
class Walk {
 public:
  Walk(std::string_view window, bool is_whole, size_t begin, size_t stopped, TurtlePlace place)
      : window_(window),
        is_whole_(is_whole),
        begin_(begin),
        stopped_(stopped),
        place_(place),
        position_(begin) {}

  TurtleResume Run() {
    while (position_ < window_.size() && !found_) Step();
    if (found_ && !(starved_ && !is_whole_)) return *found_;
    if (!is_whole_) return {TurtleResume::Kind::kStarved, 0};
    if (found_) return *found_;
    if (braces_ > 0) return {};  // the end of a block that was to be skipped is missing
    return {TurtleResume::Kind::kAt, window_.size()};
  }

 private:
  void Step();
  void StepQuote();
  void StepIri();
  void StepBrace();
  void SkipBroken(size_t end);
  bool StartsStatement();
  bool EndsStatement();
  char At(size_t offset) {
    if (offset < window_.size()) return window_[offset];
    starved_ = true;
    return '\0';
  }
  void Resume(size_t offset) { found_ = TurtleResume{TurtleResume::Kind::kAt, offset}; }
  void GiveUp() { found_ = TurtleResume{}; }

  const std::string_view window_;
  const bool is_whole_;
  const size_t begin_;
  const size_t stopped_;  // no place before this one will do: up to here it was one statement
  const TurtlePlace place_;
  size_t position_;
  size_t braces_ = 0;  // opened in the bad statement: all up to their end goes with it
  bool starved_ = false;
  std::optional<TurtleResume> found_;
};

void Walk::Step() {
  const char c = window_[position_];
  const bool at_line_start = position_ > begin_ && IsLineEnd(window_[position_ - 1]);
  if (position_ >= stopped_ && braces_ == 0 && at_line_start && StartsStatement()) return Resume(position_);
  if (c == '"' || c == '\'') return StepQuote();
  if (c == '<') return StepIri();
  if (c == '{' || c == '}') return StepBrace();
  if (c == '#' && (position_ == 0 || IsSpace(window_[position_ - 1]))) {
    position_ = std::min(window_.find_first_of("\r\n", position_), window_.size());
    return;
  }
  if (c == '.' && position_ >= stopped_ && braces_ == 0 && EndsStatement()) return Resume(position_ + 1);
  ++position_;
}

// What is inside an open string or IRI is unknown; a brace there may have been meant as one.
void Walk::SkipBroken(size_t end) {
  const std::string_view broken = window_.substr(position_, end - position_);
  if (place_ != TurtlePlace::kTurtle && broken.find_first_of("{}") != std::string_view::npos) return GiveUp();
  position_ = end;
}

void Walk::StepQuote() {
  const char quote = window_[position_];
  const bool is_long = At(position_ + 1) == quote && At(position_ + 2) == quote;
  size_t at = position_ + (is_long ? 3 : 1);
  while (at < window_.size()) {
    const char c = window_[at];
    if (!is_long && IsLineEnd(c)) return SkipBroken(at);
    if (c == '\\') {
      at += 2;
      continue;
    }
    if (c == quote && (!is_long || (At(at + 1) == quote && At(at + 2) == quote))) {
      position_ = at + (is_long ? 3 : 1);
      return;
    }
    ++at;
  }
  starved_ = true;
  if (is_long) return GiveUp();  // where it was meant to end nobody knows
  SkipBroken(window_.size());
}

void Walk::StepIri() {
  const size_t end = window_.find_first_of("> \t\r\n", position_);
  if (end == std::string_view::npos) {
    starved_ = true;
    return SkipBroken(window_.size());
  }
  if (window_[end] == '>') {
    position_ = end + 1;
  } else {
    SkipBroken(end);
  }
}

void Walk::StepBrace() {
  const bool opens = window_[position_] == '{';
  if (place_ == TurtlePlace::kGraph) {
    if (opens) return GiveUp();  // a '}' is missing before it, or this one is one too many
    if (position_ >= stopped_) return Resume(position_);
    ++position_;
    return;
  }
  ++position_;
  if (opens) {
    ++braces_;
  } else if (braces_ > 0) {
    --braces_;
  }
  if (braces_ == 0 && position_ > stopped_) Resume(position_);
}

bool Walk::EndsStatement() {
  if (position_ + 1 == window_.size()) {
    starved_ = true;
    return true;
  }
  const char next = window_[position_ + 1];
  return IsSpace(next) || next == '#' || next == '}' || next == '<' || next == '@';
}

// An IRI, a prefixed name, a blank node's label, a directive, a graph. Not '[' or '(': those go on a
// statement as often as they start one.
bool Walk::StartsStatement() {
  const char c = window_[position_];
  if (c == '<') return At(position_ + 1) != '<';
  if (c == '_') return At(position_ + 1) == ':';
  if (c == '@' || c == ':') return true;
  if (c == '}') return place_ == TurtlePlace::kGraph;
  size_t end = position_;
  while (end < window_.size() && (static_cast<unsigned char>(window_[end]) >= 0x80 || window_[end] == '.' ||
                                  model::IsNameCharacter(static_cast<unsigned char>(window_[end])))) {
    ++end;
  }
  if (end == position_) return false;
  if (At(end) == ':') return true;
  const std::string_view word = window_.substr(position_, end - position_);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view known) {
    return absl::EqualsIgnoreCase(model::ToAbsl(word), model::ToAbsl(known));
  });
}

}  // namespace

TurtleResume FindTurtleResume(std::string_view window, bool is_whole, size_t begin,
                              const TurtleProblem& problem, TurtlePlace place) {
  return Walk(window, is_whole, begin, problem.stopped, place).Run();
}

}  // namespace tern::ingest
