#include "storage/load/load_budget.h"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "storage/model/text.h"

namespace tern::load {
namespace {

constexpr uint64_t kUnknownMemory = uint64_t{4} << 30;
// Larger buffers are no faster, and their numbers of records and places would not fit 32 bits.
constexpr uint64_t kMaxWorkerBytes = uint64_t{4} << 30;
constexpr int kOrdersAtOnce = 2;

uint64_t MachineMemory() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page_bytes <= 0) return kUnknownMemory;
  return static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_bytes);
}

}  // namespace

absl::StatusOr<LoadBudget> LoadBudget::Create(uint64_t memory_limit, int threads, const LoadTuning& tuning) {
  if (memory_limit == 0) memory_limit = std::max(MachineMemory() / 4, kMinMemoryLimit);
  if (memory_limit < kMinMemoryLimit) {
    return absl::InvalidArgumentError(model::StrCat("a memory limit of ", memory_limit >> 20,
                                                    " MB is too small for a load; it takes ",
                                                    kMinMemoryLimit >> 20, " MB at least"));
  }
  LoadBudget budget;
  budget.threads_ =
      threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  budget.limit_bytes_ = memory_limit - kProgramBytes;
  const auto workers = static_cast<uint64_t>(budget.threads_);
  const uint64_t sorters = std::max(workers, uint64_t{kOrdersAtOnce});
  budget.worker_bytes_ = tuning.worker_bytes != 0
                             ? tuning.worker_bytes
                             : std::min(budget.limit_bytes_ / 4 * 3 / workers, kMaxWorkerBytes);
  budget.sorter_bytes_ =
      tuning.sorter_bytes != 0 ? tuning.sorter_bytes : budget.limit_bytes_ / 8 * 7 / sorters;
  return budget;
}

}  // namespace tern::load
