// A large array straight from the operating system: what is not touched takes no memory, and what it took
// goes back at once when it is dropped, where malloc would keep it for later.
#ifndef TERN_STORAGE_MEMORY_PAGED_ARRAY_H_
#define TERN_STORAGE_MEMORY_PAGED_ARRAY_H_

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace tern::memory {

// Zeroed bytes of their own mapping. Throws std::bad_alloc where there is no address space left.
class PagedBytes {
 public:
  PagedBytes() = default;
  explicit PagedBytes(size_t bytes);
  ~PagedBytes();
  PagedBytes(PagedBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  PagedBytes& operator=(PagedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  void* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

// `size` zeroed values.
template <typename T>
class PagedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  PagedArray() = default;
  explicit PagedArray(size_t size) : bytes_(size * sizeof(T)), size_(size) {}
  PagedArray(PagedArray&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  PagedArray& operator=(PagedArray&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() const { return static_cast<T*>(bytes_.data()); }
  size_t size() const { return size_; }
  T& operator[](size_t i) const { return data()[i]; }

 private:
  PagedBytes bytes_;
  size_t size_ = 0;
};

}  // namespace tern::memory

#endif  // TERN_STORAGE_MEMORY_PAGED_ARRAY_H_
