// What `explain` and `explain analyze` show of a plan: text for people, JSON for programs.
//
//   Join merge on ?chip (18 rows, 2400 estimated: 133 times too many!)
//     time 0.81 ms, 0.20 ms of it own; batches 1
//     Scan POS ?chip <rejected> China (18 rows, 18 estimated)
//       time 0.03 ms; batches 1; rows scanned 18; blocks read 1, skipped 3
#ifndef TERN_ENGINE_PLAN_REPORT_H_
#define TERN_ENGINE_PLAN_REPORT_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/algebra/print.h"
#include "engine/execute/profile.h"
#include "storage/store/read_monitor.h"

namespace tern {

// What one run of a plan took as a whole.
struct RunTotals {
  std::chrono::nanoseconds parsing{0};
  std::chrono::nanoseconds planning{0};  // searches by name, the translation and the optimiser
  std::chrono::nanoseconds running{0};   // to the last row, the terms of the answer too
  uint64_t rows = 0;
  uint64_t peak_memory_bytes = 0;  // that operators kept at one time
  store::WorkCounts planning_work;
  store::WorkCounts work;
};

// The plan as it is expected to run.
std::string PlanText(const algebra::Node& root, const algebra::PrintOptions& options);
std::string PlanJson(const algebra::Node& root, const algebra::PrintOptions& options);

// How it ran. An estimate is marked where it was off by more than ten times.
std::string RunText(const algebra::Node& root, const execute::PlanProfile& profile, const RunTotals& totals,
                    const algebra::PrintOptions& options);
std::string RunJson(const algebra::Node& root, const execute::PlanProfile& profile, const RunTotals& totals,
                    const algebra::PrintOptions& options);

}  // namespace tern

#endif  // TERN_ENGINE_PLAN_REPORT_H_
