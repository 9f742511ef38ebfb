// What a running query may use: a snapshot to read, time, memory. One a query; operators hold a pointer to
// it.
#ifndef TERN_ENGINE_EXECUTE_CONTEXT_H_
#define TERN_ENGINE_EXECUTE_CONTEXT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "engine/execute/batch.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

struct ContextOptions {
  std::function<bool()> cancelled;  // polled; true ends the query with Cancelled
  std::optional<std::chrono::steady_clock::time_point> deadline;  // then DeadlineExceeded
  size_t memory_bytes = size_t{2} << 30;  // of everything that operators keep; more is ResourceExhausted
  size_t batch_rows = kDefaultBatchRows;  // 1 or more
  std::optional<int64_t> now;  // seconds since 1970 that function `now` tells; nothing: the clock's
};

// Not thread-safe.
class Context {
 public:
  Context(std::shared_ptr<const store::Snapshot> snapshot, ContextOptions options);

  const store::Snapshot& snapshot() const { return *snapshot_; }
  size_t batch_rows() const { return options_.batch_rows; }
  int64_t now() const { return *options_.now; }  // seconds since 1970; the same as long as the query runs

  // Ok while the query may run on. Called once a batch, and at least every few thousand rows of work.
  absl::Status Poll() const;

  // ResourceExhausted where the budget does not have `bytes` more.
  absl::Status Reserve(size_t bytes);
  void Release(size_t bytes);
  size_t reserved_bytes() const { return reserved_bytes_; }

 private:
  std::shared_ptr<const store::Snapshot> snapshot_;
  ContextOptions options_;
  size_t reserved_bytes_ = 0;
};

// What one operator keeps, counted against the context's budget until it is destroyed.
class MemoryUse {
 public:
  explicit MemoryUse(Context* context) : context_(context) {}
  ~MemoryUse() { context_->Release(bytes_); }
  MemoryUse(const MemoryUse&) = delete;
  MemoryUse& operator=(const MemoryUse&) = delete;

  // Declares that the operator now keeps `bytes` in all.
  absl::Status Set(size_t bytes);
  absl::Status Add(size_t bytes) { return Set(bytes_ + bytes); }

 private:
  Context* context_;
  size_t bytes_ = 0;
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_CONTEXT_H_
