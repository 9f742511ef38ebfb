#include "engine/execute/context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tern::execute {

Context::Context(std::shared_ptr<const store::Snapshot> snapshot, ContextOptions options)
    : snapshot_(std::move(snapshot)), options_(std::move(options)) {
  options_.batch_rows = std::max<size_t>(options_.batch_rows, 1);
  if (!options_.now) {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    options_.now = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  }
}

absl::Status Context::Poll() const {
  if (options_.cancelled && options_.cancelled()) return absl::CancelledError("the query was cancelled");
  if (options_.deadline && std::chrono::steady_clock::now() >= *options_.deadline) {
    return absl::DeadlineExceededError("the query ran out of time");
  }
  return absl::OkStatus();
}

absl::Status Context::Reserve(size_t bytes) {
  if (bytes > options_.memory_bytes - reserved_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("memory limit: the query needs more than its ", options_.memory_bytes >> 20, " MiB"));
  }
  reserved_bytes_ += bytes;
  return absl::OkStatus();
}

void Context::Release(size_t bytes) { reserved_bytes_ -= bytes; }

absl::Status MemoryUse::Set(size_t bytes) {
  if (bytes > bytes_) {
    if (absl::Status status = context_->Reserve(bytes - bytes_); !status.ok()) return status;
  } else {
    context_->Release(bytes_ - bytes);
  }
  bytes_ = bytes;
  return absl::OkStatus();
}

}  // namespace tern::execute
