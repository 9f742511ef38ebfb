#include "engine/ingest/rows/json_splitter.h"

#include <algorithm>

namespace tern::ingest {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// Behind the string whose quote is at the front; npos where it does not end in `bytes`.
size_t EndOfString(std::string_view bytes, size_t quote) {
  for (size_t i = quote + 1; i < bytes.size(); ++i) {
    if (bytes[i] == '"') return i + 1;
    if (bytes[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

// Behind the bracket that closes the one at the front; npos where it does not close in `bytes`.
size_t EndOfBrackets(std::string_view bytes) {
  size_t depth = 0;
  size_t i = 0;
  while (i < bytes.size()) {
    switch (bytes[i]) {
      case '"':
        i = EndOfString(bytes, i);
        if (i == std::string_view::npos) return i;
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (--depth == 0) return i + 1;
        break;
      default:
        break;
    }
    ++i;
  }
  return std::string_view::npos;
}

}  // namespace

JsonSplitter::Result JsonSplitter::Skip(size_t size, State state) {
  size_ = size;
  state_ = state;
  return Result::kSkip;
}

JsonSplitter::Result JsonSplitter::Bad(std::string_view reason) {
  reason_ = reason;
  return Result::kBad;
}

JsonSplitter::Result JsonSplitter::SplitValue(std::string_view bytes, bool at_end) {
  size_t end = 0;
  if (bytes[0] == '{' || bytes[0] == '[') {
    end = EndOfBrackets(bytes);
    if (end == std::string_view::npos)
      return at_end ? Bad("the object or array that starts here is never closed") : Result::kMore;
  } else if (bytes[0] == '"') {
    end = EndOfString(bytes, 0);
    if (end == std::string_view::npos)
      return at_end ? Bad("the string that starts here is never closed") : Result::kMore;
  } else {
    end = bytes.find_first_of(" \t\r\n,[]{}\"");
    if (end == 0) return Bad("a value is missing here");
    if (end == std::string_view::npos) {
      if (!at_end) return Result::kMore;
      end = bytes.size();
    }
  }
  size_ = end;
  state_ = state_ == State::kValues ? State::kValues : State::kBehindElement;
  return Result::kValue;
}

JsonSplitter::Result JsonSplitter::Split(std::string_view bytes, bool at_end) {
  const size_t space = std::min(bytes.find_first_not_of(kSpace), bytes.size());
  if (space > 0) return Skip(space, state_);
  if (bytes.empty()) {
    if (!at_end) return Result::kMore;
    const bool complete = state_ == State::kStart || state_ == State::kValues || state_ == State::kDone;
    return complete ? Result::kEnd : Bad("the file ends inside its array; it may be cut off");
  }
  switch (state_) {
    case State::kStart:
      if (bytes[0] == '[') return Skip(1, State::kFirstElement);
      state_ = State::kValues;
      return SplitValue(bytes, at_end);
    case State::kFirstElement:
      if (bytes[0] == ']') return Skip(1, State::kDone);
      return SplitValue(bytes, at_end);
    case State::kBehindElement:
      if (bytes[0] == ',') return Skip(1, State::kElement);
      if (bytes[0] == ']') return Skip(1, State::kDone);
      return Bad("a comma is missing between two elements");
    case State::kElement:
      if (bytes[0] == ']') return Bad("a comma too many in front of the array's end");
      return SplitValue(bytes, at_end);
    case State::kDone:
      return Bad("text behind the array's end");
    case State::kValues:
      break;
  }
  return SplitValue(bytes, at_end);
}

}  // namespace tern::ingest
