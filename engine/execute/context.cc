#include "engine/execute/context.h"

#include <algorithm>
#include <utility>

#include "engine/execute/profile.h"
#include "storage/model/text.h"

namespace tern::execute {

Context::Context(std::shared_ptr<const store::Snapshot> snapshot, ContextOptions options)
    : snapshot_(std::move(snapshot)), options_(std::move(options)) {
  options_.batch_rows = std::max<size_t>(options_.batch_rows, 1);
  if (!options_.now) {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    options_.now = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  }
  if (snapshot_->monitor() != nullptr) return;
  auto monitor = std::make_shared<store::ReadMonitor>([limits = options_] { return CheckLimits(limits); });
  auto watched = snapshot_->Watched(std::move(monitor));
  if (watched != nullptr) snapshot_ = std::move(watched);
}

absl::Status CheckLimits(const ContextOptions& limits) {
  if (limits.cancelled && limits.cancelled()) return absl::CancelledError("the query was cancelled");
  if (limits.deadline && std::chrono::steady_clock::now() >= *limits.deadline) {
    return absl::DeadlineExceededError("the query ran out of time; give it more with --timeout");
  }
  return absl::OkStatus();
}

absl::Status Context::Poll() const { return CheckLimits(options_); }

absl::Status Context::Reserve(size_t bytes, std::string_view owner) {
  if (bytes > options_.memory_bytes - reserved_bytes_) {
    return absl::ResourceExhaustedError(
        model::StrCat("memory limit: ", owner, " needs ", bytes, " bytes more, and the query may keep ",
                      options_.memory_bytes, "; ask for fewer rows or raise --memory-limit"));
  }
  reserved_bytes_ += bytes;
  if (options_.accountant != nullptr && !TakeShared()) {
    reserved_bytes_ -= bytes;
    const uint64_t limit = options_.accountant->limit_bytes();
    return absl::ResourceExhaustedError(
        model::StrCat("memory limit: ", owner, " needs ", bytes, " bytes more, and of ", limit >> 20,
                      " MB only ", (limit - options_.accountant->used_bytes()) >> 20,
                      " MB are left; ask for fewer rows or raise --memory-limit"));
  }
  if (reserved_bytes_ > peak_bytes_) {
    peak_bytes_ = reserved_bytes_;
    if (options_.profile != nullptr) options_.profile->peak_memory_bytes_ = peak_bytes_;
  }
  return absl::OkStatus();
}

// Makes shared_ at least as large as reserved_bytes_. False where it cannot be.
bool Context::TakeShared() {
  if (!shared_) shared_.emplace(options_.accountant.get());
  if (reserved_bytes_ <= shared_->bytes()) return true;
  const uint64_t missing = reserved_bytes_ - shared_->bytes();
  return shared_->TryGrow(missing + kSharedPiece) || shared_->TryGrow(missing);
}

void Context::Release(size_t bytes) {
  reserved_bytes_ -= bytes;
  if (shared_ && shared_->bytes() >= reserved_bytes_ + 4 * kSharedPiece)
    shared_->Shrink(shared_->bytes() - reserved_bytes_ - kSharedPiece);
}

absl::Status MemoryUse::Set(size_t bytes) {
  if (bytes > bytes_) {
    if (absl::Status status = context_->Reserve(bytes - bytes_, owner_); !status.ok()) return status;
  } else if (bytes < bytes_) {
    context_->Release(bytes_ - bytes);
  }
  if (node_ == nullptr) node_ = context_->running();
  if (node_ != nullptr) node_->AddMemory(static_cast<int64_t>(bytes) - static_cast<int64_t>(bytes_));
  bytes_ = bytes;
  return absl::OkStatus();
}

}  // namespace tern::execute
