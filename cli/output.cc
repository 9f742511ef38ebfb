#include "cli/output.h"

#include <unistd.h>

#include <cerrno>

namespace tern::cli {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

}  // namespace

DescriptorBuffer::DescriptorBuffer(int descriptor) : descriptor_(descriptor), buffer_(kBufferBytes) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::~DescriptorBuffer() { WriteOut(); }

bool DescriptorBuffer::WriteOut() {
  const char* at = pbase();
  while (at < pptr() && error_ == 0) {
    const ssize_t written = write(descriptor_, at, static_cast<size_t>(pptr() - at));
    if (written >= 0) {
      at += written;
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return error_ == 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c) {
  if (!WriteOut()) return traits_type::eof();
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  return sputc(traits_type::to_char_type(c));
}

int DescriptorBuffer::sync() { return WriteOut() ? 0 : -1; }

}  // namespace tern::cli
