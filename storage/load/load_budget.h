// How a load shares out its memory limit. What is not listed here is small and bounded by constants.
//
//   the program, its threads and libraries, RocksDB's tables while they are written      kProgramBytes
//   while reading      each worker: its vocabulary                                       a thread's share of
//   3/4
//                      the readers' buffers                                              the rest
//   while merging      a frame or two for each run of terms
//   while sorting      each thread, or each of two orders: buffers of records            its share
#ifndef TERN_STORAGE_LOAD_LOAD_BUDGET_H_
#define TERN_STORAGE_LOAD_LOAD_BUDGET_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace tern::load {

inline constexpr uint64_t kMinMemoryLimit = uint64_t{128} << 20;
inline constexpr uint64_t kProgramBytes = uint64_t{96} << 20;

// For tests: sizes that force what large loads meet.
struct LoadTuning {
  uint64_t worker_bytes = 0;  // of a partial vocabulary; 0: by the budget
  uint64_t sorter_bytes = 0;  // of a sorter's buffers; 0: by the budget
};

class LoadBudget {
 public:
  // `memory_limit` 0: a quarter of the machine's memory. InvalidArgument below kMinMemoryLimit.
  static absl::StatusOr<LoadBudget> Create(uint64_t memory_limit, int threads, const LoadTuning& tuning);

  uint64_t limit_bytes() const { return limit_bytes_; }    // all that may be reserved
  uint64_t worker_bytes() const { return worker_bytes_; }  // of one worker
  uint64_t sorter_bytes() const { return sorter_bytes_; }  // of one of the sorters at work
  int threads() const { return threads_; }

 private:
  uint64_t limit_bytes_ = 0;
  uint64_t worker_bytes_ = 0;
  uint64_t sorter_bytes_ = 0;
  int threads_ = 1;
};

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_LOAD_BUDGET_H_
