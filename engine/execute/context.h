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
#include <string_view>

#include "absl/status/status.h"
#include "engine/execute/batch.h"
#include "storage/memory/accountant.h"
#include "storage/store/snapshot.h"

namespace tern::execute {

class PlanProfile;
struct NodeProfile;

struct ContextOptions {
  std::function<bool()> cancelled;  // polled; true ends the query with Cancelled
  std::optional<std::chrono::steady_clock::time_point> deadline;  // then DeadlineExceeded
  size_t memory_bytes = size_t{2} << 30;  // of everything that operators keep; more is ResourceExhausted
  // What queries share besides; null: nothing. What is kept is taken from it as well.
  std::shared_ptr<memory::Accountant> accountant;
  PlanProfile* profile = nullptr;         // filled while the query runs, which it outlives; null: nobody asks
  size_t batch_rows = kDefaultBatchRows;  // 1 or more
  std::optional<int64_t> now;  // seconds since 1970 that function `now` tells; nothing: the clock's
};

// Ok while a query with these limits may run on.
absl::Status CheckLimits(const ContextOptions& limits);

// Not thread-safe.
class Context {
 public:
  Context(std::shared_ptr<const store::Snapshot> snapshot, ContextOptions options);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Watched, so that reading it polls too.
  const store::Snapshot& snapshot() const { return *snapshot_; }
  size_t batch_rows() const { return options_.batch_rows; }
  int64_t now() const { return *options_.now; }  // seconds since 1970; the same as long as the query runs

  // Ok while the query may run on. Called once a batch, and at least every few thousand rows of work.
  absl::Status Poll() const;

  // ResourceExhausted where the budget does not have `bytes` more, which `owner` ("a sort") would need.
  absl::Status Reserve(size_t bytes, std::string_view owner);
  void Release(size_t bytes);
  size_t reserved_bytes() const { return reserved_bytes_; }
  size_t peak_bytes() const { return peak_bytes_; }

  PlanProfile* profile() const { return options_.profile; }
  // The node whose operator runs now; null unless there is a profile.
  NodeProfile* running() const { return running_; }
  void set_running(NodeProfile* node) { running_ = node; }

 private:
  // Taken from the accountant in pieces of this size: it is asked seldom.
  static constexpr size_t kSharedPiece = size_t{256} << 10;

  bool TakeShared();

  std::shared_ptr<const store::Snapshot> snapshot_;
  ContextOptions options_;
  size_t reserved_bytes_ = 0;
  size_t peak_bytes_ = 0;
  std::optional<memory::Reservation> shared_;  // at least reserved_bytes_, where there is an accountant
  NodeProfile* running_ = nullptr;
};

// What one operator keeps, counted against the context's budget until it is destroyed.
class MemoryUse {
 public:
  // `owner`: what keeps it, for the message where there is not enough: "a sort". A literal.
  explicit MemoryUse(Context* context, std::string_view owner = "the query")
      : context_(context), owner_(owner) {}
  ~MemoryUse() { Set(0).IgnoreError(); }
  MemoryUse(const MemoryUse&) = delete;
  MemoryUse& operator=(const MemoryUse&) = delete;

  // Declares that the operator now keeps `bytes` in all.
  absl::Status Set(size_t bytes);
  absl::Status Add(size_t bytes) { return Set(bytes_ + bytes); }

 private:
  Context* context_;
  std::string_view owner_;
  size_t bytes_ = 0;
  NodeProfile* node_ = nullptr;  // whom the bytes are told of; null: nobody
};

}  // namespace tern::execute

#endif  // TERN_ENGINE_EXECUTE_CONTEXT_H_
