// What is read of a snapshot for one statement: counted, so that tests and `explain analyze` see how much
// work an answer took, and interrupted, so that a statement ends soon after it is cancelled wherever it is. A
// watched snapshot (Snapshot::Watched) and all that is read through it report here: a few instructions a
// block, a seek or a call, nothing a row.
#ifndef TERN_STORAGE_STORE_READ_MONITOR_H_
#define TERN_STORAGE_STORE_READ_MONITOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"

namespace tern::store {

// Work, never time: the same statement on the same blocks has the same counts.
struct WorkCounts {
  uint64_t rows_scanned = 0;  // that cursors gave out
  uint64_t blocks_read = 0;
  uint64_t blocks_skipped = 0;  // that a cursor passed unread between two that it read
  uint64_t seeks = 0;
  uint64_t counts = 0;         // ranges that were counted without reading their rows
  uint64_t term_lookups = 0;   // of terms for their ids
  uint64_t terms_decoded = 0;  // ids that became terms by the dictionary, each as often as it was asked for

  friend bool operator==(const WorkCounts&, const WorkCounts&) = default;
  WorkCounts& operator+=(const WorkCounts& other);
  WorkCounts& operator-=(const WorkCounts& other);  // REQUIRES: nothing of `other` is larger
};

// A counter that one thread at a time adds to and any thread may read: no locked instruction. What several
// threads add at once may be lost.
class WorkCounter {
 public:
  void Add(uint64_t count) {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

class ReadMonitor {
 public:
  // `poll`: an error ends what is being read with it; empty: nothing ends it. Called once a block or page at
  // most, and for every few thousand rows at least.
  explicit ReadMonitor(std::function<absl::Status()> poll = {}) : poll_(std::move(poll)) {}
  ReadMonitor(const ReadMonitor&) = delete;
  ReadMonitor& operator=(const ReadMonitor&) = delete;

  absl::Status Poll() const { return poll_ ? poll_() : absl::OkStatus(); }
  WorkCounts counts() const;

  WorkCounter rows_scanned;
  WorkCounter blocks_read;
  WorkCounter blocks_skipped;
  WorkCounter seeks;
  WorkCounter ranges_counted;
  WorkCounter term_lookups;
  WorkCounter terms_decoded;

 private:
  const std::function<absl::Status()> poll_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_READ_MONITOR_H_
