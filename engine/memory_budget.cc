#include "engine/memory_budget.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "storage/model/text.h"

namespace tern {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kProgramBytes = 32 * kMiB;  // code, libraries, stacks, RocksDB's readers
constexpr uint64_t kPagesBytes = 8 * kMiB;     // of the dictionary, dictionary::PageCache
// The log index at its bounds (StoreOptions::max_log_statements, in each order), and the block index.
constexpr uint64_t kLogBytes = 16 * kMiB;
constexpr uint64_t kFixedBytes = kProgramBytes + kPagesBytes + kLogBytes;
constexpr uint64_t kCacheShare = 4;             // of the rest, a fourth
constexpr uint64_t kMinCacheBytes = 32 * kMiB;  // what the store keeps parsed lies in it (BlockGeneration)
constexpr uint64_t kMaxCacheBytes = 512 * kMiB;
constexpr uint64_t kMachineShare = 4;

uint64_t MachineBytes() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  return pages > 0 && page_bytes > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_bytes) : 0;
}

}  // namespace

absl::StatusOr<MemoryBudget> MemoryBudget::Create(uint64_t limit_bytes) {
  if (limit_bytes == 0) limit_bytes = std::max(MachineBytes() / kMachineShare, kMinMemoryLimit);
  if (limit_bytes < kMinMemoryLimit) {
    return absl::InvalidArgumentError(model::StrCat("a memory limit of ", limit_bytes / kMiB,
                                                    " MB is too small for a database; it takes ",
                                                    kMinMemoryLimit / kMiB, " MB at least"));
  }
  MemoryBudget budget;
  budget.cache_bytes = static_cast<size_t>(
      std::clamp((limit_bytes - kFixedBytes) / kCacheShare, kMinCacheBytes, kMaxCacheBytes));
  budget.statements = std::make_shared<memory::Accountant>(limit_bytes);
  auto fixed = std::make_shared<memory::Reservation>(budget.statements.get());
  if (absl::Status taken = fixed->Grow(kFixedBytes + budget.cache_bytes, "caches"); !taken.ok()) return taken;
  budget.fixed = std::move(fixed);
  return budget;
}

}  // namespace tern
