// Cuts an Input into lines in place: a line is a view of the reader's own buffer, ended by a NUL byte, so
// that a C parser can run on it without a copy. Holds one line at most (kMaxLineBytes); a longer one is
// skipped and told.
#ifndef TERN_ENGINE_INGEST_LINE_READER_H_
#define TERN_ENGINE_INGEST_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/ingest/input.h"

namespace tern::ingest {

inline constexpr size_t kMaxLineBytes = size_t{16} << 20;

// Not thread-safe; must not outlive its input.
class LineReader {
 public:
  struct Line {
    absl::Span<char>
        bytes;  // without the line end; bytes.data()[bytes.size()] is NUL. Valid until the next call
    uint64_t number = 0;    // from 1
    bool too_long = false;  // longer than kMaxLineBytes: `bytes` is empty, the line went to `long_line`
  };

  // `long_line` gets a line that is too long, piece by piece, before Next returns it; may be empty.
  LineReader(Input* input, std::function<void(std::string_view piece)> long_line)
      : input_(input), long_line_(std::move(long_line)) {}

  // The next line; nothing at the end. Lines end in "\n", "\r\n" or a lone "\r", as N-Triples has it.
  absl::StatusOr<std::optional<Line>> Next();

 private:
  absl::Status Fill();
  absl::Status SkipLine();
  char* FindLineEnd(size_t from);

  Input* input_;
  std::function<void(std::string_view)> long_line_;
  std::vector<char> buffer_;
  size_t begin_ = 0;  // buffer_[begin_, end_) is not yet handed out; one byte behind end_ is always free
  size_t end_ = 0;
  bool at_end_ = false;
  bool skip_newline_ = false;  // the last line ended in "\r": a "\n" that follows belongs to it
  uint64_t number_ = 0;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_LINE_READER_H_
