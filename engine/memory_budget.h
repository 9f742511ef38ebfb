// How a database shares out its memory limit: fixed parts for the program and for what is kept between
// statements, and the rest for statements, which take what they keep from one accountant.
#ifndef TERN_ENGINE_MEMORY_BUDGET_H_
#define TERN_ENGINE_MEMORY_BUDGET_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/memory/accountant.h"

namespace tern {

inline constexpr uint64_t kMinMemoryLimit = uint64_t{128} << 20;

struct MemoryBudget {
  // `limit_bytes` 0: a quarter of the machine's memory, and kMinMemoryLimit at least. InvalidArgument below
  // kMinMemoryLimit.
  static absl::StatusOr<MemoryBudget> Create(uint64_t limit_bytes);

  size_t cache_bytes = 0;  // of the store: packed blocks, those that cursors hold too, and memtables
  // Of the whole limit, with the fixed parts taken.
  std::shared_ptr<memory::Accountant> statements;
  std::shared_ptr<const memory::Reservation> fixed;
};

}  // namespace tern

#endif  // TERN_ENGINE_MEMORY_BUDGET_H_
