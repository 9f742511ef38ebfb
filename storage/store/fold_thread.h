// The writer's thread for what nobody waits for: folds when the log has grown, and removes old generations
// when their last reader has ended. It is started by the first request, does one thing at a time, gives way
// to who replaces all blocks (Pause), and ends promptly.
#ifndef TERN_STORAGE_STORE_FOLD_THREAD_H_
#define TERN_STORAGE_STORE_FOLD_THREAD_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/status.h"

namespace tern::store {

// Thread-safe.
class FoldThread {
 public:
  // `fold` folds and asks should_yield() on the way: then it returns at once. `clean` removes what it can and
  // tells whether something is left to be removed later. Both run on the thread only.
  FoldThread(std::function<absl::Status()> fold, std::function<bool()> clean)
      : fold_(std::move(fold)), clean_(std::move(clean)) {}
  ~FoldThread() { Stop(); }
  FoldThread(const FoldThread&) = delete;
  FoldThread& operator=(const FoldThread&) = delete;

  // Asks for a fold. Nothing happens after one has failed, until Forgive: who must wait for a fold folds
  // himself then, and gets the error.
  void RequestFold();
  void Forgive();
  void RequestCleaning();

  // Between the two no fold begins, and one that runs yields. They nest.
  void Pause();
  void Resume();
  bool should_yield() const { return yield_.load(std::memory_order_relaxed); }

  // Returns when the thread has ended; nothing is run afterwards. To be called before what the functions use
  // goes.
  void Stop();

 private:
  void Start();  // REQUIRES: mutex_ is held
  void Run();

  const std::function<absl::Status()> fold_;
  const std::function<bool()> clean_;
  std::atomic<bool> yield_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::thread thread_;
  bool wants_fold_ = false;
  bool wants_cleaning_ = false;
  bool has_failed_ = false;
  bool stops_ = false;
  int pauses_ = 0;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_FOLD_THREAD_H_
