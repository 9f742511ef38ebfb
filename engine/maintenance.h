// What a database does for its keeper rather than for its readers: compaction, statistics, a check of
// everything. The store does the work; here it is opened and its reports become the facade's.
#ifndef TERN_ENGINE_MAINTENANCE_H_
#define TERN_ENGINE_MAINTENANCE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "engine/database.h"
#include "engine/store_access.h"

namespace tern {

absl::StatusOr<CompactionReport> CompactStore(StoreAccess& access, const CompactionOptions& options);
absl::StatusOr<DatabaseStatistics> StatisticsOf(StoreAccess& access, size_t top_predicates,
                                                const TaskOptions& options);
absl::StatusOr<CheckingReport> CheckStore(StoreAccess& access, const TaskOptions& options);

}  // namespace tern

#endif  // TERN_ENGINE_MAINTENANCE_H_
