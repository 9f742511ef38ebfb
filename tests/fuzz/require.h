// What the fuzz targets share: how they fail, and checksums that agree, which a fuzzer would not find by
// itself.
#ifndef TERN_TESTS_FUZZ_REQUIRE_H_
#define TERN_TESTS_FUZZ_REQUIRE_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/model/checksum.h"

namespace tern::fuzz {

// Aborts, for the fuzzer and for the replay alike.
inline void Require(bool condition) {
  if (!condition) std::abort();
}

inline std::string_view TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes up to the next `separator`, which goes too; all that is left where there is none.
inline std::string_view TakeUntil(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

// Takes the first byte; 0 where nothing is left.
inline uint8_t TakeByte(std::string_view& text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<uint8_t>(text.front());
  text.remove_prefix(1);
  return byte;
}

// `bytes` with their checksum behind them.
inline std::string WithChecksum(std::string_view bytes) {
  std::string forged(bytes);
  const uint64_t checksum = model::Checksum(bytes);
  for (int i = 0; i < 8; ++i) forged.push_back(static_cast<char>(checksum >> (8 * i)));
  return forged;
}

}  // namespace tern::fuzz

#endif  // TERN_TESTS_FUZZ_REQUIRE_H_
