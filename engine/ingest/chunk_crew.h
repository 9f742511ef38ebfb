// The threads that parse chunks of lines. Chunks go in and come back in the order of the file.
#ifndef TERN_ENGINE_INGEST_CHUNK_CREW_H_
#define TERN_ENGINE_INGEST_CHUNK_CREW_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/ingest/fact_sink.h"
#include "engine/ingest/line_chunk.h"

namespace tern::ingest {

// For one thread: the one that reads.
class ChunkCrew {
 public:
  struct Options {
    RdfSyntax syntax = RdfSyntax::kNTriples;
    int threads = 1;  // 1: none but the caller's
    bool stop_at_rejected = false;
  };

  // The sink must outlive the crew.
  ChunkCrew(const Options& options, FactSink* sink);
  // Stops where it has not finished: what is not parsed by then never is.
  ~ChunkCrew();
  ChunkCrew(const ChunkCrew&) = delete;
  ChunkCrew& operator=(const ChunkCrew&) = delete;

  // Told of chunks in the order in which they were added, some of them several times: the rejected lines that
  // it has held so far, and at the end (`is_done`) how much was in it. The first error stops the crew.
  using Tell = absl::FunctionRef<absl::Status(const LineChunk& chunk, bool is_done)>;

  // How many chunks are not told to their end.
  size_t pending() const { return chunks_.size(); }
  // A thread waits for a chunk.
  bool is_idle();

  // With one thread, parses the chunk at once and tells it.
  absl::Status Add(std::unique_ptr<LineChunk> chunk, Tell tell);
  // Tells what there is to tell.
  absl::Status TellReady(Tell tell);
  // Waits up to `patience` for something to tell; `for_buffer`: or for a buffer to take.
  void Wait(std::chrono::milliseconds patience, bool for_buffer);
  // Lets the threads end. REQUIRES: nothing is pending.
  void Finish();

  // A buffer of a chunk that is done with; null: there is none.
  std::unique_ptr<LineBuffer> TakeBuffer();

 private:
  enum class State : uint8_t { kWaiting, kParsing, kHeld /* its rejected lines are to be told */, kDone };
  struct Entry {
    std::unique_ptr<LineChunk> chunk;
    State state = State::kWaiting;
  };

  void Work(load::LoadWorker* worker);
  // Parses the chunk to its end, unless the crew stops. REQUIRES: the lock is held; it is let go in between.
  void ParseWhole(ChunkParser& parser, Entry* entry, std::unique_lock<std::mutex>& lock);
  absl::Status ParseHere(LineChunk* chunk, Tell tell);
  // REQUIRES: entry is the first.
  absl::Status TellFirst(Tell tell, std::unique_lock<std::mutex>& lock);
  bool HasReady() const;
  void Stop();

  const Options options_;
  // With one thread: the caller's.
  std::unique_ptr<load::LoadWorker> own_worker_;
  std::unique_ptr<ChunkParser> own_parser_;

  std::mutex mutex_;
  std::condition_variable work_;   // there is a chunk to parse, or an end
  std::condition_variable ready_;  // there is something to tell
  std::deque<std::unique_ptr<Entry>>
      chunks_;  // in the order of the file; changed by the caller's thread alone
  std::deque<Entry*> waiting_;
  std::vector<std::unique_ptr<LineBuffer>> free_;
  size_t idle_ = 0;
  bool finished_ = false;
  bool stopped_ = false;
  absl::Status failure_;
  std::vector<std::thread> threads_;
};

}  // namespace tern::ingest

#endif  // TERN_ENGINE_INGEST_CHUNK_CREW_H_
