#include "storage/store/fold_thread.h"

#include <chrono>

namespace tern::store {
namespace {

// How often it is looked whether the readers of an old generation have ended.
constexpr std::chrono::milliseconds kCleaningPause{500};

}  // namespace

void FoldThread::Start() {
  if (!thread_.joinable() && !stops_) thread_ = std::thread([this] { Run(); });
  changed_.notify_all();
}

void FoldThread::RequestFold() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (has_failed_ || wants_fold_) return;
  wants_fold_ = true;
  Start();
}

void FoldThread::Forgive() {
  const std::lock_guard<std::mutex> lock(mutex_);
  has_failed_ = false;
}

void FoldThread::RequestCleaning() {
  const std::lock_guard<std::mutex> lock(mutex_);
  wants_cleaning_ = true;
  Start();
}

void FoldThread::Pause() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++pauses_;
  yield_ = true;
}

void FoldThread::Resume() {
  const std::lock_guard<std::mutex> lock(mutex_);
  --pauses_;
  yield_ = pauses_ > 0 || stops_;
  changed_.notify_all();
}

void FoldThread::Stop() {
  std::thread thread;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stops_ = true;
    yield_ = true;
    thread = std::move(thread_);
    changed_.notify_all();
  }
  if (thread.joinable()) thread.join();
}

void FoldThread::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stops_) {
    if (wants_fold_ && pauses_ == 0) {
      wants_fold_ = false;
      lock.unlock();
      const absl::Status status = fold_();
      lock.lock();
      if (absl::IsAborted(status)) {
        wants_fold_ = true;  // it has yielded
      } else if (!status.ok()) {
        has_failed_ = true;
      }
      continue;
    }
    const auto has_work = [this] { return stops_ || (wants_fold_ && pauses_ == 0); };
    if (!wants_cleaning_) {
      changed_.wait(lock, [&] { return has_work() || wants_cleaning_; });
      continue;
    }
    if (changed_.wait_for(lock, kCleaningPause, has_work)) continue;
    lock.unlock();
    const bool is_left = clean_();
    lock.lock();
    wants_cleaning_ = is_left;
  }
}

}  // namespace tern::store
