// A file of lines, N-Triples or N-Quads, read by several threads. The caller's thread reads (and unpacks) the
// file, cuts it into chunks of whole lines, and tells what is wrong with them in the order of the file,
// whatever thread was first; the others parse, each with a worker of its own. With one thread the caller's
// does both.
//
// Memory: as many buffers as threads and two more, of chunk_bytes; one that holds a longer line grows up to
// kMaxLineBytes.
#ifndef TERN_ENGINE_INGEST_PARALLEL_LINES_H_
#define TERN_ENGINE_INGEST_PARALLEL_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/input.h"
#include "engine/ingest/line_scanner.h"

namespace tern::ingest {

inline constexpr size_t kMaxChunkBytes = size_t{1} << 20;

// Told in the order of the file, from the thread that reads. An error ends the reading.
class LineObserver {
 public:
  virtual ~LineObserver() = default;
  virtual absl::Status RejectLine(uint64_t number, std::string_view reason, std::string_view text) = 0;
  // A line that is too long to hold: its pieces first, then its end.
  virtual void AddPiece(std::string_view piece) = 0;
  virtual absl::Status RejectPieces(uint64_t number, std::string_view reason) = 0;
  // Often: to show how far it is, and to stop.
  virtual absl::Status Tick() = 0;
};

struct ParallelLinesOptions {
  RdfSyntax syntax = RdfSyntax::kNTriples;
  int threads = 1;
  size_t buffer_bytes = 0;              // what all buffers together may take; 0: what they like
  size_t chunk_bytes = kMaxChunkBytes;  // at most; less where buffer_bytes wants it
  bool stop_at_rejected = false;        // the observer makes an error of the first bad line
};

// Returns how many facts the workers took. Errors: Input's, the workers', the observer's; ResourceExhausted
// where a line does not fit in buffer_bytes. All workers have ended on return.
absl::StatusOr<uint64_t> ReadLinesInParallel(Input* input, const ParallelLinesOptions& options,
                                             FactSink* sink, LineObserver* observer);

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_PARALLEL_LINES_H_
