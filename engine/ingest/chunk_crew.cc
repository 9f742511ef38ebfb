#include "engine/ingest/chunk_crew.h"

#include <csignal>
#include <utility>

namespace tern::ingest {
namespace {

// Signals are for the thread that waits in a read, which they must wake.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

ChunkCrew::ChunkCrew(const Options& options, FactSink* sink) : options_(options) {
  if (options_.threads <= 1) {
    own_worker_ = sink->NewWorker();
    own_parser_ =
        std::make_unique<ChunkParser>(options_.syntax, own_worker_.get(), options_.stop_at_rejected);
    return;
  }
  const SignalsBlocked blocked;  // threads start with the mask of their parent
  for (int i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this, worker = sink->NewWorker()]() mutable {
      Work(worker.get());
      worker = nullptr;  // hands over what it has, beside the other threads
    });
  }
}

ChunkCrew::~ChunkCrew() {
  Stop();
  for (std::thread& thread : threads_) thread.join();
}

void ChunkCrew::Stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopped_ = true;
  work_.notify_all();
}

void ChunkCrew::Finish() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    finished_ = true;
    work_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  own_parser_ = nullptr;
  own_worker_ = nullptr;
}

void ChunkCrew::Work(load::LoadWorker* worker) {
  ChunkParser parser(options_.syntax, worker, options_.stop_at_rejected);
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    ++idle_;
    work_.wait(lock, [this] { return stopped_ || finished_ || !waiting_.empty(); });
    --idle_;
    if (stopped_ || waiting_.empty()) return;
    Entry* const entry = waiting_.front();
    waiting_.pop_front();
    ParseWhole(parser, entry, lock);
  }
}

void ChunkCrew::ParseWhole(ChunkParser& parser, Entry* entry, std::unique_lock<std::mutex>& lock) {
  while (true) {
    entry->state = State::kParsing;
    lock.unlock();
    const absl::StatusOr<bool> is_whole = parser.Parse(entry->chunk.get());
    lock.lock();
    if (!is_whole.ok()) {
      if (failure_.ok()) failure_ = is_whole.status();
      stopped_ = true;
      work_.notify_all();
      ready_.notify_one();
      return;
    }
    entry->state = *is_whole ? State::kDone : State::kHeld;
    // The text is kept for the lines that are told.
    if (*is_whole && entry->chunk->rejected.empty()) free_.push_back(std::move(entry->chunk->buffer));
    ready_.notify_one();
    if (*is_whole) return;
    work_.wait(lock, [&] { return stopped_ || entry->state == State::kParsing; });
    if (stopped_) return;
  }
}

bool ChunkCrew::HasReady() const {
  return stopped_ || (!chunks_.empty() &&
                      (chunks_.front()->state == State::kHeld || chunks_.front()->state == State::kDone));
}

absl::Status ChunkCrew::TellFirst(Tell tell, std::unique_lock<std::mutex>& lock) {
  Entry* const entry = chunks_.front().get();
  const bool is_done = entry->state == State::kDone;
  lock.unlock();
  absl::Status told = tell(*entry->chunk, is_done);
  lock.lock();
  if (!told.ok()) {
    stopped_ = true;
    work_.notify_all();
    return told;
  }
  entry->chunk->rejected.clear();
  if (is_done) {
    if (entry->chunk->buffer != nullptr) free_.push_back(std::move(entry->chunk->buffer));
    chunks_.pop_front();
  } else {
    entry->state = State::kParsing;
    work_.notify_all();
  }
  return told;
}

void ChunkCrew::Wait(std::chrono::milliseconds patience, bool for_buffer) {
  std::unique_lock<std::mutex> lock(mutex_);
  ready_.wait_for(lock, patience, [&] { return HasReady() || (for_buffer && !free_.empty()); });
}

absl::Status ChunkCrew::TellReady(Tell tell) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (HasReady()) {
    if (stopped_) return failure_;
    if (absl::Status told = TellFirst(tell, lock); !told.ok()) return told;
  }
  return absl::OkStatus();
}

absl::Status ChunkCrew::ParseHere(LineChunk* chunk, Tell tell) {
  while (true) {
    const absl::StatusOr<bool> is_whole = own_parser_->Parse(chunk);
    if (!is_whole.ok()) return is_whole.status();
    if (absl::Status told = tell(*chunk, *is_whole); !told.ok()) return told;
    chunk->rejected.clear();
    if (*is_whole) return absl::OkStatus();
  }
}

absl::Status ChunkCrew::Add(std::unique_ptr<LineChunk> chunk, Tell tell) {
  if (own_parser_ != nullptr) {
    absl::Status parsed = ParseHere(chunk.get(), tell);
    free_.push_back(std::move(chunk->buffer));
    return parsed;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  chunks_.push_back(std::make_unique<Entry>(Entry{std::move(chunk), State::kWaiting}));
  waiting_.push_back(chunks_.back().get());
  work_.notify_all();  // one may wait to go on with its own chunk
  return absl::OkStatus();
}

bool ChunkCrew::is_idle() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return own_parser_ != nullptr || (idle_ > 0 && waiting_.empty());
}

std::unique_ptr<LineBuffer> ChunkCrew::TakeBuffer() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (free_.empty()) return nullptr;
  std::unique_ptr<LineBuffer> buffer = std::move(free_.back());
  free_.pop_back();
  return buffer;
}

}  // namespace tern::ingest
