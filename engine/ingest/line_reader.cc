#include "engine/ingest/line_reader.h"

#include <algorithm>
#include <cstring>

namespace tern::ingest {

// Makes room, then reads once. Grows the buffer up to one line of the greatest length.
absl::Status LineReader::Fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + 1 >= buffer_.size()) {
    buffer_.resize(std::min(std::max(buffer_.size() * 2, kReadBytes), kMaxLineBytes + kReadBytes));
  }
  absl::StatusOr<size_t> got = input_->Read(absl::MakeSpan(buffer_).subspan(end_, buffer_.size() - 1 - end_));
  if (!got.ok()) return got.status();
  if (*got == 0) at_end_ = true;
  end_ += *got;
  return absl::OkStatus();
}

// The first "\n" or "\r" of buffer_[from, end_), or null. One memchr for each, the second only up to the
// first.
char* LineReader::FindLineEnd(size_t from) {
  char* const start = buffer_.data() + from;
  const size_t size = end_ - from;
  char* const newline = size == 0 ? nullptr : static_cast<char*>(std::memchr(start, '\n', size));
  const size_t before = newline == nullptr ? size : static_cast<size_t>(newline - start);
  char* const carriage = before == 0 ? nullptr : static_cast<char*>(std::memchr(start, '\r', before));
  return carriage != nullptr ? carriage : newline;
}

absl::Status LineReader::SkipLine() {
  while (true) {
    char* const line_end = FindLineEnd(begin_);
    const char* const piece_end = line_end != nullptr ? line_end : buffer_.data() + end_;
    const char* const piece = buffer_.data() + begin_;
    if (long_line_) long_line_(std::string_view(piece, static_cast<size_t>(piece_end - piece)));
    if (line_end != nullptr) {
      skip_newline_ = *line_end == '\r';
      begin_ = static_cast<size_t>(line_end - buffer_.data()) + 1;
      return absl::OkStatus();
    }
    begin_ = end_ = 0;
    if (at_end_) return absl::OkStatus();
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
}

absl::StatusOr<std::optional<LineReader::Line>> LineReader::Next() {
  size_t searched = 0;  // bytes behind begin_ that hold no line end
  while (true) {
    if (skip_newline_ && begin_ < end_) {
      if (buffer_[begin_] == '\n') ++begin_;
      skip_newline_ = false;
    }
    char* line_end = begin_ < end_ ? FindLineEnd(begin_ + searched) : nullptr;
    if (line_end == nullptr && at_end_) {
      if (begin_ == end_) return std::optional<Line>();
      line_end = buffer_.data() + end_;
    }
    if (line_end != nullptr && static_cast<size_t>(line_end - buffer_.data()) - begin_ <= kMaxLineBytes) {
      const size_t size = static_cast<size_t>(line_end - buffer_.data()) - begin_;
      const Line line{absl::MakeSpan(buffer_).subspan(begin_, size), ++number_, false};
      const bool ended = line_end != buffer_.data() + end_;
      skip_newline_ = ended && *line_end == '\r';
      *line_end = '\0';
      begin_ += size + (ended ? 1 : 0);
      return std::optional<Line>(line);
    }
    if (line_end != nullptr || end_ - begin_ > kMaxLineBytes) {
      if (absl::Status skipped = SkipLine(); !skipped.ok()) return skipped;
      return std::optional<Line>(Line{{}, ++number_, true});
    }
    searched = end_ - begin_;
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
}

}  // namespace tern::ingest
