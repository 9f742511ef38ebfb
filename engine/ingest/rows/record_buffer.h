// The bytes of an input from the start of one record on, however long the record is up to kMaxRecordBytes:
// what the readers of rows cut their records from. Records are views of the buffer. Costs one buffer of the
// longest record, and one move of the unread rest a refill.
#ifndef TERN_ENGINE_INGEST_ROWS_RECORD_BUFFER_H_
#define TERN_ENGINE_INGEST_ROWS_RECORD_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/input.h"

namespace tern::ingest {

inline constexpr size_t kMaxRecordBytes = size_t{64} << 20;

// Not thread-safe; must not outlive its input.
class RecordBuffer {
 public:
  // Readable bytes behind any view of the buffer, as a parser that reads ahead wants them.
  static constexpr size_t kPadding = 64;

  explicit RecordBuffer(Input* input) : input_(input) {}

  // What has been read and not consumed. Valid until More.
  std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  bool at_end() const { return at_end_; }  // nothing comes behind bytes()
  uint64_t line() const { return line_; }  // of the first of bytes(), from 1

  // Reads on behind bytes(), until the buffer is full or the input ends; the buffer doubles where it is full
  // already, so that a record is looked at O(log) times. False where bytes() has reached kMaxRecordBytes.
  absl::StatusOr<bool> More();

  // Takes `size` bytes off the front. They stay readable until More.
  void Consume(size_t size, uint64_t line_breaks) {
    begin_ += size;
    line_ += line_breaks;
  }

 private:
  Input* input_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t line_ = 1;
  bool at_end_ = false;
};

// Takes a byte order mark off the front. InvalidArgument for one of UTF-16 and for a file that begins as
// UTF-16 does without. Reads the first bytes.
absl::Status BeginText(RecordBuffer& buffer, const std::string& name);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_ROWS_RECORD_BUFFER_H_
