// Where the parts of a check put what they find.
#ifndef TERN_STORAGE_STORE_CHECK_FINDINGS_H_
#define TERN_STORAGE_STORE_CHECK_FINDINGS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "storage/model/text.h"
#include "storage/store/check.h"

namespace tern::store {

// Not thread-safe.
class CheckFindings {
 public:
  explicit CheckFindings(const CheckOptions& options) : options_(options) {}

  template <typename... Parts>
  void Add(const Parts&... parts) {
    ++report.finding_count;
    if (report.findings.size() < options_.max_findings) report.findings.push_back(model::StrCat(parts...));
  }

  // Cancelled where the caller's callback says so.
  absl::Status Report(std::string_view phase, uint64_t done, uint64_t total) const {
    if (options_.callbacks.progress) options_.callbacks.progress({phase, done, total});
    const bool stops = options_.callbacks.cancelled && options_.callbacks.cancelled();
    return stops ? absl::CancelledError("the check was cancelled") : absl::OkStatus();
  }

  CheckReport report;

 private:
  const CheckOptions& options_;
};

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_CHECK_FINDINGS_H_
