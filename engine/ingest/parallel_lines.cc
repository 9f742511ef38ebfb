#include "engine/ingest/parallel_lines.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "engine/ingest/byte_search.h"
#include "engine/ingest/chunk_crew.h"
#include "engine/ingest/line_chunk.h"
#include "storage/model/text.h"

namespace tern::ingest {
namespace {

constexpr std::chrono::milliseconds kPatience{50};      // between two looks at the clock and at Ctrl-C
constexpr std::chrono::milliseconds kPipePatience{20};  // before what is parsed meanwhile is told
constexpr size_t kMinChunkBytes = size_t{64} << 10;     // where buffer_bytes wants fewer
// Chunks that are parsed wait for those before them; what is told of one without bad lines is small.
constexpr size_t kMaxPendingChunks = 4096;

class ParallelLines {
 public:
  ParallelLines(Input* input, const ParallelLinesOptions& options, FactSink* sink, LineObserver* observer)
      : input_(input),
        observer_(observer),
        buffer_bytes_(options.buffer_bytes != 0 ? options.buffer_bytes : std::numeric_limits<size_t>::max()),
        max_buffers_(static_cast<size_t>(std::max(options.threads, 1)) + 2),
        chunk_bytes_(
            std::min(options.chunk_bytes, std::max(buffer_bytes_ / (max_buffers_ + 1), kMinChunkBytes))),
        crew_({options.syntax, options.threads, options.stop_at_rejected}, sink) {}

  absl::StatusOr<uint64_t> Read();

 private:
  absl::Status ReadAll();
  // Reads once. An error of the file is kept until all before it is told.
  absl::Status Fill();
  bool is_full() const { return filling_->size == filling_->capacity; }
  bool IsCuttable() { return whole_bytes_ > 0 && (at_end_ || is_full() || crew_.is_idle()); }
  // Gives the whole lines that are read to the crew; waits where it is busy.
  absl::Status Cut();
  absl::Status Give(std::unique_ptr<LineBuffer> buffer);
  // Of a line that is longer than the buffer.
  absl::Status MakeRoom();
  absl::Status SkipLongLine();
  absl::Status TellAll();
  absl::Status TellChunk(const LineChunk& chunk, bool is_done);
  absl::Status TellReady() {
    return crew_.TellReady(
        [this](const LineChunk& chunk, bool is_done) { return TellChunk(chunk, is_done); });
  }
  // Null where there are too many.
  absl::StatusOr<std::unique_ptr<LineBuffer>> NewBuffer(size_t min_capacity);
  // One that is larger than a chunk. ResourceExhausted where it is more than may be taken.
  absl::StatusOr<std::unique_ptr<LineBuffer>> NewLargeBuffer(size_t capacity);
  void Drop(std::unique_ptr<LineBuffer> buffer) {
    taken_bytes_ -= buffer->capacity;
    --buffers_;
  }

  Input* const input_;
  LineObserver* const observer_;
  const size_t buffer_bytes_;
  const size_t max_buffers_;
  const size_t chunk_bytes_;

