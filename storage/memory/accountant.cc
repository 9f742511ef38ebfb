#include "storage/memory/accountant.h"

#include <algorithm>
#include <utility>

#include "storage/model/text.h"

namespace tern::memory {

uint64_t Accountant::used_bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return used_bytes_;
}

uint64_t Accountant::peak_bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return peak_bytes_;
}

bool Accountant::Take(uint64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (bytes > limit_bytes_ - used_bytes_) return false;
  used_bytes_ += bytes;
  peak_bytes_ = std::max(peak_bytes_, used_bytes_);
  return true;
}

void Accountant::Return(uint64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  used_bytes_ -= bytes;
}

Reservation::Reservation(Reservation&& other) noexcept
    : accountant_(other.accountant_), bytes_(std::exchange(other.bytes_, 0)) {}

bool Reservation::TryGrow(uint64_t bytes) {
  if (!accountant_->Take(bytes)) return false;
  bytes_ += bytes;
  return true;
}

absl::Status Reservation::Grow(uint64_t bytes, std::string_view what) {
  if (TryGrow(bytes)) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      model::StrCat(what, " need ", (bytes_ + bytes) >> 20, " MB, and of the memory limit only ",
                    (accountant_->limit_bytes() - accountant_->used_bytes()) >> 20,
                    " MB more are left; raise it with --memory-limit"));
}

void Reservation::Shrink(uint64_t bytes) {
  accountant_->Return(bytes);
  bytes_ -= bytes;
}

void Reservation::Clear() {
  if (bytes_ > 0) accountant_->Return(std::exchange(bytes_, 0));
}

}  // namespace tern::memory
