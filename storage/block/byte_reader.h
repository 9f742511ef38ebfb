// Reads integers and spans off the front of untrusted bytes; the only place where the parsers of blocks and
// of groups of headers move through them, so that bounds are checked once.
#ifndef TERN_STORAGE_BLOCK_BYTE_READER_H_
#define TERN_STORAGE_BLOCK_BYTE_READER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace tern::block {

// A failed read returns false (or null) and leaves the reader where it was.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : next_(bytes.data()), left_(bytes.size()) {}

  size_t left() const { return left_; }
  bool empty() const { return left_ == 0; }

  // A little-endian unsigned integer.
  template <typename Unsigned>
  bool Read(Unsigned& value) {
    static_assert(std::is_unsigned_v<Unsigned>);
    if (left_ < sizeof value) return false;
    std::memcpy(&value, next_, sizeof value);
    Skip(sizeof value);
    return true;
  }

  // The next `size` bytes, in place.
  const uint8_t* ReadBytes(size_t size) {
    if (left_ < size) return nullptr;
    const auto* bytes = reinterpret_cast<const uint8_t*>(next_);
    Skip(size);
    return bytes;
  }

  // An unsigned integer in base 128, the lowest seven bits first, at most ten bytes.
  bool ReadVarint(uint64_t& value) {
    uint64_t result = 0;
    for (size_t i = 0; i < 10 && i < left_; ++i) {
      const auto byte = static_cast<uint8_t>(next_[i]);
      if (i == 9 && byte > 1) return false;
      result |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        value = result;
        Skip(i + 1);
        return true;
      }
    }
    return false;
  }

 private:
  void Skip(size_t size) {
    next_ += size;
    left_ -= size;
  }

  const char* next_;
  size_t left_;
};

// The writer's side.
template <typename Unsigned>
void AppendLittleEndian(Unsigned value, std::string& out) {
  static_assert(std::is_unsigned_v<Unsigned>);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

inline void AppendVarint(uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

}  // namespace tern::block

#endif  // TERN_STORAGE_BLOCK_BYTE_READER_H_
