#include "storage/memory/paged_array.h"

#include <sys/mman.h>

namespace tern::memory {
namespace {

// From here on a table is spread over so many pages that the processor's table of them is the bottleneck.
constexpr size_t kHugeFrom = size_t{8} << 20;

}  // namespace

PagedBytes::PagedBytes(size_t bytes) : size_(bytes) {
  if (bytes == 0) return;
  data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data_ == MAP_FAILED) {
    data_ = nullptr;
    throw std::bad_alloc();
  }
  if (bytes >= kHugeFrom) madvise(data_, bytes, MADV_HUGEPAGE);  // a wish: it may be refused
}

PagedBytes::~PagedBytes() {
  if (data_ != nullptr) munmap(data_, size_);
}

}  // namespace tern::memory
