// The memory that one piece of work may use, and who has how much of it. Whoever makes something that outside
// data can grow reserves its bytes first; what does not fit is spilled, or refused with what to do about it.
#ifndef TERN_STORAGE_MEMORY_ACCOUNTANT_H_
#define TERN_STORAGE_MEMORY_ACCOUNTANT_H_

#include <cstdint>
#include <mutex>
#include <string_view>

#include "absl/status/status.h"

namespace tern::memory {

// Thread-safe. Outlives its reservations.
class Accountant {
 public:
  explicit Accountant(uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}
  Accountant(const Accountant&) = delete;
  Accountant& operator=(const Accountant&) = delete;

  uint64_t limit_bytes() const { return limit_bytes_; }
  uint64_t used_bytes() const;
  uint64_t peak_bytes() const;

 private:
  friend class Reservation;
  bool Take(uint64_t bytes);
  void Return(uint64_t bytes);

  const uint64_t limit_bytes_;
  mutable std::mutex mutex_;
  uint64_t used_bytes_ = 0;
  uint64_t peak_bytes_ = 0;
};

// Bytes that are taken; given back by the destructor. Not thread-safe.
class Reservation {
 public:
  explicit Reservation(Accountant* accountant) : accountant_(accountant) {}
  ~Reservation() { Clear(); }
  Reservation(Reservation&& other) noexcept;
  Reservation& operator=(Reservation&&) = delete;

  // False, and nothing is taken, where they are not there.
  bool TryGrow(uint64_t bytes);
  // ResourceExhausted instead: `what` needs them, for the message.
  absl::Status Grow(uint64_t bytes, std::string_view what);
  void Shrink(uint64_t bytes);  // REQUIRES: bytes <= this->bytes()
  void Clear();
  uint64_t bytes() const { return bytes_; }

 private:
  Accountant* accountant_;
  uint64_t bytes_ = 0;
};

}  // namespace tern::memory

#endif  // TERN_STORAGE_MEMORY_ACCOUNTANT_H_