  std::unique_ptr<LineBuffer> filling_;
  size_t whole_bytes_ = 0;  // of filling_, at its front: whole lines
  size_t buffers_ = 0;      // that there are
  size_t taken_bytes_ = 0;  // by them
  bool at_end_ = false;
  bool at_start_ = true;  // nothing was given to the crew
  absl::Status input_error_;
  uint32_t last_chunk_ = 0;
  uint64_t lines_ = 0;  // that are told
  uint64_t facts_ = 0;
  ChunkCrew crew_;
};

absl::Status ParallelLines::TellChunk(const LineChunk& chunk, bool is_done) {
  for (const RejectedLine& line : chunk.rejected) {
    absl::Status told = observer_->RejectLine(lines_ + line.number, line.reason, line.text);
    if (!told.ok()) return told;
  }
  if (is_done) {
    lines_ += chunk.lines;
    facts_ += chunk.facts;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<LineBuffer>> ParallelLines::NewBuffer(size_t min_capacity) {
  if (min_capacity > chunk_bytes_) return NewLargeBuffer(min_capacity);
  if (std::unique_ptr<LineBuffer> used = crew_.TakeBuffer()) {
    if (used->capacity == chunk_bytes_) return used;
    Drop(std::move(used));
  }
  if (buffers_ == max_buffers_) return std::unique_ptr<LineBuffer>();
  ++buffers_;
  taken_bytes_ += chunk_bytes_;
  return std::make_unique<LineBuffer>(chunk_bytes_);
}

absl::StatusOr<std::unique_ptr<LineBuffer>> ParallelLines::NewLargeBuffer(size_t capacity) {
  if (taken_bytes_ + capacity > buffer_bytes_) {
    if (absl::Status told = TellAll(); !told.ok()) return told;
    while (std::unique_ptr<LineBuffer> used = crew_.TakeBuffer()) Drop(std::move(used));
    if (taken_bytes_ + capacity > buffer_bytes_) {
      return absl::ResourceExhaustedError(model::StrCat(
          input_->name(), ": a line of more than ", filling_->size >> 10,
          " KiB does not fit in the memory that the limit leaves for reading; give the load more"));
    }
  }
  ++buffers_;
  taken_bytes_ += capacity;
  return std::make_unique<LineBuffer>(capacity);
}

absl::Status ParallelLines::Fill() {
  const absl::Span<char> room(filling_->bytes.get() + filling_->size, filling_->capacity - filling_->size);
  const absl::StatusOr<size_t> got = input_->Read(room);
  if (!got.ok()) {
    if (absl::IsCancelled(got.status())) return got.status();
    input_error_ = got.status();
  }
  at_end_ = !got.ok() || *got == 0;
  if (at_end_) {
    if (got.ok()) whole_bytes_ = filling_->size;
    return absl::OkStatus();
  }
  // A "\r" before the new bytes is a line end by now.
  const size_t from = filling_->size - std::min<size_t>(filling_->size, 1);
  filling_->size += *got;
  const size_t whole = WholeLines({filling_->bytes.get() + from, filling_->size - from});
  if (whole > 0) whole_bytes_ = from + whole;
  return absl::OkStatus();
}

absl::Status ParallelLines::MakeRoom() {
  const bool ends_in_return = filling_->bytes[filling_->size - 1] == '\r';
  if (filling_->size - (ends_in_return ? 1 : 0) > kMaxLineBytes) return SkipLongLine();
  absl::StatusOr<std::unique_ptr<LineBuffer>> larger =
      NewLargeBuffer(std::min(filling_->capacity * 2, kMaxLineBytes + 2));
  if (!larger.ok()) return larger.status();
  std::memcpy((*larger)->bytes.get(), filling_->bytes.get(), filling_->size);
  (*larger)->size = filling_->size;
  std::swap(filling_, *larger);
  Drop(*std::move(larger));
  return absl::OkStatus();
}

// A line of which kMaxLineBytes are read and no end is seen goes to the observer as it comes.
absl::Status ParallelLines::SkipLongLine() {
  if (absl::Status told = TellAll(); !told.ok()) return told;
  at_start_ = false;
  while (true) {
    const char* const begin = filling_->bytes.get();
    const char* const end = begin + filling_->size;
    bool has_high = false;
    const char* const line_end = FindByte<LineEndByte>(begin, begin, end, &has_high);
    observer_->AddPiece({begin, static_cast<size_t>(line_end - begin)});
    const bool is_ended = line_end != end && (*line_end == '\n' || line_end + 1 != end || at_end_);
    const bool is_pair = is_ended && *line_end == '\r' && line_end + 1 != end && line_end[1] == '\n';
    const char* const rest = is_ended ? line_end + (is_pair ? 2 : 1) : line_end;
    filling_->size = static_cast<size_t>(end - rest);
    std::memmove(filling_->bytes.get(), rest, filling_->size);
    if (is_ended || at_end_) break;
    if (absl::Status ticked = observer_->Tick(); !ticked.ok()) return ticked;
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
  }
  whole_bytes_ =
      at_end_ && input_error_.ok() ? filling_->size : WholeLines({filling_->bytes.get(), filling_->size});
  return observer_->RejectPieces(++lines_, LongLineReason());
}

absl::Status ParallelLines::Give(std::unique_ptr<LineBuffer> buffer) {
  if (last_chunk_ == std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError(model::StrCat(input_->name(), ": has too many lines for one load"));
  }
  auto chunk = std::make_unique<LineChunk>();
  chunk->buffer = std::move(buffer);
  chunk->number = ++last_chunk_;
  chunk->starts_file = std::exchange(at_start_, false);
  return crew_.Add(std::move(chunk),
                   [this](const LineChunk& told, bool is_done) { return TellChunk(told, is_done); });
}

absl::Status ParallelLines::Cut() {
  const bool may_give = crew_.pending() < kMaxPendingChunks;
  const size_t rest = filling_->size - whole_bytes_;
  absl::StatusOr<std::unique_ptr<LineBuffer>> next = std::unique_ptr<LineBuffer>();
  // With room for more behind the rest: a buffer that is full and holds no whole line would grow.
  if (may_give) next = NewBuffer(rest < chunk_bytes_ ? 0 : rest + chunk_bytes_);
  if (!next.ok()) return next.status();
  if (*next == nullptr) {
    crew_.Wait(kPatience, /*for_buffer=*/may_give);
    return absl::OkStatus();
  }
  std::memcpy((*next)->bytes.get(), filling_->bytes.get() + whole_bytes_, rest);
  (*next)->size = rest;
  std::swap(filling_, *next);
  (*next)->size = std::exchange(whole_bytes_, 0);
  return Give(*std::move(next));
}

absl::Status ParallelLines::TellAll() {
  while (true) {
    if (absl::Status told = TellReady(); !told.ok()) return told;
    if (crew_.pending() == 0) return absl::OkStatus();
    if (absl::Status ticked = observer_->Tick(); !ticked.ok()) return ticked;
    crew_.Wait(kPatience, /*for_buffer=*/false);
  }
}

absl::Status ParallelLines::ReadAll() {
  filling_ = std::move(*NewBuffer(0));
  while (true) {
    if (absl::Status ticked = observer_->Tick(); !ticked.ok()) return ticked;
    if (absl::Status told = TellReady(); !told.ok()) return told;
    absl::Status status;
    if (IsCuttable()) {
      status = Cut();
    } else if (at_end_) {
      if (absl::Status told = TellAll(); !told.ok()) return told;
      return input_error_;
    } else if (is_full()) {
      status = MakeRoom();
    } else if (input_->WaitForBytes(kPipePatience)) {
      status = Fill();
    }
    if (!status.ok()) return status;
  }
}

absl::StatusOr<uint64_t> ParallelLines::Read() {
  if (absl::Status read = ReadAll(); !read.ok()) return read;
  crew_.Finish();
  return facts_;
}

}  // namespace

absl::StatusOr<uint64_t> ReadLinesInParallel(Input* input, const ParallelLinesOptions& options,
                                             FactSink* sink, LineObserver* observer) {
  return ParallelLines(input, options, sink, observer).Read();
}

}  // namespace tern::ingest
