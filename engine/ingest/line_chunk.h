// A piece of a file of lines: whole lines, which one thread parses with a scanner and a worker of its own.
// What it finds wrong stays with the chunk, until the thread that keeps the order of the file tells it.
#ifndef TERN_ENGINE_INGEST_LINE_CHUNK_H_
#define TERN_ENGINE_INGEST_LINE_CHUNK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/line_scanner.h"
#include "storage/load/loader.h"

namespace tern::ingest {

// A longer line is rejected.
inline constexpr size_t kMaxLineBytes = size_t{16} << 20;

// How the reason of a line that is longer is told.
std::string LongLineReason();

struct LineBuffer {
  explicit LineBuffer(size_t bytes_capacity)
      : bytes(std::make_unique_for_overwrite<char[]>(bytes_capacity)), capacity(bytes_capacity) {}

  std::unique_ptr<char[]> bytes;
  size_t capacity = 0;
  size_t size = 0;  // what is filled
};

struct RejectedLine {
  uint64_t number = 0;  // in its chunk, from 1
  std::string reason;
  std::string_view text;  // in the chunk's buffer
};

struct LineChunk {
  std::unique_ptr<LineBuffer> buffer;  // null where the chunk is parsed and nothing in it is to be told
  uint32_t number = 0;                 // in the file, from 1
  bool starts_file = false;            // a byte order mark may stand in front

  size_t parsed_bytes = 0;
  uint64_t lines = 0;  // in what is parsed
  uint64_t facts = 0;
  std::vector<RejectedLine> rejected;
};

// A chunk that holds so many rejected lines is not parsed on until they are told.
inline constexpr size_t kMaxHeldRejectedLines = 1024;

// One thread's side. Not thread-safe.
class ChunkParser {
 public:
  // `worker` must outlive the parser. `stop_at_rejected`: for readers that stop at the first bad line.
  ChunkParser(RdfSyntax syntax, load::LoadWorker* worker, bool stop_at_rejected)
      : scanner_(syntax), worker_(worker), max_held_(stop_at_rejected ? 1 : kMaxHeldRejectedLines) {}

  // Parses on, up to the chunk's end (true) or until it holds as many rejected lines as it may (false; to be
  // called again when they are taken out). An error is the worker's.
  absl::StatusOr<bool> Parse(LineChunk* chunk);

 private:
  // InvalidArgument where the line is bad.
  absl::Status ParseLine(std::string_view line, LineChunk* chunk);

  LineScanner scanner_;
  load::LoadWorker* const worker_;
  const size_t max_held_;
};

// How many bytes at the front of `bytes` are whole lines. A "\r" at the end may be half a line end: it does
// not count.
size_t WholeLines(std::string_view bytes);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_LINE_CHUNK_H_
